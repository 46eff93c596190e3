"""Names that are written as one word were found by no other detector, and stood in hashtags for all to read."""

from __future__ import annotations

import pytest

from redaction.detecting import Label
from redaction.detectors.run_together import RunTogether
from tests.redaction.found import chat_of, found

CHAT = chat_of("Kees Jansen", "Petra de Vries", "Hélène Müller", "Jo Li")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("#KeesJansen doet het weer", "KeesJansen"),
        ("zie #petradevries", "petradevries"),
        ("zie https://voorbeeld.nl/jansenkees", "jansenkees"),
        ("de actie van KEESJANSENS club", "KEESJANSENS"),
        ("Hele\u0301nemuller.jpg", "Hele\u0301nemuller"),
    ],
)
def test_names_without_a_space_are_found(text: str, name: str):
    assert any(name in passage for passage in (*found(text, Label.PERSON, CHAT), *found(text, Label.URL, CHAT)))


@pytest.mark.parametrize("text", ["#Jansen", "wat een joli hout", "#keesjansenstraat", "Kees Jansen"])
def test_half_a_name_a_short_one_and_a_longer_word_are_left_to_others(text: str):
    assert list(RunTogether().find(text, CHAT)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("#TeamJansen wint", "TeamJansen"), ("JansenHuis", "JansenHuis"), ("de app VraagDeVries!", "VraagDeVries")],
)
def test_a_surname_with_a_capital_of_its_own_in_a_word_is_found(text: str, name: str):
    """Regression: of "#TeamJansen" nothing was proposed, though Kees Jansen is in the chat."""
    assert found(text, Label.PERSON, CHAT) == [name]


@pytest.mark.parametrize("text", ["Teamjansen", "PowerPoint", "WhatsApp", "TeamJan", "TEAMJANSEN", "JoliHout"])
def test_other_words_of_several_are_no_surname(text: str):
    assert list(RunTogether().find(text, CHAT)) == []
