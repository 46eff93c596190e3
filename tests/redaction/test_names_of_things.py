"""Names of persons that are borne by ships, churches, offices and streets, and what must still be found beside them."""

from __future__ import annotations

import pytest

from redaction.detecting import Label
from tests.redaction.found import chat_of, found


@pytest.mark.parametrize(
    "text",
    [
        "er ligt een veerboot voor, de Fenna Maria kan niet keren",
        "de schipper van de fenna maria belde",
        "bij kerk Sint Martinus is schade",
        "naar school Colegio San Luis Gonzaga",
        "in de parochie St. Agatha",
        "het motorschip de Fenna ligt stil",
        "kantoor Smit & De Windt doet het",
        "de Anna Bijnsstraat staat blank",
        "langs het gemaal en de anna bijnsstraat",
        "onder kenmerk 2026/0112/ab",
        "volgens art. 7:658 BW",
        "Zaaaalig weer",
        "de nieuwe OvD is er",
    ],
)
def test_what_bears_the_name_of_somebody_is_nobody(text: str):
    assert found(text, Label.PERSON) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("de schipper Jan Bakker belde", ["Jan Bakker"]),
        ("Fenna Maria ligt ziek thuis", ["Fenna Maria"]),
        ("de school, Luis Gonzaga belt", ["Luis Gonzaga"]),
        ("kerk Sint Martinus en Agatha Smit belt terug", ["Agatha Smit"]),
        ("bij kerk Sint Jan en Piet komt later", ["Piet"]),
        ("Jan & Piet komen naar kantoor", ["Jan", "Piet"]),
        ("bel Anna Bijnsstraat even", ["Anna Bijnsstraat"]),
        ("Jan/Ab kijken mee", ["Jan", "Ab"]),
        ("Jaaaan waar ben je", ["Jaaaan"]),
        # In the south persons have an article
        ("de schipper belde de Anna", ["Anna"]),
        ("zit op de boot van de Anna", ["Anna"]),
        ("met de schipper zit de Kees nog aan boord", ["Kees"]),
        ("schipper van de Kees gesproken", ["Kees"]),
        ("gesproken met advocaten Smit & Bos", ["Smit", "Bos"]),
        ("ligt op bureau Jan & Kees", ["Jan", "Kees"]),
    ],
)
def test_somebody_beside_such_a_thing_is_still_found(text: str, names: list[str]):
    assert found(text, Label.PERSON) == names


def test_whom_the_archive_knows_is_found_also_where_a_ship_has_the_name():
    assert found("de OvD belt", Label.PERSON, chat_of("Olga van Dam")) == ["OvD"]
    assert found("de schipper van de Fenna belde", Label.PERSON, chat_of("Fenna Smit")) == ["Fenna"]
