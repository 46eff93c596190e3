"""An archivist writes the terms of a topic as lines, and is told of each line that cannot be kept what is wrong with it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.topics.terms import HEAVIEST, LONGEST_TERM, MOST_TERMS, Term, TermsRefused, highest_score, read, write

letters = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=12)
words = letters.map(lambda word: unicodedata.normalize("NFC", word))
beginnings = st.text(st.characters(codec="ascii", categories=("L",)), min_size=3, max_size=12).map("{}*".format)
phrases = st.lists(words, min_size=1, max_size=4).map(lambda parts: f'"{" ".join(parts)}"')
texts = st.one_of(words, beginnings, phrases)
hits = st.builds(Term, texts, weight=st.integers(1, HEAVIEST))
exclusions = st.builds(Term, texts, excludes=st.just(True))


def terms_of(text: str) -> list[Term]:
    return [term for _, term in read(text)]


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(TermsRefused) as refusal:
        read(text)
    return [(problem.line, problem.message) for problem in refusal.value.problems]


def test_the_lines_people_write():
    text = 'pomp* 2\n\n  "code rood" 3 \n-wedstrijd\nhoogwater\n– "bal droog"\n“hoge nood” 10\n112\n112a 2'
    assert terms_of(text) == [
        Term("pomp*", 2),
        Term('"code rood"', 3),
        Term("wedstrijd", excludes=True),
        Term("hoogwater"),
        Term('"bal droog"', excludes=True),
        Term('"hoge nood"', 10),
        Term("112"),
        Term("112a", 2),
    ]
    assert [line for line, _ in read(text)] == [1, 3, 4, 5, 6, 7, 8, 9]


@given(hits, st.lists(st.one_of(hits, exclusions), max_size=8, unique_by=lambda term: term.text.casefold()))
def test_what_is_written_reads_as_the_same(first, others):
    terms = [first, *(term for term in others if term.text.casefold() != first.text.casefold())]
    assert terms_of(write(terms)) == terms


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_with_a_reason(text):
    try:
        found = terms_of(text)
    except TermsRefused:
        assert all(message for _, message in problems(text))
    else:
        assert terms_of(write(found)) == found


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("code rood", "‘rood’ is geen gewicht. Zet woorden die bij elkaar horen tussen aanhalingstekens."),
        ("een lange zin zonder tekens", "Zet woorden die bij elkaar horen tussen aanhalingstekens"),
        ('"code rood', "De aanhalingstekens van de zin worden niet gesloten."),
        ("pomp 2,5", "Een gewicht is een heel getal van 1 tot en met 99."),
        ("pomp 0", "Een gewicht is een heel getal"),
        ("pomp 100", "Een gewicht is een heel getal"),
        ("-wedstrijd 3", "Een term met een minteken heeft geen gewicht"),
        ("--wedstrijd", "Zet woorden"),
        ("!!!", "Hierin staat geen letter of cijfer"),
        ('"..."', "Hierin staat geen letter of cijfer"),
        ("*", "Hierin staat geen letter of cijfer"),
        ("p*", "Het begin van een woord heeft ten minste 2 letters"),
        ("wa*er", "Een sterretje kan alleen achter aan een woord staan"),
        ('"code rood*"', "Een sterretje kan alleen achter aan een woord staan"),
        ("x" * (LONGEST_TERM + 1), "Een term heeft hoogstens 100 tekens."),
    ],
)
def test_each_line_that_is_wrong_says_why(line, problem):
    ((number, message),) = problems(f"hoogwater\n{line}")
    assert number == 2
    assert message.startswith(problem)


def test_every_wrong_line_is_told_at_once():
    assert [line for line, _ in problems("!!!\npomp\nPOMP\nwa*er")] == [1, 3, 4]


def test_a_term_stands_there_once():
    assert problems("pomp 2\nsluis\nPomp") == [(3, "‘Pomp’ staat al op regel 1.")]


def test_of_the_list_as_a_whole():
    assert problems("-wedstrijd")[0][0] == 0
    assert problems("\n")[0][1].startswith("Geef ten minste één term")
    many = "\n".join(f"woord{number}" for number in range(MOST_TERMS + 1))
    assert problems(many) == [(0, "Een onderwerp heeft hoogstens 200 termen.")]


def test_the_highest_score_is_of_a_message_with_every_term():
    assert highest_score(terms_of("pomp 2\nsluis 3\n-bal")) == 5
