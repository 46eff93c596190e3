"""Somebody is held, and turns out to be two persons: nothing of either may then be destroyed, until a person says so."""

from __future__ import annotations

import pytest

from archive.models import Hold, Message
from archive.retention.holds import held, set_hold
from tests import factories
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake import linking, merging

pytestmark = pytest.mark.django_db
KEPT = "Wat werd vastgehouden, wordt nu voor beiden vastgehouden."


@pytest.fixture
def els(user):
    return user(Role.ARCHIVIST)


@pytest.fixture
def kofi():
    made = factories.person("Kofi Mensah")
    for name in ("Kofi Mensah", "PJ"):
        handle = factories.handle(made, value=name)
        factories.message(factories.conversation(f"Met {name}", handle), f"Van {name}", sender=handle)
    return made


@pytest.fixture
def rieke():
    made = factories.person("Rieke Talsma")
    handle = factories.handle(made)
    factories.message(factories.conversation("Met Rieke", handle), "Van Rieke", sender=handle)
    return made


def hold(person) -> Hold:
    return set_hold(Hold(reason="Verzoek 2026-0142", set_by="Anna Coenen"), persons=[person])


def held_texts() -> set[str]:
    return set(held(Message.objects.all()).values_list("text", flat=True))


def told() -> str:
    return sentence(Event.objects.latest("pk"))


def test_a_merge_that_is_taken_back(kofi, rieke, els):
    merging.merge(rieke, into=kofi, seen=merging.fingerprint(kofi, rieke), by=els)
    hold(kofi)
    merging.undo_merge(Event.objects.get(verb=Verb.PERSONS_MERGED), by=els)

    assert held_texts() == {"Van Kofi Mensah", "Van PJ", "Van Rieke"}
    assert told().endswith(KEPT)


def test_a_merge_that_is_taken_back_of_who_was_held_before_it(kofi, rieke, els):
    hold(rieke)
    merging.merge(rieke, into=kofi, seen=merging.fingerprint(kofi, rieke), by=els)
    assert len(held_texts()) == 3
    merging.undo_merge(Event.objects.get(verb=Verb.PERSONS_MERGED), by=els)

    assert held_texts() == {"Van Kofi Mensah", "Van PJ", "Van Rieke"}


def test_a_split_and_its_undoing(kofi, els):
    hold(kofi)
    other = kofi.handles.get(value="PJ")
    merging.split(kofi, [other.pk], to=None, name="Pieter Jansen", seen=merging.fingerprint(kofi), by=els)
    assert held_texts() == {"Van Kofi Mensah", "Van PJ"}
    assert told().endswith(KEPT)

    merging.undo_split(Event.objects.latest("pk"), by=els)
    assert held_texts() == {"Van Kofi Mensah", "Van PJ"}
    assert Hold.objects.count() == 2


def test_a_name_that_is_linked_to_somebody_else(kofi, els):
    hold(kofi)
    linking.link_to_new_person(kofi.handles.get(value="PJ").pk, seen=kofi.pk, name="Pieter Jansen", by=els)

    assert held_texts() == {"Van Kofi Mensah", "Van PJ"}
    assert told().endswith(KEPT)


def test_without_a_hold_nothing_is_said_of_one(kofi, els):
    linking.link_to_new_person(kofi.handles.get(value="PJ").pk, seen=kofi.pk, name="Pieter Jansen", by=els)

    assert "vastgehouden" not in told()
    assert not Hold.objects.exists()


def test_the_pages_tell_beforehand(kofi, rieke, archivist):
    split = f"/archief/personen/{kofi.pk}/splitsen/"
    merge = f"/archief/personen/{kofi.pk}/samenvoegen/{rieke.pk}/"
    chosen = {"handles": [kofi.handles.get(value="PJ").pk], "to": "Pieter Jansen", "is_new": "on"}
    assert "vastgehouden" not in words(archivist.get(merge)) + words(archivist.post(split, chosen))
    hold(kofi)

    assert "Wat voor één van hen wordt vastgehouden, wordt vastgehouden voor alles van deze persoon." in words(
        archivist.get(merge)
    )
    assert "wordt dan ook voor Pieter Jansen vastgehouden; elk is apart te beëindigen." in words(
        archivist.post(split, chosen)
    )
