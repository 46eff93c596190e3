"""Chats written by hand for the training: how people really type, with the names marked. No message of any archive is among them.

The files in `chats/` are in the form of `marked`; those that mark more than names are trained on for their names only.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from redaction.detecting import Label
from redaction.names.training.labelled import Labelled
from redaction.names.training.marked import read_marked


def files() -> list[Path]:
    """The files, in order of their names."""
    return sorted((Path(str(resources.files("redaction.names.training"))) / "chats").glob("*.txt"))


def written() -> list[Labelled]:
    """Every message of every chat, in order. Raises as `read_marked`."""
    return [
        Labelled(message.text, tuple(mark.span for mark in message.marks if mark.label is Label.PERSON))
        for path in files()
        for message in read_marked(path)
    ]
