"""A withheld passage is known again however it is written, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from redaction.passages import occurrences
from redaction.sentences import telling_sentences
from redaction.writings import is_number, known_by, places_of, signs_of, told_by, told_in

NAME_IN_OTHER_WRITING = [
    ("Jan Bakker", "mail jan.bakker@minwr.nl", "jan.bakker"),
    ("Jan Bakker", "zie jan_bakker", "jan_bakker"),
    ("Jan Bakker", "zie janbakker", "janbakker"),
    ("Jan Bakker", "zie JanBakker", "JanBakker"),
    ("Jan Bakker", "CV%20Jan%20Bakker.pdf", "Jan%20Bakker"),
    ("Jan Bakker", "door Bakker, Jan", "Bakker, Jan"),
    ("Jan de Vries", "door Vries, Jan de", "Vries, Jan de"),
    ("Jan Bakker", "Jan Bakkers mening", "Jan Bakkers"),
    ("Bakker", "Bakkers mening", "Bakkers"),
    ("Jan", "Bel Ja\u200bn", "Ja\u200bn"),
    ("Ja\u200bn Bakker", "Bel Jan Bakker", "Jan Bakker"),
    ("Jan\u00adBakker", "Bel JanBakker", "JanBakker"),
    ("Jan Bakker", "Bel Jan\u00adBakker", "Jan\u00adBakker"),
    ("Ren\u00e9e Prins", "van Rene\u0301e Prins", "Rene\u0301e Prins"),
    ("Rene\u0301e Prins", "van Ren\u00e9e Prins", "Ren\u00e9e Prins"),
    ("Ren\u00e9e", "van Renee", "Renee"),
    ("Jansen", "van J a n s e n nu", "J a n s e n"),
    ("Jan Bakker", "zie J.a.n. B.a.k.k.e.r.", "J.a.n. B.a.k.k.e.r"),
    ("Jan Bakker", "zie Jan B-a-k-k-e-r", "Jan B-a-k-k-e-r"),
    ("Eva", "bel E v a!", "E v a"),
    ("Jansen", "van J\u0430nsen", "J\u0430nsen"),
    ("J\u0430nsen", "van Jansen", "Jansen"),
    ("Otto Heks", "van \u039fttо \u041d\u0435ks", "\u039fttо \u041d\u0435ks"),
    ("\u0418\u0432\u0430\u043d", "van \u0418\u0412\u0410\u041d", "\u0418\u0412\u0410\u041d"),
]
NUMBERS_IN_OTHER_SPACING = [
    ("06 12345678", "bel 0612345678", "0612345678"),
    ("06-12345678", "bel 06 1234 5678", "06 1234 5678"),
    ("06 12345678", "bel +31 6 1234 5678 nu", "31 6 1234 5678"),
    ("0612345678", "bel 0031 (0)6-12345678", "0031 (0)6-12345678"),
    ("NL91 ABNA 0417 1643 00", "op NL91ABNA0417164300", "NL91ABNA0417164300"),
    ("12-AB-34", "kenteken 12ab34", "12ab34"),
]


@pytest.mark.parametrize(("secret", "text", "found"), NAME_IN_OTHER_WRITING)
def test_a_name_is_known_in_another_writing(secret, text, found):
    assert [text[span.start : span.end] for span in places_of(secret, text, is_name=True)] == [found]


@pytest.mark.parametrize(("secret", "text", "found"), NUMBERS_IN_OTHER_SPACING)
def test_a_number_is_known_in_any_spacing(secret, text, found):
    assert is_number(secret)
    assert [text[span.start : span.end] for span in places_of(secret, text)] == [found]


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("Jan", "januari"),
        ("Bakker", "de bakkers"),
        ("Jan Bakker", "bakker, jan"),
        ("Jan Bakker", "Jan belt de bakker"),
        ("Bob", "bobbel"),
        ("06 12345678", "x0612345678"),
        ("12 mei", "12 of 13 mei"),
        ("C++", "C"),
        ("5%", "5"),
        ("", "tekst"),
        (" ", "a b"),
        ("Bo", "b o"),
        ("Jansen", "jan s e n t"),
        ("Bakker", "bak ker"),
    ],
)
def test_other_words_are_not_taken_for_it(secret, text):
    assert places_of(secret, text, is_name=True) == []


def test_only_a_name_is_sought_run_together_and_turned_round():
    """ "in gaan" is withheld for another reason, and "ingaan" is a word."""
    assert places_of("in gaande", "dat is ingaande nu") == []
    assert places_of("Delta Pompen", "Pompen, Delta") == []


@pytest.mark.parametrize("text", ["Bel Jan-Bakker", "bel jan (bakker)", "Jan\nBakker", "C++ is 5% beter", "👍 ok"])
@pytest.mark.parametrize("passage", ["Jan Bakker", "C++", "5%", "👍", "bel"])
def test_it_finds_what_reads_the_same(passage, text):
    assert set(occurrences(passage, text)) <= set(places_of(passage, text))


@pytest.mark.parametrize(("secret", "text", "found"), NAME_IN_OTHER_WRITING + NUMBERS_IN_OTHER_SPACING)
def test_what_it_is_known_by_is_in_every_text_that_holds_it(secret, text, found):
    assert known_by(secret)
    assert known_by(secret) in signs_of(text)


def test_a_sentence_with_other_marks_between_its_words():
    text = "dat de minister: liegt"
    assert places_of("Dat de minister liegt", text)
    assert not places_of("de minister liegt.", text)


def test_the_sentences_that_tell_are_long_or_name_somebody():
    text = "Akkoord.\nDe minister liegt over Delta! Bel 06 12345678. 👍 Ja graag"
    assert list(telling_sentences(text)) == ["De minister liegt over Delta", "Bel 06 12345678"]


@pytest.mark.parametrize(
    ("secret", "text", "found"),
    [
        ("Jansen", "van nesnaJ nu", "nesnaJ"),
        ("Jan Bakker", "zie rekkab naj", "rekkab naj"),
        ("Jan Bakker", "zie rekkaB.naJ", "rekkaB.naJ"),
        ("Ren\u00e9e Prins", "zie snirP e\u0301eneR", "snirP e\u0301eneR"),
        ("0612345678", "bel 87654321 60", "87654321 60"),
    ],
)
def test_what_an_officer_writes_backwards_is_told(secret, text, found):
    assert [text[span.start : span.end] for span in told_in(secret, text, is_name=True)] == [found]
    assert known_by(secret) in told_by(text)


@pytest.mark.parametrize(
    ("secret", "text"), [("Pot", "de Top"), ("Leon", "Noel"), ("Eva", "ave"), ("Roos", "een soort")]
)
def test_a_short_name_is_not_sought_backwards(secret, text):
    assert told_in(secret, text, is_name=True) == []
