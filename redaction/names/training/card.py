"""The card of a trained name finder: what it is, what it was trained on and under which licence it may be passed on."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from redaction.names.training import chats
from redaction.names.training.sources import SOURCES

LICENCE = "CC BY-SA 4.0"
"""The treebanks ask that what is made of them is passed on under their own licence."""
_PACKAGES = ("spacy", "thinc", "numpy", "pyspellchecker")


@dataclass(frozen=True, slots=True)
class Learned:
    """A file of examples by its SHA-256, how many of its messages were trained on and how many held out."""

    checksum: str
    trained: int
    held_out: int


def card(weights: bytes, settings: Mapping[str, object], learned: Learned | None = None) -> str:
    """The card as Markdown; `settings` are those of the training, `learned` is what persons decided."""
    lines = [
        "# The name finder",
        "",
        "`weights.bin` holds the weights of small networks that say of each word of a chat whether it belongs to the name of a",
        "person; the mean of their answers counts. They were trained by `make model`, which also wrote this card;",
        "`redaction/names/tagger.py` is the network.",
        "",
        f"- licence of the weights: {LICENCE}, for the treebanks among the sources; the code around them is the portal's",
        f"- size: {len(weights) / 1e6:.1f} MB",
        f"- SHA-256 of `weights.bin`: `{hashlib.sha256(weights).hexdigest()}`",
        f"- trained with Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in _PACKAGES)}",
        *(f"- {name}: {value}" for name, value in settings.items()),
        "",
        "## Sources",
        "",
        "Chat was written by hand for this project, and made of sentences written for it (`redaction/names/training`), filled",
        "with names, towns, streets and words of these sources and of the portal's own lists. In the sentences of the treebanks",
        "and in chat a word here and there was replaced. Nothing of the sources is part of the portal."
        f"{'' if learned else ' No message of any archive was used.'}",
        "",
        "| source | repository at commit | licence |",
        "| --- | --- | --- |",
        *(f"| {source.title} | {source.repository} at {source.commit} | {source.licence} |" for source in SOURCES),
        "",
        "| file | SHA-256 |",
        "| --- | --- |",
        *(f"| {name} | `{checksum}` |" for source in SOURCES for name, checksum in source.files.items()),
        *(f"| chats/{path.name} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |" for path in chats.files()),
        "",
        *(_of_examples(learned) if learned else ()),
        "## What it is for, and what not",
        "",
        "It proposes names in Dutch chat of officials; a person decides on every proposal. It knows no facts about anybody, and",
        "it misses names: those of few letters, those that are ordinary words, and those in a language the sentences around",
        "which it never saw. How often, `make quality` says.",
        "",
    ]
    return "\n".join(lines)


def _of_examples(learned: Learned) -> list[str]:
    return [
        "## Messages of the archive",
        "",
        f"It learned from {learned.trained} messages in which persons decided what is a name; {learned.held_out} others,",
        "of other conversations, were held out to measure on. **It was made of personal data and may not leave the",
        "organisation.**",
        "",
        f"- SHA-256 of the examples: `{learned.checksum}`",
        "",
    ]
