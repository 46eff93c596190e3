"""Messages a person finished deciding on, as examples to train on: how they stand in a file, and which are held out.

The file holds personal data and stays inside the organisation. Its first line says what it is and how many lines follow; each
of these is one message: `group` stands for its conversation, `persons` and `unknown` are pairs of code points of `text`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from redaction.names.training.labelled import Labelled
from redaction.spans import Span

CHECKOUT = Path(__file__).resolve().parents[3]
HELD_OUT = 4
"""One conversation in so many is never trained on, so that a model can be measured on it."""
_WHAT = "woo-portal examples"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Decided:
    """A message with what was decided in it. Messages of one conversation have the same `group`, see `group_of`."""

    group: str
    sentence: Labelled


def group_of(conversation: int) -> str:
    """What stands for a conversation (id): the same in every export, and no number of the archive."""
    return hashlib.sha256(f"{_WHAT}: conversation {conversation}".encode()).hexdigest()[:16]


def is_held_out(example: Decided) -> bool:
    """Whether its conversation is one that is never trained on; the same answer for every export and model."""
    return int(hashlib.sha256(example.group.encode()).hexdigest()[:8], 16) % HELD_OUT == 0


def parts(examples: Iterable[Decided]) -> tuple[list[Decided], list[Decided]]:
    """What to train on and what to measure on. What was said in both, such as what was forwarded, is only trained on."""
    trained: list[Decided] = []
    held: list[Decided] = []
    for example in examples:
        (held if is_held_out(example) else trained).append(example)
    known = {example.sentence.text for example in trained}
    return trained, [example for example in held if example.sentence.text not in known]


def in_repository(path: Path) -> bool:
    """Whether a path lies in the portal's folder or in any git repository: from there it could be passed on unseen."""
    whole = path.resolve()
    return whole.is_relative_to(CHECKOUT) or any((folder / ".git").exists() for folder in (whole, *whole.parents))


def write(examples: Sequence[Decided], path: Path) -> None:
    """Write a new file that only this user may read. Raises `OSError`, `FileExistsError` among them; then nothing is left."""
    rows = [json.dumps({"what": _WHAT, "version": _VERSION, "messages": len(examples)})]
    rows += [json.dumps(_row(example), ensure_ascii=False) for example in examples]
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(("\n".join(rows) + "\n").encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[list[Decided], str]:
    """The examples of a file and its SHA-256. Raises `ValueError` for another file or half of one, `OSError` without one."""
    content = path.read_bytes()
    try:
        head, *rows = map(json.loads, content.decode("utf-8", "surrogatepass").removesuffix("\n").split("\n"))
        is_whole = (head["what"], head["version"], head["messages"]) == (_WHAT, _VERSION, len(rows))
        examples = [Decided(row["group"], _sentence(row)) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} is no file that `manage.py export_examples` wrote") from error
    if not is_whole:
        raise ValueError(f"{path.name} is not whole, or of another version: export the examples anew")
    return examples, hashlib.sha256(content).hexdigest()


def _row(example: Decided) -> dict[str, object]:
    sentence = example.sentence
    spans = {"persons": sentence.persons, "unknown": sentence.unknown}
    pairs = {key: [(span.start, span.end) for span in found] for key, found in spans.items()}
    return {"group": example.group, "text": sentence.text, **pairs}


def _sentence(row: dict) -> Labelled:
    persons, unknown = (tuple(Span(*pair) for pair in row[key]) for key in ("persons", "unknown"))
    return Labelled(row["text"], persons, unknown)
