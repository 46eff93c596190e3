"""Which members of a container are an export of a format: by their name first, for a phone's export may have 100,000 pictures.
Pure; whether a file is one its importer knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from archive.reading.containers import Container, ImportRefused

_NAMED_AT_MOST = 5


def candidates(container: Container, is_called: Callable[[str], bool]) -> list[str]:
    """The members to look at: those that are called so, or the one file there is, whatever it is called."""
    alone = len(container.members) == 1
    return [member for member in container.members if alone or is_called(member)]


def counted_in(container: Container, members: Iterable[str], count: Callable[[BinaryIO, str], int]) -> int:
    """How many there are in some members together; `count` is given the stream of each, and the member."""
    total = 0
    for member in members:
        with container.open(member) as stream:
            total += count(stream, member)
    return total


def the_one(container: Container, exports: Sequence[str], what: str, *, named: bool = False) -> str:
    """The only export. Raises `ImportRefused` for any other number of them; `what` they are is a Dutch plural.

    `named`: the refusal names the first of them.
    """
    if len(exports) != 1:
        which = f" ({', '.join(exports[:_NAMED_AT_MOST])})" if named else ""
        raise ImportRefused(f"«{container.name}» bevat {len(exports)} {what}{which}. Lever ze apart in.")
    return exports[0]
