"""The text of PDF pages as it is written, seen or not: qpdf's tokeniser and the fonts' own tables. Pure.

A second opinion beside PDFium, a tenth of the time of pdfminer.six or Poppler (1 to 5 ms a page; pdfminer stands witness
in the tests). Knows no layout: text comes in the order in which it is drawn. A plain page (`_plain_steps`) needs no parser.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from functools import cache, partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream, String

from woo_portal.disclosure.leak_check.pdf_syntax import unescaped_name
from woo_portal.disclosure.leak_check.reading import Reading

_OPERATORS = "Tf Tj TJ ' \" Do"
_MARKS = " BDC DP"
"""Operators that mark content, and may hold texts of their own."""
_BARE_MARK = re.compile(rb"/(\w+)\s*<<\s*(?:/MCID\s+\d+|/Type\s*/Pagination)\s*>>\s*BDC")
"""Marks content with its place in the structure tree, or as a footer, and nothing else: half of what stands on a page."""
_NAMED_MARK = re.compile(rb"/([^\s()<>\[\]{}/%]+)\s+(?:BMC|MP)(?=\s)")
"""Marks content with a name alone."""
_PLAIN = re.compile(rb"/([^\s()<>\[\]{}/%]+) [\d.]+ Tf(?=\s)|\[<((?:[0-9A-Fa-f]{2})*)>\] TJ(?=\s)")
"""Takes a font, or draws one string in hexadecimal: all there is to read in most descriptions of ours."""
_NOT_PLAIN = (b"(", b"%", b"#", b"BI", b"DP", b"Do", b"Tj", b"'", b'"')
"""Where none of these stands, a description has no strings in letters, comments, names in code, pictures of its own, drawings, or
other operators that draw text: each bracket, slash and blank ends a word (ISO 32000-1, 7.2.2), and nothing hides in another.
"""
_MARKED_AS = frozenset({"Artifact", "Span"})
_COMMENT = re.compile(rb"%[^\r\n]*")
_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_DEEPEST = 8
"""Drawings inside drawings; deeper than this is no file of ours."""


class _Font:
    """How the bytes of a string become text: by the font's table, else one byte a letter."""

    def __init__(self, font: Dictionary) -> None:
        self._width = 2 if str(font.get("/Subtype", "")) == "/Type0" else 1
        self._letters = _table(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else None
        self.is_readable = self._letters is not None or self._width == 1
        self._texts: dict[bytes, str] = {}

    def text(self, content: bytes) -> str:
        """The text of one string. Half of the strings of a document are grounds, and the same few over and over."""
        if content not in self._texts:
            self._texts[content] = self._read(content)
        return self._texts[content]

    def _read(self, content: bytes) -> str:
        if self._letters is None:
            return content.decode("latin-1") if self._width == 1 else ""
        codes = struct.unpack(f">{len(content) // 2}H", content[: len(content) & ~1]) if self._width == 2 else content
        return "".join([self._letters.get(code, "\ufffd") for code in codes])


def _table(cmap: bytes) -> dict[int, str]:
    letters: dict[int, str] = {}
    for kind, block in _BLOCK.findall(cmap):
        if kind == b"char":
            letters.update((int(code, 16), _utf_16(text)) for code, text in _CHAR.findall(block))
            continue
        for first, last, start, listed in _RANGE.findall(block):
            low, count = int(first, 16), min(int(last, 16) - int(first, 16) + 1, 0x10000)
            texts = re.findall(rb"[0-9A-Fa-f]+", listed)
            if start:
                texts = [b"%0*x" % (len(start), int(start, 16) + step) for step in range(count)]
            letters.update((low + step, _utf_16(text)) for step, text in enumerate(texts[:count]))
    return letters


def _utf_16(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be", "replace")


def _plain_steps(content: bytes) -> list[tuple[bytes, bytes]] | None:
    """The fonts that are taken, by name, and the strings that are drawn, in hexadecimal, in order; None for a description that
    may draw more than these.
    """
    if any(sign in content for sign in _NOT_PLAIN):
        return None
    steps: list[tuple[bytes, bytes]] = _PLAIN.findall(content)
    fonts = sum(1 for name, _ in steps if name)
    return steps if (fonts, len(steps) - fonts) == (content.count(b"Tf"), content.count(b"TJ")) else None


class Writing:
    """Reads the pages of one PDF; what it meets beside text goes to `reading`, the drawings it came through to `forms` and the
    descriptions of the pages to `contents`, both by their object numbers.
    """

    def __init__(self, reading: Reading) -> None:
        self.forms: set[tuple[int, int]] = set()
        self.contents: set[tuple[int, int]] = set()
        self._reading = reading
        self._fonts: dict[tuple[int, int], _Font] = {}

    def page(self, page: pikepdf.Page) -> str:
        """The text of a page."""
        contents: Any = page.Contents
        streams: list[Any] = list(contents) if isinstance(contents, Array) else [contents]
        self.contents.update(stream.objgen for stream in streams)
        content = b"\n".join(stream.read_bytes() for stream in streams)
        return "".join(self._parts(page, content, page.resources, 0))

    def stream(self, form: Stream) -> str:
        """The text of a drawing that stands apart."""
        return "".join(self._parts(form, form.read_bytes(), form.get("/Resources", Dictionary()), 0))

    def _read_comments(self, content: bytes) -> None:
        if b"%" in content:
            found = (comment.decode("utf-8", "replace") for comment in _COMMENT.findall(content))
            self._reading.add("opmerking in de paginabeschrijving", found)

    def _has_bare_marks(self, content: bytes) -> bool:
        """Whether what marks content is seen to hold no more than its number or its name, which are then read."""
        bare = _BARE_MARK.findall(content)
        self._read_marks({*bare, *_NAMED_MARK.findall(content)})
        return b"DP" not in content and len(bare) == content.count(b"BDC")

    def _read_marks(self, names: Iterable[bytes]) -> None:
        told = sorted({unescaped_name(name) for name in names} - _MARKED_AS)
        self._reading.add("naam van een markering op de pagina", told)

    def _parts(self, source: Any, content: bytes, resources: Any, depth: int) -> list[str]:
        """The strings that a page or a drawing draws; `content` is what it is described in."""
        self._read_comments(content)
        has_bare_marks = self._has_bare_marks(content)
        if has_bare_marks and (steps := _plain_steps(content)) is not None:
            return self._plain_parts(steps, resources)
        parts: list[str] = []
        font: _Font | None = None
        font_of = cache(partial(self._font, resources))
        operators = _OPERATORS if has_bare_marks else _OPERATORS + _MARKS
        for instruction in pikepdf.parse_content_stream(source, operators):
            operands, operator = instruction.operands, str(instruction.operator)
            if operator == "Tf":
                font = font_of(str(operands[0]))
            elif operator in ("BDC", "DP"):
                self._read_marks([str(operands[0])[1:].encode()])
                self._read_properties(operands[1])
            elif operator == "Do":
                parts += self._drawing(resources, str(operands[0]), depth)
            else:
                strings = operands[0] if operator == "TJ" else operands[-1:]
                parts += [font.text(bytes(item)) for item in strings if isinstance(item, String) and font]
                parts.append("\n")
        return parts

    def _plain_parts(self, steps: Iterable[tuple[bytes, bytes]], resources: Any) -> list[str]:
        """The same of a description that only has steps as of `_plain_steps`: made in a fifth of the time."""
        parts: list[str] = []
        font: _Font | None = None
        font_of = cache(partial(self._font, resources))
        for name, drawn in steps:
            if name:
                font = font_of(f"/{name.decode()}")
                continue
            if font:
                parts.append(font.text(bytes.fromhex(drawn.decode())))
            parts.append("\n")
        return parts

    def _font(self, resources: Any, name: str) -> _Font | None:
        dictionary: Any = resources.get("/Font", Dictionary()).get(name)
        if dictionary is None:
            self._reading.alarms.append("tekst zonder lettertype")
            return None
        if dictionary.objgen not in self._fonts:
            self._fonts[dictionary.objgen] = _Font(dictionary)
            if not self._fonts[dictionary.objgen].is_readable:
                self._reading.alarms.append("lettertype zonder tabel van tekens")
        return self._fonts[dictionary.objgen]

    def _read_properties(self, properties: Any) -> None:
        if isinstance(properties, Dictionary):
            texts = (str(value) for value in properties.values() if isinstance(value, String))
            self._reading.add("vervangende tekst op de pagina", texts)

    def _drawing(self, resources: Any, name: str, depth: int) -> list[str]:
        form: Any = resources.get("/XObject", Dictionary()).get(name)
        if form is None or str(form.get("/Subtype", "")) != "/Form":
            return []
        if depth > _DEEPEST:
            self._reading.alarms.append("te diep geneste tekening")
            return []
        self.forms.add(form.objgen)
        return self._parts(form, form.read_bytes(), form.get("/Resources", resources), depth + 1)
