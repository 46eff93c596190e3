"""Numbers, addresses and codes as they are typed in haste: found whole, and told from what only looks like them."""

from __future__ import annotations

import pytest

from redaction.detecting import Label
from redaction.finding import find_all
from tests.redaction.found import found

HURRIED = {
    Label.PHONE: (
        "bel |0612345678|Jan even",
        "Jan|06-12345678",
        "app |31612345678| maar",
        "mijn nr is |31 6 12345678",
        "|06:12345678",
        "|06*12345678",
    ),
    Label.IBAN: (
        "|NL91ABNA0417164300|Jan",
        "rek|NL91ABNA0417164300| graag",
        "|NL91/ABNA/0417/1643/00",
        "|NL91_ABNA_0417164300",
        "|NL91ABNA0417164300|/|NL20INGB0001234567",
    ),
    Label.BSN: ("bsn|111222333|Jan", "bsn: |111222333|van Jan"),
    Label.ADDRESS: (
        "|kerkstraat 12,1234ab",
        "|kerkstr.12| is het",
        "bij |Kerkstraat12| links",
        "|Kerkstraat, 12",
        "|Kerkstraat 12/3",
        "ze woont |Kerkstraat 12 A-3",
        "|Kerkstraat 12 bis A",
        "|Kerkstraat 12III",
        "|1234-AB 12",
        "|1234 AB-12",
        "pc |1234 ab huisnr 12",
        "|Laan v. Meerdervoort 12",
        "|v.d. Kerkhoffstr 4",
        "|oude gracht 12 a",
    ),
    Label.DATE_OF_BIRTH: (
        "geb. |14-3-'91",
        "geboren:|14031991",
        "geb.|14-03-1991",
        "geb dat |140391",
        "geb. |14_03_1991",
        "geb: |14 - 3 - 1991",
        "geb |14 3 1991",
        "geboren op |14e maart 1991",
        "geb |14mrt1991",
    ),
    Label.CREDENTIAL: (
        "wachtwoord van de map is |Zomer2025",
        "wachtwoord van de map is |tulpenbol",
        "wachtwoord wifi is |Zomer25",
        "ww wifi |Zomer25",
        "pass: |Zomer25",
        "pincode: |12 34",
        "code |1234#| bij de deur",
        "de code vd deur is |1234",
    ),
    Label.ID_DOCUMENT: ("v nummer |1234567890", "v nr |1234567890"),
    Label.OTHER_ID: ("pers nr |12345", "personeels nummer |12345", "patiënt nr |12345", "klant nummer |12345"),
    Label.EMAIL: ("|jan.jansen{at}post.nl", "|jan apestaart post.nl| is het"),
}


@pytest.mark.parametrize(("label", "written"), [(label, text) for label, texts in HURRIED.items() for text in texts])
def test_what_is_typed_in_haste_is_found_whole(label: Label, written: str):
    parts = written.split("|")
    assert found("".join(parts), label) == parts[1::2]


@pytest.mark.parametrize(
    "text",
    [
        "dossier 31612345678",
        "het is 31 6 uur",
        "om 06:12 34 meldingen",
        "NL91 akkoord",
        "de Dorpsstraat, 12 huizen onder water",
        "vergunning 12/3 ligt klaar",
        "perceel 12-3",
        "fase 2-3 van het plan",
        "2 - 0 - 1",
        "14031991 euro",
        "ip 10.14.3.91",
        "wachtwoord van de map is gewijzigd",
        "ww is verlopen",
        "code 1234 meldingen",
        "personeels nummer onbekend",
        "dienst nr 2",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str):
    assert find_all(text) == []


@pytest.mark.parametrize(
    ("text", "label", "passages"),
    [
        ("die van mij is nwkr81719", Label.ID_DOCUMENT, []),
        ("die van mij is nw4k8rr19", Label.ID_DOCUMENT, ["nw4k8rr19"]),
        ("in overleg12 en vergader1", Label.ID_DOCUMENT, []),
        ("jij rijdt de kr-bv-41", Label.LICENCE_PLATE, ["kr-bv-41"]),
        ("van ma-di-12 tot 12-wo-do", Label.LICENCE_PLATE, []),
        ("WGK 5 8 P 1 een Pools kenteken", Label.LICENCE_PLATE, ["WGK 5 8 P 1"]),
        ("Kenteken 1-klm-234 gezien", Label.LICENCE_PLATE, ["1-klm-234"]),
        ("kenteken van de auto 12", Label.LICENCE_PLATE, []),
        ("kan mijn pas open, nr kv-5510934", Label.OTHER_ID, ["kv-5510934"]),
        ("schade gemeld, dossier s-2025-00312", Label.OTHER_ID, ["s-2025-00312"]),
        ("stuk s-2025-00312 is klaar", Label.OTHER_ID, []),
        ("bij eikenrode 7, achterom", Label.ADDRESS, ["eikenrode 7"]),
        ("bij werkveld 3 staan we", Label.ADDRESS, []),
        ("mail klantcontact@example.nl of publiekszaken@example.nl", Label.EMAIL, []),
        ("mail klantcontact.fatima@example.nl", Label.EMAIL, ["klantcontact.fatima@example.nl"]),
        ("Bouwbedrijf Zwart B.V. (NL91 ABNA 0417 1643 00)", Label.IBAN, []),
        ("Zwart BV, en Jan: NL91 ABNA 0417 1643 00", Label.IBAN, ["NL91 ABNA 0417 1643 00"]),
        ("ik ben wel op 51.2899, 5.9719", Label.LOCATION, ["51.2899, 5.9719"]),
    ],
)
def test_in_small_letters_or_odd_writing_it_is_told_apart(text: str, label: Label, passages: list[str]):
    assert found(text, label) == passages
