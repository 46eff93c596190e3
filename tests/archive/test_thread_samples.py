"""How well threads agree with people: on chats of which somebody wrote down what answers what; they are not part of the project.

CHAT_SAMPLES names the folder of samples (`samples` in the shared folder beside the project when not set). Without it the run
says so loudly. The measures are those of Kummerfeld et al. (ACL 2019): one-to-one overlap, and variation of information
scaled so that 100 is agreement.
"""

from __future__ import annotations

import math
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from archive.threads import Names, Turn, place, silence

SAMPLES = Path(os.environ.get("CHAT_SAMPLES", Path(__file__).parents[2].parent / "shared" / "samples"))
FOLDER = SAMPLES / "corpora" / "irc-disentanglement" / "dev"
FIRST_ANNOTATED = 1000
"""The lines before this one are context that nobody annotated."""
OVERLAP, VI = 76.0, 88.0
"""What the design's first measurement reached on the test part of the same corpus; a trained network reaches 75.6 and 91.3."""
_WRITTEN = re.compile(r"\[(\d\d):(\d\d)\] (?:<([^>]+)>| \* ?(\S+)) ?(.*)")


def test_threads_agree_with_people_as_well_as_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    if not FOLDER.is_dir():
        said = f"NOT MEASURED: no chats with annotated threads at {FOLDER}; set CHAT_SAMPLES to the folder of samples."
        warnings.warn(said, stacklevel=1)
        with capsys.disabled():
            print(f"\n{said}")
        return
    pairs = [(_by_people(chat), _ours(chat)) for chat in sorted(FOLDER.glob("*.ascii.txt"))]
    overlap, variation = _overlap(pairs), _variation(pairs)
    with capsys.disabled():
        print(f"\nthreads, {len(pairs)} chats: one-to-one overlap {overlap:.1f}, VI {variation:.1f}")
    assert overlap >= OVERLAP
    assert variation >= VI


Clusters = list[int]
"""Of each annotated line the thread it is in."""


def _lines(chat: Path) -> list[str]:
    return chat.read_text("utf-8", errors="replace").splitlines()


def _by_people(chat: Path) -> Clusters:
    roots = list(range(len(_lines(chat))))

    def root(line: int) -> int:
        while roots[line] != line:
            line = roots[line]
        return line

    for row in chat.with_name(chat.name.replace("ascii", "annotation")).read_text().splitlines():
        one, other, *_ = map(int, row.split()[:2])
        roots[root(other)] = root(one)
    return [root(line) for line in range(FIRST_ANNOTATED, len(roots))]


def _ours(chat: Path) -> Clusters:
    turns, writers = list(_turns(_lines(chat))), {}
    for _, writer in turns:
        if writer:
            writers.setdefault(writer, len(writers))
    told = [Turn(turn.message, turn.at, writers.get(writer), turn.text) for turn, writer in turns]
    gaps = sorted(after.at - before.at for before, after in pairwise(told))
    names = Names((number, writer) for writer, number in writers.items())
    placed = place(told, names=names, silence=silence(gaps[len(gaps) // 2]))
    return [one.thread for one in placed if one.message >= FIRST_ANNOTATED]


def _turns(lines: list[str]) -> Iterator[tuple[Turn, str]]:
    """Each line and its writer; joining and leaving is the app's, at the moment of the line before it."""
    day = last = 0
    for number, line in enumerate(lines):
        found = _WRITTEN.match(line)
        if found is None:
            yield Turn(number, float(last), None, line), ""
            continue
        hour, minute, writer, actor, text = found.groups()
        at = day * 86_400 + int(hour) * 3600 + int(minute) * 60
        if at < last - 3600:
            day, at = day + 1, at + 86_400
        last = at
        yield Turn(number, float(at), 0, text), writer or actor


def _overlap(pairs: list[tuple[Clusters, Clusters]]) -> float:
    """The share of lines in the best pairing of threads one to one, in per cent."""
    return 100 * sum(_best_pairing(Counter(zip(a, b, strict=True))) for a, b in pairs) / sum(len(a) for a, _ in pairs)


def _best_pairing(shared: Counter[tuple[int, int]]) -> int:
    """The largest sum of a pairing of rows with columns, by the Hungarian method with potentials."""
    rows, columns = sorted({a for a, _ in shared}), sorted({b for _, b in shared})
    size = max(len(rows), len(columns))
    costs = [[0] * (size + 1) for _ in range(size + 1)]
    for (a, b), count in shared.items():
        costs[rows.index(a) + 1][columns.index(b) + 1] = -count
    over, under, matched = [0] * (size + 1), [0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        matched[0], column = row, 0
        least, way, seen = [10**9] * (size + 1), [0] * (size + 1), [False] * (size + 1)
        while matched[column]:
            seen[column], at = True, matched[column]
            for other in range(1, size + 1):
                if not seen[other] and (left := costs[at][other] - over[at] - under[other]) < least[other]:
                    least[other], way[other] = left, column
            column = min((other for other in range(1, size + 1) if not seen[other]), key=least.__getitem__)
            delta = least[column]
            for other in range(size + 1):
                if seen[other]:
                    over[matched[other]] += delta
                    under[other] -= delta
                else:
                    least[other] -= delta
        while column:
            matched[column], column = matched[way[column]], way[column]
    return -sum(costs[matched[column]][column] for column in range(1, size + 1))


def _variation(pairs: list[tuple[Clusters, Clusters]]) -> float:
    """100 less the variation of information, as a share of its largest value."""
    one, other, both = Counter(), Counter(), Counter()
    for number, (a, b) in enumerate(pairs):
        one.update((number, thread) for thread in a)
        other.update((number, thread) for thread in b)
        both.update((number, *threads) for threads in zip(a, b, strict=True))
    return 100 * (1 - (2 * _entropy(both) - _entropy(one) - _entropy(other)) / math.log2(one.total()))


def _entropy(counts: Counter) -> float:
    return -sum(count / counts.total() * math.log2(count / counts.total()) for count in counts.values())


def test_a_pairing_is_the_best_one() -> None:
    assert _best_pairing(Counter({(1, 1): 3, (1, 2): 4, (2, 1): 1, (2, 2): 4, (3, 3): 2})) == 9
