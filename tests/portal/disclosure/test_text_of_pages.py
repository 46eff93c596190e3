"""The text of a page is the same whether its description is plain enough to be read at once or is parsed word by word."""

from __future__ import annotations

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Dictionary, Name, Pdf

from woo_portal.disclosure.leak_check import pdf_text
from woo_portal.disclosure.leak_check.pdf_text import Writing
from woo_portal.disclosure.leak_check.reading import Reading

CMAP = b"2 beginbfchar\n<0001> <0041>\n<0002> <0042>\nendbfchar\n1 beginbfrange\n<0028> <007a> <0028>\nendbfrange"
PLAIN = b"BT\n/F1 10.5 Tf\n[<0001>] TJ\nET\nq\n1 0 0 1 5 5 cm\nBT\n/F2 9 Tf\n[<00020001>] TJ\nET\nQ\n"
ODD = {
    "kerning": b"/F1 9 Tf [<0001> -20 <0002>] TJ\n",
    "a string in letters": b"/F1 9 Tf [(\x00\x01)] TJ\n",
    "a shorter operator": b"/F1 9 Tf <0001> Tj\n",
    "a quotation mark": b"/F1 9 Tf <0001> '\n",
    "a comment": b"/F1 9 Tf [<0001>] TJ % Jansen\n",
    "a comment that hides an operator": b"/F1 9 Tf % [<0002>] TJ\n[<0001>] TJ\n",
    "half a byte": b"/F1 9 Tf [<00010>] TJ\n",
    "white space in a string": b"/F1 9 Tf [<00 01\n0002>] TJ\n",
    "no white space": b"/F1 9 Tf[<0001>]TJ\n",
    "a name in code": b"/F#31 9 Tf [<0001>] TJ\n",
    "an operator in a name": b"/F1 9 Tf /TJ gs [<0001>] TJ\n",
    "a picture of its own": b"/F1 9 Tf BI /W 1 /H 1 /BPC 8 /CS /G ID [<0002>] TJ EI [<0001>] TJ\n",
    "a font nobody has": b"/F9 9 Tf [<0001>] TJ\n",
    "a replacement text": b"/F1 9 Tf /Span <</ActualText <004a>>> BDC [<0001>] TJ EMC\n",
    "no font at all": b"[<0001>] TJ\n",
}


def told(content: bytes) -> tuple[str, list[str], list[str]]:
    """The text of a page with this description; what was read beside it; and the alarms."""
    with Pdf.new() as pdf:
        page = pdf.add_blank_page()
        table = pdf.make_stream(CMAP)
        fonts = {f"/F{number}": Dictionary(Subtype=Name.Type0, ToUnicode=table) for number in (1, 2)}
        page.obj.Resources = Dictionary(
            Font=Dictionary({name: pdf.make_indirect(font) for name, font in fonts.items()})
        )
        page.Contents = pdf.make_stream(content)
        reading = Reading()
        text = Writing(reading).page(page)
        return text, [piece.text for piece in reading.pieces], reading.alarms


def parsed(content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str], list[str]]:
    """The same, parsed word by word."""
    with monkeypatch.context() as patched:
        patched.setattr(pdf_text, "_plain_steps", lambda content: None)
        return told(content)


def test_a_plain_description_is_read_without_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = parsed(PLAIN, monkeypatch)
    monkeypatch.setattr(pikepdf, "parse_content_stream", None)

    assert told(PLAIN) == expected == ("A\nBA\n", [], [])


@pytest.mark.parametrize("what", ODD)
def test_whatever_is_written_otherwise_reads_as_the_parser_reads_it(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = PLAIN + ODD[what]

    assert told(content) == parsed(content, monkeypatch)


STEPS = [b"/F1 9 Tf", b"/F2 10.5 Tf", b"[<0001>] TJ", b"[<00020001>] TJ", b"[<0001> -3 <0002>] TJ", b"[] TJ", b"<0002> Tj",
         b"[(\x00\x02)] TJ", b"(Tf) Tj", b"q", b"BT", b"/Span <</MCID 0>> BDC", b"/Span\n<</MCID 1>>\nBDC", b"EMC", b"/TJ gs",
         b"% [<0001>] TJ\n", b"%\n", b"/Artifact BMC", b"/Span <</E (TJ)>> BDC", b"0 0 60 14 re", b"/F9 9 Tf"]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([b" ", b"\n", b"\r\n", b"\t"]))))
def test_any_steps_in_any_order_read_as_the_parser_reads_them(steps: list[tuple[bytes, bytes]]) -> None:
    content = PLAIN + b"".join(step + between for step, between in steps)

    with pytest.MonkeyPatch.context() as patch:
        assert told(content) == parsed(content, patch)
