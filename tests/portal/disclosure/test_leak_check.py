"""The leak check finds a secret by whatever way it got into a finished file, and lets a good package through."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from pdfminer.high_level import extract_text
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, Pdf

from tests.portal.disclosure import sample
from woo_portal.disclosure.formats import pdf
from woo_portal.disclosure.leak_check import Checker, Secret, check
from woo_portal.disclosure.leak_check.engines import read_pdf
from woo_portal.disclosure.leak_check.matching import fold
from woo_portal.disclosure.merged_files import with_merged
from woo_portal.disclosure.publishing import DisclosureSet, Document, File, formats
from woo_portal.disclosure.zip_archive import read_zip, write_zip

NAME = "Marloes Prins"
SECRET = Secret(NAME, "bericht 31, tekst")
CHAT = "documenten/0012.pdf"
DISCLOSURE = sample.disclosure()


def files(disclosure: DisclosureSet = DISCLOSURE) -> list[File]:
    return list(with_merged((file for export in formats for file in export.render(disclosure)), disclosure))


@pytest.fixture(scope="module")
def package() -> dict[str, File]:
    return {file.name: file for file in files()}


def rendered(document: Document) -> File:
    return File(pdf.file_name(document), pdf.render_document(sample.disclosure(document).heading(document), document))


def channels(file: File, *secrets: Secret, disclosure: DisclosureSet = DISCLOSURE) -> set[str]:
    found = Checker(secrets or [SECRET], disclosure).check_file(file).findings
    return {finding.channel for finding in found}


def test_a_good_package_passes_and_lawful_occurrences_are_counted(package):
    """ "Oude" is withheld somewhere, and stands in "Oudezijl"; "2" and "e" stand everywhere."""
    secrets = [
        Secret(text, f"bericht {text}") for text in (NAME, "Oude", "2", "e", "06-12345678", "שלו", "19.02 uur", "nr")
    ]
    report = check(package.values(), secrets, DISCLOSURE)
    assert report.ok, report.findings
    lawful = {file.name: file.lawful for file in report.files}
    assert lawful[CHAT] > 100
    assert report.as_json()["summary"] == "9 bestanden gelezen, 8 weggelakte teksten gezocht: niets gevonden."


def test_the_report_never_says_the_secret(package):
    leaking = replace(DISCLOSURE, documents=(sample.only(f"Bel {NAME} even"),))
    report = check(
        files(leaking), [SECRET], replace(DISCLOSURE, documents=(sample.only("Bel ", sample.NAME, " even"),))
    )
    assert not report.ok
    assert "bericht 31, tekst" in str(report.as_json())
    assert "Marloes" not in f"{report} {report.as_json()} {SECRET}"


def test_the_same_words_of_two_messages_have_one_number(package):
    leaking = replace(DISCLOSURE, documents=(sample.only(f"Bel {NAME} of Piet Smit"),))
    withheld = [SECRET, Secret(NAME.upper(), "bericht 32, tekst"), Secret("Piet Smit", "bericht 33, tekst")]

    report = check(
        files(leaking),
        withheld,
        replace(DISCLOSURE, documents=(sample.only("Bel ", sample.NAME, " of ", sample.NAME),)),
    )

    words = {finding["reference"]: finding["word"] for finding in report.as_json()["findings"]}
    assert words[SECRET.reference] == words["bericht 32, tekst"] != words["bericht 33, tekst"]
    assert {word for reference, word in words.items() if not reference.startswith("bericht")} == {0}


# Beside the pages of a PDF.


def keywords(opened: Pdf) -> None:
    opened.docinfo.Keywords = NAME


def xmp(opened: Pdf) -> None:
    old = opened.Root.Metadata.read_bytes()
    opened.Root.Metadata = opened.make_stream(
        old.replace(b"<dc:creator>", b"<dc:rights>Marloes Prins</dc:rights><dc:creator>")
    )
    opened.Root.Metadata.Type = Name.Metadata


def xmp_comment(opened: Pdf) -> None:
    opened.Root.Metadata = opened.make_stream(opened.Root.Metadata.read_bytes() + b"<!-- Marloes Prins -->")
    opened.Root.Metadata.Type = Name.Metadata


def bookmark(opened: Pdf) -> None:
    with opened.open_outline() as outline:
        outline.root.append(OutlineItem(NAME, 0))


def first_token(opened: Pdf) -> Dictionary:
    return next(item for item in opened.objects if isinstance(item, Dictionary) and "/Alt" in item)


def alternate_text(opened: Pdf) -> None:
    first_token(opened).Alt = f"weggelakt: {NAME}"


def actual_text(opened: Pdf) -> None:
    first_token(opened).ActualText = NAME.encode("utf-16")


def expansion(opened: Pdf) -> None:
    first_token(opened).E = NAME


def link(opened: Pdf) -> None:
    action = Dictionary(S=Name.URI, URI="mailto:marloes.prins@voorbeeld.nl?subject=Marloes%20Prins")
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action, Contents=NAME)
    opened.pages[0].Annots = Array([opened.make_indirect(annotation)])


def destination(opened: Pdf) -> None:
    opened.Root.Names = Dictionary(Dests=Dictionary(Names=["Marloes Prins", opened.pages[0].obj]))


def attachment(opened: Pdf) -> None:
    opened.attachments["gesprek.txt"] = AttachedFileSpec(opened, NAME.encode(), filename="gesprek.txt")


def silent_attachment(opened: Pdf) -> None:
    opened.attachments["gesprek.zip"] = AttachedFileSpec(opened, b"PK\x03\x04 compressed", filename="gesprek.zip")


def name_of_an_object(opened: Pdf) -> None:
    opened.Root[Name("/Marloes Prins")] = 1


def loose_object(opened: Pdf) -> None:
    opened.pages[0].PieceInfo = Dictionary(Woo=Dictionary(Private=opened.make_indirect(pikepdf.String(NAME))))


def loose_stream(opened: Pdf) -> None:
    opened.pages[0].PieceInfo = opened.make_stream(b"\x00\x01 Marloes Prins \x02")


def appearance(opened: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    form = opened.make_stream(b"BT /H 9 Tf (Marloes) Tj ( Prins) Tj ET")
    form.Subtype, form.Resources = Name.Form, Dictionary(Font=Dictionary(H=font))
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 9, 9], AP=Dictionary(N=form))
    opened.pages[0].Annots = Array([opened.make_indirect(annotation)])


BESIDE = [keywords, xmp, xmp_comment, bookmark, alternate_text, actual_text, expansion, link, destination, attachment,
          silent_attachment, name_of_an_object, loose_object, loose_stream, appearance]  # fmt: skip


@pytest.mark.parametrize("plant", BESIDE, ids=lambda plant: plant.__name__)
def test_a_secret_beside_the_pages_of_a_pdf_is_found(package, plant):
    assert channels(planted(package[CHAT], plant))


def planted(file: File, plant: Callable[[Pdf], None]) -> File:
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(file.content)) as opened:
        plant(opened)
        opened.save(target)
    return File(file.name, target.getvalue())


def test_saving_it_again_without_a_secret_is_no_finding(package):
    assert channels(planted(package[CHAT], lambda opened: None)) == set()


def test_an_earlier_version_inside_the_file_is_found(package):
    """An incremental update hides the old page from every reader; the bytes are still there."""
    content = package[CHAT].content
    update = b"99 0 obj\n(Marloes Prins)\nendobj\n" + content[content.rindex(b"startxref") :]
    file = replace(package[CHAT], content=content + update)
    assert {"eerdere versie in het bestand", "bytes van het bestand"} <= channels(file)


def test_what_cannot_be_read_is_a_finding(package):
    assert channels(File(CHAT, b"%PDF-1.7 and no more")) == {"bestand dat niet te lezen is"}
    assert channels(File("inventarislijst.xlsx", package["inventarislijst.xlsx"].content[:900])) == {
        "bestand dat niet te lezen is"
    }


# On the pages of a PDF.

DRAWINGS = {
    "in white": b"1 1 1 rg BT /H 9 Tf 40 40 Td (Marloes Prins) Tj ET",
    "off the page": b"BT /H 9 Tf -900 -900 Td (Marloes Prins) Tj ET",
    "invisible": b"BT /H 9 Tf 3 Tr 40 40 Td (Marloes Prins) Tj ET",
    "clipped away": b"0 0 1 1 re W n BT /H 9 Tf 40 40 Td (Marloes Prins) Tj ET",
    "in single letters": b"BT /H 9 Tf 40 40 Td [(M)-900(a)-900(r)-900(l)-900(o)-900(e)-900(s Prins)] TJ ET",
    "in hexadecimal": b"BT /H 9 Tf 40 40 Td <4d61726c6f6573205072696e73> Tj ET",
    "hyphenated": b"BT /H 9 Tf 40 40 Td (Mar-) Tj 0 -9 Td (loes Prins) Tj ET",
    "as replacement": b"/Span <</ActualText (Marloes Prins)>> BDC BT /H 9 Tf 40 40 Td (x) Tj ET EMC",
    "in a comment": b"% Marloes Prins\n",
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_a_secret_drawn_on_a_page_is_found_however_it_is_hidden(package, drawing):
    def draw(opened: Pdf) -> None:
        page = opened.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page.Resources.Font.H = opened.make_indirect(font)
        page.contents_add(opened.make_stream(b"q " + drawing + b" Q"), prepend=True)

    assert channels(planted(package[CHAT], draw)) - {"volledigheid"}


LONG = "dr. Aleksandra van den Boogaard-Wijnberg uit de Zuidwestelijke Delta"


@pytest.mark.parametrize("before", ["", "polder " * 7, "polder " * 12, "polder " * 500])
def test_a_secret_that_wraps_or_straddles_a_page_is_found(before):
    """The set says it is withheld; the file was made from another set, as by a mistake in the assembly."""
    secret = Secret(LONG, "bericht 8, tekst")
    lawful = sample.disclosure(sample.only(before, sample.NAME, " belt"))
    leaking = rendered(sample.only(before + "polder " * 16 + LONG, " belt"))
    assert {"tekst (PDFium)", "tekst (qpdf)"} <= channels(leaking, secret, disclosure=lawful)


def test_a_secret_is_found_whatever_the_case_the_accents_and_the_spaces():
    lawful = sample.disclosure(sample.only("Bel ", sample.NAME))
    leaking = rendered(sample.only("Bel MARLOËS  PRINS"))
    assert "tekst (qpdf)" in channels(leaking, disclosure=lawful)


def test_a_secret_in_hebrew_is_found_although_a_page_reads_it_backwards():
    lawful = sample.disclosure(sample.only("Bel ", sample.NAME))
    leaking = rendered(sample.only("Bel שמעון"))
    assert "tekst (qpdf)" in channels(leaking, Secret("שמעון", "bericht 2"), disclosure=lawful)


@pytest.mark.parametrize(("shown", "written", "found"), sample.SHORT_SECRETS)
def test_a_short_secret_may_occur_as_often_as_it_is_shown_and_no_more(shown, written, found):
    lawful = sample.disclosure(sample.only(shown))
    assert (
        "tekst (qpdf)" in channels(rendered(sample.only(written)), Secret("Jan", "bericht 2"), disclosure=lawful)
    ) == found


def test_what_is_shown_and_missing_is_a_finding_too():
    lawful = sample.disclosure(sample.only("Goedemorgen allemaal", " en tot straks"))
    assert channels(rendered(sample.only("Goedemorgen allemaal")), disclosure=lawful) == {"volledigheid"}


def test_both_engines_read_what_pdfminer_reads(package):
    """An outside witness: as many letters and digits, whatever the order."""
    witness = sorted(filter(str.isalnum, fold(extract_text(io.BytesIO(package[CHAT].content)))))
    read = read_pdf(package[CHAT].content).reading.pages.values()
    assert len(read) == 2
    for pages in read:
        assert sorted(filter(str.isalnum, fold("".join(pages)))) == witness


# Around the files, and in the set itself.


def test_a_secret_in_the_comment_of_the_zip_or_of_an_entry_is_found(package, tmp_path):
    path = tmp_path / "pakket.zip"
    write_zip(path, package.values())
    assert check(read_zip(path), [SECRET], DISCLOSURE).ok
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = NAME.encode()
    found = check(read_zip(path), [SECRET], DISCLOSURE).findings
    assert {finding.reference for finding in found if finding.file == "pakket.zip"} >= {SECRET.reference}


def test_a_file_that_does_not_belong_there_and_its_name_are_findings(package):
    stray = File("bijlagen/Marloes-Prins.jpg", b"\xff\xd8\xff")
    findings = check([*package.values(), stray], [SECRET], DISCLOSURE).findings
    assert {finding.channel for finding in findings} == {"bestand dat niet bij het pakket hoort", "bestandsnaam"}


def test_a_file_that_is_missing_is_a_finding(package):
    others = [file for name, file in package.items() if name != "inventarislijst.xlsx"]
    [finding] = check(others, [SECRET], DISCLOSURE).findings
    assert (finding.file, finding.channel) == ("inventarislijst.xlsx", "bestand ontbreekt in het pakket")


def test_a_secret_in_the_manifest_is_found():
    manifest = File("manifest.csv", b"bestand;bytes;sha256\nMarloes Prins.pdf;1;" + b"0" * 64)
    assert channels(manifest) == {"inhoud"}


def test_a_secret_that_an_officer_wrote_in_a_remark_is_found():
    leaking = sample.disclosure(sample.chat(remark="Marloes Prins heeft bezwaar gemaakt."))
    [finding] = Checker([SECRET], leaking).check_set()
    assert (finding.file, finding.reference) == ("document 0012", "bericht 31, tekst")


def test_a_name_that_is_shown_elsewhere_may_stand_in_a_remark():
    lawful = sample.disclosure(sample.only("Marloes Prins belt", remark="Zie ook het verslag van Marloes Prins."))
    assert list(Checker([SECRET], lawful).check_set()) == []


def test_a_secret_shown_in_the_very_message_it_was_withheld_from_is_found():
    """The mistake no file betrays: the assembly itself withheld nothing."""
    leaking = sample.disclosure(sample.only("Bel Marloes Prins even"))
    here, elsewhere = (replace(SECRET, place=("0012", number)) for number in (1, 2))
    assert [finding.channel for finding in Checker([here], leaking).check_set()] == ["getoond in hetzelfde bericht"]
    assert list(Checker([elsewhere], leaking).check_set()) == []


def test_a_place_that_a_person_decided_to_show_is_no_finding_and_one_more_is():
    """ "Wil" is withheld, "wil" was looked at and shown."""
    wil = Secret("Wil", "bericht 31, tekst", place=("0012", 1), shown_on_purpose=1)
    once = sample.disclosure(sample.only(sample.NAME, " wil dat niet"))
    assert list(Checker([wil], once).check_set()) == []
    twice = sample.disclosure(sample.only(sample.NAME, " wil dat niet, Wil, wil"))
    assert [finding.reference for finding in Checker([wil], twice).check_set()] == ["bericht 31, tekst"]


def test_the_names_inside_the_fonts_of_every_pdf_are_nobodys_secret(package):
    """ "com" stood, in UTF-16, in the address of the fonts' maker, and a withheld "com" blocked every package."""
    for words in ("com", "Google", "scripts.sil.org"):
        assert channels(package[CHAT], Secret(words, "bericht 7, tekst")) == set(), words


def test_secrets_without_a_letter_are_counted_apart(package):
    report = check(package.values(), [SECRET, Secret("👍", "bericht 3"), Secret("…", "bericht 4")], DISCLOSURE)
    assert (report.ok, report.unsearchable) == (True, 2)
