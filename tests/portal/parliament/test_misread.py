"""Documents that were once misread without a word: each is read in full now, or says what to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.portal.parliament.documents import typeset
from woo_portal.parliament.reading.contents import Contents, FlagCode
from woo_portal.parliament.reading.reader import read

Reads = Callable[..., Contents]
HEADING = (
    "2026Z04567\nVragen van het lid Hoekman (Lijst Noord) aan de minister van Water en Ruimte over trillingen "
    "(ingezonden 12 maart 2026).\n\n"
)
LONG = (
    "Bent u bekend met het bericht dat de trillingen langs het spoor in Oud-Kessem toenemen en dat bewoners daar veel hinder "
    "van ondervinden sinds de invoering van het nieuwe materieel"
)
PAGE = "@page { size: A4; margin: 25mm } body { font: 10pt 'Noto Sans' }"


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Read a text, or the bytes of a file with this ending."""

    def of(content: str | bytes, ending: str = "txt") -> Contents:
        path = tmp_path / f"vragen.{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, file_name=path.name)

    return of


def labels(contents: Contents) -> list[str]:
    return [question.label for question in contents.questions]


def texts(contents: Contents) -> list[str]:
    return [question.text for question in contents.questions]


def codes(contents: Contents) -> set[FlagCode]:
    return {flag.code for flag in contents.flags}


def page(body: str, style: str = "") -> bytes:
    return typeset(f"<style>{PAGE} {style}</style>{body}")


# PDF: where letters stand.


@pytest.mark.parametrize(("millimetres", "sign"), [(8, "{}."), (10, "<b>{}</b>"), (20, "({})")])
def test_numbers_that_hang_in_the_margin_are_those_of_questions(reads: Reads, millimetres: int, sign: str) -> None:
    style = (
        f".q {{ padding-left: {millimetres}mm; text-indent: -{millimetres}mm }} "
        f".n {{ display: inline-block; width: {millimetres}mm; text-indent: 0 }}"
    )
    body = "".join(f"<p class=q><span class=n>{sign.format(at)}</span>{LONG}, {at}?</p>" for at in range(1, 5))
    contents = reads(page(f"<p>2026Z04567</p><p>{HEADING[11:]}</p>{body}", style), "pdf")
    assert labels(contents) == ["1", "2", "3", "4"]
    assert texts(contents)[3] == f"{LONG}, 4?"
    assert contents.case_number == "2026Z04567"


def test_numbers_in_small_print_beside_the_text_are_told(reads: Reads) -> None:
    style = ".n { position: absolute; left: -15mm; font-size: 6pt; margin-top: -3mm }"
    body = "".join(f"<p><span class=n>{at}</span>{LONG}, {at}?</p>" for at in range(1, 4))
    contents = reads(page(f"<p>{HEADING}</p>{body}", style), "pdf")
    assert any("Naast de tekst staan de cijfers 1, 2 en 3." in flag.text for flag in contents.flags)


def test_of_two_columns_the_left_is_read_first(reads: Reads) -> None:
    style = ".c { columns: 2; column-gap: 8mm }"
    body = "".join(f"<p>{at}. {LONG}, {at}?</p>" for at in range(1, 9))
    contents = reads(page(f"<p>{HEADING}</p><div class=c>{body}</div><p>{LONG} en verder.</p>", style), "pdf")
    assert labels(contents) == [str(at) for at in range(1, 9)]
    assert texts(contents)[:7] == [f"{LONG}, {at}?" for at in range(1, 8)]
    assert any("twee kolommen" in flag.text for flag in contents.flags)


def test_a_table_is_read_row_by_row(reads: Reads) -> None:
    rows = "".join(f"<tr><td style='width: 60mm'>20{at}</td><td>{at} meldingen</td></tr>" for at in range(10, 20))
    body = f"<p>1. Hoeveel per jaar?</p><table>{rows}</table><p>2. Waarom?</p>"
    contents = reads(page(f"<p>{HEADING}</p>{body}"), "pdf")
    assert "2010 10 meldingen 2011 11 meldingen" in texts(contents)[0]
    assert not any("kolommen" in flag.text for flag in contents.flags)
