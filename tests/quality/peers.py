"""Runs other finders of names over the same texts, in an environment of their own: `peers.txt` says which.

The peer is told nothing but the texts and answers with the spans of the persons it found.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from redaction.detecting import Confidence, Context, Finding, Label
from redaction.spans import Span
from tests.quality.peer_process import NOT_INSTALLED

PINNED = Path(__file__).parent / "peers.txt"
SCRIPT = Path(__file__).parent / "peer_process.py"


@dataclass(frozen=True, slots=True)
class Peer:
    """What another tool found in texts; `rate` is in texts a CPU second, `memory` in MB, `ready` in CPU seconds."""

    name: str
    persons: dict[str, list[Span]]
    rate: float
    memory: float
    ready: float

    def find(self, text: str, context: Context) -> list[Finding]:
        """The persons in one of the texts that were given."""
        return [Finding(span, Label.PERSON, Confidence.CHECK, self.name, "") for span in self.persons[text]]


def run(name: str, python: Path, texts: Sequence[str]) -> Peer | None:
    """What the peer `name` finds; None where its environment lacks what it needs."""
    asked = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run([python, SCRIPT, name], input=asked, capture_output=True, text=True, check=False)
    if done.returncode == NOT_INSTALLED:
        return None
    done.check_returncode()
    *answers, cost = map(json.loads, done.stdout.splitlines())
    persons = {text: [Span(*pair) for pair in answer] for text, answer in zip(texts, answers, strict=True)}
    return Peer(name, persons, **cost)
