"""A text with its passages as HTML whose text content is the text itself, to the code point.

What is added (the label of a proposal, the token of print) is generated from attributes, so that a position in the page
is a position in the message, for whoever selects in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from redaction.marking import Mark, Piece, pieces

Address = Callable[[int], str]
"""The address that opens the passage with this id."""


def marked(text: str, marks: Iterable[Mark], *, current: int | None, address: Address) -> SafeString:
    """The text as HTML. What was decided to be shown is marked only while it is the one that is looked at."""
    shown = [mark for mark in marks if not mark.rejected or mark.id == current]
    return mark_safe("".join(_piece(piece, current, address) for piece in pieces(text, shown)))


def _piece(piece: Piece, current: int | None, address: Address) -> SafeString:
    if not piece.marks:
        return _verbatim(piece.text)
    mark = next((mark for mark in piece.marks if mark.id == current), piece.marks[-1])
    is_current = mark_safe(' aria-current="true"') if mark.id == current else ""
    if piece.grounds:
        return format_html(
            '<a class="withheld" draggable="false" href="{}" data-label="{}"{}><span>{}</span></a>',
            address(mark.id),
            ", ".join(piece.grounds),
            is_current,
            _verbatim(piece.text),
        )
    return format_html(
        '<a class="proposal{}" draggable="false" href="{}"{}{}>{}</a>',
        " proposal--shown" if mark.rejected else "",
        address(mark.id),
        _label(piece),
        is_current,
        _verbatim(piece.text),
    )


def _label(piece: Piece) -> SafeString:
    """The names of the passages that end here; a piece in the middle of one has none."""
    if not piece.ends:
        return SafeString()
    names = (f"{'openbaar' if mark.rejected else 'voorstel'}: {mark.label}" for mark in piece.ends)
    return format_html(' data-label="{}"', ", ".join(dict.fromkeys(names)))


def _verbatim(text: str) -> SafeString:
    """The text as a browser reads it back: a bare carriage return would become a line feed, and shift what follows."""
    return mark_safe(escape(text).replace("\r", "&#13;"))
