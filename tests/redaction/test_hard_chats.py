"""What hand-written chats of ministries and field workers taught: each case is of a kind that was missed, or proposed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from redaction.detecting import Label
from redaction.names.training import chats
from redaction.names.training.labelled import Labelled
from redaction.names.training.sentences import Fillings, with_other_words
from redaction.spans import Span
from tests.quality.sets import SETS
from tests.redaction.found import chat_of, found
from tests.redaction.names.test_decided import data

__all__ = ["data"]


@pytest.mark.parametrize(
    ("text", "label", "passage"),
    [
        ("SOUFIANE JIJ RIJDT DE BOTSABSORBER BV-KR-71", Label.LICENCE_PLATE, "BV-KR-71"),
        ("bus VR-19-BX heeft lampje motor aan", Label.LICENCE_PLATE, "VR-19-BX"),
        ("scooter op de stoep kenteken d 8 1 4 z k eigenaar niet te vinden", Label.LICENCE_PLATE, "d 8 1 4 z k"),
        ("inlognaam voor de demo is demo_vtavares", Label.HANDLE, "demo_vtavares"),
        ("de hofauto AA-86 blijft reserve", Label.LICENCE_PLATE, "AA-86"),
        ("code is nog steeds 4471 toch", Label.CREDENTIAL, "4471"),
        ("code van de slagboom is veranderd naar 2580#", Label.CREDENTIAL, "2580#"),
        ("nieuwe code fietsenkelder is 4471#", Label.CREDENTIAL, "4471#"),
        ("toestelcode nieuwe iPad vergaderzaal is 250318", Label.CREDENTIAL, "250318"),
        ("Brug!zuid07 met hoofdletter", Label.CREDENTIAL, "Brug!zuid07"),
        ("haar wachtwoord was ook nog Boerma1968", Label.CREDENTIAL, "Boerma1968"),
        ("teams, pin 77r4Kz", Label.CREDENTIAL, "77r4Kz"),
        ("pt nr 7730418 needs a new bracelet", Label.OTHER_ID, "7730418"),
        ("staat op het formulier. reg nr 4419027", Label.OTHER_ID, "4419027"),
        ("mijn nummer? s1148203", Label.OTHER_ID, "s1148203"),
        ("dienstnummers zichtbaar dragen, heb weer een klacht over P-337192", Label.OTHER_ID, "P-337192"),
        ("sloep zonder licht, reg YB-41-72", Label.OTHER_ID, "YB-41-72"),
        ("Defensiepas van kolonel Wolf (D-40821173) is vermist", Label.ID_DOCUMENT, "D-40821173"),
        ("she texts from +44 7700 900461", Label.PHONE, "+44 7700 900461"),
        ("oude adres is Meester Sixlaan 118-2", Label.ADDRESS, "Meester Sixlaan 118-2"),
        ("verhuisd naar Griftdijk Noord 31a, 6663 AB Lent", Label.ADDRESS, "Griftdijk Noord 31a, 6663 AB Lent"),
        ("Redmer van Buorren 17", Label.ADDRESS, "Buorren 17"),
        ("dhr yildirim heeft mrsa", Label.SPECIAL, "mrsa"),
        ("mijn dochter is allergisch voor noten", Label.SPECIAL, "allergisch voor noten"),
        ("mijn broer zit vast sinds dinsdag", Label.SPECIAL, "broer zit vast"),
        ("eerder veroordeeld voor mishandeling", Label.SPECIAL, "veroordeeld voor mishandeling"),
    ],
)
def test_what_was_missed_in_hard_chats_is_found(text: str, label: Label, passage: str):
    assert passage in found(text, label)


@pytest.mark.parametrize(
    "text",
    [
        "die mevrouw wil een klacht indienen",
        "NL-Alert is uit",
        "zie bijlage II en III",
        "hectometerpaal 41,3 links",
        "om 3?ja hoor en 50%korting",
        "ma-12-di wisselen",
        "Fijn!dank je, tot 3 uur",
        "weet je het?2keer gezegd",
        "pinot2020 is op",
        "code rood in Limburg is 2024",
    ],
)
def test_what_is_nobodys_in_hard_chats_is_left_alone(text: str):
    labels = (Label.PERSON, Label.CREDENTIAL, Label.SPECIAL, Label.LICENCE_PLATE)
    assert [passage for label in labels for passage in found(text, label)] == []


def test_of_a_contact_in_capitals_the_article_alone_is_no_name():
    chat = chat_of("ELLEN DE WIT", "FARUK TEKIN")
    assert found("DAT IS EEN PUNT VOOR DE EVALUATIE", Label.PERSON, chat) == []
    assert found("ELLEN DE WIT BELT", Label.PERSON, chat) == ["ELLEN DE WIT"]


def test_the_written_chats_are_no_message_that_is_measured():
    texts = {message.text.casefold() for message in chats_of_sets()}
    trained = [sentence.text.casefold() for sentence in chats.written() if len(sentence.text) > 25]
    assert len(trained) > 1000
    assert texts.isdisjoint(trained)


def chats_of_sets():
    return [message for read in SETS.values() for message in read()]


def test_other_words_take_the_place_of_ordinary_ones_and_never_of_names(data: Path):
    fillings = Fillings(data, random.Random(5))
    sentence = Labelled("vergadering met Jan Smit en Unilever gisteren", (Span(16, 24),), (Span(28, 36),))
    changed = [with_other_words(sentence, fillings) for _ in range(200)]
    assert {passage(item, item.persons[0]) for item in changed} == {"Jan Smit"}
    assert {passage(item, item.unknown[0]) for item in changed} == {"Unilever"}
    assert 20 < sum(item.text != sentence.text for item in changed) < 120


def passage(sentence: Labelled, span: Span) -> str:
    return sentence.text[span.start : span.end]
