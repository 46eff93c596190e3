"""The card of a trained network: what it is, what it was trained on and under which licence it may be passed on."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version

from redaction.names.training.sources import SOURCES

LICENCE = "CC BY-SA 4.0"
"""The treebanks ask that what is made of them is passed on under their own licence."""
_PACKAGES = ("spacy", "thinc", "numpy", "pyspellchecker")


def card(weights: bytes, settings: Mapping[str, object]) -> str:
    """The card as Markdown; `settings` are those of the training."""
    lines = [
        "# The name finder",
        "",
        "`weights.bin` holds the weights of a small network that says of each word of a chat whether it belongs to the name of",
        "a person. It was trained by `make model`, which also wrote this card; `redaction/names/tagger.py` is the network.",
        "",
        f"- licence of the weights: {LICENCE}, for the treebanks among the sources; the code around them is the portal's",
        f"- size: {len(weights) / 1e6:.1f} MB",
        f"- SHA-256 of `weights.bin`: `{hashlib.sha256(weights).hexdigest()}`",
        f"- trained with Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in _PACKAGES)}",
        *(f"- {name}: {value}" for name, value in settings.items()),
        "",
        "## Sources",
        "",
        "Chat was made of sentences written for this project (`redaction/names/training`), filled with names, towns, streets and",
        "words of these sources and of the portal's own lists; the sentences of the treebanks were used as they are. Nothing of",
        "the sources is part of the portal. No message of any archive was used.",
        "",
        "| source | repository at commit | licence |",
        "| --- | --- | --- |",
        *(f"| {source.title} | {source.repository} at {source.commit} | {source.licence} |" for source in SOURCES),
        "",
        "| file | SHA-256 |",
        "| --- | --- |",
        *(f"| {name} | `{checksum}` |" for source in SOURCES for name, checksum in source.files.items()),
        "",
        "## What it is for, and what not",
        "",
        "It proposes names in Dutch chat of officials; a person decides on every proposal. It knows no facts about anybody, and",
        "it misses names: those of few letters, those that are ordinary words, and those in a language the sentences around",
        "which it never saw. How often, `make quality` says.",
        "",
    ]
    return "\n".join(lines)
