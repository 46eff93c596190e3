"""Personal data in every spelling that chat has, and what looks like it and is not."""

from __future__ import annotations

import pytest

from redaction.detecting import Context, Label
from redaction.finding import find_all
from tests.redaction.found import chat_of, found

SPELLINGS = {
    Label.PHONE: (
        "06-12345678|0612345678|06 12 34 56 78|+31612345678|+31 (0)6 12345678|0031612345678|06.12.34.56.78|06/12345678|"
        "(06) 12345678|o6-12345678|6 12345678|061234 5678|06 - 12 34 56 78|06_12345678|0475 571882|(0475) 57 18 82|"
        "+31 20 623 9981|+32 475 12 34 56|+49 151 23456789|+90 532 123 45 67|+597 8712345|06‑12345678|０６－１２３４５６７８"
    ),
    Label.EMAIL: (
        "jan.bos@example.nl|JAN.BOS@EXAMPLE.NL|jan_bos+woo@mail.example.com|jan.bos [at] example.nl|jan.bos@example .nl|"
        "jan.bos @ example.nl|jan.bos@ example.nl|jan.bos@example,nl|jan.bos at example punt nl|info.jan@example.nl|"
        "jan.bos apenstaartje example.nl|jan.bos＠example.nl"
    ),
    Label.IBAN: (
        "NL91ABNA0417164300|NL91 ABNA 0417 1643 00|nl91 abna 0417 1643 00|NL91 ABNA 0417164300|NL91.ABNA.0417.1643.00|"
        "BE68 5390 0754 7034|NL91ABNAO417164300"
    ),
    Label.LICENCE_PLATE: ("ZTX-41-P|ztx-41-p|XK-417-V|12-GBB-3|G-001-BB|ZTX–41–P|41ZTX2|VXB70P|55ZBP8"),
    Label.ADDRESS: (
        "Kerkstraat 12|kerkstraat 12|Kerkstraat 12-A|Kerkstr. 12|Van Speijkstraat 8b|De Ruyterkade 5|Laan van NOI 12|1234ab12|"
        "2e kerkstraat 12|MOLENWEG 7|Lange Voorhout 8|Markt 1|Brink 22|Rijksweg-Zuid 12|Skoallestrjitte 3|"
        "Dorpsstraat 1, 1234 AB Ede"
    ),
    Label.LOCATION: "51.2869, 5.9770|N51.2869 E5.9770|lat 51.2869 lon 5.9770|geo:51.2869,5.9770|RD 187500 375200",
    Label.URL: (
        "https://linkedin.com/in/jan-bos|instagram.com/janbos|facebook.com/jan.bos|https://wa.me/31612345678|"
        "gofundme.com/f/help-jan|https://strava.com/athletes/12345|https://nl.linkedin.com/in/jan-bos-123"
    ),
}


@pytest.mark.parametrize(
    ("label", "written"), [(label, written) for label, text in SPELLINGS.items() for written in text.split("|")]
)
def test_every_spelling_is_found_whole(label: Label, written: str):
    assert found(written, label) == [written]


