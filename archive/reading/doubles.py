"""Which messages of a file came by before: an export that holds every member's copy has each message several times. Pure.

Some hundred bytes a message are kept, however long it is: hashes of 64 bits for what it is, of 32 for what it says. That two
messages are taken for one by chance is out of the question for files that exist.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from enum import Enum, auto


class Meeting(Enum):
    """What a message is to those that came by before it."""

    NEW = auto()
    DOUBLE = auto()
    """The same message, saying the same."""
    DOUBLE_BUT_AROUND = auto()
    """The same message, saying the same; what hangs on it differs."""
    CONTRADICTS = auto()
    """A message of the same id that says something else."""


class Doubles:
    """Remembers messages by their id."""

    def __init__(self) -> None:
        self._said: dict[int, int] = {}
        self._around: dict[int, int] = {}

    def meet(self, identity: str, said: str, around: str = "") -> Meeting:
        """Compare a message with those of its identity, and remember it.

        `said` is everything that makes the message what it is; `around` what may change later, such as its reactions.
        """
        key, content = _hash(identity, 8), _hash(said, 4)
        version = _hash(f"{content} {identity}", 8)
        if version in self._around:
            return Meeting.DOUBLE if self._around[version] == _hash(around, 4) else Meeting.DOUBLE_BUT_AROUND
        self._around[version] = _hash(around, 4)
        return Meeting.NEW if self._said.setdefault(key, content) == content else Meeting.CONTRADICTS


class TranscriptLines:
    """Remembers the lines of transcripts that overlap. One that says the same twice holds two messages; a second transcript that
    says it as well holds the same two.
    """

    def __init__(self) -> None:
        self._doubles = Doubles()
        self._times: Counter[int] = Counter()

    def begin(self) -> None:
        """Another transcript begins."""
        self._times.clear()

    def came_by(self, said: str) -> bool:
        """Whether an earlier transcript holds this line; `said` is everything that makes it what it is."""
        key = _hash(said, 8)
        self._times[key] += 1
        return self._doubles.meet(f"{self._times[key]} {said}", "") is Meeting.DOUBLE


def _hash(text: str, size: int) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest())
