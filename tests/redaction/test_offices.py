"""Offices, departments and abbreviations that were taken for persons, or swallowed into the name before them."""

from __future__ import annotations

import pytest

from redaction.detecting import Label
from tests.redaction.found import chat_of, found


@pytest.mark.parametrize(
    "text",
    [
        "de burgemeester van Utrecht belde",
        "wethouder van Almere",
        "cdk van Zeeland",
        "griffier van Gouda",
        "loco-burgemeester van Den Bosch",
        "de burgemeester van Buren is boos",
        "minister van Onderwijs",
        "staatssecretaris van Wonen",
        "minister van Sociale Zaken en Werkgelegenheid",
    ],
)
def test_an_office_with_its_town_or_portfolio_was_a_person(text: str):
    assert found(text, Label.PERSON) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("burgemeester Van Utrecht", "Van Utrecht"),
        ("burgemeester van Buren belde", "van Buren"),
        ("de ombudsman van Zutphen", "van Zutphen"),
        ("minister van Weel", "van Weel"),
        ("mw. van Almere", "van Almere"),
        ("mevrouw van Utrecht belde", "van Utrecht"),
    ],
)
def test_a_surname_that_is_also_a_town_stays_one(text: str, name: str):
    assert found(text, Label.PERSON) == [name]


def test_whom_the_chat_knows_is_found_behind_an_office_too():
    text = "de burgemeester van Utrecht en Karin van Wonen"
    assert found(text, Label.PERSON, chat_of("Jan van Utrecht", "Karin van Wonen")) == [
        "van Utrecht",
        "Karin van Wonen",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Karin van Financiën", "Karin"),
        ("Karin van Toezicht belt", "Karin"),
        ("karin van handhaving belt", "karin"),
        ("Rachid van Zorg", "Rachid"),
        ("Bart van Natuur en Milieu", "Bart"),
        ("Priya Raghunathan van de Wereldbank", "Priya Raghunathan"),
        ("de tabel van paulien van fin", "paulien"),
        ("Petra van Klimaat", "Petra"),
        ("mw. Karin van Toezicht", "Karin"),
        ("Loes IenW", "Loes"),
        ("Piet Den Haag", "Piet"),
        ("Karin van den Haag", "Karin van den Haag"),
        ("Karin van Utrecht belde", "Karin van Utrecht"),
    ],
)
def test_a_department_was_swallowed_into_the_name_before_it(text: str, name: str):
    assert found(text, Label.PERSON) == [name]
