"""Searches the archive that `tests.bench.archive_at_size` keeps: `python -m tests.bench.search [--peers]`.

For each kind of question at least fifty different ones, warm: median and 95th percentile of the time a caller waits, and the
mean time of both processors, which says more on a busy machine. Then what the search rows take. With `--peers` SQLite's
FTS5 and tantivy are asked the same of the same messages, one after another in the same run (`tests.bench.search_peers`).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import psutil

from tests.bench.archive_at_size import FIRST_DAY, YEARS, set_up
from tests.bench.processes import server

QUESTIONS = 50
PAGE = 50
ALLOWED = {
    "woord, persoon en jaar, met verdeling": 50,
    "vaak voorkomend woord": 30,
    "zeldzaam woord": 30,
    "zin van twee woorden": 30,
    "onderwerp: acht woorden samen": 30,
    "woord en persoon, alle jaren": 30,
    "verdeling van een vaak voorkomend woord": 200,
    "verdeling van acht woorden samen": 500,
    "aantal tot 10.001 van een vaak voorkomend woord": 30,
    "voorgestelde woorden": 30,
    "woorden die er vaak bij staan": 30,
}
"""The kinds of question, and so many milliseconds each may take at ten million messages (95th percentile)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, in a form that each of those compared can read: any of these words, of a person, in a year."""

    words: tuple[str, ...]
    is_phrase: bool = False
    handle: int | None = None
    year: int | None = None


def main() -> None:
    """Every kind of question, then the sizes."""
    set_up()
    kinds = questions()
    ways = {"PostgreSQL": _portal(kinds)}
    if "--peers" in sys.argv[1:]:
        from tests.bench.search_peers import peers

        ways |= peers()
    for kind, allowed in ALLOWED.items():
        print(f"{kind} (p95 hoogstens {allowed} ms)")
        for name, answers in ways.items():
            if kind in answers:
                print(f"    {name:12}{measured(kinds[kind], answers[kind])}", flush=True)
    for line in _sizes():
        print(line)


def measured(asked: Sequence[Asked], answer: Callable[[Asked], object]) -> str:
    """How long each of the questions takes, after all were asked once."""
    for question in asked:
        answer(question)
    processes = [psutil.Process(), server()]
    before = sum(sum(process.cpu_times()[:2]) for process in processes)
    laps = sorted(_timed(answer, question) for question in asked)
    busy = sum(sum(process.cpu_times()[:2]) for process in processes) - before
    p95 = laps[int(0.95 * len(laps))]
    return (
        f"p50 {statistics.median(laps):7.1f} ms   p95 {p95:7.1f} ms   rekentijd {1000 * busy / len(laps):7.1f} ms"
        f"   ({len(laps)} vragen)"
    )


def _timed(answer: Callable[[Asked], object], question: Asked) -> float:
    started = time.perf_counter()
    answer(question)
    return 1000 * (time.perf_counter() - started)


def questions() -> dict[str, list[Asked]]:
    """The questions by kind, the same ones for the same archive."""
    often, rare = _words(0.005, 0.02), _words_of(2, 50)
    handles = _rows("SELECT handle_id FROM archive_participant GROUP BY 1 ORDER BY sum(message_count) DESC LIMIT 50")
    years = [FIRST_DAY.year + number % YEARS for number in range(QUESTIONS)]
    alone = [Asked((word,)) for word in often]
    together = [Asked(tuple(_words(0.008, 0.03, start=number, number=8))) for number in range(QUESTIONS)]
    of_somebody = [Asked((word,), handle=handles[number % 50][0]) for number, word in enumerate(often)]
    in_a_year = [
        Asked(asked.words, handle=asked.handle, year=year) for asked, year in zip(of_somebody, years, strict=True)
    ]
    return {
        "woord, persoon en jaar, met verdeling": in_a_year,
        "vaak voorkomend woord": alone,
        "zeldzaam woord": [Asked((word,)) for word in rare],
        "zin van twee woorden": [Asked(words, is_phrase=True) for words in _phrases()],
        "onderwerp: acht woorden samen": together,
        "woord en persoon, alle jaren": of_somebody,
        "verdeling van een vaak voorkomend woord": alone,
        "verdeling van acht woorden samen": together,
        "aantal tot 10.001 van een vaak voorkomend woord": alone,
        "voorgestelde woorden": alone,
        "woorden die er vaak bij staan": alone,
    }


def _words(least: float, most: float, *, start: int = 0, number: int = QUESTIONS) -> list[str]:
    """Words that stand in such a share of the messages; fewer than fifty of them are asked for more than once."""
    ((total,),) = _rows("SELECT count(*) FROM archive_messageindex")
    found = _words_of(int(least * total), int(most * total), start=start, number=number)
    return [found[place % len(found)] for place in range(number)]


def _words_of(least: int, most: int, *, start: int = 0, number: int = QUESTIONS) -> list[str]:
    """Words that stand in so many messages, in an order by chance."""
    rows = _rows(
        "SELECT word FROM archive_lexeme WHERE df BETWEEN %s AND %s ORDER BY md5(lexeme || %s) LIMIT %s",
        [least, most, str(start), number],
    )
    return [word for (word,) in rows]


def _phrases() -> list[tuple[str, ...]]:
    """Two words that follow one another in a message, neither of which is too common."""
    texts = _rows(
        "SELECT text FROM archive_message WHERE id %% 997 = 0 AND length(text) > 60 ORDER BY id LIMIT %s", [QUESTIONS]
    )
    known = {word for (word,) in _rows("SELECT word FROM archive_lexeme")}
    found = []
    for (text,) in texts:
        words = text.split()
        pairs = pairwise(words)
        found += [next((pair for pair in pairs if known.issuperset(pair)), (words[0],))]
    return found


def _portal(kinds: dict[str, list[Asked]]) -> dict[str, Callable[[Asked], object]]:
    """How the portal answers each kind of question, with the trees that a page asks."""
    from archive.models import Handle
    from archive.search.expressions import Expression, InPeriod, Or, Phrase, SentBy, Word, all_of
    from archive.search.facets import facets
    from archive.search.hits import count, hits
    from archive.search.suggesting import related, suggest

    persons = dict(Handle.objects.values_list("pk", "person"))

    def tree(asked: Asked) -> Expression:
        words = Phrase(" ".join(asked.words)) if asked.is_phrase else Or(tuple(map(Word, asked.words)))
        beside = [SentBy((persons[asked.handle],))] if asked.handle else []
        period = [InPeriod(date(asked.year, 1, 1), date(asked.year, 12, 31))] if asked.year else []
        return all_of((words, *beside, *period))

    trees = {asked: tree(asked) for listed in kinds.values() for asked in listed}

    def page(asked: Asked) -> object:
        return hits(trees[asked], size=PAGE)

    def spread(asked: Asked) -> object:
        return facets(trees[asked])

    return {
        "woord, persoon en jaar, met verdeling": lambda asked: (page(asked), count(trees[asked]), spread(asked)),
        "vaak voorkomend woord": page,
        "zeldzaam woord": page,
        "zin van twee woorden": page,
        "onderwerp: acht woorden samen": page,
        "woord en persoon, alle jaren": page,
        "verdeling van een vaak voorkomend woord": spread,
        "verdeling van acht woorden samen": spread,
        "aantal tot 10.001 van een vaak voorkomend woord": lambda asked: count(trees[asked], at_most=10_001),
        "voorgestelde woorden": lambda asked: suggest([Word(asked.words[0])]),
        "woorden die er vaak bij staan": lambda asked: related(trees[asked]),
    }


def _sizes() -> list[str]:
    """What the search rows, their indexes and the words take."""
    partitions = "pg_partition_tree('archive_messageindex') t JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf"
    ((rows, table),) = _rows(
        f"SELECT sum(greatest(c.reltuples, 0)), sum(pg_table_size(c.oid))::bigint FROM {partitions}"
    )
    indexes = _rows(
        "SELECT parent.relname, sum(pg_relation_size(i.inhrelid))::bigint FROM pg_inherits i JOIN pg_class parent ON"
        " parent.oid = i.inhparent WHERE parent.relname LIKE 'archive_messageindex_%%' GROUP BY 1 ORDER BY 1",
        [],
    )
    ((words, word_size),) = _rows("SELECT count(*), pg_total_relation_size('archive_lexeme') FROM archive_lexeme")
    whole = table + sum(size for _, size in indexes)
    return [
        f"{rows:.0f} zoekrijen: {table / 1e6:.0f} MB, samen met indexen {whole / 1e6:.0f} MB (bij tien miljoen: 4.500)",
        *(f"    {name}: {size / 1e6:.0f} MB" for name, size in indexes),
        f"{words} woorden: {word_size / 1e6:.0f} MB",
    ]


def _rows(statement: str, parameters: Sequence[Any] | None = None) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


if __name__ == "__main__":
    main()
