"""What is asked of words, and what a search for them finds."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.functions import FunctionClass
from archive.models import Function, Message
from archive.search.expressions import Near, Phrase, QueryProblem, Word
from archive.search.language import parse
from archive.search.query import Query, find, says_nothing
from archive.search.words import tsquery
from tests import factories


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (Word("pomp"), "'pomp'"),
        (Word("noodpomp", is_beginning=True), "'noodpomp':*"),
        (Word("foto's"), "'foto''s'"),
        (Word("a\\b & !c"), "'a b & !c'"),
        (Phrase("Delta Pompen"), "'Delta Pompen'"),
        (Near(Word("pomp"), Word("sluis"), 2), "{0} <1> {1} | {0} <2> {1} | {1} <1> {0} | {1} <2> {0}"),
        (Near(Word("pomp"), Word("🍻"), 2), "'pomp'"),
        (Word("🍻", is_beginning=True), ""),
    ],
)
def test_what_is_asked_of_words(words, asked):
    assert tsquery(words) == asked.format("'pomp'", "'sluis'")


@pytest.mark.django_db
@settings(deadline=None)
@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_an_error_of_the_database(words):
    with suppress(QueryProblem):
        assert find(Query(words=words)).count() == 0


@pytest.fixture
def chat(db):
    return factories.conversation("Crisisteam")


def texts(query: Query) -> set[str]:
    factories.index_archive()
    return {message.text for message in find(query)}


def test_a_star_finds_what_begins_so(chat):
    for text in ("de pomp draait", "drie pompstations", "het gemaal", "Pompeji"):
        factories.message(chat, text)

    assert texts(Query(words="pomp*")) == {"de pomp draait", "drie pompstations", "Pompeji"}
    assert texts(Query(words="pomp")) == {"de pomp draait"}
    assert texts(Query(words="pomp* -draait")) == {"drie pompstations", "Pompeji"}


def test_words_that_are_too_common_are_told_apart_from_words_that_are_not_there(db):
    assert says_nothing(parse("de het een"))
    assert says_nothing(parse("de -pomp"))
    assert not says_nothing(parse("de pomp"))
    assert not says_nothing(parse("onvindbaar"))
    assert not says_nothing(parse("verwijderd:ja"))


def test_a_function_counts_on_the_day_of_the_message(chat):
    rieke = factories.handle("Rieke Talsma")
    Function.objects.create(
        person=rieke.person,
        title="minister",
        function_class=FunctionClass.MINISTER,
        valid_from=date(2025, 11, 14),
        valid_until=date(2025, 12, 31),
    )
    for day in ("13T23:30", "14T00:30", "31T12:00"):
        month = 12 if day.startswith("31") else 11
        factories.message(chat, day, sender=rieke, at=f"2025-{month}-{day}:00+01:00")
    factories.message(chat, "van een ander", sender=factories.handle("Kofi Mensah"))

    assert texts(Query(function=FunctionClass.MINISTER)) == {"14T00:30", "31T12:00"}


def test_neighbours_are_those_of_the_same_conversation_in_order(chat):
    elsewhere = factories.conversation("Elders")
    first, second, third, fourth = (factories.message(chat, text) for text in "abcd")
    factories.message(elsewhere, "ertussen", at=second.sent_at)

    around = Message.objects.filter(pk__in=[first.pk, third.pk]).neighbours(2)

    assert around == {first.pk: ([], [second.pk, third.pk]), third.pk: ([first.pk, second.pk], [fourth.pk])}


def test_neighbours_of_the_same_second_go_by_position(chat):
    first, second, third = (factories.message(chat, text, at=factories.MORNING) for text in "abc")

    assert Message.objects.filter(pk=second.pk).neighbours(5) == {second.pk: ([first.pk], [third.pk])}
