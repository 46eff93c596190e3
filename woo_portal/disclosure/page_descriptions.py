"""Writes the description of a page shorter without drawing it otherwise: half of a PDF of ours is its pages. Pure.

Knows the operators of ISO 32000-1, annex A, one to a line as pydyf writes them, and nothing of tags or of what the text says.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(rb"-?\d+\.\d+")
_PLACES = {b"Tm": 1, b"cm": 1, b"re": 2, b"m": 2, b"l": 2, b"c": 2}
"""Decimals kept of operators that place something: a unit is 0.75 point, so a tenth of it is a fortieth of a millimetre."""
_SCALED = re.compile(rb"(?:1|-1) 0 0 (?:1|-1) ")
"""A matrix that moves and mirrors only: of any other the first four numbers are no places."""
_CLIPPED = re.compile(rb"([-\d. ]+ re)\nW\nn\n\1\nf\n")
"""A bar that is cut off where it ends."""
_CLIPPED_EARLY = re.compile(rb"q\n([-\d. ]+ re)\nW\nn\n(/Artifact\nBMC\nq\n(?:[\d.]+ ){3}rg\n\1\nf\nQ\nEMC\nQ\n)")
"""The same, cut off before it was begun, and nothing else with it."""
_BAR = re.compile(
    rb"q\nq\n(/Artifact\nBMC\nq\n(?:[\d.]+ ){3}rg\n)([-\d.]+) ([-\d.]+) ([\d.]+ [\d.]+ re\nf\nQ\nEMC\n)Q\nq\n"
    rb"(/Span\n<<[^>]*>>\nBDC\n(?:/[\w.]+ gs\n)?(?:[\d.]+ ){3}rg\nBT\n1 0 0 -1) ([-\d.]+) ([-\d.]+) "
    rb"(Tm\n/\S+ [\d.]+ Tf\n[^\n]*TJ\nET\nEMC\nQ\n)Q\n"
)
"""A bar and the one line of text on it, each with a place on the page."""


def shortened(description: bytes) -> bytes:
    """A page that looks the same and says the same, in fewer bytes when it is compressed."""
    if b"\nBI\n" in description:
        return description  # what an inline picture holds is no operators
    # Corrections of nothing between glyphs: "<0024>0<0025>" is "<00240025>", and half the size.
    description = description.replace(b">0<", b"").replace(b">0]", b">]")
    description = _CLIPPED_EARLY.sub(rb"q\n\2", _CLIPPED.sub(rb"\1\nf\n", description))
    description = _BAR.sub(_bar_at_its_place, description)
    return b"\n".join(map(_rounded, description.split(b"\n")))


def _rounded(line: bytes) -> bytes:
    places = _PLACES.get(line[line.rfind(b" ") + 1 :])
    if places is None:
        return line
    if line.endswith(b"m") and line[-2:] in (b"Tm", b"cm") and not _SCALED.match(line):
        return line
    return _NUMBER.sub(lambda found: _short(float(found[0]), places), line)


def _short(number: float, places: int) -> bytes:
    written = f"{number:.{places}f}".rstrip("0").rstrip(".")
    return b"0" if written == "-0" else written.encode()


def _bar_at_its_place(found: re.Match[bytes]) -> bytes:
    """Moves the page once, and draws bar and text from there: then one bar is written as the next."""
    colour, left, top, bar, text, text_left, text_top, rest = found.groups()
    across, down = float(text_left) - float(left), float(text_top) - float(top)
    return b"q\n1 0 0 1 %s %s cm\n%s0 0 %s%s %.6f %.6f %s" % (left, top, colour, bar, text, across, down, rest)
