"""What is asked of words as the text of a PostgreSQL tsquery. Pure: what a word is to the index is the server's to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from archive.search.expressions import Near, Phrase, Word
from archive.search.lexemes import quoted

Words = Word | Phrase | Near


def in_a_row(places: Mapping[int, Collection[str]], *, is_beginning: bool = False) -> str:
    """Lexemes that follow one another, by their places: at each place one of them, or with `is_beginning` what begins so.

    Empty when there are none; that asks nothing.
    """
    asked, last = "", 0
    for place, lexemes in sorted(places.items()):
        ways = [f"{quoted(one)}:*" for one in _shortest(lexemes)] if is_beginning else list(map(quoted, lexemes))
        there = f"({' | '.join(ways)})" if len(ways) > 1 else ways[0]
        asked, last = f"{asked} <{place - last}> {there}" if asked else there, place
    return asked


def _shortest(beginnings: Collection[str]) -> list[str]:
    """Those of these that do not begin with another: what begins so is found by that one."""
    return [one for one in beginnings if not any(one != other and one.startswith(other) for other in beginnings)]


def near(left: str, right: str, distance: int) -> str:
    """Two such texts with at most `distance` places between them, in either order; of one that asks nothing the other."""
    if not (left and right):
        return left or right
    return " | ".join(
        f"({first}) <{steps}> ({second})"
        for first, second in ((left, right), (right, left))
        for steps in range(1, distance + 1)
    )
