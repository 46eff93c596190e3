"""Persons who are named in full in one text, and called by their surname in another. Pure.

In lower case "kattenbelt" may be any compound; that the same dossier names a "Marcel Kattenbelt" says that it is none. A surname
that is also ordinary Dutch says nothing by itself: those places a person asks for (`propagate`), or sees last (`missed`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from redaction.detecting import Confidence, Finding, Label
from redaction.names import lists
from redaction.names.word_classes import WordClass, word_class
from redaction.offsets import plain_form
from redaction.spans import Span

DETECTOR = "named_in_full"
"""What found a passage that is here, stored with each proposal."""
WHY = "Iemand met deze achternaam staat elders in het dossier voluit."

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4
"""Letters of a surname that says who it is."""
_BEFORE = 20
"""Code points before a name in which its title stands."""
_GIVEN = frozenset({WordClass.FIRST, WordClass.FIRST_AMBIGUOUS, WordClass.FIRST_OR_LAST_AMBIGUOUS, WordClass.INITIAL})
_TELLING = frozenset({WordClass.LAST, WordClass.SURNAME_SHAPED, WordClass.RARE, WordClass.UNKNOWN, WordClass.STRANGE})


def surnames_in(text: str, findings: Iterable[Finding]) -> Iterator[str]:
    """The surnames, by `lists.key`, of the persons whom these findings in a text name in full.

    In full is behind a first name, an initial or a title ("mevrouw Talsma").
    """
    for finding in findings:
        if finding.label is not Label.PERSON:
            continue
        words = _WORD.findall(plain_form(text[finding.span.start : finding.span.end]).text)
        is_titled = _class_before(text, finding.span.start) is WordClass.TITLE
        if is_titled or (len(words) > 1 and word_class(words[0]) in _GIVEN):
            yield from (lists.key(word) for word in words if _tells(word))


def unfound_words(text: str, found: Collection[Span]) -> Iterator[tuple[str, Span]]:
    """The words of a text that can be a surname and that lie outside what was found: by `lists.key`, and where they stand."""
    plain = plain_form(text)
    for match in _WORD.finditer(plain.text):
        if _tells(match[0]):
            span = plain.original(Span(*match.span()))
            if not any(span.overlaps(other) for other in found):
                yield lists.key(match[0]), span


def is_surname(word: str, surnames: Collection[str]) -> bool:
    """Whether a word, by `lists.key`, is one of these surnames or its genitive: "kattenbelts brief"."""
    return word in surnames or word.removesuffix("s") in surnames


def finding_at(span: Span) -> Finding:
    """The finding for the surname of somebody who is named in full elsewhere."""
    return Finding(span, Label.PERSON, Confidence.CHECK, DETECTOR, WHY)


def _tells(word: str) -> bool:
    """Whether a word can be a surname and hardly anything else, whatever its case."""
    return len(word) >= _SHORTEST and word_class(word.lower()) in _TELLING


def _class_before(text: str, start: int) -> WordClass | None:
    words = _WORD.findall(text[max(0, start - _BEFORE) : start])
    return word_class(words[-1]) if words else None
