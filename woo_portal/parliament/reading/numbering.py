"""Which of the numbers at the beginning of lines are those of questions, and which of a list inside one. Pure.

A list inside a question or an answer starts at 1 again, so that its 3 may look like the next question. Each way to share the
numbers out is held against the others: that is taken which leaves least without a reason, of the same ones that in which a
question comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FORGOTTEN = 3
"""So many numbers in a row may be missing between two of questions; a larger step is another kind of number."""
_MOST_WAYS = 24
"""So many ways are kept at each number: what was worse so far does not become the best."""
_SKIPPED, _LISTED, _LOOSE = 0.25, 0.1, 1.0
"""What it costs to miss a number of a question, to take a number for one of a list, and for one of nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that begins with a number in the style of the questions.

    `may_follow`: it can be the next question; `may_skip`: also when numbers are missing before it; `against` is what speaks
    against its being one.
    """

    place: int
    number: int
    may_follow: bool
    may_skip: bool
    against: float = 0.0


@dataclass(frozen=True, slots=True)
class Shared:
    """The places of the numbers of questions, of others that begin a paragraph, and of those among these that the next
    question would have had. `worth` is how many numbers the row of questions has, less what speaks against it.
    """

    questions: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class _Way:
    """One way so far: what it costs, the last number of a question and of a list, and which candidates are questions."""

    cost: float
    asked: int = 0
    listed: int = 0
    taken: _Taken | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    """The candidates that are questions, the last first: ways share their beginnings."""

    place: int
    before: _Taken | None


def shared_out(candidates: Iterable[Candidate]) -> Shared:
    """The numbers of questions among all candidates, which are in the order of the document."""
    rows = list(candidates)
    ways = [_Way(0.0)]
    for candidate in rows:
        best: dict[tuple[int, int], _Way] = {}
        for way in ways:
            for longer in _longer(way, candidate):
                key = (longer.asked, longer.listed)
                if key not in best or longer.cost < best[key].cost:
                    best[key] = longer
        ways = sorted(best.values(), key=lambda way: way.cost)[:_MOST_WAYS]
    questions = frozenset(_places(ways[0].taken))
    others = frozenset(row.place for row in rows if row.may_follow and row.place not in questions)
    return Shared(questions, others, frozenset(_doubtful(rows, questions)), len(questions) - ways[0].cost)


def _longer(way: _Way, candidate: Candidate) -> Iterator[_Way]:
    """The ways in which one more number can be taken: the question's first."""
    number = candidate.number
    step = number - way.asked - 1
    if candidate.may_follow and (step == 0 or (0 < step <= FORGOTTEN and candidate.may_skip)):
        cost = way.cost + candidate.against + _SKIPPED * step
        yield _Way(cost, number, 0, _Taken(candidate.place, way.taken))
    goes_on = way.asked > 0 and number in (1, way.listed + 1)
    yield _Way(way.cost + (_LISTED if goes_on else _LOOSE), way.asked, number if goes_on else way.listed, way.taken)


def _places(taken: _Taken | None) -> Iterator[int]:
    while taken is not None:
        yield taken.place
        taken = taken.before


def _doubtful(candidates: Sequence[Candidate], questions: frozenset[int]) -> Iterator[int]:
    """The numbers that are no question's, though the next question would have had them."""
    asked = 0
    for candidate in candidates:
        if candidate.place in questions:
            asked = candidate.number
        elif candidate.may_follow and 0 < candidate.number - asked <= FORGOTTEN + 1:
            yield candidate.place
