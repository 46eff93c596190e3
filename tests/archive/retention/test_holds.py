"""Holds: what a person, a period or words keep from being destroyed, until somebody ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archive.identity import merge, unmerge
from archive.models import Hold, Message, Person
from archive.privacy import Scope, mark
from archive.retention.holds import HoldTooWide, end_hold, held, keep_for, on, set_hold
from archive.search.expressions import QueryProblem
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


@pytest.mark.parametrize(
    "days", [{"last_day": date.max}, {"first_day": date.min}, {"first_day": date.min, "last_day": date.max}]
)
def test_a_day_at_an_end_of_the_calendar_holds_what_there_is(chats, days):
    hold(**days)
    assert len(held_texts()) == 6


def test_words_that_stand_between_signs_hold_a_private_message_too(chats):
    message = factories.message(chats[0], "de sluis/pomp.Bel", at=MORNING + timedelta(days=9))
    index_messages(chats[0])
    mark(Scope(chats[0].pk, (message.pk,)), reason="Thuis", by="Els Archema")
    hold(words="sluis bel")
    assert held_texts() == ["de sluis/pomp.Bel"]


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
    for nothing in ("", " ", "de het"):
        with pytest.raises(HoldTooWide):
            hold(words=nothing)
    assert not Hold.objects.exists()


def test_words_that_are_no_search_for_words_are_refused(chats):
    for nonsense in ("-", '""', "(pompen", "van:kofi"):
        with pytest.raises(QueryProblem):
            hold(words=nonsense, conversation=chats[1])
    assert not Hold.objects.exists()


def test_words_that_no_search_reads_any_more_leave_nothing_out(chats):
    Hold.objects.create(reason="Oud", set_by="Anna Coenen", words='"pompen', conversation=chats[1])
    assert len(held_texts()) == 3


def test_words_of_a_hold_are_those_of_a_search(chats):
    hold(words="pompen nabij/3 crisisteam OF (dijk* -crisisteam)")
    assert held_texts() == ["De dijken van Woordvoering", "De pompen van Crisisteam"]


def test_it_holds_until_it_is_ended_once(chats):
    made = hold(words="pompen")
    end_hold(made, reason="Verzoek afgedaan.", by="Anna Coenen")
    end_hold(made, reason="Nog eens.", by="Els Archema")

    made.refresh_from_db()
    assert (made.end_reason, made.ended_by) == ("Verzoek afgedaan.", "Anna Coenen")
    assert held_texts() == []


class TestAfterPersonsAreTakenApart:
    """Two rows were one person while a hold was set; each keeps it, until somebody ends the one or the other."""

    @pytest.fixture
    def apart(self, chats):
        """Kofi and Rieke, who are no longer one person; the hold was set on who they were together."""
        kofi, rieke = (Person.objects.get(name=name) for name in ("Kofi Mensah", "Rieke Talsma"))
        moved = merge(person=rieke, into=kofi)
        hold([kofi], words="pompen")
        both = on(kofi)
        unmerge(alias=rieke, moved=moved)
        keep_for((rieke, kofi), both)
        return kofi, rieke

    def test_both_keep_it(self, apart):
        assert held_texts() == ["De pompen van Crisisteam", "De pompen van Woordvoering"]

    def test_ending_one_leaves_the_other(self, apart):
        kofi, rieke = apart
        end_hold(on(kofi)[0], reason="Afgedaan.", by="Anna Coenen")
        assert held_texts() == ["De pompen van Woordvoering"]
        end_hold(on(rieke)[0], reason="Afgedaan.", by="Anna Coenen")
        assert held_texts() == []

    def test_a_hold_on_the_name_that_went_is_kept_by_who_stays(self, chats):
        kofi, rieke = (Person.objects.get(name=name) for name in ("Kofi Mensah", "Rieke Talsma"))
        hold([rieke])
        moved = merge(person=rieke, into=kofi)
        assert len(held_texts()) == 6
        both = on(kofi)
        unmerge(alias=rieke, moved=moved)
        keep_for((rieke, kofi), both)
        assert len(held_texts()) == 6

    def test_it_does_not_multiply(self, apart):
        kofi, rieke = apart
        for _ in range(2):
            assert keep_for((kofi, rieke), [*on(kofi), *on(rieke)]) == []
        assert Hold.objects.count() == 2

    def test_two_reasons_stay_two(self, chats):
        kofi, rieke = (Person.objects.get(name=name) for name in ("Kofi Mensah", "Rieke Talsma"))
        hold([kofi])
        set_hold(Hold(reason="Verzoek 2026-0200", set_by="Anna Coenen"), persons=[kofi])
        keep_for((kofi, rieke), on(kofi))
        assert {made.reason for made in on(rieke)} == {"Verzoek 2026-0142", "Verzoek 2026-0200"}

    def test_one_that_has_ended_is_not_kept(self, chats):
        kofi, rieke = (Person.objects.get(name=name) for name in ("Kofi Mensah", "Rieke Talsma"))
        end_hold(hold([kofi]), reason="Afgedaan.", by="Anna Coenen")
        assert keep_for((kofi, rieke), on(kofi)) == []
