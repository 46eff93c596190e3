"""A document as the ministry publishes it: safe, accessible, the same on every machine."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from redaction.apply import Withheld
from tests.portal.disclosure import sample
from tests.portal.disclosure.reading import bars, failures, spoken
from woo_portal.disclosure.formats import pdf
from woo_portal.disclosure.leak_check import Checker
from woo_portal.disclosure.markup import UnlistedGround
from woo_portal.disclosure.publishing import Document, Entry, EntryKind, File, Judgement

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "disclosure"


def render(document: Document) -> bytes:
    return pdf.render_document(sample.disclosure(document).heading(document), document)


def text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def chat() -> bytes:
    return render(sample.chat())


def test_the_document_is_pdf_a_2a_and_pdf_ua_1(chat):
    assert failures(chat) == []


def test_a_screen_reader_says_who_wrote_what_when_and_why_something_is_withheld(chat):
    """The golden text is the reading order."""
    assert "\n".join(spoken(chat)) + "\n" == (GOLDEN / "chat.txt").read_text("utf-8")


def test_every_page_says_which_document_it_is(chat):
    with pypdfium2.PdfDocument(chat) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    for number, page in enumerate(pages, start=1):
        assert f"Document 0012 – pagina {number} van {len(pages)}" in page
        assert "Woo-verzoek 2026-0142" in page


def test_headers_and_footers_are_not_read_aloud(chat):
    assert not any("pagina" in block for block in spoken(chat))


def test_title_language_and_bookmarks_tell_the_number_but_no_title_that_is_withheld(chat):
    with pikepdf.open(io.BytesIO(chat)) as opened, opened.open_outline() as outline:
        assert str(opened.docinfo.Title) == "Document 0012 – Woo-verzoek 2026-0142"
        assert str(opened.Root.Lang) == "nl"
        assert [item.title for item in outline.root] == ["Document 0012 – donderdag 14 maart 2024"]
        assert [item.title for item in outline.root[0].children] == ["donderdag 14 maart 2024"]


def test_a_title_that_is_shown_is_a_bookmark():
    with (
        pikepdf.open(io.BytesIO(render(sample.only("Dag", title=sample.runs("Kernteam Zeedijk"))))) as opened,
        opened.open_outline() as outline,
    ):
        assert outline.root[0].title == "Document 0012 – Kernteam Zeedijk"


def test_one_width_for_every_ground_and_any_number_of_grounds():
    """The box tells nothing: not the length of the name, and not even how many grounds there were."""
    grounds = [
        sample.NAME,
        sample.OPINION,
        sample.BSN + sample.NAME,
        sample.BSN + sample.NAME + sample.STATE,
        sample.ALL,
    ]
    boxes = {sizes for codes in grounds for sizes in bars(render(sample.only("Dag ", codes, " allemaal")))}
    assert boxes == {(45.0, 10.5)}


@pytest.mark.parametrize("codes", [sample.NAME, sample.BSN + sample.NAME, sample.ALL])
def test_the_text_of_a_token_is_its_codes(codes):
    said = " ".join(text(render(sample.only("Bel ", codes, " even", title=sample.runs("Kernteam")))).split())
    assert f"Bel {', '.join(codes)} even" in said


def test_a_passage_on_a_ground_outside_the_legend_is_refused():
    document = sample.only("Bel ", ("5.1.2h",))
    with pytest.raises(UnlistedGround, match=r"5\.1\.2h.*niets gemaakt"):
        render(document)


def test_the_same_document_is_the_same_bytes_in_another_process_with_other_fonts_and_locale(chat):
    program = (
        "import hashlib; from tests.portal.disclosure import sample; from woo_portal.disclosure.formats import pdf;"
        "d = sample.chat(); s = sample.disclosure(d);"
        "pdf.render_document(s.heading(sample.only('Eerst iets anders 👍')), sample.only('Eerst iets anders 👍'));"
        "print(hashlib.sha256(pdf.render_document(s.heading(d), d)).hexdigest(), pdf.document_key(s.heading(d), d))"
    )
    environment = {"FONTCONFIG_FILE": "/dev/null", "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    root = Path(__file__).resolve().parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    disclosure = sample.disclosure()
    key = pdf.document_key(disclosure.heading(disclosure.documents[0]), disclosure.documents[0])
    assert ran.stdout.split() == [hashlib.sha256(chat).hexdigest(), key]


def test_the_key_changes_with_the_document_and_not_with_the_rest_of_the_set():
    document, other = sample.chat(), sample.only("Een ander document")
    disclosure = sample.disclosure(document)
    key = pdf.document_key(disclosure.heading(document), document)
    later = replace(disclosure, made_at=disclosure.made_at.replace(year=2027), documents=(document, other))
    assert pdf.document_key(later.heading(document), document) == key
    assert pdf.document_key(disclosure.heading(other), other) != key
    assert pdf.document_key(replace(disclosure, number="2026-0143").heading(document), document) != key


def test_what_is_not_public_has_a_page_that_says_so():
    document = sample.chat((), judgement=Judgement.WITHHELD, grounds=sample.STATE, title=(Withheld(sample.STATE),))
    content = render(document)
    assert failures(content) == []
    assert "Niet openbaar · gronden: 5.1.2i" in text(content)


def test_a_document_that_is_withheld_whole_is_a_slip_that_does_not_tell_when_somebody_wrote():
    withheld = Entry(1, EntryKind.WITHHELD, "20.15 uur", text=(Withheld(sample.STATE),))
    outside = Entry(2, EntryKind.OUT_OF_SCOPE, "", count=2)
    document = sample.chat(
        (withheld, outside), judgement=Judgement.WITHHELD, grounds=sample.STATE, title=sample.runs("Kernteam")
    )
    said = text(render(document))
    assert "Dit document is niet openbaar gemaakt." in said
    assert "Daarnaast: 2 berichten buiten reikwijdte" in said
    assert "20.15" not in said


def test_a_message_of_sixty_thousand_letters_and_a_word_without_end():
    content = render(sample.only("polder " * 10_000 + "w" * 10_000))
    assert failures(content) == []
    assert "".join(text(content).split()).count("polder") == 10_000


def test_addresses_in_messages_are_text_and_nothing_is_fetched():
    content = render(sample.only('<img src="https://voorbeeld.nl/spion.png"> <a href="https://voorbeeld.nl">klik</a>'))
    assert "<img src=" in text(content)
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert not any("/Annots" in page for page in opened.pages)


ODD = [
    "q\u0303 q",
    "👩‍👩‍👧 👍🏽 👍",
    "مرحبا بِكَ",
    "שלום 3,42",
    "你好",
    "\u202eomgekeerd",
    "a\u0000b",
    "हिन्दी",
    "ﬁ ½ 𝓙",
    "🇳 🇳🇱",
    "🇺🇸 🇩🇪 🇯🇵",
]


@pytest.mark.parametrize("odd", [*ODD, "\ud83d los", "ĳ i\u0323 ị İ ı", "\u0600 ۝", "x" * 300 + "\u200b" + "y" * 300])
def test_odd_letters_are_printed_or_named_and_the_file_stays_valid(odd):
    document = sample.only(odd, title=sample.runs(odd))
    check_faithful(document)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(), min_size=1, max_size=60))
@example("\x05\x15鷠")  # the index of the file ended in CR
def test_any_text_renders_validates_and_can_be_read_back(odd):
    check_faithful(sample.only(odd, title=sample.runs(odd[:10])))


def check_faithful(document: Document) -> None:
    content = render(document)
    assert failures(content) == []
    found = Checker([], sample.disclosure(document)).check_file(File(pdf.file_name(document), content))
    assert found.findings == ()
