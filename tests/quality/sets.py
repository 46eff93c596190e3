"""The annotated sets that the detectors are measured on, each reported apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from redaction.names.training.marked import Annotated, read_marked
from tests.quality.scoring import read_messages

DEMONSTRATION = Path(__file__).parents[2] / "docs" / "demo" / "messages.jsonl"
SECOND_SET = Path(__file__).parent / "second_set.txt"


def _marked(name: str) -> Callable[[], Sequence[Annotated]]:
    return partial(read_marked, Path(__file__).with_name(f"{name}_set.txt"))


SETS: Mapping[str, Callable[[], Sequence[Annotated]]] = {
    "the demonstration": lambda: read_messages(DEMONSTRATION),
    "the second set": _marked("second"),
    "the third set": _marked("third"),
    "the fourth set": _marked("fourth"),
    "the fifth set": _marked("fifth"),
}
UNSEEN = frozenset({"the fifth set"})
"""Held out as a whole: nobody looked at what is found in these while detectors were developed."""
