"""Makes XML of what is nearly XML: exports hold characters that no XML may, because people sent them. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from archive.reading.charsets import is_marked_wide, without_mark

CHUNK_BYTES = 256 * 1024
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_XML = re.compile(rf"(<!\[CDATA\[)|(\]\]>)|{_FORBIDDEN.pattern}|&#(?:x([0-9A-Fa-f]{{1,8}})|([0-9]{{1,8}}));")
"""Where text stands that is taken literally, and what no XML may hold: characters, and references to them."""
_REPLACEMENT = "\ufffd"
_LONGEST_TOKEN = 16
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")


class Repair:
    """Replaces what XML does not allow.

    A reference to such a character is replaced as well, but not where it is text (in a CDATA section). Only a file in
    UTF-8 is repaired, as every known one is; in another encoding the parser is given the bytes.
    """

    def __init__(self) -> None:
        self.count = 0
        self._literally = False

    def chunks(self, stream: BinaryIO) -> Iterator[str | bytes]:
        """The file in pieces."""
        chunk = stream.read(CHUNK_BYTES)
        if not _is_utf_8(chunk):
            while chunk:
                yield chunk
                chunk = stream.read(CHUNK_BYTES)
            return
        decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        rest = ""
        while chunk:
            text = rest + decoder.decode(chunk)
            cut = _safe_cut(text)
            rest = text[cut:]
            yield self._repaired(text[:cut])
            chunk = stream.read(CHUNK_BYTES)
        yield self._repaired(rest + decoder.decode(b"", final=True))

    def _repaired(self, text: str) -> str:
        if "&#" in text or _FORBIDDEN.search(text):
            return _NOT_XML.sub(self._replaced, text)
        begins, ends = text.rfind("<![CDATA["), text.rfind("]]>")
        if begins != ends:
            self._literally = begins > ends
        return text

    def _replaced(self, found: re.Match[str]) -> str:
        if found[1] or found[2]:
            self._literally = bool(found[1])
            return found[0]
        if found[3] or found[4]:
            code = int(found[3], 16) if found[3] else int(found[4])
            if self._literally or _is_allowed(code):
                return found[0]
        self.count += 1
        return _REPLACEMENT


def _is_utf_8(start: bytes) -> bool:
    if is_marked_wide(start):
        return False
    named = _ENCODING.match(without_mark(start))
    return named is None or named[1].lower() in (b"utf-8", b"utf8", b"us-ascii")


def _is_allowed(code: int) -> bool:
    """Whether XML 1.0 may hold a character."""
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF


def _safe_cut(text: str) -> int:
    """Where a text can be cut without cutting what is looked for."""
    start = max(0, len(text) - _LONGEST_TOKEN)
    cut = min((place for sign in "<&]" if (place := text.find(sign, start)) >= 0), default=len(text))
    # "]]>" alone has a sign inside it.
    return cut - next(before for before in (2, 1, 0) if text[max(0, cut - before) : cut] == "]" * before)
