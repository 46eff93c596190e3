"""The standing policy: which ground is proposed for whom."""

from __future__ import annotations

import pytest

from archive.functions import FunctionClass
from redaction.detecting import Label
from redaction.grounds import GROUNDS
from redaction.policy import POLICY, propose, rule_for


def test_every_label_and_role_stands_in_exactly_one_row():
    for label in Label:
        for role in FunctionClass:
            rows = [rule for rule in POLICY if label in rule.labels and role in rule.roles]
            assert len(rows) == 1, (label, role)


def test_every_row_says_why_and_names_a_ground_of_the_law():
    assert all(rule.why.endswith(".") for rule in POLICY)
    assert {rule.ground for rule in POLICY} - {None} <= set(GROUNDS)


@pytest.mark.parametrize(
    ("role", "ground"),
    [
        (FunctionClass.MINISTER, None),
        (FunctionClass.STATE_SECRETARY, None),
        (FunctionClass.TOP_OFFICIAL, None),
        (FunctionClass.PUBLIC_OFFICE, None),
        (FunctionClass.OFFICIAL, "5.1.2e"),
        (FunctionClass.CITIZEN, "5.1.2e"),
        (FunctionClass.JOURNALIST, "5.1.2e"),
        (FunctionClass.COMPANY, "5.1.2e"),
        (FunctionClass.UNKNOWN, "5.1.2e"),
    ],
)
def test_a_name_is_shown_only_of_who_is_public_by_function(role: FunctionClass, ground: str | None):
    assert propose(Label.PERSON, role) == ground


@pytest.mark.parametrize("role", list(FunctionClass))
def test_the_number_and_the_address_of_a_minister_are_private_too(role: FunctionClass):
    assert propose(Label.PHONE, role) == "5.1.2e"
    assert propose(Label.EMAIL, role) == "5.1.2e"
    assert propose(Label.ADDRESS, role) == "5.1.2e"
    assert propose(Label.BSN, role) == "5.1.1e"
    assert propose(Label.CREDENTIAL, role) == "5.1.2h"
    assert propose(Label.SPECIAL, role) == "5.1.1d"


def test_the_reason_can_be_shown_to_the_reviewer():
    assert "bewindspersoon" in rule_for(Label.PERSON, FunctionClass.MINISTER).why
