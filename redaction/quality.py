"""How well the detectors do on annotated messages: precision and recall for each label, in three kinds of case.

`python -m redaction.quality messages.jsonl` prints the table. The annotations are those of docs/annotation.md. Pure
counting; knows no database.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from redaction.detecting import Context, Finding, KnownPerson, Label
from redaction.finding import find_all
from redaction.spans import Span


@dataclass(frozen=True, slots=True)
class Annotated:
    """A message with what a person found in it."""

    conversation: str
    sender: str
    text: str
    spans: tuple[tuple[Label, Span], ...]


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
        hidden = {place for finding in found for place in range(finding.span.start, finding.span.end)}
        wanted = {place for _, span in message.spans for place in range(span.start, span.end)}
        for label, span in message.spans:
            counts = scores[label]
            counts.wanted += 1
            counts.touched += any(finding.label is label and finding.span.overlaps(span) for finding in found)
            counts.covered += hidden.issuperset(range(span.start, span.end))
        for finding in found:
            counts = scores[finding.label]
            counts.found += 1
            counts.right += any(label is finding.label and finding.span.overlaps(span) for label, span in message.spans)
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
            tuple((Label(span["label"]), Span(span["start"], span["end"])) for span in row["spans"]),
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


_CASES: Mapping[str, Callable[[str], str]] = {"as written": str, "lower case": str.lower, "upper case": str.upper}
_HEAD = f"{'':34}{'number':>7}{'recall':>8}{'cover':>8}{'right':>8}{'chars':>8}"


def report(messages: Sequence[Annotated]) -> Iterable[str]:
    """The lines of the table: persons in every case and context, then every other label as written."""
    contexts = {
        "no context": {},
        "participants": senders_as_context(messages),
        "whole archive": senders_as_context(messages, others=True),
    }
    find_all("warm")
    for part, chosen in zip(("all", "development", "held out"), (list(messages), *halves(messages)), strict=True):
        yield f"{part}: {len(chosen)} messages"
        yield _HEAD
        for knowledge, known in contexts.items():
            for case, change in _CASES.items():
                scores = score([in_case(message, change) for message in chosen], known)
                yield _line(f"PERSON, {knowledge}, {case}", scores[Label.PERSON])
        scores = score(chosen, contexts["participants"])
        yield from (_line(label, scores[label]) for label in Label if label in scores and label is not Label.PERSON)
        yield ""
    yield f"speed: {_speed(messages, contexts['participants']):.0f} messages a CPU second"


def _line(name: str, counts: Score) -> str:
    figures = (counts.recall, counts.cover, counts.precision, counts.character_precision)
    return f"{name:34}{counts.wanted:7}" + "".join(f"{figure:8.3f}" for figure in figures)


def _speed(messages: Sequence[Annotated], contexts: Mapping[str, Context]) -> float:
    start = time.process_time()
    for message in messages:
        find_all(message.text, contexts[message.conversation])
    return len(messages) / (time.process_time() - start)


def main() -> None:
    """Print the table for the file named on the command line."""
    parser = argparse.ArgumentParser(description="Score the detectors on annotated messages.")
    parser.add_argument("messages", type=Path, help="JSON Lines: conversation, sender, text, spans")
    for line in report(read_messages(parser.parse_args().messages)):
        print(line)


if __name__ == "__main__":
    main()
