"""Runs all detectors over a text and makes one clear answer of what they say. Pure.

Detectors contradict each other: a name inside an e-mail address, nine digits that could be two things. Here the plain text
is made, offsets are translated back to the text as written, and each code point gets at most one finding.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names.tagger import ask_about
from redaction.offsets import plain_form
from redaction.spans import Span, subtract

PRECEDENCE = (
    Label.EMAIL,
    Label.URL,
    Label.IBAN,
    Label.BANK_CARD,
    Label.CREDENTIAL,
    Label.PHONE,
    Label.BSN,
    Label.DATE_OF_BIRTH,
    Label.LICENCE_PLATE,
    Label.ID_DOCUMENT,
    Label.OTHER_ID,
    Label.LOCATION,
    Label.ADDRESS,
    Label.HANDLE,
    Label.PERSON,
    Label.SPECIAL,
    Label.OTHER,
)
"""Which label keeps a code point that two labels claim; what is left over of the other stays its own."""
_TELLS_LEAST = "learned_names"
TOGETHER = 16
"""Texts that are read at once. Of more of them what the networks reckon with no longer lies near the processor."""
_LONG = 2_000
"""Code points of a text that is read by itself: it gains nothing from company, and together they would fill the memory."""


def find_all(text: str, context: Context | None = None) -> list[Finding]:
    """All personal data the detectors find in `text`: sorted, disjoint, in code points of `text` as given.

    The same text and context give the same findings. A text of any Unicode is accepted.
    """
    return _found_in([(text, context or Context())])[0]


def find_in_each(texts: Sequence[tuple[str, Context]]) -> Iterator[list[Finding]]:
    """What `find_all` finds in each of some texts with what is known around it, in their order; for many it costs half.

    They are read some at a time: the networks that know names are asked about these at once, and a detector that goes from text
    to text is not fetched from memory for each.
    """
    for first in range(0, len(texts), TOGETHER):
        yield from _found_in(texts[first : first + TOGETHER])


def _found_in(texts: Sequence[tuple[str, Context]]) -> list[list[Finding]]:
    plains = [plain_form(text) for text, _ in texts]
    if len(texts) > 1:
        ask_about(plain.text for plain in plains if len(plain.text) <= _LONG)
    found: list[list[Finding]] = [[] for _ in texts]
    for detector in detectors:
        for (text, context), plain, findings in zip(texts, plains, found, strict=True):
            if text.strip():
                findings += (
                    replace(finding, span=plain.original(finding.span))
                    for finding in detector.find(plain.text, context)
                )
    return [resolve(text, findings) for (text, _), findings in zip(texts, found, strict=True)]


def resolve(text: str, found: Iterable[Finding]) -> list[Finding]:
    """One finding for each place: the same label joined where it overlaps, different labels by `PRECEDENCE`."""
    answer: list[Finding] = []
    taken: list[Span] = []
    by_label: dict[Label, list[Finding]] = defaultdict(list)
    for finding in found:
        by_label[finding.label].append(finding)
    for label in sorted(by_label, key=PRECEDENCE.index):
        for finding in _joined(by_label[label]):
            for left in subtract(finding.span, _around(finding.span, taken)):
                piece = left if left == finding.span else _trimmed(text, left)
                if piece is not None:
                    answer.append(replace(finding, span=piece))
        taken = sorted(finding.span for finding in answer)
    return sorted(answer, key=lambda finding: finding.span)


def _around(span: Span, taken: list[Span]) -> list[Span]:
    """Those of the sorted and disjoint spans `taken` that can overlap `span`."""
    first = bisect_left(taken, span)
    return taken[max(0, first - 1) : bisect_left(taken, Span(span.end, span.end + 1), lo=first)]


def _joined(found: list[Finding]) -> list[Finding]:
    """Overlapping findings of one label as one."""
    groups: list[list[Finding]] = []
    end = -1
    for finding in sorted(found, key=_order):
        if finding.span.start < end:
            groups[-1].append(finding)
        else:
            groups.append([finding])
        end = max(end, finding.span.end) if finding.span.start < end else finding.span.end
    return [_agreed(group) for group in groups]


def _agreed(group: list[Finding]) -> Finding:
    """The finding a group stands for. Two detectors that agree are surer than one; the widest says why.

    Who it is stays known only when the person's own finding covers the whole: "Jan Bakker" is not the participant Jan.
    """
    widest = max(group, key=lambda finding: (finding.span.end - finding.span.start, _sureness(finding)))
    span = Span(min(finding.span.start for finding in group), max(finding.span.end for finding in group))
    agreement = len({finding.detector for finding in group}) > 1
    sure = agreement or any(finding.confidence is Confidence.HIGH for finding in group)
    persons = {finding.person_id for finding in group if finding.person_id is not None and finding.span == span}
    return replace(
        widest,
        span=span,
        confidence=Confidence.HIGH if sure else Confidence.CHECK,
        person_id=persons.pop() if len(persons) == 1 else None,
    )


def _order(finding: Finding) -> tuple[Span, str, str]:
    return (finding.span, finding.detector, finding.why)


def _sureness(finding: Finding) -> tuple[bool, bool, bool]:
    """How much a finding tells; the network says only that something reads like a name, and never whose."""
    return (finding.person_id is not None, finding.confidence is Confidence.HIGH, finding.detector != _TELLS_LEAST)


def _trimmed(text: str, span: Span) -> Span | None:
    """The span without marks and blanks at its edges that say nothing; None when nothing else is in it."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end) if start < end else None
