"""Word documents that were once misread: numbers that Word counts and that do not stand in the text, and raised figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archive.extraction.documents import W, word_of_parts
from woo_portal.parliament.reading.contents import Contents
from woo_portal.parliament.reading.reader import read

Reads = Callable[..., Contents]
HEADING = "Vragen van het lid Hoekman (Lijst Noord) aan de minister van Water en Ruimte over trillingen (ingezonden 3 mei 2026)."
ASKED = ["Kent u het?", "Wilt u de gegevens sturen.", "Wanneer?"]
LEVEL = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
KIND = f'<w:abstractNum w:abstractNumId="0">{LEVEL}</w:abstractNum>'
LIST = f'{KIND}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Read a Word document of this body, numbering and styles."""

    def of(body: str, numbering: str = LIST, styles: str = "") -> Contents:
        parts = {
            f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{content}</w:{name}>'
            for name, content in (("numbering", numbering), ("styles", styles))
        }
        path = tmp_path / "vragen.docx"
        path.write_bytes(word_of_parts(paragraph(HEADING) + body, **parts))
        return read(path, file_name=path.name)

    return of


def paragraph(text: str, settings: str = "") -> str:
    return f"<w:p><w:pPr>{settings}</w:pPr>{run(text)}</w:p>"


def run(text: str, *, raised: bool = False) -> str:
    settings = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>' if raised else ""
    return f'<w:r>{settings}<w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(number: int | str) -> str:
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'


def texts(contents: Contents) -> list[str]:
    return [question.text for question in contents.questions]


def test_a_list_may_say_where_it_starts(reads: Reads) -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{0}"/></w:lvlOverride>'
    lists = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="0"/>{override.format(at)}</w:num>' for at in (1, 2, 3)
    )
    body = "".join(
        paragraph(text, listed(at)) + paragraph("Antwoord:") + paragraph("Ja.") for at, text in enumerate(ASKED, 1)
    )
    contents = reads(body, KIND + lists)
    assert texts(contents) == ASKED
    assert [answer.numbers for answer in contents.answers] == [("1",), ("2",), ("3",)]


def test_a_paragraph_may_be_in_a_list_by_its_style(reads: Reads) -> None:
    styles = (
        f'<w:style w:styleId="Lijst"><w:pPr>{listed(1)}</w:pPr></w:style>'
        '<w:style w:styleId="Vraag"><w:basedOn w:val="Lijst"/></w:style>'
        '<w:style w:styleId="Kring"><w:basedOn w:val="Kring"/></w:style>'
    )
    body = "".join(paragraph(text, '<w:pStyle w:val="Vraag"/>') for text in ASKED)
    body += paragraph("Graag voor maandag.", f'<w:pStyle w:val="Vraag"/>{listed(0)}')
    contents = reads(body + paragraph("Dank.", '<w:pStyle w:val="Kring"/>'), LIST, styles)
    assert texts(contents) == [*ASKED[:2], f"{ASKED[2]}\nGraag voor maandag.\nDank."]


def test_a_number_may_stand_in_a_cell_of_its_own(reads: Reads) -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p><w:pPr>{listed(1)}</w:pPr></w:p></w:tc><w:tc>{paragraph(text)}</w:tc></w:tr>"
        for text in ASKED
    )
    assert texts(reads(f"<w:tbl>{rows}</w:tbl>")) == ASKED


def test_a_list_may_have_the_levels_of_a_style_for_lists(reads: Reads) -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Vragen"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Vragen"/>{LEVEL}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert texts(reads("".join(paragraph(text, listed(1)) for text in ASKED), lists)) == ASKED


def test_raised_figures_beside_each_other_are_one_note_and_those_of_a_measure_none(reads: Reads) -> None:
    pieces = [
        run("1. Is 25.000 m"),
        run("2", raised=True),
        run(" verkocht"),
        run("1", raised=True),
        run("0", raised=True),
    ]
    contents = reads(f"<w:p>{''.join(pieces)}{run('?')}</w:p>")
    assert texts(contents) == ["Is 25.000 m² verkocht[10]?"]
