"""The themes of the State's publications (TOOI, TOP-lijst): what a topic belongs to, in words that other bodies know. Pure.

Sixteen main themes with 76 themes beneath them, in the file beside this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NAMESPACE = "https://identifier.overheid.nl/tooi/def/thes/top/"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme by its code in the list; `main` is the code of the main theme it falls under, empty for a main theme."""

    code: str
    name: str
    main: str = ""

    @property
    def uri(self) -> str:
        """What the theme is called in metadata."""
        return NAMESPACE + self.code

    def __str__(self) -> str:
        return f"{themes()[self.main].name}: {self.name}" if self.main else self.name


@cache
def themes() -> dict[str, Theme]:
    """Every theme by its code, each main theme before its own."""
    text = (files("archive.topics") / "themes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {code: Theme(code, name, main.strip("-")) for code, main, name in rows}
