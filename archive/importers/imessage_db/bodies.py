"""The text of a message in Apple's database, and what its summary tells of edits and of parts that were taken back."""

from __future__ import annotations

import plistlib
from dataclasses import dataclass
from typing import Any

from archive.importers.imessage_db.typedstream import text_of
from archive.importing import ParsedVersion
from archive.reading.moments import from_cocoa_seconds
from archive.reading.sqlite_members import Row, text

ATTACHMENT = "\ufffc"
"""Stands in a text where a file was shown."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What `message_summary_info` holds: earlier texts, whether anything was edited, how many parts were taken back."""

    versions: tuple[ParsedVersion, ...] = ()
    edited: bool = False
    unsent: int = 0
    damaged: bool = False


def body_of(row: Row) -> tuple[str, int]:
    """The text a reader saw, a line for each piece between files, and the number of files that stood in it.

    Raises `ValueError` for markup that cannot be read.
    """
    words = text(row["text"])
    body = row["attributedBody"]
    if not words.strip(ATTACHMENT) and isinstance(body, bytes) and body:
        words = text_of(body)
    return plain(words), words.count(ATTACHMENT)


def plain(words: str) -> str:
    """A text without the places of its files."""
    return "\n".join(filter(None, (piece.strip("\r\n") for piece in words.split(ATTACHMENT))))


def summary_of(row: Row) -> Summary:
    """The summary of a message: a property list with the history of each part (`ec`) and the parts taken back (`rp`).

    Raises `ValueError` when it is there but cannot be read.
    """
    data = row["message_summary_info"]
    if not isinstance(data, bytes) or not data:
        return Summary()
    try:
        summary = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
        histories = _sorted(summary.get("ec") or {})
        versions = [
            ParsedVersion(plain(text_of(event["t"])), from_cocoa_seconds(event["d"]))
            for history in histories
            for event in history[:-1]
        ]
        edited = any(len(history) > 1 for history in histories)
        return Summary(tuple(versions), edited, len(summary.get("rp") or []))
    except (AttributeError, IndexError, KeyError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError("summary that cannot be read") from error


def _sorted(histories: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The history of each part that was edited, in the order of the parts."""
    return [list(histories[part]) for part in sorted(histories, key=int)]
