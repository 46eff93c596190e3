"""Numbers, addresses and codes: what each detector finds and what it leaves alone, one Dutch sentence a case."""

from __future__ import annotations

import time

import pytest

from redaction.detecting import Confidence, Context, KnownPerson, Label
from redaction.finding import find_all
from tests.redaction.found import found, surely


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("mail naar k.smit@woonbron.example.nl aub", ["k.smit@woonbron.example.nl"]),
        ("(henk_74@post.example.com).", ["henk_74@post.example.com"]),
        ("HENK@POST.EXAMPLE.COM", ["HENK@POST.EXAMPLE.COM"]),
        ("zoë.m+nieuws@sub.example.co.uk, dank", ["zoë.m+nieuws@sub.example.co.uk"]),
        ("henk [at] post punt nl", ["henk [at] post punt nl"]),
        ("stuur het naar info@example.nl of pers@example.nl", []),
        ("piket.zuid@example.nl is de groepsbox", []),
        ("@henk kijk jij?", []),
        ("2 pompen @ 300 liter", []),
    ],
)
def test_email(text: str, addresses: list[str]):
    assert found(text, Label.EMAIL) == addresses


@pytest.mark.parametrize(
    "number",
    [
        "06-12345678",
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06/12345678",
        "(06) 12345678",
        "06 - 1234 5678",
        "+31 6 12345678",
        "+31612345678",
        "+31 (0)6 12345678",
        "0031 6 12345678",
        "o6-12345678",
        "6 12345678",
        "612345678",
        "070-3456789",
        "(0343) 512 345",
        "+32 470 12 34 56",
        "+49 30 1234567",
        "nul zes twaalf vierendertig zesenvijftig achtenzeventig",
    ],
)
def test_phone_in_every_spelling(number: str):
    text = f"bel me even op {number}, tot zo"
    assert found(text, Label.PHONE) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "bel 112 of 0800-1234",
        "het algemene nummer 070-3456789 staat op de site",
        "via de receptie, 070-3456789",
        "order 612345678 is geleverd",
        "op 12-11-2025 om 14:03:22",
        "vergadering 372 118 640 5",
        "2.400.000,00 euro voor 12 maanden",
        "DMS 2025-0000123456",
        "factuur 20251112",
    ],
)
def test_no_phone(text: str):
    assert found(text, Label.PHONE) == []


@pytest.mark.parametrize(
    ("text", "numbers", "sure"),
    [
        ("mijn bsn is 123456782", ["123456782"], True),
        ("BSN: 1234.56.782", ["1234.56.782"], True),
        ("burgerservicenummer 123 456 782", ["123 456 782"], True),
        ("sofinummer 12345672", ["12345672"], True),
        ("999990639 (bsn)", ["999990639"], True),
        ("bsn 123456789 zegt hij", ["123456789"], False),
        ("123456782 heb ik doorgegeven", ["123456782"], False),
        ("123456789 heb ik doorgegeven", [], False),
        ("order 123456782 is verzonden", [], False),
        ("factuurnummer 123456782", [], False),
        ("bsn eindigt op 231", [], False),
        ("rekening NL91ABNA0417164300", [], False),
    ],
)
def test_bsn(text: str, numbers: list[str], sure: bool):
    assert found(text, Label.BSN) == numbers
    assert surely(text, Label.BSN) == (numbers if sure else [])


