"""Names that stand in no list are found by how they are used, and what weak rules find is left alone where nothing is a name."""

from __future__ import annotations

import pytest
from numpy import array
from threadpoolctl import threadpool_info

from redaction.detecting import Confidence, Context, Label
from redaction.finding import find_all, find_in_each
from redaction.names import inference, tagger
from redaction.names.chosen_model import SHIPPED, weights_in
from redaction.names.inference import Inference
from redaction.names.reading import read
from redaction.names.tagger import name_chances
from tests.redaction.found import found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("heb je Brouwhuizema al gesproken?", ["Brouwhuizema"]),
        ("heb je brouwhuizema al gesproken?", ["brouwhuizema"]),
        ("ik zit naast Xhoraki, die weet van niks", ["Xhoraki"]),
        ("dank Zwirblis", ["Zwirblis"]),
        ("ik zag Kwesiba Addovar en Tjoerd Hamelstra", ["Kwesiba Addovar", "Tjoerd Hamelstra"]),
        ("vraag het aan Oyelunda of Piet", ["Oyelunda", "Piet"]),
    ],
)
def test_names_that_nobody_ever_listed(text: str, names: list[str]):
    assert found(text, Label.PERSON) == names


def test_what_only_the_network_finds_asks_for_a_closer_look():
    (finding,) = find_all("heb je brouwhuizema al gesproken?")
    assert (finding.detector, finding.confidence) == ("learned_names", Confidence.CHECK)


@pytest.mark.parametrize(
    "text",
    [
        "mail naar jan.bosveld@example",
        "zie www.example.nl/zwirblis-en-co",
        "foto van het whiteboard volgt, bel BZK",
        "snelle jelle gegeten",
        "de projectgroepvergadering begint om tien uur",
        "wie kan morge de avonddienst doen",
    ],
)
def test_words_that_are_no_names(text: str):
    assert [name for name in found(text, Label.PERSON) if not name.startswith("jan")] == []


def test_a_text_without_any_word_that_can_be_a_name_is_not_looked_at():
    assert name_chances("dat is goed, tot morgen om 10 uur") is None


def test_lower_case_and_capitals_are_read_alike():
    assert name_chances("bel brouwhuizema even") == name_chances("BEL BROUWHUIZEMA EVEN")


def test_a_row_of_names_is_not_one_name():
    assert found("Aanwezig: Zwirblis, Xhoraki, J. Oyelunda", Label.PERSON) == ["Zwirblis", "Xhoraki", "J. Oyelunda"]


@pytest.mark.parametrize(
    "text",
    [
        "Xhoraki",
        "heb je brouwhuizema of Jan van den Berg al gesproken?",
        "AANWEZIG: ÖZDEMİR",
        "vraag Noël\n👍 (06) Piet!!" * 40,
    ],
)
def test_the_short_way_to_the_chances_answers_what_the_trained_networks_answer(text: str):
    networks, reading = tagger.together([tagger.network() for _ in range(tagger.NETWORKS)]), read(text)
    networks.initialize()
    answers = networks.from_bytes(weights_in(SHIPPED)).predict([tagger.document(reading)])
    mean = sum(answer for (answer,) in answers) / tagger.NETWORKS
    assert abs(mean - name_chances(text)).max() < 1e-5


TEXTS = [
    "Xhoraki",
    "heb je brouwhuizema of Jan van den Berg al gesproken?",
    "dat is goed, tot morgen om 10 uur",
    "dank Zwirblis",
    "Aanwezig: Zwirblis, J. Oyelunda",
]


def test_what_is_asked_of_several_texts_at_once_is_answered_of_each_as_if_it_were_alone():
    """No text sees the words of the one beside it, also where a text is shorter than the windows are wide."""
    alone = [name_chances(text) for text in TEXTS]
    name_chances.cache_clear()
    tagger.ask_about(TEXTS)
    together = [name_chances(text) for text in TEXTS]
    assert [chances is None for chances in together] == [False, False, True, False, False]
    for one, other in zip(alone, together, strict=True):
        assert one is other is None or abs(array(one) - array(other)).max() < 1e-5


def test_the_networks_are_asked_once_about_texts_that_are_asked_about_together(monkeypatch):
    asked: list[int] = []
    answer = Inference.chances
    monkeypatch.setattr(Inference, "chances", lambda self, texts: asked.append(len(texts)) or answer(self, texts))
    list(find_in_each([(f"{text} {number}", Context()) for number in range(4) for text in TEXTS]))
    assert asked == [13, 3]


def test_words_that_are_forgotten_are_looked_at_anew(monkeypatch):
    """Of more words than are kept those of the text at hand are known all the same."""
    before = name_chances("bel brouwhuizema even")
    monkeypatch.setattr(inference, "KEPT", 3)
    for text in ("dank Zwirblis en Xhoraki van de vergadering", "bel Piet", "bel brouwhuizema even"):
        name_chances.cache_clear()
        tagger.ask_about([])
        after = name_chances(text)
    assert abs(array(before) - array(after)).max() < 1e-5


def test_numpy_reckons_in_one_thread():
    """With a thread for each core it took six times as long where other work ran."""
    name_chances("bel Jan Smit")
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}
