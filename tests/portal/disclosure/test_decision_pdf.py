"""The decision in the package: valid, readable from top to bottom, and held against what is withheld like any other file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pypdfium2 import PdfDocument

from tests.portal.disclosure import sample
from tests.portal.disclosure.reading import failures, spoken
from woo_portal.disclosure.formats.decision_pdf import DecisionPdf
from woo_portal.disclosure.leak_check import Checker, Secret, check
from woo_portal.disclosure.merged_files import with_merged
from woo_portal.disclosure.publishing import DecisionPart, DisclosureSet, formats

PARTS = (
    DecisionPart("Uw verzoek", ("Op 12 januari 2026 ontving ik uw verzoek.",)),
    DecisionPart("Grond 5.1.2e", ("De wet.", "Eerste regel\ntweede regel, met “tekens” & een 👍")),
)


def decided(*parts: DecisionPart) -> DisclosureSet:
    return replace(sample.disclosure(), decision=parts or PARTS)


def pdf(disclosure: DisclosureSet) -> bytes:
    [file] = DecisionPdf().render(disclosure)
    assert file.name == "besluit.pdf"
    return file.content


def test_it_is_a_valid_archival_and_accessible_pdf_the_same_each_time():
    content = pdf(decided())

    assert failures(content) == []
    assert pdf(decided()) == content


def test_a_screen_reader_says_the_sections_in_order():
    said = spoken(pdf(decided()))

    assert [line for line in said if line.startswith("H2")] == ["H2: Uw verzoek", "H2: Grond 5.1.2e"]
    assert said[-1] == "P: Eerste regel tweede regel, met “tekens” & een 👍"


@pytest.mark.parametrize("lines", range(25, 28))
def test_who_signs_stood_on_a_page_of_its_own(lines):
    letter = DecisionPart("Uw verzoek", ("Een regel.",) * lines)
    end = DecisionPart("Ondertekening", ("Hoogachtend,", "namens het bestuursorgaan,", "Ministerie van Water"))

    pages = [page.get_textpage().get_text_range() for page in PdfDocument(pdf(decided(letter, end)))]

    [last] = [page for page in pages if "Ondertekening" in page]
    assert all(text in last for text in end.paragraphs)


def test_without_a_decision_there_is_no_file():
    assert list(DecisionPdf().render(sample.disclosure())) == []
    assert DecisionPdf().transcripts(sample.disclosure()) == {}


def test_a_decision_that_names_what_is_withheld_stops_the_package_and_says_in_which_section():
    disclosure = decided(DecisionPart("Zienswijzen", ("De heer Zwaluwkamp had bezwaar.",)))
    files = list(with_merged((file for export in formats for file in export.render(disclosure)), disclosure))

    report = check(files, [Secret("Zwaluwkamp", "bericht 3, tekst")], disclosure)

    assert not report.ok
    assert {(finding.file, finding.reference) for finding in report.findings} == {
        ("besluit, Zienswijzen", "bericht 3, tekst")
    }


def test_a_decision_file_that_says_more_than_the_decision_is_found():
    other = decided(DecisionPart("Uw verzoek", ("Zwaluwkamp vroeg dit.",)))
    [file] = DecisionPdf().render(other)

    result = Checker([Secret("Zwaluwkamp", "bericht 3, tekst")], decided()).check_file(file)

    assert any(finding.reference for finding in result.findings)
