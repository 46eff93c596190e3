"""Ways to carry a withheld word out of the house that the leak check once let pass: what it cannot read does not pass now."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pikepdf import Dictionary, Name, Pdf

from tests.portal.disclosure import sample
from woo_portal.disclosure.formats import pdf
from woo_portal.disclosure.leak_check import Checker, Secret
from woo_portal.disclosure.leak_check.engines import read_pdf
from woo_portal.disclosure.publishing import File
from woo_portal.disclosure.zip_archive import read_zip, write_zip

NAME, BORN = "Marloes Prins", "12-03-1978"
SECRETS = [Secret(NAME, "bericht 31, tekst"), Secret(BORN, "bericht 32, tekst")]
DISCLOSURE = sample.disclosure()
# What draws with the numbers of glyphs: its letters stand nowhere.
GLYPHS = b"BT /F0 20 Tf 50 400 Td <00480049> Tj ET"


@pytest.fixture(scope="module")
def chat() -> File:
    document = DISCLOSURE.documents[0]
    return File(pdf.file_name(document), pdf.render_document(DISCLOSURE.heading(document), document))


def channels(file: File, plant: Callable[[Pdf], None]) -> set[str]:
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(file.content)) as opened:
        plant(opened)
        opened.save(target, fix_metadata_version=False)  # which would write the metadata anew
    return {
        finding.channel
        for finding in Checker(SECRETS, DISCLOSURE).check_file(File(file.name, target.getvalue())).findings
    }


def test_nothing_of_this_stands_in_a_file_of_ours(chat):
    assert channels(chat, lambda opened: None) == set()


def pattern(opened: Pdf) -> None:
    """Fills the page with a pattern in which something is written: a reader sees it, and no engine gives its text."""
    fonts = opened.pages[0].resources.Font
    tile = opened.make_stream(
        GLYPHS, Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 600, 850]
    )
    tile.XStep, tile.YStep, tile.Resources = 600, 850, Dictionary(Font=fonts)
    opened.pages[0].resources.Pattern = Dictionary(P1=tile)
    drawing = b"\nq /Pattern cs /P1 scn 0 0 600 850 re f Q"
    opened.pages[0].contents_add(opened.make_stream(drawing))


def font_of_drawings(opened: Pdf) -> None:
    opened.pages[0].resources.Font.T = opened.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3))


def spare_page(opened: Pdf) -> None:
    page = Dictionary(Type=Name.Page, MediaBox=[0, 0, 600, 850], Contents=opened.make_stream(GLYPHS))
    opened.Root.Spare = opened.make_indirect(page)


def spare_stream(opened: Pdf) -> None:
    opened.Root.PieceInfo = Dictionary(Woo=opened.make_stream(GLYPHS))


@pytest.mark.parametrize(
    ("plant", "channel"),
    [
        (pattern, "tekening als patroon"),
        (font_of_drawings, "lettertype van tekeningen"),
        (spare_page, "bladzijde die niet in het document staat"),
        (spare_page, "stroom die nergens toe dient"),
        (spare_stream, "stroom die nergens toe dient"),
    ],
)
def test_what_no_engine_reads_does_not_pass(chat, plant, channel):
    assert channel in channels(chat, plant)


@pytest.mark.parametrize("key", ["/Alt", "/ActualText", "/E"])
def test_a_date_in_an_alternative_text_is_no_name_of_a_table_header(chat, key):
    def plant(opened: Pdf) -> None:
        token = next(item for item in opened.objects if isinstance(item, Dictionary) and "/Alt" in item)
        token[key] = BORN

    assert channels(chat, plant)


@pytest.mark.parametrize("mark", [b"/Marloes#20Prins BMC EMC\n", b"/Marloes#20Prins <</MCID 900>> BDC EMC\n"])
def test_the_name_of_a_mark_on_a_page_is_read(chat, mark):
    assert "naam van een markering op de pagina" in channels(
        chat, lambda opened: opened.pages[0].contents_add(opened.make_stream(mark), prepend=True)
    )


@pytest.mark.parametrize(
    "hidden", [b"<?Jan?>", b"<x:note><![CDATA[Marloes &#80;rins]]></x:note>", b'<!DOCTYPE x [<!ENTITY p "Prins">]>']
)
def test_what_xml_can_hide_in_the_metadata_does_not_pass(chat, hidden):
    def plant(opened: Pdf) -> None:
        opened.Root.Metadata = opened.make_stream(opened.Root.Metadata.read_bytes() + hidden, Type=Name.Metadata)

    assert "verborgen tekst in de metagegevens" in channels(chat, plant)


@pytest.mark.parametrize("where", ["before", "between", "behind"])
def test_bytes_of_a_zip_that_belong_to_no_file_are_read(tmp_path, where):
    path = tmp_path / "pakket.zip"
    write_zip(path, [File("een.csv", b"a"), File("twee.csv", b"b")])
    assert [file.name for file in read_zip(path)] == ["een.csv", "twee.csv", "manifest.csv"]
    content = path.read_bytes()
    if where == "between":  # before the directory, which then begins further on
        at, end = content.index(b"PK\x01\x02"), content.rindex(b"PK\x05\x06") + 16
        start = int.from_bytes(content[end : end + 4], "little") + len(NAME)
        content = content[:at] + NAME.encode() + content[at:end] + start.to_bytes(4, "little") + content[end + 4 :]
    else:
        content = NAME.encode() + content if where == "before" else content + NAME.encode()
    path.write_bytes(content)
    (*_, beside) = read_zip(path)
    assert beside.name == path.name
    assert NAME.encode() in beside.content


def test_every_stream_of_a_file_of_ours_is_known(chat):
    assert read_pdf(chat.content).reading.alarms == []