@pytest.mark.parametrize(
    ("text", "numbers", "sure"),
    [
        ("graag op NL91ABNA0417164300", ["NL91ABNA0417164300"], True),
        ("NL91 ABNA 0417 1643 00 tnv mij", ["NL91 ABNA 0417 1643 00"], True),
        ("nl91abna0417164300", ["nl91abna0417164300"], True),
        ("NL91 ABNA 0417 1643 00 graag vandaag", ["NL91 ABNA 0417 1643 00"], True),
        (
            "DE89 3704 0044 0532 0130 00 of BE68 5390 0754 7034",
            ["DE89 3704 0044 0532 0130 00", "BE68 5390 0754 7034"],
            True,
        ),
        ("NL91ABNA0417164301 denk ik", ["NL91ABNA0417164301"], False),
        ("rekening eindigend op 300", [], False),
        ("KvK 27123456", [], False),
        ("kenmerk 1234567890123456", [], False),
    ],
)
def test_iban(text: str, numbers: list[str], sure: bool):
    assert found(text, Label.IBAN) == numbers
    assert surely(text, Label.IBAN) == (numbers if sure else [])


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("ik woon Kerkstraat 12", ["Kerkstraat 12"]),
        ("Kerkstraat 12a, 1234 AB Utrecht. Tot zo", ["Kerkstraat 12a, 1234 AB Utrecht"]),
        ("Kerkstraat 12\n1234 AB Utrecht", ["Kerkstraat 12\n1234 AB Utrecht"]),
        ("Jan van Galenstraat 101-III, 1056 BK Amsterdam", ["Jan van Galenstraat 101-III, 1056 BK Amsterdam"]),
        ("Prins Hendrikkade 33-2 Amsterdam", ["Prins Hendrikkade 33-2 Amsterdam"]),
        ("1e Hugo de Grootstraat 5", ["1e Hugo de Grootstraat 5"]),
        ("laan van meerdervoort 12, den haag", ["laan van meerdervoort 12, den haag"]),
        ("Oude Gracht 15b Weert", ["Oude Gracht 15b Weert"]),
        ("het is kerkstraat 12 bis", ["kerkstraat 12 bis"]),
        ("Weena 10, 3012 CA Rotterdam", ["Weena 10, 3012 CA Rotterdam"]),
        ("postcode 6099zk huisnummer 12", ["6099zk huisnummer 12"]),
        ("6099 ZK is de postcode", ["6099 ZK"]),
        ("hij heeft 1234ab opgegeven", ["1234ab"]),
        ("A. van Ostadestraat 4", ["A. van Ostadestraat 4"]),
    ],
)
def test_address(text: str, addresses: list[str]):
    assert found(text, Label.ADDRESS) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "ben onderweg 10 min",
        "Beatrixkade nr 4 t/m 20 ontruimen",
        "vergadering 3 is verplaatst",
        "ik ben weg 2 dagen",
        "in 1994 er was niets, 4500 km verder",
        "stand 2026 EK en 2025 DG",
        "dijkpaal 345, kamer 12",
        "snelweg 2 is dicht",
        "ze wonen in Utrecht",
        "2400 m3 per seconde",
    ],
)
def test_no_address(text: str):
    assert found(text, Label.ADDRESS) == []


@pytest.mark.parametrize(
    ("text", "plates"),
    [
        ("kenteken ZTX-41-P", ["ZTX-41-P"]),
        ("hij rijdt 12-GBB-3 of zo", ["12-GBB-3"]),
        ("AB-12-34 en 56-78-XZ en GB-001-B", ["AB-12-34", "56-78-XZ", "GB-001-B"]),
        ("ztx-41-p staat fout", ["ztx-41-p"]),
        ("auto ZTX41P", ["ZTX41P"]),
        ("busje 41 ztx 2", ["41 ztx 2"]),
        ("code ZTX41P", []),
        ("op 1-mei-26 en 12-10-25", []),
        ("de auto kwam in 2014", []),
        ("schot-12-b", []),
    ],
)
def test_licence_plate(text: str, plates: list[str]):
    assert found(text, Label.LICENCE_PLATE) == plates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("geboren 12-03-1980", ["12-03-1980"]),
        ("geb. 12 maart 1980 te Oss", ["12 maart 1980"]),
        ("ze is jarig op 3 mei", ["3 mei"]),
        ("- Sanne: 21-06-1991", ["21-06-1991"]),
        ("ik: 12 mei '64", ["12 mei '64"]),
        ("geboortedatum 1980-03-12", ["1980-03-12"]),
        ("gebeurd op 12 maart", []),
        ("op 31 januari 1953 brak de dijk", []),
        ("vergadering 12-03-2026", []),
        ("versie 1.2.1980", []),
    ],
)
def test_date_of_birth(text: str, dates: list[str]):
    assert found(text, Label.DATE_OF_BIRTH) == dates


