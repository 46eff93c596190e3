"""The inventory: what was judged, how, and on which grounds, to read and to sort."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pypdfium2
import pytest

from tests.portal.disclosure import sample
from tests.portal.disclosure.reading import failures, spoken
from woo_portal.disclosure import inventory
from woo_portal.disclosure.leak_check import Checker, Secret
from woo_portal.disclosure.merging import in_reading_order
from woo_portal.disclosure.publishing import DisclosureSet, Judgement, formats


@pytest.fixture(scope="module")
def disclosure() -> DisclosureSet:
    formula = sample.only("Dag", number="0013", title=sample.runs("=1+1"), judgement=Judgement.PUBLIC, grounds=())
    return sample.disclosure(sample.chat(), formula)


@pytest.fixture(scope="module")
def workbook(disclosure) -> openpyxl.Workbook:
    [file] = formats["inventory_xlsx"].render(disclosure)
    assert file.name == "inventarislijst.xlsx"
    return openpyxl.load_workbook(io.BytesIO(file.content))


def test_the_pdf_is_a_table_with_headers_that_a_screen_reader_can_walk(disclosure):
    [file] = formats["inventory_pdf"].render(disclosure)
    assert failures(file.content) == []
    rows = [line for line in spoken(file.content) if line.startswith("TR: ")]
    token = "[weggelakt, grond 5.1.2e, Eerbiediging van de persoonlijke levenssfeer]"
    explanation = "Bijlagen zijn afzonderlijk beoordeeld. 12 berichten buiten reikwijdte."
    assert [[cell.strip() for cell in row[4:].split(" |")][:8] for row in rows] == [
        ["Documentnummer", "Datum", "Gesprek", "App", "Berichten", "Beoordeling", "Gronden", "Toelichting"],
        ["0012", "14-03-2024", f"Kernteam Zeedijk {token}", "WhatsApp", "10", "Deels openbaar",
         "5.1.1e, 5.1.2e, 5.1.2i, 5.2", explanation],
        ["0013", "14-03-2024", "=1+1", "WhatsApp", "1", "Openbaar", "", "Bijlagen zijn afzonderlijk beoordeeld."],
    ]  # fmt: skip


def test_the_header_row_stands_on_every_page(disclosure):
    many = [replace(disclosure.documents[0], number=f"{number:04d}") for number in range(1, 41)]
    large = replace(disclosure, documents=tuple(many))
    [file] = formats["inventory_pdf"].render(large)
    headers = [line for line in spoken(file.content) if "Documentnummer" in line]
    with pypdfium2.PdfDocument(file.content) as document:
        assert len(headers) == len(document) > 2
    assert failures(file.content) == []
    assert Checker([], large).check_file(file).findings == ()


def test_the_inventory_of_a_large_set_comes_in_parts_that_say_which_they_are(disclosure, monkeypatch):
    monkeypatch.setattr(inventory, "ROWS_IN_A_PDF", 2)
    many = [replace(disclosure.documents[0], number=f"{number:04d}") for number in range(1, 6)]
    large = replace(disclosure, documents=tuple(many), attachments=())
    files = list(formats["inventory_pdf"].render(large))
    assert [file.name for file in files] == [f"inventarislijst-deel-{number}.pdf" for number in (1, 2, 3)]
    assert "Inventarislijst, deel 3 van 3" in " ".join(spoken(files[2].content))
    numbers = re.findall(r"^TR: (\d{4})", "\n".join(line for file in files for line in spoken(file.content)), re.M)
    assert numbers == ["0001", "0002", "0003", "0004", "0005"]
    checker = Checker([], large)
    assert [checker.check_file(file).findings for file in files] == [(), (), ()]
    assert all(failures(file.content) == [] for file in files)


def test_parts_of_an_inventory_stand_before_the_documents_and_in_their_order():
    names = [f"inventarislijst-deel-{number}.pdf" for number in range(1, 12)]
    assert in_reading_order(["documenten/0001.pdf", *reversed(names), "besluit.pdf"]) == [
        "besluit.pdf",
        *names,
        "documenten/0001.pdf",
    ]


def test_a_row_of_the_workbook(workbook):
    sheet = workbook["Inventarislijst"]
    heading = [cell.value for cell in sheet[1]]
    row = dict(zip(heading, [cell.value for cell in sheet[2]], strict=True))
    assert row == {
        "Document ID": "0012",
        "Documentnummer": "2026-0142-0012",
        "Bestandsnaam": "0012.pdf",
        "Datum": datetime(2024, 3, 14),
        "Gesprek": "Kernteam Zeedijk [weggelakt: 5.1.2e]",
        "App": "WhatsApp",
        "Berichten": 10,
        "Beoordeling": "deels openbaar",
        "Beoordelingsgrond": "5.1.1e;5.1.2e;5.1.2i;5.2",
        "Toelichting": "Bijlagen zijn afzonderlijk beoordeeld. 12 berichten buiten reikwijdte.",
        "Besluitnaam": "Dijkversterking Oudezijl",
    }


def test_a_title_that_looks_like_a_formula_stays_text(workbook):
    cell = workbook["Inventarislijst"]["E3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_second_sheet_explains_the_grounds(workbook):
    assert [row[0].value for row in workbook["Gronden"]] == ["Grond", "5.1.1e", "5.1.2e", "5.1.2i", "5.2"]


def test_the_same_set_is_the_same_workbook_and_tells_no_other_time_than_its_own(disclosure, workbook):
    one, other = (next(iter(formats["inventory_xlsx"].render(disclosure))).content for _ in range(2))
    assert one == other
    assert workbook.properties.created == datetime(2026, 2, 3, 9, 30)


def test_the_day_it_was_made_is_the_day_in_the_netherlands(disclosure):
    from woo_portal.disclosure.inventory import made_on

    late = disclosure.made_at.replace(month=7, hour=22, minute=30)
    assert made_on(replace(disclosure, made_at=late)) == date(2026, 7, 4)


def test_the_open_form_says_the_same_as_the_workbook(disclosure, workbook):
    [file] = formats["inventory_csv"].render(disclosure)
    assert file.name == "inventarislijst.csv"
    read = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = [["" if cell.value is None else cell.value for cell in row] for row in workbook["Inventarislijst"]]
    days = [[f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else str(cell) for cell in row] for row in sheet]
    days[2][4] = "'=1+1"
    assert read == days


def test_a_spreadsheet_opens_the_open_form_with_a_double_click_and_calculates_nothing(disclosure):
    [file] = formats["inventory_csv"].render(disclosure)
    assert file.content.startswith(b"\xef\xbb\xbfDocument ID;")
    assert file.content.count(b"\r\n") == 3
    assert b";'=1+1;" in file.content


def test_the_open_form_is_held_against_what_was_withheld(disclosure):
    checker = Checker([Secret("Wilhelmina", "bericht 2")], disclosure)
    [file] = formats["inventory_csv"].render(disclosure)
    assert checker.check_file(file).findings == ()
    leak = replace(file, content=file.content.replace(b"Kernteam", "Wil\u00adhelmina".encode()))
    assert "bericht 2" in {finding.reference for finding in checker.check_file(leak).findings}
    short = replace(file, content=file.content.replace(b"Kernteam", b""))
    assert [finding.channel for finding in checker.check_file(short).findings] == ["volledigheid"]
