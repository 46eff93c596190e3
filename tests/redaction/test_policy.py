"""The standing policy: which ground is proposed for whom, from a table with days on which a row counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archive.acting import Actor
from archive.days import local_day
from archive.functions import FunctionClass
from redaction.choices import Status
from redaction.decide import accept, reject
from redaction.detecting import Label
from redaction.grounds import GROUNDS
from redaction.models import PolicyRule
from redaction.passages import text_at
from redaction.policy import NEVER_SHOWN, Policy, Rule
from redaction.policy_table import in_force, treat_as
from redaction.suggest import suggest
from tests import factories

pytestmark = pytest.mark.django_db

ANNA = Actor(7, "Anna Coenen")


def test_every_label_and_role_stands_in_a_row_of_its_own_and_names_a_ground_of_the_law():
    policy = in_force()
    for label in Label:
        for role in FunctionClass:
            rule = policy.rule_for(label, role)
            assert rule in policy.rules, (label, role)
            assert rule.ground is None or rule.ground in GROUNDS
            assert rule.why.endswith(".")


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
    assert in_force().propose(Label.PERSON, role) == ground


@pytest.mark.parametrize("role", list(FunctionClass))
def test_the_number_and_the_address_of_a_minister_are_private_too(role: FunctionClass):
    policy = in_force()
    assert policy.propose(Label.PHONE, role) == "5.1.2e"
    assert policy.propose(Label.EMAIL, role) == "5.1.2e"
    assert policy.propose(Label.ADDRESS, role) == "5.1.2e"
    assert policy.propose(Label.BSN, role) == "5.1.1e"
    assert policy.propose(Label.CREDENTIAL, role) == "5.1.2h"
    assert policy.propose(Label.SPECIAL, role) == "5.1.1d"


def test_the_reason_can_be_shown_to_the_reviewer():
    assert "bewindspersoon" in in_force().rule_for(Label.PERSON, FunctionClass.MINISTER).why


def test_a_row_for_a_role_goes_before_the_row_for_everybody_and_silence_withholds():
    everybody = Rule(Label.PHONE, None, "5.1.2e", "Privé.")
    company = Rule(Label.PHONE, FunctionClass.COMPANY, None, "Zakelijk nummer.")
    policy = Policy((everybody, company))

    assert policy.rule_for(Label.PHONE, FunctionClass.COMPANY) == company
    assert policy.rule_for(Label.PHONE, FunctionClass.CITIZEN) == everybody
    assert policy.propose(Label.IBAN, FunctionClass.MINISTER) == "5.1.2e"


def test_a_row_counts_on_its_days_and_of_two_the_one_that_began_last():
    PolicyRule.objects.filter(label="PERSON", role="top_official").update(valid_until=date(2026, 6, 30))
    PolicyRule.objects.create(
        label="PERSON", role="top_official", ground="5.1.2e", why="Nieuw beleid.", valid_from=date(2026, 6, 30)
    )

    def shown(day: date) -> bool:
        return in_force(day).propose(Label.PERSON, FunctionClass.TOP_OFFICIAL) is None

    assert [shown(date(2026, 6, day)) for day in (29, 30)] == [True, False]
    assert not shown(date(2027, 1, 1))


def test_what_the_law_withholds_whosever_it_is_is_shown_in_no_row():
    assert not PolicyRule.objects.filter(label__in=NEVER_SHOWN, ground="").exists()


class TestARoleForOneDossier:
    """A reviewer says once who somebody is; every mention in the dossier follows, but for what is decided."""

    @pytest.fixture
    def layer(self):
        return factories.layer()

    @pytest.fixture
    def messages(self):
        kofi = factories.handle(factories.person("Kofi Mensah"))
        chat = factories.conversation("Crisis", kofi)
        return [factories.message(chat, text, sender=kofi) for text in ("Hier Kofi", "bel Kofi of mail kofi@x.nl")]

    @staticmethod
    def names(layer) -> list[str]:
        rows = layer.redactions.filter(label="PERSON")
        return sorted(f"{row.field} {text_at(row.message, row.field, row.index)[row.start : row.end]}" for row in rows)

    def test_shown_everywhere_when_the_role_is_public_and_again_withheld_when_taken_back(self, layer, messages):
        ids = [message.pk for message in messages]
        kofi = messages[0].sender.person
        suggest(layer, ids)
        before = self.names(layer)
        assert len(before) == 4

        treated = treat_as(layer, kofi, FunctionClass.PUBLIC_OFFICE, by=ANNA)
        suggest(layer, ids)
        assert treated.lapsed >= 4
        assert self.names(layer) == []
        assert layer.redactions.filter(label="EMAIL").count() == 1

        treat_as(layer, kofi, None, by=ANNA)
        suggest(layer, ids)
        assert self.names(layer) == before

    def test_what_a_person_decided_stays_and_is_counted_as_differing(self, layer, messages):
        suggest(layer, [message.pk for message in messages])
        decided = layer.redactions.filter(label="PERSON").first()
        accept([decided], by=ANNA)

        treated = treat_as(layer, messages[0].sender.person, FunctionClass.MINISTER, by=ANNA)

        assert treated.differing == 1
        decided.refresh_from_db()
        assert decided.status == Status.ACCEPTED

    def test_back_to_the_table_of_functions_what_differs_is_counted_by_the_function_of_the_day(self, layer, messages):
        """It once said that nothing differed: no role was taken for no policy."""
        sender, sent_at = messages[0].sender, messages[0].sent_at + timedelta(days=7)
        later = factories.message(messages[0].conversation, "Weer Kofi", sender=sender, at=sent_at)
        suggest(layer, [message.pk for message in (*messages, later)])
        accept(list(layer.redactions.filter(label="PERSON", field="text")), by=ANNA)
        assert treat_as(layer, sender.person, FunctionClass.MINISTER, by=ANNA).differing == 3

        assert treat_as(layer, sender.person, None, by=ANNA).differing == 0
        sender.person.functions.create(function_class=FunctionClass.MINISTER, valid_from=local_day(sent_at))
        assert treat_as(layer, sender.person, None, by=ANNA).differing == 1
        reject(list(layer.redactions.filter(label="PERSON", field="text", message=later)), by=ANNA)
        assert treat_as(layer, sender.person, None, by=ANNA).differing == 0

    def test_another_dossier_keeps_to_the_table_of_functions(self, layer, messages):
        other = factories.layer()
        treat_as(layer, messages[0].sender.person, FunctionClass.MINISTER, by=ANNA)
        suggest(other, [message.pk for message in messages])

        assert len(self.names(other)) == 4
