"""From file to stored, hashed, searchable, threaded and sealed: a new chat, the same chat in another file, the same file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from unittest import mock

from tests.bench.generate import export
from tests.bench.processes import Cost, cost_of, make_database

NAME = "WhatsApp-chat met Bench.txt"


def new_chat(folder: Path, messages: int) -> str:
    """Everything is new, in an empty archive; the formats are known already, as to a worker that has imported before."""
    from archive.importing import importers

    make_database()
    list(importers)
    path = folder / f"chat-{messages}.txt"
    export(path, messages)
    return _told(_import(path), messages)


def other_file(folder: Path, messages: int) -> str:
    """The same messages, in a file with other bytes: every one is recognised, and kept as what this file holds."""
    from archive import conversation_storing

    path = folder / "other.txt"
    path.write_bytes((folder / f"chat-{messages}.txt").read_bytes().replace(b"07:59", b"07:58", 1))
    with _watched(conversation_storing, "find_conversation", "recognise_messages", "same_persons") as recognising:
        cost = _import(path)
    return (
        f"{_told(cost, messages)}; de database alleen {messages / cost.database:.0f} berichten/s, "
        f"herkennen {messages / sum(recognising):.0f}"
    )


@contextmanager
def _watched(module: ModuleType, *names: str) -> Iterator[list[float]]:
    """The seconds of the database's processor that each call of these functions took."""
    took: list[float] = []

    def watched(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            answer: list[object] = []
            took.append(cost_of(lambda: answer.append(function(*arguments, **options))).database)
            return answer[0]

        return call

    with ExitStack() as patched:
        for name in names:
            patched.enter_context(mock.patch.object(module, name, watched(getattr(module, name))))
        yield took


def same_file(folder: Path, messages: int) -> str:
    """The very file again: known by its hash."""
    from archive.ingest import receive

    started = time.perf_counter()
    run = receive(folder / f"chat-{messages}.txt", file_name=NAME, by="bench")
    return f"{1000 * (time.perf_counter() - started):.0f} ms, {run.report['messages_new']} nieuw"


def _import(path: Path) -> Cost:
    from archive.ingest import receive, run_import

    run = receive(path, file_name=NAME, by="bench")
    return cost_of(lambda: run_import(run.pk))


def _told(cost: Cost, messages: int) -> str:
    return (
        f"{messages / cost.clock:.0f} berichten/s ({messages / (cost.own + cost.database):.0f} in rekentijd: "
        f"{cost.own:.2f} s hier, {cost.database:.2f} s in de database)"
    )
