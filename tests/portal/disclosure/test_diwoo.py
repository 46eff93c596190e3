"""The DiWoo metadata: what is published described as the government's search reads it, and nothing that was withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from tests.portal.disclosure import sample
from woo_portal.disclosure.formats.diwoo import DIWOO, SITEMAP
from woo_portal.disclosure.leak_check import Checker, Secret
from woo_portal.disclosure.publishing import (
    AttachedDocument,
    DecisionPart,
    DisclosureSet,
    File,
    Judgement,
    formats,
)

NAMES = {"s": SITEMAP, "d": DIWOO}
NAME = "Marloes Prins"
SECRET = Secret(NAME, "bericht 31, tekst")
MINISTRY = "https://identifier.overheid.nl/tooi/id/ministerie/mnre1130"


def attachment(number: str, judgement: Judgement = Judgement.PARTIAL) -> AttachedDocument:
    title = sample.runs("foto ", sample.NAME, ".jpg")
    return AttachedDocument(number, title, "afbeelding", "0012", 8, date(2024, 3, 14), 1, judgement, sample.NAME, ())


@pytest.fixture(scope="module")
def disclosure() -> DisclosureSet:
    return replace(
        sample.disclosure(
            sample.chat(), sample.only("Dag & <nacht>\x0b", number="0013", title=sample.runs("a<b>&\x00"))
        ),
        decision=(DecisionPart("Besluit", ("Ik maak openbaar.",)),),
        attachments=(attachment("B001"), attachment("B002", Judgement.WITHHELD)),
        publisher_uri=MINISTRY,
    )


def rendered(disclosure: DisclosureSet) -> File:
    [file] = formats["diwoo"].render(disclosure)
    assert file.name == "diwoo.xml"
    return file


def described(disclosure: DisclosureSet) -> dict[str, ElementTree.Element]:
    """The metadata of each file, by its location."""
    urls = ElementTree.fromstring(rendered(disclosure).content).findall("s:url", NAMES)
    return {url.findtext("s:loc", "", NAMES): url.find("d:Document/d:DiWoo", NAMES) for url in urls}


def channels(content: bytes, disclosure: DisclosureSet, *secrets: Secret) -> set[str]:
    found = Checker(secrets or [SECRET], disclosure).check_file(File("diwoo.xml", content)).findings
    return {finding.channel for finding in found}


def test_every_file_is_described_once_the_slip_of_what_is_withheld_whole_too(disclosure):
    assert list(described(disclosure)) == [
        "./besluit.pdf",
        "./inventarislijst.pdf",
        "./documenten/0012.pdf",
        "./documenten/B001.pdf",
        "./documenten/B002.pdf",
        "./documenten/0013.pdf",
    ]


def test_a_document_tells_its_day_number_publisher_category_and_title_without_what_was_withheld(disclosure):
    about = described(disclosure)["./documenten/0012.pdf"]
    assert about.findtext("d:creatiedatum", "", NAMES) == "2024-03-14"
    assert about.findtext("d:identifiers/d:identifier", "", NAMES) == "2026-0142-0012"
    assert about.find("d:publisher", NAMES).get("resource") == MINISTRY
    assert about.findtext("d:publisher", "", NAMES) == "Ministerie van Water en Ruimte"
    title = "Kernteam Zeedijk [weggelakt: 5.1.2e] (WhatsApp, 14-03-2024)"
    assert about.findtext("d:titelcollectie/d:officieleTitel", "", NAMES) == title
    category = about.find("d:classificatiecollectie/d:informatiecategorieen/d:informatiecategorie", NAMES)
    assert category.get("resource").endswith("/c_3baef532")
    act = about.find("d:documenthandelingen/d:documenthandeling", NAMES)
    assert act.find("d:soortHandeling", NAMES).get("resource").endswith("/c_641ecd76")
    assert act.findtext("d:atTime", "", NAMES) == "2026-02-03T10:30:00+01:00"


def test_parts_and_wholes_point_at_each_other(disclosure):
    about = described(disclosure)
    wholes = {
        place: part.get("resource")
        for place, item in about.items()
        if (part := item.find("d:isPartOf", NAMES)) is not None
    }
    parts = {
        part.get("resource"): place
        for place, item in about.items()
        for part in item.findall("d:hasParts/d:hasPart", NAMES)
    }
    assert wholes == parts
    assert wholes["./documenten/B001.pdf"] == "./documenten/0012.pdf"
    assert wholes["./documenten/0013.pdf"] == wholes["./inventarislijst.pdf"] == "./besluit.pdf"


def test_without_a_decision_nothing_is_a_part_of_it(disclosure):
    about = described(replace(disclosure, decision=()))
    assert "./besluit.pdf" not in about
    assert about["./documenten/0013.pdf"].find("d:isPartOf", NAMES) is None


def test_signs_that_xml_does_not_know_do_not_break_it(disclosure):
    title = described(disclosure)["./documenten/0013.pdf"].findtext("d:titelcollectie/d:officieleTitel", "", NAMES)
    assert title.startswith("a<b>&")


def test_a_body_that_is_in_no_list_is_named_and_not_pointed_at(disclosure):
    publisher = described(replace(disclosure, publisher_uri=""))["./documenten/0012.pdf"].find("d:publisher", NAMES)
    assert (publisher.text, publisher.attrib) == ("Ministerie van Water en Ruimte", {})


def test_answers_to_the_kamer_have_none(disclosure):
    assert list(formats["diwoo"].render(replace(disclosure, under_woo=False))) == []


def test_the_same_set_gives_the_same_bytes(disclosure):
    assert rendered(disclosure) == rendered(disclosure)


def test_a_good_file_passes_also_where_words_of_the_format_are_withheld(disclosure):
    secrets = [Secret(word, word) for word in (NAME, "publisher", "vaststelling", "metadata", "url", "Zee")]
    assert channels(rendered(disclosure).content, disclosure, *secrets) == set()


PLANTED = {
    "title": (b"officieleTitel>Kernteam", b"officieleTitel>Marloes Prins Kernteam", "tekst (tekst)"),
    "written in numbers": (b"officieleTitel>Kern", b"officieleTitel>&#77;arloes&#x20;Prins Kern", "tekst (tekst)"),
    "unparsed": (b"officieleTitel>Kern", b"officieleTitel><![CDATA[Marloes Prins]]>Kern", "tekst (tekst)"),
    "attribute": (b"<diwoo:DiWoo>", b'<diwoo:DiWoo resource="Marloes Prins">', "attribuut van diwoo:DiWoo"),
    "comment": (b"<diwoo:DiWoo>", b"<diwoo:DiWoo><!-- Marloes Prins -->", "opmerking"),
    "element": (b"<diwoo:DiWoo>", b"<diwoo:DiWoo><MarloesPrins/>", "naam van een element"),
    "instruction": (b"<urlset", b"<?Marloes Prins?><urlset", "opdracht aan een programma"),
    "declaration": (b"<urlset", b"<!DOCTYPE urlset [<!ENTITY a 'x'>]><urlset", "declaratie van een documenttype"),
    "behind it": (b"</urlset>", b"</urlset>Marloes Prins", "bestand dat niet te lezen is"),
    "more": (b"officieleTitel>Kern", b"officieleTitel>meer Kern", "volledigheid"),
}


@pytest.mark.parametrize(("old", "new", "channel"), PLANTED.values(), ids=PLANTED)
def test_a_secret_is_found_wherever_it_is_planted(disclosure, old, new, channel):
    content = rendered(disclosure).content
    assert old in content
    assert channel in channels(content.replace(old, new, 1), disclosure)
