"""Reads a finished web page of ours: its text as one page, and whatever else is in it. Pure.

Takes one way of writing HTML and no other: lower case, each attribute in double quotes, the elements and attributes below. What a
browser reads is then what is read here, and there is no second reading in which something could hide. Beside the text
nothing may stand that is not known to the letter: each byte is text, is known, or stops the release.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape

from woo_portal.disclosure.leak_check.reading import TEXT, Reading

_ELEMENTS = frozenset(
    "html head meta title style body a header main nav ul ol li p h1 h2 span b dl dt dd div table thead tbody tr th td".split()
)
"""None that runs, fetches, frames, or keeps text out of sight."""
_ATTRIBUTES = frozenset(
    "lang charset http-equiv content name class id href role aria-label aria-labelledby tabindex scope dir".split()
)
_PIECE = re.compile(
    r"""
    (?P<text>[^<]+)
    | <(?P<raw>style|title)>(?P<inside>[^<]*)</(?P=raw)>
    | <(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:[ ][a-z][a-z-]*="[^"<>]*")*)>
    | </(?P<end>[a-z][a-z0-9]*)>
    | <!--(?P<comment>.*?)-->
    | (?P<other><[^<]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_DOCTYPE = "<!doctype html>\n"
_RAW = {"style": "stijl", "title": "titel"}


def read(content: bytes, *, known: Collection[str]) -> Reading:
    """Everything the page says; `known` are the values that attributes, the title and the style may have, to the letter.

    Raises `UnicodeDecodeError` for what is not UTF-8.
    """
    html = content.decode("utf-8")
    reading = Reading()
    if not html.startswith(_DOCTYPE):
        reading.alarms.append("begin dat niet van ons is")
    texts: list[str] = []
    markup: dict[str, re.Match[str]] = {}  # each piece once: few of the thousands differ
    for match in _PIECE.finditer(html.removeprefix(_DOCTYPE)):
        if match.lastgroup == "text":
            texts.append(match[0])
        else:
            markup[match[0]] = match
    reading.pages[TEXT] = ["".join(map(unescape, texts))]
    for piece, match in sorted(markup.items()):
        for channel, text in _unknown(match, known):
            reading.alarms.append(channel)
            reading.add(channel, [text])
            reading.content.append(("bytes van het bestand", piece.encode()))
    return reading


def _unknown(match: re.Match[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """What in a piece of markup is not ours, with its channel."""
    if raw := match["raw"]:
        if (inside := match["inside"] if raw == "style" else unescape(match["inside"])) not in known:
            yield _RAW[raw], inside
    elif match["comment"] is not None:
        yield "opmerking", match["comment"]
    elif match["other"]:
        yield "opmaak die niet van ons is", unescape(match["other"])
    elif (name := match["name"] or match["end"]) not in _ELEMENTS or name in _RAW:
        yield "onderdeel dat niet van ons is", f"{name} {unescape(match['attributes'] or '')}"
    for attribute, value in _ATTRIBUTE.findall(match["attributes"] or ""):
        if attribute not in _ATTRIBUTES:
            yield "attribuut dat niet van ons is", f"{attribute} {unescape(value)}"
        elif (value := unescape(value)) not in known:
            yield "attribuut", value
