"""Web pages and other markup: the words a reader saw, without scripts, styles and addresses."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from archive.extraction import media_types
from archive.extraction.contract import Extracted, extractors, joined
from archive.extraction.plain_bytes import text_of

_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table title tr ul".split()
)
_BLANKS = re.compile(r"[^\S\n]+")


@extractors.register
class Html:
    """Reads .html and .xml. What is in the head beside the title is not for readers."""

    name = "html"
    media_types = frozenset({media_types.HTML, media_types.XML})

    def extract(self, path: Path) -> Extracted:
        """The text with one line a block."""
        reader = _Reader()
        reader.feed(text_of(path))
        reader.close()
        return joined(line.strip() for line in "".join(reader.found).splitlines())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(_BLANKS.sub(" ", data))

    def _separate(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")
        elif tag in ("td", "th"):
            self.found.append("\t")
