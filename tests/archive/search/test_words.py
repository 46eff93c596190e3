"""What is asked of words, and what a search for them finds."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.functions import FunctionClass
from archive.models import Function, Message
from archive.search.expressions import Near, Phrase, QueryProblem, Word
from archive.search.hits import hits
from archive.search.language import parse
from archive.search.marking import HIT_END, HIT_START, marked_as_written
from archive.search.query import Query, find, highlighted, says_nothing
from archive.search.stemming import stem
from archive.search.words import in_a_row, near
from tests import factories


def test_what_is_asked_of_words():
    assert in_a_row({1: ["delta"], 3: ["o'neil"]}) == "'delta' <2> 'o''neil'"
    assert in_a_row({1: ["gemal", "gemaal"]}, is_beginning=True) == "('gemal':* | 'gemaal':*)"
    assert in_a_row({1: ["pomp", "pompen"]}, is_beginning=True) == "'pomp':*"
    assert in_a_row({}) == ""
    pairs = "({0}) <1> ({1}) | ({0}) <2> ({1}) | ({1}) <1> ({0}) | ({1}) <2> ({0})"
    assert near("'pomp'", "'sluis'", 2) == pairs.format("'pomp'", "'sluis'")
    assert near("'pomp'", "", 2) == near("", "'pomp'", 2) == "'pomp'"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (Word("pomp"), "'pomp'"),
        (Word("noodpomp", is_beginning=True), "'noodpomp':*"),
        (Word("foto's"), "'foto' <1> 's'"),
        (Word("a\\b & !c"), "'a' <1> 'b' <1> 'c'"),
        (Phrase("Delta Pompen"), "'delta' <1> 'pomp'"),
        (Phrase("bel de pomp"), "'bel' <2> 'pomp'"),
        (Near(Word("pomp"), Word("🍻"), 2), "'pomp'"),
        (Word("🍻", is_beginning=True), ""),
        (Word("de"), ""),
    ],
)
def test_words_as_the_index_has_them(words, asked):
    assert stem(words)[words].query == asked


MISSED = [
    ("overleg VWS/RIVM morgen", ["rivm", "vws", '"VWS RIVM"', "vws/rivm"]),
    ("Rieke/Emre bellen", ["emre"]),
    ("Dat is afgehandeld.Pomp draait", ["pomp", "afgehandeld"]),
    ("A.B.Jansen", ["jansen", "A.B.Jansen"]),
    ("mail j.jansen@minienw.nl aub", ["jansen", "minienw", "j.jansen@minienw.nl"]),
    (
        "zie https://www.nos.nl/artikel/gemaal-de-hoop",
        ["gemaal", "nos.nl", '"gemaal de hoop"', "https://www.nos.nl/artikel/gemaal-de-hoop"],
    ),
    ("~pomp~ kapot", ["pomp"]),
    ("kijk&zie;bel", ["zie"]),
    ("WOO/2025/123", ["2025", "WOO/2025/123"]),
    ("14-11-2025 om 16.10-17.00", ["2025", "14/11/2025", "17.00", "16.10"]),
    ("bel 06-12345678", ["12345678", "06-12345678"]),
    ("pomp\u00adstoring", ["pompstoring", "pomp\u200bstoring"]),
    ("pomp\u200bstoring", ["pompstoring"]),
    ("z.s.m. bellen", ["z.s.m."]),
    ("3.500.000 euro", ["3.500.000"]),
    ("gemaalbeheerder", ["gemaal*", "gemaalbeh*"]),
    ("gemalen", ["gemaal*"]),
    ("schoolbestuur en telefoonlijst", ["school*", "telefoon*", "telefoon* nabij/3 school*"]),
    ("spoordijk, grootschalig", ["spoor*", "groot*", "spoor* nabij/1 groot*"]),
    ("persoonsgegevens", ["persoon*"]),
    ("maandag", ["maan*"]),
    ("voorzitter", ["voor*"]),
    ("code-roodverklaring", ["code-rood*"]),
    ("Cafébezoek", ["café*"]),
    ("pompen", ["pompen*"]),
]
"""Of chat text that searches once passed over: a message, and what finds it."""


def test_no_word_is_missed_between_signs_or_by_its_beginning(chat):
    messages = {text: factories.message(chat, text) for text, _ in MISSED}
    factories.index_archive()

    for text, searches in MISSED:
        for words in searches:
            assert messages[text] in find(Query(words=words)), (text, words)
            assert hits(parse(words), size=9).messages, words


def test_a_hit_between_signs_is_marked_in_the_text_as_it_was_written(chat):
    for text, words, shown in (
        ("overleg VWS/RIVM morgen.", "rivm", "overleg VWS/[RIVM] morgen."),
        ("~pomp\u00adstoring~ <nu>.Bel & 06-12", "pompstoring bel", "~[pomp\u00adstoring]~ <nu>.[Bel] & 06-12"),
        (unicodedata.normalize("NFD", "de réünie/café"), "cafe", unicodedata.normalize("NFD", "de réünie/[café]")),
        ("een mark \ue000 zelf/pomp", "pomp", "een mark  zelf/pomp"),
    ):
        factories.message(chat, text)
        factories.index_archive()
        hit = highlighted(find(Query(words=words)), parse(words)).first()
        found = marked_as_written(hit.headline, hit.text)
        assert found.replace(HIT_START, "[").replace(HIT_END, "]") == shown


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
