"""Prints how well personal data is found in the annotated sets: `python -m tests.quality [--peers DIRECTORY]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from redaction.detecting import Label
from redaction.finding import find_all
from redaction.names.training.marked import Annotated
from tests.environments import environment
from tests.quality import cost, measuring, peers
from tests.quality.scoring import halves, in_case, senders_as_context
from tests.quality.sets import SETS, UNSEEN


def report(messages: Sequence[Annotated], chosen: Sequence[Annotated]) -> Iterator[str]:
    """The lines for the `chosen` of these messages: persons by what is known and by case, origins, every other label."""
    knowledge = {
        "nobody known": {},
        "participants": senders_as_context(messages),
        "whole archive": senders_as_context(messages, others=True),
    }
    yield measuring.HEAD
    for known, contexts in knowledge.items():
        for case, change in measuring.CASES.items():
            found = measuring.run(chosen, contexts, find_all, change)
            yield measuring.line(f"PERSON, {known}, {case}", found, Label.PERSON)
    for case, change in measuring.CASES.items():
        dossier = measuring.run_in_a_dossier(messages, chosen, knowledge["participants"], change)
        yield measuring.line(f"PERSON, one dossier, {case}", dossier, Label.PERSON)
        names = measuring.after_propagation(dossier)
        yield f"  {names.cover:.3f} of {names.wanted} names covered wherever they stand, after propagation"
    found = measuring.run_in_a_dossier(messages, chosen, knowledge["participants"])
    present = {mark.label for message in chosen for mark in message.marks}
    present |= {finding.label for item in found for finding in item.findings}
    yield from (measuring.line(label, found, label) for label in Label if label in present - {Label.PERSON})
    yield f"false proposals in 100 messages without personal data: {measuring.false_proposals(found):.1f}"
    origins = list(measuring.by_origin(found))
    yield from ["names found, by origin:", *origins] if origins else []
    yield "part of the proposals that is right, by confidence:"
    yield from measuring.right_by_confidence(found)


def beside_peers(messages: Sequence[Annotated], python: Path) -> Iterator[str]:
    """The lines of the other tools, on persons in every case; they are not told who takes part."""
    texts = [in_case(message, change).text for change in measuring.CASES.values() for message in messages]
    yield measuring.HEAD
    for name in ("deduce", "spacy"):
        peer = peers.run(name, python, list(dict.fromkeys(texts)))
        if peer is None:
            yield f"{name} is not installed in {python.parents[1]}"
            continue
        for case, change in measuring.CASES.items():
            found = measuring.run(messages, {}, peer.find, change)
            yield measuring.line(f"PERSON, {name}, {case}", found, Label.PERSON)
        yield f"{name}: ready in {peer.ready:.1f} CPU s, {peer.memory:.0f} MB, {peer.rate:.0f} messages a CPU second"


def main() -> None:
    """Every set, whole and in its two halves, and what it costs."""
    parser = argparse.ArgumentParser(description="Measure the detectors on annotated messages.")
    parser.add_argument("--peers", type=Path, help="compare with the tools of peers.txt, installed in this directory")
    python = environment(folder, peers.PINNED) if (folder := parser.parse_args().peers) else None
    for name, read in SETS.items():
        messages = read()
        parts = {"all": messages}
        if name not in UNSEEN:
            parts["development half"], parts["held-out half"] = halves(messages)
        for part, chosen in parts.items():
            print(f"\n{name}, {part}: {len(chosen)} messages")
            for line in report(messages, chosen):
                print(line)
                sys.stdout.flush()
        if python:
            print(f"\n{name}, other tools")
            print("\n".join(beside_peers(messages, python)))
    figures = cost.measure()
    told = "\nready in {ready:.1f} CPU s, {memory:.0f} MB, {rate:.0f} messages a CPU second, {alone:.0f} one by one"
    print(told.format(**figures))


if __name__ == "__main__":
    main()
