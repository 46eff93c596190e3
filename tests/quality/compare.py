"""Measures a trained name finder beside the one in use: `python -m tests.quality.compare FOLDER [--examples FILE]`.

On the sets of `make quality`, and on the conversations of the examples that no model is trained on. It decides nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from redaction.detecting import Context, Label
from redaction.finding import find_all
from redaction.names import chosen_model, tagger
from redaction.names.training import decided
from redaction.names.training.marked import Annotated, Mark
from redaction.spans import Span
from tests.quality import measuring
from tests.quality.measuring import Found
from tests.quality.scoring import Score, senders_as_context
from tests.quality.sets import SETS

FIGURES: Mapping[str, Callable[[Score], float]] = {
    "recall": lambda counts: counts.recall,
    "cover": lambda counts: counts.cover,
    "right": lambda counts: counts.precision,
    "chars": lambda counts: counts.character_precision,
}


@dataclass(frozen=True, slots=True)
class Part:
    """Messages to measure on, what is known around them, and of each the passages of which nobody said what they are."""

    name: str
    messages: Sequence[Annotated]
    contexts: Mapping[str, Context]
    unknown: Sequence[Sequence[Span]]


def parts(examples: Sequence[decided.Decided]) -> list[Part]:
    """The sets, without what these examples say as well, and the examples that are held out."""
    trained, held = decided.parts(examples)
    known = {example.sentence.text for example in trained}
    found = []
    for name, read in SETS.items():
        messages = read()
        left = [message for message in messages if message.text not in known]
        out = len(messages) - len(left)
        title = f"{name}, {out} messages that were trained on left out" if out else name
        found.append(Part(title, left, senders_as_context(messages), [()] * len(left)))
    if held:
        marked = [
            Annotated(
                one.group, "", one.sentence.text, tuple(Mark(Label.PERSON, span) for span in one.sentence.persons)
            )
            for one in held
        ]
        found.append(Part("held-out decisions", marked, {}, [one.sentence.unknown for one in held]))
    return found


def persons(part: Part, change: Callable[[str], str]) -> list[Found]:
    """What the model in use finds, names only and without what overlaps a passage of which nobody knows."""
    return [
        Found(item.message, [one for one in item.findings if one.label is Label.PERSON and not _any(one.span, unknown)])
        for item, unknown in zip(
            measuring.run(part.messages, part.contexts, find_all, change), part.unknown, strict=True
        )
    ]


def _any(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def compare(part: Part, in_use: str, candidate: str) -> Iterator[str]:
    """The lines of a part: both models in each case, and then where the candidate does worse."""
    yield f"\n{part.name}: {len(part.messages)} messages"
    yield f"{measuring.HEAD}{'false':>8}"
    worse: list[str] = []
    for case, change in measuring.CASES.items():
        results = {}
        for name, folder in (("in use", in_use), ("candidate", candidate)):
            tagger.use(folder)
            results[name] = persons(part, change)
            line = measuring.line(f"PERSON, {name}, {case}", results[name], Label.PERSON)
            yield f"{line}{measuring.false_proposals(results[name]):8.1f}"
        worse += (f"  {case}, {lost}" for lost in _lost(results["in use"], results["candidate"]))
    yield from ["the candidate does worse here:", *worse] if worse else ["the candidate does worse nowhere here"]


def _lost(before: Sequence[Found], after: Sequence[Found]) -> Iterator[str]:
    """The figures that got worse, with how they were."""
    one, other = measuring.total(before, Label.PERSON), measuring.total(after, Label.PERSON)
    for name, figure in FIGURES.items():
        if figure(other) < figure(one):
            yield f"{name}: {figure(one):.3f} -> {figure(other):.3f}"
    false = measuring.false_proposals(before), measuring.false_proposals(after)
    if false[1] > false[0]:
        yield f"false: {false[0]:.1f} -> {false[1]:.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Everything that is measured, and what the folder needs to be measured on."""
    parser = argparse.ArgumentParser(description="Measure a trained name finder beside the one in use.")
    parser.add_argument("candidate", help="the folder that `make model` wrote")
    parser.add_argument("--examples", type=Path, help="the examples it was trained on")
    parser.add_argument(
        "--in-use", default=os.environ.get("WOO_NAME_MODEL", ""), help="another folder than the setting's"
    )
    asked = parser.parse_args(arguments)
    try:
        for folder in filter(None, (asked.candidate, asked.in_use)):
            chosen_model.weights_in(Path(folder))
        learned = chosen_model.examples_of(Path(asked.candidate))
        examples, checksum = decided.read(asked.examples) if asked.examples else ([], "")
    except (chosen_model.ModelUnfit, OSError, ValueError) as error:
        parser.error(str(error))
    if learned != checksum:
        print(
            "These are not the examples the candidate was trained on: what it knows by heart may be among the messages."
        )
    for part in parts(examples):
        for line in compare(part, asked.in_use, asked.candidate):
            print(line)
            sys.stdout.flush()
    if not decided.parts(examples)[1]:
        print("\nheld-out decisions: none to measure on")


if __name__ == "__main__":
    main()
