"""Trains the name finder: `make model DATA=directory`; the directory holds the files that `sources.py` names.

With `EXAMPLES=file` it also learns from what persons decided (`manage.py export_examples`), and the network is a candidate in a
folder of its own. The same data, examples, versions and seeds give the same networks.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from redaction.names import lists, tagger
from redaction.names.chosen_model import CARD, SHIPPED, WEIGHTS
from redaction.names.reading import Reading, read
from redaction.names.training import chats, decided, sources
from redaction.names.training.card import Learned, card
from redaction.names.training.labelled import Labelled
from redaction.names.training.sentences import Fillings, careless, message, renamed, with_other_words
from redaction.names.training.treebank import read_treebank

SEED = 20261126
MESSAGES = 20_000
"""Generated anew for each epoch, so that no message is seen twice."""
EPOCHS = 12
DROPOUT = 0.25
BATCH = 64
RATE = 0.002
UNLISTED = 0.3
"""How often a listed name is shown as an unknown word, so that the network learns to do without the lists."""

REPEATS = 3
"""How often an epoch shows each written chat message, and each example of what persons decided: each time careless in another way
and half of the times with other names in it."""
SHARE = 0.25
"""Of what persons decided no more than this part of the generated messages: a few dossiers are not all chat there is."""


@dataclass(frozen=True, slots=True)
class Example:
    """A reading and, for each of its words, the column that is right; -1 where nobody knows."""

    reading: Reading
    letters: str
    columns: tuple[int, ...]


class Epochs(Protocol):
    """What gives the examples of one epoch after the other."""

    def epoch(self) -> list[Example]:
        """The examples of the next epoch, in no order."""
        ...


class Examples:
    """All sentences of the treebanks, new generated messages and what persons decided, for each epoch."""

    def __init__(
        self,
        data: Path,
        chance: random.Random,
        learned: Sequence[Labelled] = (),
        messages: int = MESSAGES,
        repeats: int = REPEATS,
    ) -> None:
        self._fillings, self._chance = Fillings(data, chance), chance
        towns = frozenset(map(lists.key, self._fillings.places))
        treebanks = [name for source in sources.SOURCES for name in source.files if name.endswith(".conllu")]
        self._sentences = [sentence for name in treebanks for sentence in read_treebank(data / name, towns)]
        self._learned, self._messages = list(learned), messages
        self._chats = chats.written() * repeats

    def epoch(self) -> list[Example]:
        """The examples of one epoch, in no order."""
        most = int(SHARE * self._messages)
        shown = [*self._sentences, *self._renamed(self._chats)]
        shown += (message(self._fillings, self._sentences) for _ in range(self._messages))
        every = self._learned * REPEATS
        shown += self._renamed(every if len(every) <= most else self._chance.sample(every, most))
        chosen = [self._as_chat(sentence) for sentence in shown]
        self._chance.shuffle(chosen)
        return chosen

    def _as_chat(self, sentence: Labelled) -> Example:
        return _example(careless(with_other_words(sentence, self._fillings), self._chance), self._chance)

    def _renamed(self, sentences: Sequence[Labelled]) -> list[Labelled]:
        """Half of them with other names."""
        return [renamed(item, self._fillings) if self._chance.random() < 0.5 else item for item in sentences]


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


def train(chosen: Epochs, *, epochs: int = EPOCHS, seed: int = SEED) -> Any:
    """A network trained on the examples of so many epochs; its weights are the mean of those it had on the way."""
    import numpy
    from thinc.api import Adam, fix_random_seed, set_dropout_rate

    fix_random_seed(seed)
    model, optimizer = tagger.network(), Adam(RATE, use_averages=True)
    for epoch in range(epochs):
        started, loss = time.process_time(), 0.0
        examples = chosen.epoch()
        documents = [tagger.document(example.reading, example.letters) for example in examples]
        if not epoch:
            model.initialize(documents[:8], [numpy.zeros((len(item), 3), "f") for item in documents[:8]])
            set_dropout_rate(model, DROPOUT)
        for first in range(0, len(examples), BATCH):
            optimizer.learn_rate = RATE * max(0.02, 1 - (epoch + first / len(examples)) / epochs)
            answers, back = model.begin_update(documents[first : first + BATCH])
            errors = [
                _error(answer, example.columns)
                for answer, example in zip(answers, examples[first : first + BATCH], strict=True)
            ]
            loss += sum(float((error**2).sum()) for error in errors)
            back(errors)
            model.finish_update(optimizer)
        print(
            f"network {seed}, epoch {epoch + 1}: loss {loss:.1f}, {time.process_time() - started:.0f} CPU s", flush=True
        )
    set_dropout_rate(model, 0.0)
    with model.use_params(optimizer.averages):
        return model.copy()


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


def write(weights: bytes, folder: Path, settings: Mapping[str, object], learned: Learned | None = None) -> None:
    """Put the weights and their card in a folder. One that knows examples is closed to other users."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700 if learned else 0o777)
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text(card(weights, settings, learned), "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Train the name finder.")
    parser.add_argument("data", type=Path, help="the folder with the files of sources.py")
    parser.add_argument("--examples", type=Path, help="a file of `manage.py export_examples` to learn from as well")
    parser.add_argument("--out", type=Path, help="a new folder for the network; with examples one beside their file")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="how often to go through everything")
    parser.add_argument("--messages", type=int, default=MESSAGES, help="how many messages to generate for each epoch")
    parser.add_argument(
        "--repeats", type=int, default=REPEATS, help="how often an epoch shows each written chat message"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write the network: where the portal has its own, or as a candidate where it learned from examples."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    sentences: list[Labelled] = []
    folder, learned = asked.out or SHIPPED, None
    try:
        sources.verify(asked.data)
        if asked.examples:
            folder = asked.out or asked.examples.with_name(f"{asked.examples.stem}-model")
            sentences, learned = _learned(asked.examples, folder)
        if folder != SHIPPED and folder.exists():
            raise ValueError(f"{folder} exists: name another folder with OUT=, or remove it")
    except (OSError, ValueError) as error:
        parser.error(str(error))
    seeds = range(SEED, SEED + tagger.NETWORKS)
    with ProcessPoolExecutor(tagger.NETWORKS) as pool:
        apart = partial(_train_apart, asked, sentences)
        trained = [tagger.network_of(weights) for weights in pool.map(apart, seeds)]
    settings: dict[str, object] = {
        "seeds of the networks": ", ".join(map(str, seeds)),
        "epochs": asked.epochs,
        "generated messages an epoch": asked.messages,
        "written chat messages an epoch": len(chats.written()) * asked.repeats,
        "dropout": DROPOUT,
        "learning rate": RATE,
        "listed names shown as unlisted": UNLISTED,
    }
    if learned:
        settings["examples an epoch"] = min(len(sentences) * REPEATS, int(SHARE * asked.messages))
    write(tagger.together(trained).to_bytes(), folder, settings, learned)
    print(f"Written: {folder}")


def _train_apart(asked: argparse.Namespace, sentences: Sequence[Labelled], seed: int) -> bytes:
    """One network, in a process of its own: they have nothing in common but what they are made of."""
    chosen = Examples(asked.data, random.Random(seed), sentences, asked.messages, asked.repeats)
    trained: bytes = train(chosen, epochs=asked.epochs, seed=seed).to_bytes()
    return trained


def _learned(path: Path, folder: Path) -> tuple[list[Labelled], Learned]:
    """What to learn from a file of examples, and what the card tells of it. Raises `ValueError` and `OSError`."""
    for place in (path, folder):
        if decided.in_repository(place):
            raise ValueError(f"{place} lies in a repository: examples and what learned from them hold personal data")
    examples, checksum = decided.read(path)
    trained, held = decided.parts(examples)
    if not trained:
        raise ValueError(f"{path.name} holds nothing to train on: all of it is held out")
    return [example.sentence for example in trained], Learned(checksum, len(trained), len(held))


if __name__ == "__main__":
    main()
