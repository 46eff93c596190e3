"""The figures of a finder on one set of messages, each with the margin a bootstrap over its conversations gives."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from redaction.detecting import Confidence, Context, Finding, Label
from redaction.finding import find_all
from redaction.named_in_full import finding_at, is_surname, surnames_in, unfound_words
from redaction.names.training.marked import Annotated
from redaction.spans import Span
from tests.quality.scoring import Finder, Score, in_case, score_message

CASES: Mapping[str, Callable[[str], str]] = {"as written": str, "lower case": str.lower, "upper case": str.upper}
RESAMPLES = 1000
HEAD = f"{'':42}{'number':>7}  {'recall':^18}{'cover':>8}{'right':>8}  {'chars':^18}"
_NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Found:
    """A message with what a finder found in it."""

    message: Annotated
    findings: Sequence[Finding]


def run(
    messages: Iterable[Annotated], contexts: Mapping[str, Context], find: Finder, change: Callable[[str], str] = str
) -> list[Found]:
    """What `find` finds in these messages, after `change` of their case."""
    changed = (in_case(message, change) for message in messages)
    return [Found(message, find(message.text, contexts.get(message.conversation, _NO_CONTEXT))) for message in changed]


def run_in_a_dossier(
    messages: Sequence[Annotated],
    chosen: Sequence[Annotated],
    contexts: Mapping[str, Context],
    change: Callable[[str], str] = str,
) -> list[Found]:
    """What is found in the chosen ones when all messages are one dossier: whom one names in full, another may name by surname."""
    everything = run(messages, contexts, find_all, change)
    names = {name for item in everything for name in surnames_in(item.message.text, item.findings)}
    names.update(name for item in messages for name in surnames_in(item.sender, [_whole(item.sender)]))
    wanted = set(map(id, chosen))
    return [
        Found(item.message, [*item.findings, *_by_surname(item, names)])
        for message, item in zip(messages, everything, strict=True)
        if id(message) in wanted
    ]


def _whole(name: str) -> Finding:
    return Finding(Span(0, len(name)), Label.PERSON, Confidence.HIGH, "sender", "")


def _by_surname(item: Found, names: Collection[str]) -> Iterator[Finding]:
    found = [finding.span for finding in item.findings]
    yield from (finding_at(span) for word, span in unfound_words(item.message.text, found) if is_surname(word, names))


def line(name: str, found: Sequence[Found], label: Label) -> str:
    """One line of the table: the counts of a label and their figures, recall and characters with a margin of 95 %."""
    by_conversation: dict[str, Score] = defaultdict(Score)
    for item in found:
        by_conversation[item.message.conversation].add(score_message(item.message, item.findings).get(label, Score()))
    scores = list(by_conversation.values())
    total = _sum(scores)
    recall = _with_margin(scores, lambda counts: counts.recall)
    characters = _with_margin(scores, lambda counts: counts.character_precision)
    return f"{name:42}{total.wanted:7}  {recall:18}{total.cover:8.3f}{total.precision:8.3f}  {characters:18}"


def _with_margin(scores: Sequence[Score], figure: Callable[[Score], float]) -> str:
    chance = random.Random(1)
    drawn = sorted(figure(_sum(chance.choices(scores, k=len(scores)))) for _ in range(RESAMPLES))
    low, high = drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES) - 1]
    return f"{figure(_sum(scores)):.3f} ({low:.2f}-{high:.2f})"


def total(found: Sequence[Found], label: Label) -> Score:
    """The counts of a label in all messages."""
    return _sum(score_message(item.message, item.findings).get(label, Score()) for item in found)


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for counts in scores:
        total.add(counts)
    return total


def by_origin(found: Sequence[Found]) -> Iterator[str]:
    """The recall of names by where they come from, of a set whose marks tell it."""
    tally: dict[str, list[bool]] = defaultdict(list)
    for item in found:
        for mark in item.message.marks:
            if mark.origin:
                touched = any(one.label is mark.label and one.span.overlaps(mark.span) for one in item.findings)
                tally[mark.origin].append(touched)
    yield from (f"  {origin}: {sum(hits)}/{len(hits)}" for origin, hits in sorted(tally.items()))


def after_propagation(found: Sequence[Found]) -> Score:
    """How many names are covered wherever they stand, once every right proposal is accepted for the whole dossier.

    Who is meant is not annotated: a name as it is written, case aside, stands for a person.
    """
    accepted = {
        _written(item, finding.span)
        for item in found
        for finding in item.findings
        if any(
            mark.label is finding.label is Label.PERSON and mark.span.overlaps(finding.span)
            for mark in item.message.marks
        )
    }
    covered: dict[str, bool] = {}
    for item in found:
        hidden = {place for finding in item.findings for place in range(finding.span.start, finding.span.end)}
        for mark in item.message.marks:
            if mark.label is Label.PERSON:
                name = _written(item, mark.span)
                is_covered = name in accepted or hidden.issuperset(range(mark.span.start, mark.span.end))
                covered[name] = covered.get(name, True) and is_covered
    return Score(wanted=len(covered), covered=sum(covered.values()))


def _written(item: Found, span: Span) -> str:
    return " ".join(item.message.text[span.start : span.end].casefold().split())


def false_proposals(found: Sequence[Found]) -> float:
    """Proposals in a hundred messages that hold no personal data."""
    clean = [item for item in found if not item.message.marks]
    return 100 * sum(len(item.findings) for item in clean) / max(1, len(clean))


def right_by_confidence(found: Sequence[Found]) -> Iterator[str]:
    """The part of the proposals that is right, of those called sure and of those that ask for a closer look."""
    tally: dict[tuple[str, Confidence], list[bool]] = defaultdict(list)
    for item in found:
        for one in item.findings:
            right = any(mark.label is one.label and one.span.overlaps(mark.span) for mark in item.message.marks)
            kind = "PERSON" if one.label is Label.PERSON else "other labels"
            tally[kind, one.confidence].append(right)
    for (kind, confidence), hits in sorted(tally.items()):
        yield f"  {kind}, {confidence.value}: {sum(hits) / len(hits):.3f} of {len(hits)}"
