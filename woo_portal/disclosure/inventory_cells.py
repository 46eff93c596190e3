"""The inventory as cells of HTML, for every format that prints it as a table."""

from __future__ import annotations

from woo_portal.disclosure.inventory import Row
from woo_portal.disclosure.markup import Markup, words


def untitled(row: Row) -> str:
    """What stands where a document has no title."""
    return "Zonder naam" if row.is_attachment else "Gesprek zonder titel"


def cells(write: Markup, row: Row) -> dict[str, str]:
    """Each cell of a row, by the name of its column, ready as HTML. Raises `markup.UnlistedGround`."""
    return {
        "number": words(row.number),
        "file": words(row.file),
        "day": f"{row.day:%d-%m-%Y}",
        "title": write.line(row.title) or words(untitled(row)),
        "app": words(row.app),
        "messages": "" if row.is_attachment else str(row.messages),
        "judgement": words(row.judgement),
        "grounds": words(", ".join(row.grounds)),
        "explanation": words(row.explanation),
    }