@pytest.mark.parametrize(
    ("text", "label", "passages"),
    [
        ("mn bsn is 999990639 hoor", Label.BSN, ["999990639"]),
        ("BSN999990639", Label.BSN, ["999990639"]),
        ("bsn nr. 99999 0639", Label.BSN, ["99999 0639"]),
        ("de zwarte golf, h512rz, staat er weer", Label.LICENCE_PLATE, ["h512rz"]),
        ("kenteken WOB AB 123", Label.LICENCE_PLATE, ["WOB AB 123"]),
        ("ZTX-41-P en 55zbp8", Label.LICENCE_PLATE, ["ZTX-41-P", "55zbp8"]),
        ("gebdat 12031980", Label.DATE_OF_BIRTH, ["12031980"]),
        ("hij is van 12-03-1980", Label.DATE_OF_BIRTH, ["12-03-1980"]),
        ("ze is 12 april jarig", Label.DATE_OF_BIRTH, ["12 april"]),
        ("Sanne 12-03-2015 en Kees 3 juni 2017", Label.DATE_OF_BIRTH, ["12-03-2015", "3 juni 2017"]),
        ("v-nummer 1234567890", Label.ID_DOCUMENT, ["1234567890"]),
        ("code van de schuur is 5518", Label.CREDENTIAL, ["5518"]),
        ("sleutelkastje bij de achterdeur: 0931", Label.CREDENTIAL, ["0931"]),
        ("voordeurcode 1234", Label.CREDENTIAL, ["1234"]),
        ("sms-code 448812", Label.CREDENTIAL, ["448812"]),
        ("herstelcode ABCD-1234", Label.CREDENTIAL, ["ABCD-1234"]),
        ("wifi: bloempot12", Label.CREDENTIAL, ["bloempot12"]),
        ("inlog jbos / Welkom123", Label.CREDENTIAL, ["Welkom123"]),
        ("gebruikersnaam: jbos", Label.HANDLE, ["jbos"]),
        ("dienstnr 4421", Label.OTHER_ID, ["4421"]),
        ("cliëntnummer 33021", Label.OTHER_ID, ["33021"]),
        ("nr P-000871 van mijn pas", Label.OTHER_ID, ["P-000871"]),
        ("BIG 19012345678", Label.OTHER_ID, ["19012345678"]),
        ("boot YA-12-34", Label.OTHER_ID, ["YA-12-34"]),
        ("perskaartnummer NVJ-5512", Label.OTHER_ID, ["NVJ-5512"]),
        ("discord jand#1234", Label.HANDLE, ["jand#1234"]),
        ("Twitter: JanDeVries", Label.HANDLE, ["JanDeVries"]),
        ("code voordeur 1234", Label.CREDENTIAL, ["1234"]),
        ("de cijfers van het slot zijn 4-4-1-9", Label.CREDENTIAL, ["4-4-1-9"]),
    ],
)
def test_what_stands_beside_it_tells_what_it_is(text: str, label: Label, passages: list[str]):
    assert found(text, label) == passages


@pytest.mark.parametrize(
    "text",
    [
        "postcode 1234, code rood, kortingscode ZOMER-26",
        "order 450881203 moet weg, factuur 2026-0012",
        "bij geen gehoor het crisiscentrum 070-5550100",
        "meldkamer 020-5550166",
        "rekening van de stichting NL91ABNA0417164300",
        "NL91ABNA0417164300 van de B.V.",
        "info@example.nl of pers@example.nl",
        "de code ZTX41P van het artikel",
        "camping 2026 wordt leuk",
        "insta: volgt nog, twitter: niks",
        "de boot vertrekt om 12:30",
        "38,5 miljoen en 39,2 procent",
        "https://www.example.org/hoogwater",
    ],
)
def test_what_only_looks_like_it(text: str):
    assert find_all(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("*Jan* *Bakker* belt", "Jan* *Bakker"),
        ("_Jan_ _Bakker_ komt", "Jan_ _Bakker"),
        ("~Jan~ Bakker komt", "Jan~ Bakker"),
        ("vraag Jan *Bakker* even", "Jan *Bakker"),
        ("lid: Jan|Bakker", "Jan|Bakker"),
        ("zie IMG_Jan_Bakker_1.jpg", "Jan_Bakker"),
    ],
)
@pytest.mark.parametrize("context", [None, chat_of("Jan Bakker")])
def test_signs_between_the_parts_of_a_name_are_no_end_of_it(text: str, name: str, context: Context | None):
    """Regression: of a name in bold only the first part was proposed."""
    assert found(text, Label.PERSON, context) == [name]


def test_names_in_a_list_are_not_joined():
    assert found("* Jan Bakker\n* Fatima Amrani", Label.PERSON) == ["Jan Bakker", "Fatima Amrani"]
