"""The production report: what the publication platform takes in must be taken in whole, and as it was judged."""

from __future__ import annotations

import io
import os
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.portal.disclosure import sample
from tests.portal.disclosure.production_report import GROUNDS, JUDGEMENTS, TYPES, read
from woo_portal.disclosure.leak_check import Checker, Secret
from woo_portal.disclosure.publishing import DisclosureSet, Entry, EntryKind, Judgement, formats

SAMPLES = Path(os.environ.get("CHAT_SAMPLES", Path(__file__).parents[3].parent / "shared" / "samples")) / "publication"
KAMERSTUK = "https://www.example.nl/kst-36200-41"
HEADER = (
    "ID|Matter|Family|Email Thread ID|Document|File Type|Datum|Beoordeling|Opgeschort|Beoordelingsgrond|Toelichting|"
    "Publieke Link|Gerelateerd ID|Zaaknummer"
).split("|")


@pytest.fixture(scope="module")
def disclosure() -> DisclosureSet:
    public = sample.only("Dag", number="0013", title=sample.runs("=1+1"), judgement=Judgement.PUBLIC, grounds=())
    known = sample.chat(
        (Entry(1, EntryKind.ALREADY_PUBLIC, "20.31 uur", remarks=(KAMERSTUK,)),),
        number="0014",
        judgement=Judgement.ALREADY_PUBLIC,
        grounds=(),
        remark=f"{KAMERSTUK}; Kamerstuk 36 200, nr. 41",
    )
    return sample.disclosure(sample.chat(thread=7), public, known)


def content(disclosure: DisclosureSet) -> bytes:
    [file] = formats["productierapport"].render(disclosure)
    assert file.name == "productierapport.xlsx"
    return file.content


def test_the_platform_reads_each_document_as_it_was_judged(disclosure):
    first, second, third = read(content(disclosure))
    assert (first.id, first.number, first.judgement) == ("0012", "2026-0142-0012", "deels openbaar")
    assert first.title == "Kernteam Zeedijk [weggelakt: 5.1.2e] (WhatsApp, 14-03-2024)"
    assert first.grounds == ("5.1.1e", "5.1.2e", "5.1.2i", "5.2")
    assert (first.day, first.family, first.thread, first.type) == (date(2024, 3, 14), 1, 7, "chat")
    assert first.remark == "Bijlagen zijn afzonderlijk beoordeeld. 12 berichten buiten reikwijdte."
    assert (second.title, second.judgement, second.grounds) == ("=1+1 (WhatsApp, 14-03-2024)", "openbaar", ())
    assert (third.judgement, third.links) == ("reeds openbaar", (KAMERSTUK,))
    assert not any(row.suspended for row in (first, second, third))
    assert first.cases == ("2026-0142",)


def test_the_columns_are_those_of_the_template_in_its_order(disclosure):
    [sheet] = openpyxl.load_workbook(io.BytesIO(content(disclosure))).worksheets
    assert [cell.value for cell in sheet[1]] == HEADER
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value is not None]


def test_its_documents_are_the_files_of_the_package(disclosure):
    names = {name.rpartition("/")[2] for name in formats["pdf"].transcripts(disclosure)}
    assert {f"{row.id}.pdf" for row in read(content(disclosure))} == names


def test_only_words_the_platform_knows(disclosure):
    """Any other judgement would silently become "not public" there."""
    for judgement in Judgement:
        document = sample.chat(judgement=judgement, grounds=())
        [row] = read(content(sample.disclosure(document)))
        assert row.judgement in JUDGEMENTS
    rows = read(content(disclosure))
    assert {ground for row in rows for ground in row.grounds} <= GROUNDS
    assert {row.type for row in rows} <= TYPES


def test_what_the_platform_does_not_allow_is_not_in_it():
    """A slash in the number of the dossier, a title without end, an explanation without end."""
    long = sample.chat(title=sample.runs("é" * 600), remark="Toelichting. " * 200)
    [row] = read(content(replace(sample.disclosure(long), number="Woo/2026 142")))
    assert row.number == "Woo-2026-142-0012"
    assert row.title.endswith("… (WhatsApp, 14-03-2024)")
    assert (len(row.title.encode()), len(row.remark)) == (500, 1000)


def test_a_title_in_letters_that_no_font_has_is_measured_as_it_is_written_out():
    [row] = read(content(sample.disclosure(sample.chat(title=sample.runs("项" * 100)))))
    assert row.title.endswith("… (WhatsApp, 14-03-2024)")
    assert len(row.title.encode()) <= 500


def test_signs_of_the_sentence_are_no_part_of_a_link():
    remark = (
        "Zie https://open.example.nl/abc, bijlage 2 (https://example.nl/x). Ook https://example.nl/Dijk_(waterkering)."
    )
    [row] = read(content(sample.disclosure(sample.chat(remark=remark))))
    assert row.links == ("https://open.example.nl/abc", "https://example.nl/x", "https://example.nl/Dijk_(waterkering)")


def test_answers_to_parliament_are_not_for_a_publication_platform(disclosure):
    parliament = replace(disclosure, under_woo=False)
    assert list(formats["productierapport"].render(parliament)) == []
    assert formats["productierapport"].transcripts(parliament) == {}


def test_it_is_held_against_what_was_withheld(disclosure):
    """A name that an officer typed into the title of a chat is found in it; what lawfully stands there is not."""
    secrets = [Secret("Zeedijk", "gesprek 1"), Secret("Wilhelmina", "bericht 2")]
    checker = Checker(secrets, disclosure)
    [file] = formats["productierapport"].render(disclosure)
    assert checker.check_file(file).findings == ()
    leaking = replace(disclosure, documents=(replace(disclosure.documents[0], title=sample.runs("Wilhelmina")),))
    [leak] = formats["productierapport"].render(leaking)
    assert {finding.reference for finding in checker.check_file(leak).findings} == {"bericht 2"}


def test_the_same_set_is_the_same_report(disclosure):
    assert content(disclosure) == content(disclosure)


def test_reports_that_others_made_are_read_by_the_same_rules():
    """The reader must be theirs, not ours: reports that the platform takes it takes too."""
    reports = [path for path in SAMPLES.glob("vws_productierapport*.xlsx") if "template" not in path.name]
    if not reports:
        said = f"NOT TRIED: no production reports of others at {SAMPLES}; set CHAT_SAMPLES to the folder of samples."
        warnings.warn(said, stacklevel=1)
        pytest.skip(said)
    for report in reports:
        rows = read(report.read_bytes())
        assert rows, report.name
        assert {row.judgement for row in rows} <= JUDGEMENTS, report.name
