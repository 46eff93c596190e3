"""What a text must hold before it is worth a closer look, and the words around a place in it, which tell what kind of number
stands there. Pure.
"""

from __future__ import annotations

import re
from re import Pattern

from redaction.spans import Span

REACH = 40
"""Code points beside a place in which a word still tells what stands there."""
_DIGIT = re.compile(r"\d")


def has_digit(text: str) -> bool:
    """Whether there is any digit in a text: most of chat has none, and no number to look for."""
    return _DIGIT.search(text) is not None


def folded(text: str) -> str:
    """A text in lower case, where what `re.IGNORECASE` takes for the letter i is one."""
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("i\u0307", "i").replace("\u0131", "i")


def before(text: str, span: Span, reach: int = REACH) -> str:
    """The text up to `reach` code points before `span`."""
    return text[max(0, span.start - reach) : span.start]


def after(text: str, span: Span, reach: int = REACH) -> str:
    """The text up to `reach` code points after `span`."""
    return text[span.end : span.end + reach]


def nearest(text: str, span: Span, *, wanted: Pattern[str], others: Pattern[str]) -> bool | None:
    """Whether the last telling word before `span` is a wanted one (True) or another (False); None when there is none."""
    left = before(text, span)
    yes = max((match.end() for match in wanted.finditer(left)), default=-1)
    no = max((match.end() for match in others.finditer(left)), default=-1)
    return None if yes == no == -1 else yes >= no


def words(*alternatives: str) -> Pattern[str]:
    """A pattern that finds any of these word beginnings, whatever their case: "reken" finds "Rekeningnummer"."""
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(alternatives)})", re.IGNORECASE)
