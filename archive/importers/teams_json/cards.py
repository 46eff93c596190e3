"""The words on a card that an app posted in Teams: adaptive cards, hero cards, lists, those of connectors.

A card is a JSON document in a string. Its layout is not ours to know: whatever a reader can read on it is taken, in order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from archive.reading.html_text import plain_text

_SHOWN = frozenset(
    {
        *("title", "subtitle", "text", "summary", "label", "name", "displayText", "altText", "placeholder"),
        *("activityTitle", "activitySubtitle", "activityText"),
    }
)
_MARKUP = re.compile(r"</?[a-zA-Z][^>]{0,1000}>|&#?\w+;")


def card_text(content: object) -> str:
    """The lines on a card, "" when there are none or it cannot be read."""
    return "\n".join(filter(None, map(shown, _words(unpacked(content)))))


def unpacked(content: object) -> Any:
    """The content of an attachment, which is JSON in a string; None when it is not."""
    if isinstance(content, dict):
        return content
    try:
        return json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        return None


def shown(text: str) -> str:
    """A text that may be HTML or not, as it was seen."""
    return (plain_text(text) if _MARKUP.search(text) else text).strip()


def _words(card: Any) -> Iterator[str]:
    """The texts of a card, in the order of the document; a fact is one line: "Status: open"."""
    waiting = [card]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            waiting.extend(reversed(part))
        elif isinstance(part, dict):
            waiting.extend(reversed(list(_inside(part))))


def _inside(part: dict[str, Any]) -> Iterator[Any]:
    name, value = part.get("title") or part.get("name"), part.get("value")
    if isinstance(name, str) and isinstance(value, str) and not part.keys() - {"title", "name", "value"}:
        yield f"{name}: {value}"
        return
    for key, item in part.items():
        if key in _SHOWN and isinstance(item, str):
            yield item
        elif key == "choices" and isinstance(item, list):
            yield [choice.get("title") for choice in item if isinstance(choice, dict)]
        elif isinstance(item, dict | list):
            yield item
