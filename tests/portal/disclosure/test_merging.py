"""The merged PDF: valid, as readable as its parts, and proved to say what these say and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Pdf, Stream

from tests.portal.disclosure import sample
from tests.portal.disclosure.reading import failures, spoken
from woo_portal.disclosure.leak_check import Checker, LeakReport, Secret, check
from woo_portal.disclosure.leak_check.engines import read_pdf
from woo_portal.disclosure.leak_check.merged import differences, read_whole
from woo_portal.disclosure.merging import VOLUME, in_reading_order, merge, volumes
from woo_portal.disclosure.package import files_of
from woo_portal.disclosure.publishing import DecisionPart, DisclosureSet, File

NAMES = ("besluit.pdf", "inventarislijst.pdf", *(f"documenten/{number}.pdf" for number in ("0012", "0013", "0014")))
TITLE = "Alle documenten – Woo-verzoek 2026-0142"


@pytest.fixture(scope="module")
def disclosure() -> DisclosureSet:
    documents = (sample.chat(), sample.only("Tot morgen.", number="0013"), sample.chat(number="0014"))
    return replace(sample.disclosure(*documents), decision=(DecisionPart("Uw verzoek", ("Ontvangen.",)),))


@pytest.fixture(scope="module")
def files(disclosure: DisclosureSet, tmp_path_factory: pytest.TempPathFactory) -> list[File]:
    return list(files_of(disclosure, folder=tmp_path_factory.mktemp("rendered")))


@pytest.fixture(scope="module")
def parts(files: list[File]) -> list[bytes]:
    content = {file.name: file.content for file in files}
    return [content[name] for name in NAMES]


@pytest.fixture(scope="module")
def whole(files: list[File]) -> bytes:
    [found] = [file.content for file in files if file.name == "alles.pdf"]
    return found


def test_it_is_valid_and_the_same_each_time(parts: list[bytes], whole: bytes) -> None:
    assert failures(whole) == []
    assert merge(parts, names=NAMES, title=TITLE) == whole


def test_a_screen_reader_says_all_that_the_parts_say_in_order(parts: list[bytes], whole: bytes) -> None:
    assert spoken(whole) == [line for part in parts for line in spoken(part)]


def test_each_document_has_a_bookmark_and_each_page_its_own_footer(parts: list[bytes], whole: bytes) -> None:
    with Pdf.open(io.BytesIO(whole)) as pdf, pdf.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    assert titles[:2] == ["Besluit", "Inventarislijst"]
    assert [title.split(" – ")[0] for title in titles[2:]] == ["Document 0012", "Document 0013", "Document 0014"]


def test_the_numbers_in_the_inventory_lead_to_the_documents(parts: list[bytes], whole: bytes) -> None:
    """By themselves to the files beside it, in the merged one to their first pages; the tag of a link holds its annotation."""
    with Pdf.open(io.BytesIO(parts[1])) as pdf:
        addresses = [(str(note.A.URI), str(note.Contents)) for note in _notes(pdf)]
    numbers = ("0012", "0013", "0014")
    assert addresses == [(f"documenten/{number}.pdf", f"Document {number}") for number in numbers]
    with Pdf.open(io.BytesIO(whole)) as pdf, pypdfium2.PdfDocument(whole) as drawn:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        first = [pages[note.Dest[0].objgen] for note in _notes(pdf)]
        texts = [drawn[number].get_textpage().get_text_range() for number in first]
        tagged = [item.Obj.objgen for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Obj" in item]
        elements = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Link"]
        tagged += [kid.Obj.objgen for item in elements for kid in item.K if isinstance(kid, pikepdf.Dictionary)]
        assert {note.objgen for note in _notes(pdf)} == set(tagged)
    for number, text in zip(numbers, texts, strict=True):
        assert f"Document {number} – pagina 1 van" in text


def test_a_link_to_a_document_in_another_volume_leads_to_its_file(parts: list[bytes]) -> None:
    volume = merge(parts[:3], names=NAMES[:3], title=TITLE)
    assert failures(volume) == []
    with Pdf.open(io.BytesIO(volume)) as pdf:
        assert ["/A" in note for note in _notes(pdf)] == [False, True, True]
    assert (
        list(
            differences(
                read_whole(volume), [read_pdf(part).fingerprint for part in parts[:3]], names=NAMES[:3], title=TITLE
            )
        )
        == []
    )


def test_it_is_smaller_than_its_parts_together(parts: list[bytes], whole: bytes) -> None:
    assert len(whole) < sum(map(len, parts))


def test_the_leak_check_holds_it_against_its_parts(files: list[File], disclosure: DisclosureSet) -> None:
    report = check(files, [Secret("Zwaluwkamp", "bericht 3, tekst")], disclosure)

    assert report.ok, report.findings
    assert "alles.pdf" in {file.name for file in report.files}


def test_a_package_without_it_lacks_a_file(files: list[File], disclosure: DisclosureSet) -> None:
    report = check([file for file in files if file.name != "alles.pdf"], [], disclosure)

    assert [(finding.file, finding.channel) for finding in report.findings] == [
        ("alles.pdf", "bestand ontbreekt in het pakket")
    ]


def changed(content: bytes, change) -> bytes:
    with Pdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        written = io.BytesIO()
        pdf.save(written, fix_metadata_version=False)
        return written.getvalue()


def _more_text(pdf: Pdf) -> None:
    pdf.pages[1].contents_add(b"BT (Zwaluwkamp) Tj ET")


def _title(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Title = "Zwaluwkamp"


def _alternative_text(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].Alt = "Zwaluwkamp"


def _stream(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].Extra = pdf.make_indirect(Stream(pdf, b"Zwaluwkamp"))


def _name(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0]["/Zwaluwkamp"] = 1


def _metadata(pdf: Pdf) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"Alle", b"Zwaluwkamp"))


def _embedded_file(pdf: Pdf) -> None:
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"Zwaluwkamp")


def _page_less(pdf: Pdf) -> None:
    del pdf.pages[-1]


def _page_elsewhere(pdf: Pdf) -> None:
    pdf.pages.reverse()


def _tags_gone(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.K = Array(list(pdf.Root.StructTreeRoot.K)[:-1])


def _numbers_twice(pdf: Pdf) -> None:
    pdf.pages[1].obj.StructParents = pdf.pages[0].obj.StructParents


def _font_otherwise(pdf: Pdf) -> None:
    font = next(iter(pdf.pages[0].resources.Font.values()))
    font.ToUnicode = pdf.make_indirect(Stream(pdf, font.ToUnicode.read_bytes().replace(b"0061", b"0062")))


def _notes(pdf: Pdf) -> list[pikepdf.Object]:
    return [note for page in pdf.pages for note in page.obj.get("/Annots", [])]


def _link_to_another_page(pdf: Pdf) -> None:
    _notes(pdf)[0].Dest = _notes(pdf)[1].Dest


def _link_elsewhere(pdf: Pdf) -> None:
    note = _notes(pdf)[0]
    del note.Dest
    note.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://voorbeeld.nl")


def _link_moved(pdf: Pdf) -> None:
    _notes(pdf)[0].Rect = Array([0, 0, 9, 9])


def _link_gone(pdf: Pdf) -> None:
    [page] = [page for page in pdf.pages if "/Annots" in page]
    page.Annots = Array(list(page.Annots)[1:])


CHANGES = (
    _link_to_another_page, _link_elsewhere, _link_moved, _link_gone,
    _more_text, _title, _alternative_text, _stream, _name, _metadata, _embedded_file, _page_less, _page_elsewhere,
    _tags_gone, _numbers_twice, _font_otherwise,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_is_changed_in_it_is_found(change, parts: list[bytes], whole: bytes) -> None:
    known = [read_pdf(part).fingerprint for part in parts]
    assert list(differences(read_whole(whole), known, names=NAMES, title=TITLE)) == []

    assert list(differences(read_whole(changed(whole, change)), known, names=NAMES, title=TITLE))


def test_a_plain_merge_that_loses_the_tags_is_found(parts: list[bytes]) -> None:
    with Pdf.open(io.BytesIO(parts[0])) as pdf:
        for part in parts[1:]:
            with Pdf.open(io.BytesIO(part)) as other:
                pdf.pages.extend(other.pages)
        written = io.BytesIO()
        pdf.save(written, fix_metadata_version=False)

    found = set(
        differences(
            read_whole(written.getvalue()), [read_pdf(part).fingerprint for part in parts], names=NAMES, title=TITLE
        )
    )
    assert any("schermlezer" in what for what in found)


def test_a_secret_behind_the_last_object_is_found_in_the_bytes(files: list[File], disclosure: DisclosureSet) -> None:
    planted = [
        File(file.name, file.content + b"\n% Zwaluwkamp\n") if file.name == "alles.pdf" else file for file in files
    ]
    report: LeakReport = check(planted, [Secret("Zwaluwkamp", "bericht 3, tekst")], disclosure)

    assert ("alles.pdf", "bytes van het bestand") in {(finding.file, finding.channel) for finding in report.findings}


def test_parts_that_were_not_checked_vouch_for_nothing(files: list[File], disclosure: DisclosureSet) -> None:
    [merged] = [file for file in files if file.name == "alles.pdf"]

    [finding] = Checker([], disclosure).check_file(merged).findings
    assert "niet zijn nagekeken" in finding.channel


def names(count: int) -> Iterator[str]:
    yield from ("inventarislijst.csv", "inventarislijst.pdf", "besluit.pdf")
    yield from (f"documenten/{number:04d}.pdf" for number in range(count, 0, -1))


def test_the_decision_comes_first_then_the_inventory_then_the_documents_by_number() -> None:
    [volume] = volumes(names(3), of="Woo-verzoek 1")

    assert volume.parts == (
        "besluit.pdf", "inventarislijst.pdf", "documenten/0001.pdf", "documenten/0002.pdf", "documenten/0003.pdf",
    )  # fmt: skip


def test_a_large_set_comes_in_volumes_that_say_which_they_are() -> None:
    first, second = volumes(names(VOLUME), of="Woo-verzoek 1")

    assert (first.name, second.name) == ("alles-deel-1.pdf", "alles-deel-2.pdf")
    assert second.title == "Alle documenten, deel 2 van 2 – Woo-verzoek 1"
    assert len(first.parts) == VOLUME
    assert not set(first.parts) & set(second.parts)


def test_numbers_of_five_digits_come_after_those_of_four() -> None:
    many = [f"documenten/{number}.pdf" for number in ("B1000", "10000", "9998", "B999")]
    assert [name[11:-4] for name in in_reading_order(many)] == ["9998", "10000", "B999", "B1000"]


def test_one_file_is_not_merged() -> None:
    assert volumes(["inventarislijst.pdf", "a.csv"], of="x") == ()
