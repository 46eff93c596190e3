"""The sentences of a text by which somebody who read it is known to have read it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.missed import telling

_SENTENCE_ENDS = re.compile(r"[\r\n\u2028\u2029]|(?<=[.!?\u2026])\s")
_WORD = re.compile(r"[^\W_]+")
WORDS_THAT_TELL = 4
"""Words of a sentence that is no longer what anybody says."""
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_LONG_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}")
"""A number that is no day, time, year or count of few."""


def telling_sentences(text: str) -> Iterator[str]:
    """What a text says by line and sentence, each without the marks and emoji at its edges; those that tell something."""
    return filter(tells, sentences_of(text))


def tells(sentence: str) -> bool:
    """Whether who knows a sentence knows something: of less than four words, only when it may tell who or which. Everybody says
    "Akkoord.", and the number of an item in a list tells nothing.
    """
    return len(_WORD.findall(sentence)) >= WORDS_THAT_TELL or (bool(sentence) and _may_name(sentence))


def sentences_of(text: str) -> Iterator[str]:
    """A text by line and sentence, each without the marks and emoji at its edges; one of marks alone is empty."""
    return (_EDGES.sub("", sentence) for sentence in _SENTENCE_ENDS.split(text))


def _may_name(text: str) -> bool:
    words = (word for word in _WORD.findall(text) if not word.isdecimal())
    return _LONG_NUMBER.search(text) is not None or bool(telling(words))
