"""The files in a Matrix export, by the name that Element gives them.

A file lies in a folder for its kind, under its own name with the moment of the message behind it in the words of the exporter's
language: "images/foto-2-12-2025 om 14-30-05.jpg" (Exporter.getFilePath in Element Web). Two pictures are often called the same,
so the moment has to fit: the day by its numbers in any order, the minutes and seconds exactly, whatever the zone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import PurePosixPath

FOLDERS = {"m.image": "images", "m.video": "videos", "m.audio": "audio", "m.sticker": "stickers"}
OTHER = "files"


class Media:
    """The files of an export that lie in a folder for media, by the minutes and seconds in their names."""

    def __init__(self, members: Iterable[str], export: str) -> None:
        folder = PurePosixPath(export).parent
        self._by_clock: dict[tuple[str, int, int], dict[str, str]] = defaultdict(dict)
        self.count = 0
        for member in members:
            path = PurePosixPath(member)
            if path.parent.parent == folder and path.parent.name in {*FOLDERS.values(), OTHER}:
                self.count += 1
                # Where the language writes 14.30.05, the last dot begins no extension.
                for name in (path.name, path.stem):
                    numbers = _numbers(name)
                    if len(numbers) > 5:
                        self._by_clock[path.parent.name, numbers[-2], numbers[-1]][path.name] = member

    def member(self, kind: str, name: str, sent_at: datetime) -> str | None:
        """The file of a message: None when it is absent, or when two could be it."""
        stem, dot, extension = name.rpartition(".")
        stem, suffix = (stem, f".{extension}") if dot else (name, "")
        suffix = ".png" if kind == "m.sticker" else suffix
        stored = self._by_clock.get((FOLDERS.get(kind, OTHER), sent_at.minute, sent_at.second), {})
        found = [
            member
            for file_name, member in stored.items()
            if file_name.startswith(f"{stem}-")
            and file_name.endswith(suffix)
            and _is_day(file_name[len(stem) + 1 : len(file_name) - len(suffix)], sent_at)
        ]
        return found[0] if len(found) == 1 else None


def _is_day(moment: str, sent_at: datetime) -> bool:
    """Whether a moment in the words of some language can be of this day, in some zone."""
    numbers = _numbers(moment)
    if len(numbers) != 6 or numbers[-2:] != [sent_at.minute, sent_at.second]:
        return False
    days = (sent_at + timedelta(days=offset) for offset in (-1, 0, 1))
    return any(
        sorted(numbers[:3]) in (sorted((day.year, day.month, day.day)), sorted((day.year % 100, day.month, day.day)))
        for day in days
    )


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]{1,4}", text)]