@pytest.mark.parametrize(
    ("text", "label", "passages"),
    [
        ("paspoort NWR4K8C61", Label.ID_DOCUMENT, ["NWR4K8C61"]),
        ("mijn rijbewijs, nummer 5032981174", Label.ID_DOCUMENT, ["5032981174"]),
        ("projectnummer 5032981174", Label.ID_DOCUMENT, []),
        ("kaart 4012 8888 8888 1881 04/28", Label.BANK_CARD, ["4012 8888 8888 1881"]),
        ("kaart 4012 8888 8888 1882", Label.BANK_CARD, []),
        ("betalingskenmerk 4012888888881881", Label.BANK_CARD, []),
        ("wachtwoord: Zomer2024!", Label.CREDENTIAL, ["Zomer2024!"]),
        ("nieuw wachtwoord van de wifi: bloempot", Label.CREDENTIAL, ["bloempot"]),
        ("pin 7741", Label.CREDENTIAL, ["7741"]),
        ("code van de kluis is 4410#", Label.CREDENTIAL, ["4410#"]),
        ("wachtwoord vergeten", Label.CREDENTIAL, []),
        ("ik pin 20 euro", Label.CREDENTIAL, []),
        ("volg @jan_74 en @waterkoker", Label.HANDLE, ["@jan_74", "@waterkoker"]),
        ("login: gzomer7", Label.HANDLE, ["gzomer7"]),
        ("@allen en @iedereen", Label.HANDLE, []),
        ("zie https://www.linkedin.com/in/p-smit-1a2b3c/", Label.URL, ["https://www.linkedin.com/in/p-smit-1a2b3c/"]),
        ("https://foto.example.com/album/marijke-60.", Label.URL, ["https://foto.example.com/album/marijke-60"]),
        ("https://www.example.org/hoogwater", Label.URL, []),
        ("https://www.example.org/personal/sparen/index_2.html", Label.URL, []),
        ("zie x-my.sharepoint.com", Label.URL, []),
        ("ik sta op 51.2869, 5.9770", Label.LOCATION, ["51.2869, 5.9770"]),
        ("51°17'24.1\"N 5°58'16.3\"E", Label.LOCATION, ["51°17'24.1\"N 5°58'16.3\"E"]),
        ("peilschaal op 51.2899 5.9719", Label.LOCATION, []),
        ("personeelsnummer 004213", Label.OTHER_ID, ["004213"]),
        ("mijn pas P-004213 doet het niet", Label.OTHER_ID, ["P-004213"]),
        ("zaaknummer 2025-1234", Label.OTHER_ID, []),
    ],
)
def test_other_numbers_and_codes(text: str, label: Label, passages: list[str]):
    assert found(text, label) == passages


