"""Trains the name finder: `make model DATA=directory`; the directory holds the files that `sources.py` names.

The same data, versions and seed give the same network.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redaction.names import lists, tagger
from redaction.names.reading import Reading, read
from redaction.names.training import sources
from redaction.names.training.card import card
from redaction.names.training.labelled import Labelled
from redaction.names.training.sentences import Fillings, careless, message
from redaction.names.training.treebank import read_treebank

SEED = 20261126
MESSAGES = 28_000
"""Generated anew for each epoch, so that no message is seen twice."""
EPOCHS = 6
DROPOUT = 0.25
BATCH = 64
RATE = 0.002
UNLISTED = 0.3
"""How often a listed name is shown as an unknown word, so that the network learns to do without the lists."""

FOLDER = Path(__file__).parents[1] / "model"


@dataclass(frozen=True, slots=True)
class Example:
    """A reading and, for each of its words, the column that is right; -1 where nobody knows."""

    reading: Reading
    letters: str
    columns: tuple[int, ...]


class Examples:
    """All sentences of the treebanks and new generated messages, for each epoch."""

    def __init__(self, data: Path, chance: random.Random) -> None:
        self._fillings, self._chance = Fillings(data, chance), chance
        towns = frozenset(map(lists.key, self._fillings.places))
        treebanks = [name for source in sources.SOURCES for name in source.files if name.endswith(".conllu")]
        self._sentences = [sentence for name in treebanks for sentence in read_treebank(data / name, towns)]

    def epoch(self) -> list[Example]:
        """The examples of one epoch, in no order."""
        chosen = [_example(careless(sentence, self._chance), self._chance) for sentence in self._sentences]
        chosen += [_example(message(self._fillings, self._sentences), self._chance) for _ in range(MESSAGES)]
        self._chance.shuffle(chosen)
        return chosen


def _example(sentence: Labelled, chance: random.Random) -> Example:
    reading = read(sentence.text)
    columns = [tagger.NEITHER] * len(reading.letters)
    for place, start in enumerate(reading.starts):
        if any(span.start <= start < span.end for span in sentence.unknown):
            columns[place] = -1
    letters = list(reading.letters)
    for span in sentence.persons:
        inside = [place for place, start in enumerate(reading.starts) if span.start <= start < span.end]
        unlisted = chance.random() < UNLISTED
        for number, place in enumerate(inside):
            columns[place] = tagger.GOES_ON if number else tagger.BEGINS
            if unlisted:
                letters[place] = _unlisted(letters[place], chance)
    return Example(reading, "".join(letters), tuple(columns))


def _unlisted(letter: str, chance: random.Random) -> str:
    """The letter a name would have that stands in no list: its capital stays."""
    if letter.lower() not in "fglbmv":
        return letter
    other = chance.choice("yyuvr")
    return other.upper() if letter.isupper() else other


def train(chosen: Examples) -> Any:
    """A network trained on the examples."""
    import numpy
    from thinc.api import Adam, fix_random_seed, set_dropout_rate

    fix_random_seed(SEED)
    model, optimizer = tagger.network(), Adam(RATE)
    for epoch in range(EPOCHS):
        started, loss = time.process_time(), 0.0
        examples = chosen.epoch()
        documents = [tagger.document(example.reading, example.letters) for example in examples]
        if not epoch:
            model.initialize(documents[:8], [numpy.zeros((len(item), 3), "f") for item in documents[:8]])
            set_dropout_rate(model, DROPOUT)
        for first in range(0, len(examples), BATCH):
            optimizer.learn_rate = RATE * max(0.02, 1 - (epoch + first / len(examples)) / EPOCHS)
            answers, back = model.begin_update(documents[first : first + BATCH])
            errors = [
                _error(answer, example.columns)
                for answer, example in zip(answers, examples[first : first + BATCH], strict=True)
            ]
            loss += sum(float((error**2).sum()) for error in errors)
            back(errors)
            model.finish_update(optimizer)
        print(f"epoch {epoch + 1}: loss {loss:.1f}, {time.process_time() - started:.0f} CPU s", flush=True)
    set_dropout_rate(model, 0.0)
    return model


def _error(answer: Any, columns: tuple[int, ...]) -> Any:
    """How far an answer is off, word by word; nothing where nobody knows."""
    import numpy

    error = numpy.array(answer)
    for place, column in enumerate(columns):
        if column < 0:
            error[place] = 0
        else:
            error[place, column] -= 1
    return error


def write(weights: bytes) -> None:
    """Put the weights and their card where the portal reads them."""
    settings = {
        "seed": SEED,
        "epochs": EPOCHS,
        "generated messages an epoch": MESSAGES,
        "dropout": DROPOUT,
        "learning rate": RATE,
        "listed names shown as unlisted": UNLISTED,
    }
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "weights.bin").write_bytes(weights)
    (FOLDER / "CARD.md").write_text(card(weights, settings), "utf-8")


def main() -> None:
    """Train, and write the weights where the portal reads them."""
    parser = argparse.ArgumentParser(description="Train the name finder.")
    parser.add_argument("data", type=Path, help="the folder with the files of sources.py")
    data = parser.parse_args().data
    try:
        sources.verify(data)
    except ValueError as error:
        parser.error(str(error))
    model = train(Examples(data, random.Random(SEED)))
    write(model.to_bytes())


if __name__ == "__main__":
    main()
