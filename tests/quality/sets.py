"""The annotated sets that the detectors are measured on, each reported apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from redaction.quality import Annotated, read_messages
from tests.quality.marked import read_marked

DEMONSTRATION = Path(__file__).parents[2] / "docs" / "demo" / "messages.jsonl"
SECOND_SET = Path(__file__).parent / "second_set.txt"

SETS: Mapping[str, Callable[[], Sequence[Annotated]]] = {
    "the demonstration": lambda: read_messages(DEMONSTRATION),
    "the second set": lambda: read_marked(SECOND_SET),
}
