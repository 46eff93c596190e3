"""The last sweep: what the detectors left, by risk, each word once and with why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.missed import GAP, Risk, suspects, word_key


def risks(text: str, **known) -> dict[str, Risk]:
    return {suspect.word: suspect.risk for suspect in suspects([(1, text)], **known)}


@pytest.mark.parametrize(
    ("text", "word", "risk"),
    [
        ("wie belt de Vries even", "Vries", Risk.WITHHELD_ELSEWHERE),
        ("wie belt Zwaluwkmp even", "Zwaluwkmp", Risk.LIKE_WITHHELD),
        ("wie belt Wilehlmina even", "Wilehlmina", Risk.LIKE_WITHHELD),
        ("nummer 0612 34 56 78 graag", "0612 34 56 78", Risk.DIGITS),
        ("inloggen met gx4k9z", "gx4k9z", Risk.MIXED),
        ("mevrouw brakwinde belde", "brakwinde", Risk.BESIDE_TITLE),
        ("gesproken met van Brakhuizen", "Brakhuizen", Risk.BESIDE_TITLE),
        ("gesproken met fatima", "fatima", Risk.LISTED_NAME),
        ("gesproken met Quorzel vandaag", "Quorzel", Risk.CAPITALISED),
        ("de floepzwats komt", "floepzwats", Risk.STRANGE),
    ],
)
def test_each_word_is_listed_for_its_greatest_risk(text: str, word: str, risk: Risk):
    found = risks(text, withheld=["Jan de Vries", "H. Zwaluwkamp", "Wilhelmina"])

    assert found.get(word) == risk
    assert risk.reason.endswith((".", "?"))


@pytest.mark.parametrize(
    "text",
    [
        "Het peil zakt morgen weer, zegt het waterschap",
        "Op 13-11-2025 om 12.30 uur",
        "dat kost € 1.250.000 en 45000 euro",
        "Morgen vergaderen we in Rotterdam",
        "bij km 12 ligt 300m3 zand",
        f"bel {GAP} over het gemaal",
    ],
)
def test_ordinary_sentences_list_nothing(text: str):
    assert risks(text) == {}


def test_a_word_is_listed_once_with_how_often_it_will_be_shown_and_where_first():
    [found] = suspects([("a", "gesproken met Quorzel"), ("b", "en quorzel belt, zei QUORZEL")])

    assert (found.word, found.count, found.place) == ("Quorzel", 3, "a")
    assert (found.before, found.after) == ("gesproken met", "")


def test_the_rarest_comes_first_among_equals():
    found = suspects([(1, "Dag. Bel Quorzel of Blemvar of Quorzel")])

    assert [suspect.word for suspect in found] == ["Blemvar", "Quorzel"]


def test_who_may_be_shown_is_not_listed_but_for_somebody_withheld_of_that_name():
    text = "gesproken met Hanneke Terpstra en Joost"

    assert risks(text, public=["Hanneke Terpstra"]) == {"Joost": Risk.LISTED_NAME}


def test_what_a_person_looked_at_is_not_asked_again_however_it_is_written():
    assert risks("bel QUORZEL en 06 12 34 56 78", seen=[word_key("Quorzel"), word_key("0612345678")]) == {}


def test_what_is_withheld_is_told_as_a_gap_and_never_joined_to_its_neighbours():
    found = suspects([(1, f"bel Quorzel{GAP}zelle")])

    assert {suspect.word: suspect.after for suspect in found} == {"Quorzel": "▮ zelle", "zelle": ""}


@given(st.lists(st.text(max_size=80), max_size=5), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_can_be_swept_and_every_word_stands_where_it_says(texts: list[str], withheld: list[str]):
    for found in suspects(list(enumerate(texts)), withheld=withheld):
        assert found.word in texts[found.place]
        assert found.count >= 1


@given(st.text(max_size=80))
def test_looking_at_every_word_leaves_nothing(text: str):
    first = suspects([(1, text)])

    assert suspects([(1, text)], seen=[found.key for found in first]) == []
