"""Names by lists and context, without any knowledge of who takes part."""

from __future__ import annotations

import pytest

from redaction.detecting import Label
from tests.redaction.found import found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ik bel Fatima wel even", ["Fatima"]),
        ("ik bel fatima wel even", ["fatima"]),
        ("IK BEL FATIMA WEL EVEN", ["FATIMA"]),
        ("Gesproken met Hanneke Smulders van de gemeente", ["Hanneke Smulders"]),
        ("gesproken met hanneke smulders van de gemeente", ["hanneke smulders"]),
        ("Marieke van den Heuvel komt", ["Marieke van den Heuvel"]),
        ("marieke van den heuvel komt", ["marieke van den heuvel"]),
        ("Youssef El Khatib en Özlem Yıldız", ["Youssef El Khatib", "Özlem Yıldız"]),
        ("ozlem yildiz is er ook", ["ozlem yildiz"]),
        (
            "Agnieszka Wiśniewska, Sunita Ramdin en Tjeerd Hoekstra",
            ["Agnieszka Wiśniewska", "Sunita Ramdin", "Tjeerd Hoekstra"],
        ),
        ("Peter-Jan en anne-fleur", ["Peter-Jan", "anne-fleur"]),
        ("Mieke van der Heijden-Bos valt in", ["Mieke van der Heijden-Bos"]),
        ("P.J. Verschoor komt, A. de Bruin niet", ["P.J. Verschoor", "A. de Bruin"]),
        ("Ruud K. en Esmee V. weten het", ["Ruud K.", "Esmee V."]),
        ("Fatimas voorstel en Jan's plan", ["Fatimas", "Jan"]),
        ("Sef en Mia Coenen", ["Sef", "Mia Coenen"]),
        ("Jan/Fatima/Kees", ["Jan", "Fatima", "Kees"]),
        ("@Emre Aydin kun jij?", ["Emre Aydin"]),
        ("appte Verhoeven vanmorgen", ["Verhoeven"]),
        ("in het hotel Jan nog gesproken", ["Jan"]),
        ("Jan Kerkstraat belde", ["Jan Kerkstraat"]),
        ("Jan zei dat Jan Modaal betaalt", ["Jan"]),
        ("Jan v d Heuvel en Sanne v Dijkhuizen", ["Jan v d Heuvel", "Sanne v Dijkhuizen"]),
        ("Shane O'Brien belde", ["Shane O'Brien"]),
        ("mevrouw Al-Zoubi, mevrouw al-zoubi", ["Al-Zoubi", "al-zoubi"]),
        ("JvdB tekent", ["JvdB"]),
        ("ab heeft de sleutel", ["ab"]),
    ],
)
def test_listed_names(text: str, names: list[str]):
    assert found(text, Label.PERSON) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mw. Kwakernaak belde", ["Kwakernaak"]),
        ("dhr van zwijnsvoort belde", ["van zwijnsvoort"]),
        ("meneer bakker staat voor de deur", ["bakker"]),
        ("burgemeester Zwijnsvoort is akkoord", ["Zwijnsvoort"]),
        ("mijn broer Tjibbe komt", ["Tjibbe"]),
        ("Hoi Zwaantina, tot zo", ["Zwaantina"]),
        ("tot morgen\n\nGroet,\nWil", ["Wil"]),
        ("mvg kwinten", ["kwinten"]),
        ("t.n.v. H. Zwijnsvoort", ["H. Zwijnsvoort"]),
        ("Kwakkernaak: 06-12345678", ["Kwakkernaak"]),
        ("geregeld door Zwijnsvoort", ["Zwijnsvoort"]),
    ],
)
def test_unknown_names_by_what_stands_around_them(text: str, names: list[str]):
    assert found(text, Label.PERSON) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vraag het aan Wil of Storm", ["Wil", "Storm"]),
        ("Wil Zwijnsvoort of wil janssen", ["Wil Zwijnsvoort", "wil janssen"]),
        ("Wil meldt dat het droog is", ["Wil"]),
        ("ik bel wil straks", ["wil"]),
        ("hij wil niet, de storm is voorbij", []),
        ("Wil je meekomen naar het bos?", []),
        ("de koning komt met een roos in de winter", []),
        ("Storm op komst, beer los in het bos", []),
        ("zij prins, hij bakker", []),
    ],
)
def test_a_word_that_is_also_a_name_needs_more_around_it(text: str, names: list[str]):
    assert found(text, Label.PERSON) == names


@pytest.mark.parametrize(
    "text",
    [
        "Piket: 06-12345678",
        "op 12 jan of 3 jan. 2026, jan/feb",
        "Joost mag het weten",
        "jip-en-janneketaal voor Jan Modaal",
        "bakkerij Van Dijk en Gebr. Willems",
        "De Vries B.V. en Jansen & Zonen",
        "commissie-De Ridder, gemaal De Hoop",
        "in de Jan van Galenstraat is het nat",
        "naar Den Haag en Bergen op Zoom",
        "de minister, de SG en de burgemeester",
        "meneer de voorzitter",
        "de UvA, de PvdA en de RvS",
        "waterschap en gemaal De Hoop",
        "Rijkswaterstaat en Teams via WhatsApp",
        "o.a. i.v.m. het peil t.a.v. de sluis",
        "Maandag beginnen, Dank allen",
        "Huize Anna en het Maria Ziekenhuis, hond Max",
        "dit is een gewone zin zonder iemand erin",
    ],
)
def test_names_that_are_nobodys(text: str):
    assert found(text, Label.PERSON) == []


def test_a_firm_on_the_line_before_took_a_name_for_its_own():
    assert found("FA\nMarieke van den Heuvel", Label.PERSON) == ["Marieke van den Heuvel"]
    assert found("fa. Marieke", Label.PERSON) == []


@pytest.mark.parametrize(
    "text", ["in zalencentrum De Kroon", "bij het dijkgemaal Van Sasse", "de basisschool De Regenboog"]
)
def test_what_a_building_is_called_is_nobody(text: str):
    assert found(text, Label.PERSON) == []


def test_a_first_name_behind_a_building_and_whose_it_is_are_somebody():
    assert found("in het wijkcentrum Sanne gesproken", Label.PERSON) == ["Sanne"]
    assert found("Jan Smit, het hoofdkantoor van Talsma", Label.PERSON) == ["Jan Smit", "Talsma"]


@pytest.mark.parametrize("prefix", ["v.d.", "v.d", "v/d", "vdr", "v.der", "v.den"])
@pytest.mark.parametrize("surname", ["Wal", "wal"])
def test_a_tussenvoegsel_with_marks_in_it_stayed_visible_before_the_surname(prefix: str, surname: str):
    assert found(f"mevrouw {prefix} {surname} belde", Label.PERSON) == [f"{prefix} {surname}"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("motie v/d heuvel", ["v/d heuvel"]),
        ("M. v.d.Wal en v.d. Berg tekenen", ["M. v.d.Wal", "v.d. Berg"]),
        ("de leden v.d. commissie, eind v/d dag", []),
    ],
)
def test_a_short_tussenvoegsel_belongs_to_a_surname_and_to_nothing_else(text: str, names: list[str]):
    assert found(text, Label.PERSON) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("langs Jhr. Zwijnsvoort gegaan", ["Zwijnsvoort"]),
        ("kun je langs Jhr. van Limburg Stirum brengen?", ["van Limburg Stirum"]),
    ],
)
def test_behind_a_title_with_a_capital_amid_a_sentence_no_name_was_seen(text: str, names: list[str]):
    assert found(text, Label.PERSON) == names
