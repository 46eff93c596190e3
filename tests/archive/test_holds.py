"""Holds: what a person, a period or words keep from being destroyed, until somebody ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archive.holds import HoldTooWide, end_hold, held, set_hold
from archive.models import Hold, Message
from archive.privacy import Scope, mark
from archive.search.index import index_messages
from tests import factories
from tests.factories import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def chats():
    """Two chats, of which Kofi is in one; three messages each, a day apart."""
    kofi, fatima, rieke = (factories.handle(name) for name in ("Kofi Mensah", "Fatima El Amrani", "Rieke Talsma"))
    crisis, other = factories.conversation("Crisisteam", kofi, fatima), factories.conversation("Woordvoering", rieke)
    for chat, sender in ((crisis, fatima), (other, rieke)):
        for number, text in enumerate(("De pompen", "Een persbericht", "De dijken")):
            factories.message(chat, f"{text} van {chat.title}", sender=sender, at=MORNING + timedelta(days=number))
        index_messages(chat)
    return crisis, other


def hold(persons=(), **fields):
    return set_hold(Hold(reason="Verzoek 2026-0142", set_by="Anna Coenen", **fields), persons=persons)


def held_texts():
    return sorted(held(Message.objects.all()).values_list("text", flat=True))


def test_nothing_is_held_by_itself(chats):
    assert held_texts() == []


def test_everything_a_person_takes_part_in_also_what_others_wrote(chats):
    crisis, _ = chats
    hold([crisis.participants.get(handle__value="Kofi Mensah").handle.person])
    assert len(held_texts()) == 3
    assert all("Crisisteam" in text for text in held_texts())


def test_all_that_is_filled_in_must_hold(chats):
    hold(words="pompen OR dijken", first_day=date(2025, 11, 14), last_day=date(2025, 11, 15))
    assert held_texts() == ["De dijken van Crisisteam", "De dijken van Woordvoering"]


def test_one_conversation(chats):
    hold(conversation=chats[1], last_day=date(2025, 11, 13))
    assert held_texts() == ["De pompen van Woordvoering"]


def test_several_holds_add_up(chats):
    hold(words="pompen")
    hold(words="persbericht")
    assert len(held_texts()) == 4


def test_what_the_index_leaves_out_is_read_for_its_words(chats):
    crisis, _ = chats
    mark(Scope(crisis.pk), reason="Gezin", by="Els Archema")
    attached = factories.message(crisis, "", files=("scan.pdf",))
    hold(words="pompen", conversation=crisis)
    # Of the file of a private message nobody has indexed the name: it is held to be sure.
    assert held_texts() == sorted(["De pompen van Crisisteam", attached.text])


def test_a_hold_on_everything_is_a_mistake(chats):
    for nothing in ("", "-", '""'):
        with pytest.raises(HoldTooWide):
            hold(words=nothing)
    assert not Hold.objects.exists()


def test_it_holds_until_it_is_ended_once(chats):
    made = hold(words="pompen")
    end_hold(made, reason="Verzoek afgedaan.", by="Anna Coenen")
    end_hold(made, reason="Nog eens.", by="Els Archema")

    made.refresh_from_db()
    assert (made.end_reason, made.ended_by) == ("Verzoek afgedaan.", "Anna Coenen")
    assert held_texts() == []