@pytest.mark.parametrize(
    ("text", "label", "passages"),
    [
        (
            "mail jan punt jansen apenstaartje minbzk punt nl",
            Label.EMAIL,
            ["jan punt jansen apenstaartje minbzk punt nl"],
        ),
        ("06~12345678", Label.PHONE, ["06~12345678"]),
        ("bel 06 1234567 maar", Label.PHONE, ["06 1234567"]),
        ("06-12345678 9 dus", Label.PHONE, ["06-12345678 9"]),
        ("BSN12345678 2", Label.BSN, ["12345678 2"]),
        ("nr 5 1234AB", Label.ADDRESS, ["nr 5 1234AB"]),
        ("huisnummer 12a, postcode 1234 AB", Label.ADDRESS, ["huisnummer 12a, postcode 1234 AB"]),
        ("5, 1234 AB", Label.ADDRESS, ["5, 1234 AB"]),
        ("om 5, 1234 AB", Label.ADDRESS, ["1234 AB"]),
        ("Plein 1944 nr 8", Label.ADDRESS, ["Plein 1944 nr 8"]),
        ("Lange Voorhout 8 3hoog", Label.ADDRESS, ["Lange Voorhout 8 3hoog"]),
        ("V-nr. 279.123.4567", Label.ID_DOCUMENT, ["279.123.4567"]),
        ("login jjansen wachtwoord Geheim!1", Label.HANDLE, ["jjansen"]),
        ("login vergeten, wachtwoord ook", Label.HANDLE, []),
        ("geboren op veertien maart 1991 in Oss", Label.DATE_OF_BIRTH, ["veertien maart 1991"]),
        (
            "geboren eenendertig mei negentienhonderd tachtig",
            Label.DATE_OF_BIRTH,
            ["eenendertig mei negentienhonderd tachtig"],
        ),
        ("afspraak op veertien maart", Label.DATE_OF_BIRTH, []),
        ("stort op 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Label.OTHER_ID, ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]),
        ("code 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", Label.OTHER_ID, []),
    ],
)
def test_what_was_missed_or_left_a_tail(text: str, label: Label, passages: list[str]):
    assert found(text, label) == passages


"""How numbers and addresses are typed on a telephone, in haste; what is to be found stands between bars."""


def test_the_digits_of_a_firms_account_were_taken_for_a_telephone_number():
    assert find_all("Zwart BV (NL23 KNAB 0612 3456 78)") == []
    assert found("NL91ABNA0417164300 06-12345678", Label.PHONE) == ["06-12345678"]


def test_what_the_archive_knows_of_a_person_is_recognised_in_any_spelling():
    person = KnownPerson(7, ("Sanne Wouda",), phones=("+31 6 12345678",), emails=("Sanne@example.nl",))
    text = "bel 06 12 34 56 78 of mail sanne@EXAMPLE.nl"
    items = find_all(text, Context((person,)))
    assert [(item.label, item.person_id, item.confidence) for item in items] == [
        (Label.PHONE, 7, Confidence.HIGH),
        (Label.EMAIL, 7, Confidence.HIGH),
    ]
    assert "Sanne Wouda" in items[0].why


@pytest.mark.parametrize("unit", ["a@", "a'", "a.", "account:a/"])
def test_a_text_without_end_is_read_in_one_go(unit: str):
    """Regression: each of thousands of "@" in a row was read again from the start; one message held the search up."""
    list(find_all("Jan"))

    def cost(length: int) -> float:
        started = time.process_time()
        find_all(unit * (length // len(unit)))
        return time.process_time() - started

    # Sixteen times the text is sixteen times the work, or 256 where each letter is read again for every other.
    assert cost(16_000) < 64 * max(cost(1_000), 0.02)


@pytest.mark.parametrize("number", ["12a-c", "12b-hs", "12a/3", "12bis/2", "12-14/2", "12/13/14", "12-14", "12a-123"])
def test_a_house_with_more_than_one_addition_is_found_whole(number: str):
    """Regression: what was found of it before was no longer found at all, for a letter, dash or number came after it."""
    assert found(f"woont Kerkstraat {number} in de stad", Label.ADDRESS) == [f"Kerkstraat {number}"]
    assert found("overleg Dorpsweg 12/3/2025", Label.ADDRESS) == ["Dorpsweg 12"]


@pytest.mark.parametrize("share", ["", ":w:/g/", ":b:/r/"])
def test_a_folder_of_somebodys_own_is_found_by_the_account_in_its_address(share: str):
    """Regression: of "j_bakker" no part is a first name, and the address was proposed nowhere."""
    link = f"https://x-my.sharepoint.com/{share}personal/j_bakker_minwr_nl/Documents/nota.docx"
    assert found(f"Staat op {link}.", Label.URL) == [link]
