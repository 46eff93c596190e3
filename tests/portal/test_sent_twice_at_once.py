"""A form that is sent twice at the same moment, by a button that is pressed twice: what it makes is made once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

import pytest

from archive.functions import FunctionClass
from archive.models import Function, Hold
from tests import factories
from tests.portal.at_once import at_once
from tests.portal.parliament.chamber import chamber, usual
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.custody import holding
from woo_portal.intake import recording, tokens
from woo_portal.parliament import taking_in
from woo_portal.parliament.models import Reading, Way

pytestmark = pytest.mark.django_db(transaction=True)


def twice(does: Callable[[], object]) -> list[Exception]:
    return at_once(does, does, lambda: None)


def test_a_function(user: Callable[[Role], User]) -> None:
    els, kofi = user(Role.ARCHIVIST), factories.person("Kofi Mensah")
    facts = {"person": kofi, "title": "directeur Water", "function_class": FunctionClass.OFFICIAL}

    assert twice(lambda: recording.save(Function(**facts), seen="", by=els)) == []
    assert Function.objects.count() == 1


def test_a_hold(user: Callable[[Role], User]) -> None:
    els, kofi = user(Role.ARCHIVIST), factories.person("Kofi Mensah")

    assert twice(lambda: holding.set_hold(Hold(reason="Verzoek"), persons=[kofi], by=els)) == []
    assert Hold.objects.count() == 1


def test_a_pasted_text(user: Callable[[Role], User]) -> None:
    daan = user(Role.LIAISON)

    assert twice(lambda: taking_in.take_in(b"Vraag 1: wat nu?", file_name="a.txt", way=Way.PASTE, by=daan)) == []
    assert Reading.objects.count() == 1


def test_a_case_of_the_kamer(user: Callable[[Role], User], settings) -> None:
    daan = user(Role.LIAISON)
    with chamber(usual()) as (url, _):
        settings.CHAMBER_DATA_URL = url
        (refused,) = twice(lambda: taking_in.take_in_case("2026Z03456", by=daan))

    assert isinstance(refused, taking_in.AlreadyDrafted)
    assert refused.reading == Reading.objects.get()
    assert taking_in.original_of(refused.reading.sha256).exists(), "the first draft keeps its file"


def test_a_key(user: Callable[[Role], User]) -> None:
    found: list[bool] = []

    def make() -> None:
        found.append(tokens.is_taken("Telefoon"))
        if not found[-1]:
            tokens.create(name="Telefoon", holder=None, by=user(Role.ADMINISTRATOR))

    assert twice(transaction.atomic(make)) == []
    assert found == [False, True]
