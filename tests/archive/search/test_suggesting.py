"""What is put to a person beside the words of a search."""

from __future__ import annotations

from django.db import connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.expressions import EVERYTHING, Word
from archive.search.language import parse
from archive.search.likelihood import log_likelihood
from archive.search.quarters import make_quarters, quarter_of
from archive.search.suggesting import MOST_WORDS, RARER, Kind, related, suggest
from archive.search.vocabulary import settle
from archive.search.widening import asked_words
from tests import factories


@pytest.fixture
def say(db):
    """Have these texts said, and the index know it.

    What other tests took back still takes up room, from which the number of rows is reckoned: hence an empty table. Nobody can
    make a quarter of it before the test has ended.
    """
    chat = factories.conversation("Crisisteam")
    make_quarters([quarter_of(factories.MORNING)])
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE archive_messageindex")

    def write(*texts: str):
        messages = [factories.message(chat, text) for text in texts]
        factories.index_archive()
        settle()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE archive_messageindex")
        return messages

    return write


def suggested(typed: str, kind: Kind) -> list[tuple[str, int]]:
    (word,) = asked_words(parse(typed))
    return [(found.word, found.count) for found in suggest([word])[word] if found.kind == kind]


def test_forms_that_the_stemmer_misses(say):
    say("het huis", "twee huizen", "nog meer huizen", "een huisje", "de dijk liep vol", "huisvuil")
    assert suggested("huis", Kind.INFLECTION) == [("huizen", 2), ("huisje", 1)]
    assert suggested("lopen", Kind.INFLECTION) == [("liep", 1)]
    assert suggested("HUIZEN", Kind.INFLECTION) == [("huis", 1), ("huisje", 1)]


def test_compounds_by_how_often_they_are_said_false_friends_as_well(say):
    say("pompstation", "noodpomp", "noodpompen", "bij het gemaal", "poldergemaal", "Pompeji", "pomp")
    assert suggested("pomp", Kind.COMPOUND) == [("noodpomp", 2), ("pompeji", 1), ("pompstation", 1)]
    assert suggested("gemalen", Kind.COMPOUND) == [("poldergemaal", 1)]
    assert suggested("pomp*", Kind.COMPOUND) == [("noodpomp", 2)]


def test_what_a_star_finds_by_the_word_as_typed_is_not_put_forward(say):
    say("poldergemaal", "gemaalbeheerder", "bij het gemaal")
    assert suggested("gemaal*", Kind.COMPOUND) == [("poldergemaal", 1)]
    assert suggested("gemaal", Kind.COMPOUND) == [("gemaalbeheerder", 1), ("poldergemaal", 1)]


def test_spellings_that_are_much_rarer_or_much_more_common(say):
    say(*["de noodpomp draait"] * RARER, "de noodpopm", "nodpomp", "noodpomp", "koodpomp")
    assert suggested("noodpomp", Kind.SPELLING) == [("nodpomp", 1), ("noodpopm", 1)]
    assert suggested("noodpopm", Kind.SPELLING) == [("noodpomp", RARER + 1)]
    assert suggested("noodponp", Kind.SPELLING) == [("noodpomp", RARER + 1)]


def test_a_word_with_a_hyphen_and_without(say):
    say("code-rood", "coderood", "een nood-pomp")
    assert suggested("coderood", Kind.APART) == [("code-rood", 1)]
    assert suggested("code-rood", Kind.APART) == [("coderood", 1)]
    assert suggested("noodpompen", Kind.APART) == [("nood-pomp", 1)]


def test_each_word_once_and_only_what_is_new(say):
    say("pomp", "pompen", "pompje", "pompjes", "stadspompje")
    found = suggest([Word("pomp"), Word("de"), Word("10:30"), Word("pompje", is_beginning=True)])
    words = [suggestion.word for suggestion in found[Word("pomp")]]
    assert words == ["pompje", "pompjes", "stadspompje"]
    assert found[Word("de")] == found[Word("10:30")] == []
    assert [suggestion.word for suggestion in found[Word("pompje", is_beginning=True)]] == ["pomp", "stadspompje"]


def test_nothing_of_what_is_private(say):
    (private,) = say("mijn huisje aan zee")
    assert suggested("huis", Kind.INFLECTION) == [("huisje", 1)]
    factories.private_mark(private.conversation, private)
    say("het huis")
    assert suggested("huis", Kind.INFLECTION) == []


def test_a_fixed_number_of_questions(say, django_assert_num_queries):
    say("het huis", "twee huizen")
    for words in (["huis"], [f"huis{number}" for number in range(MOST_WORDS + 3)]):
        with django_assert_num_queries(2):
            assert len(suggest([Word(word) for word in words])) == min(len(words), MOST_WORDS)


def test_words_that_are_said_together(say):
    say(*["de pomp van Delta hapert"] * 20, *["tot morgen"] * 200, "de pompen, tot morgen", *["delta morgen"] * 3)
    asked = parse("pomp")
    found = related(asked)
    assert [(suggestion.word, suggestion.count) for suggestion in found] == [("hapert", 20), ("delta", 23)]
    assert {suggestion.kind for suggestion in found} == {Kind.RELATED}
    assert related(parse('"delta hapert"')) == related(parse("onvindbaar")) == related(EVERYTHING) == []


@given(*[st.integers(0, 1000)] * 4)
def test_the_likelihood_is_of_more_than_by_chance(one, two, three, four):
    """The figures of a table: with the word and not, in the hits and not."""
    if of_hits := one + two:
        score = log_likelihood(one, of_hits, one + three, one + two + three + four)
        assert score >= -1e-6
        assert (score > 1e-9) <= (one * (three + four) > three * of_hits)


def test_the_likelihood_of_a_known_table():
    # 2 Σ O ln(O/E) of 10, 90, 10 and 890.
    assert log_likelihood(10, 100, 20, 1000) == pytest.approx(21.177, abs=0.001)
    assert log_likelihood(10, 100, 100, 1000) == 0
