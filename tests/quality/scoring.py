"""How well detectors do on annotated messages: precision and recall for each label. Pure counting; knows no database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from redaction.detecting import Context, Finding, KnownPerson, Label
from redaction.finding import find_all
from redaction.names.training.marked import Annotated, Mark
from redaction.spans import Span


@dataclass(slots=True)
class Score:
    """Counts of one label. Characters are code points."""

    wanted: int = 0
    touched: int = 0
    """Annotations that a finding of the same label overlaps."""
    covered: int = 0
    """Annotations of which no code point stays visible, whatever label hides it."""
    found: int = 0
    right: int = 0
    """Findings that overlap an annotation of the same label."""
    found_characters: int = 0
    right_characters: int = 0
    """Characters of findings that any annotation holds."""

    def add(self, other: Score) -> None:
        """Count what another part of the messages gave as well."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def recall(self) -> float:
        """The part of the annotations that was touched; 1 when there was nothing to find."""
        return self.touched / self.wanted if self.wanted else 1.0

    @property
    def cover(self) -> float:
        """The part of the annotations of which nothing stays visible."""
        return self.covered / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """The part of the findings that is right; 1 when nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def character_precision(self) -> float:
        """The part of the hidden characters that had to be hidden."""
        return self.right_characters / self.found_characters if self.found_characters else 1.0


_NO_CONTEXT = Context()
Finder = Callable[[str, Context], Sequence[Finding]]


def score(
    messages: Iterable[Annotated], contexts: Mapping[str, Context], find: Finder = find_all
) -> dict[Label, Score]:
    """Count what `find` does on these messages, each with the context of its conversation."""
    scores: dict[Label, Score] = defaultdict(Score)
    for message in messages:
        found = find(message.text, contexts.get(message.conversation, _NO_CONTEXT))
        for label, counts in score_message(message, found).items():
            scores[label].add(counts)
    return scores


def score_message(message: Annotated, found: Sequence[Finding]) -> dict[Label, Score]:
    """Count one message with what was found in it."""
    scores: dict[Label, Score] = defaultdict(Score)
    hidden = {place for finding in found for place in range(finding.span.start, finding.span.end)}
    wanted = {place for mark in message.marks for place in range(mark.span.start, mark.span.end)}
    for mark in message.marks:
        counts = scores[mark.label]
        counts.wanted += 1
        counts.touched += any(finding.label is mark.label and finding.span.overlaps(mark.span) for finding in found)
        counts.covered += hidden.issuperset(range(mark.span.start, mark.span.end))
    for finding in found:
        counts = scores[finding.label]
        counts.found += 1
        counts.right += any(mark.label is finding.label and finding.span.overlaps(mark.span) for mark in message.marks)
        places = range(finding.span.start, finding.span.end)
        counts.found_characters += len(places)
        counts.right_characters += sum(place in wanted for place in places)
    return scores


def in_case(message: Annotated, change: Callable[[str], str]) -> Annotated:
    """The same message in another case, letter by letter, so that the spans stay right."""
    text = "".join(changed if len(changed := change(letter)) == 1 else letter for letter in message.text)
    return replace(message, text=text)


def read_messages(path: Path) -> list[Annotated]:
    """The messages of a JSON Lines file: conversation, sender, text and spans with start, end and label."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        Annotated(
            row["conversation"],
            row["sender"],
            row["text"],
            tuple(Mark(Label(span["label"]), Span(span["start"], span["end"])) for span in row["spans"]),
        )
        for row in rows
    ]


def senders_as_context(messages: Iterable[Annotated], *, others: bool = False) -> dict[str, Context]:
    """What an archive of these messages would know: for each conversation its senders, with `others` all other senders."""
    senders: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        senders[message.conversation].add(message.sender)
    numbers = {name: number for number, name in enumerate(sorted(set().union(*senders.values())), 1)}
    persons = {name: KnownPerson(number, (name,)) for name, number in numbers.items()}
    return {
        conversation: Context(
            tuple(persons[name] for name in sorted(names)),
            tuple(persons[name] for name in sorted(set(persons) - names)) if others else (),
        )
        for conversation, names in senders.items()
    }


def halves(messages: Sequence[Annotated]) -> tuple[list[Annotated], list[Annotated]]:
    """One part to develop on and one to hold out: every second conversation, so that no chat is in both."""
    names = sorted({message.conversation for message in messages})
    development = set(names[::2])
    return (
        [message for message in messages if message.conversation in development],
        [message for message in messages if message.conversation not in development],
    )
