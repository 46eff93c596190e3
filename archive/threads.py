"""Sessions and threads: which messages of a chat belong together. Pure, linear, a session at a time.

A session ends where the chat falls silent. Inside it each message has at most one parent, the surest that can be found:

1. the message it replies to, or quotes;
2. of the person it names, the last message to its author, else the last one at all;
3. the message that named its author, whose next message this is;
4. the author's own last message, if it is recent.

A thread is a message with all that hangs on it. A message that replies to one of an earlier session joins that thread, with
its own answers. Where two people at most write in a session, what is left of it is one thread: a dialogue has no other.

One parent, and not every link that can be found: what joins two threads by accident joins them for good.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

SHORTEST_SILENCE = 30 * 60
"""Seconds: a shorter silence never ends a session."""
SILENCE_IN_GAPS = 4
"""So many times the median gap of a chat is silence in it."""
OWN = 5 * 60
"""Seconds after which an author's next message is about something else, unless something says otherwise."""
ANSWER = 5 * 60
"""Seconds in which the next message of a person who was named is an answer."""
TALK = 10 * 60
"""Seconds for which two people who name each other are in one talk."""
NAMED = 30 * 60
"""Seconds for which a name may mean that person's last message."""
QUOTED = 60
"""So many characters of a quote must be those of the original: apps cut quotes off."""
SHORTEST_NAME = 3
_LONGEST_SILENCE = 10 * 365 * 24 * 3600
"""Seconds: of two messages in fifteen years each is a session, and the database counts no further than sixty-eight."""
_WORD = re.compile(r"\w+")


def silence(median_gap: float) -> int:
    """How many seconds without a message end a session of a chat with this median gap (seconds).

    At least four median gaps, rounded up to half an hour, one hour, two, four and so on: a chat that grows keeps its
    sessions.
    """
    length = SHORTEST_SILENCE
    while length < min(SILENCE_IN_GAPS * median_gap, _LONGEST_SILENCE):
        length *= 2
    return length


class Turn(NamedTuple):
    """What is looked at of a message. `author` is None for what the app wrote; `at` are seconds since 1970 (UTC).

    `reply_to` is the message it replies to, where the source says which; `quote` the text it quotes, where it does not.
    `is_answered` says whether a reply names it by its id.
    """

    message: int
    at: float
    author: int | None
    text: str
    reply_to: int | None = None
    quote: str = ""
    is_answered: bool = False


class Placed(NamedTuple):
    """Where a message stands: its session and its thread, each named after the first message in it."""

    message: int
    session: int
    thread: int


class Names:
    """Who is meant by a word: the words of names that only one person in the chat has.

    "Kofi" and "Mensah" are Kofi Mensah unless there is another Kofi; the "van" of a surname is nobody. Numbers count as
    their digits, as apps write the mention of an unsaved number.
    """

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        """From persons (ids) and their names, each person as often as there are names."""
        persons: dict[str, set[int]] = defaultdict(set)
        for person, name in names:
            words = _WORD.findall(name)
            for word in words:
                if len(word) >= SHORTEST_NAME and (len(words) == 1 or not word.islower()):
                    persons[word].add(person)
        self._written = _only_one(persons)
        lower: dict[str, set[int]] = defaultdict(set)
        for word, found in persons.items():
            lower[word.lower()] |= found
        self._mentioned = _only_one(lower)

    def in_text(self, text: str, author: int) -> list[int]:
        """Who is named in a text, in order, its author aside: in the case of the name, or in any behind an "@"."""
        written = self._written
        found = [written[word] for word in _WORD.findall(text) if word in written]
        if "@" in text:
            for mention in text.split("@")[1:]:
                first = _WORD.search(mention[:50])
                if first and (person := self._mentioned.get(first[0].lower())) is not None:
                    found.append(person)
        return [person for person in found if person != author] if author in found else found


def _only_one(persons: Mapping[str, set[int]]) -> dict[str, int]:
    """The words that one person has; a word of two is nobody's."""
    return {word: min(found) for word, found in persons.items() if len(found) == 1}


@dataclass(slots=True)
class _Session:
    """One session while it is read. Messages are numbered from 0; arrays hold them, for a session may be long.

    `parents[i]` is the parent of message i, or i itself.
    """

    messages: array[int] = field(default_factory=lambda: array("q"))
    parents: array[int] = field(default_factory=lambda: array("q"))
    written: bytearray = field(default_factory=bytearray)
    last: dict[int, tuple[float, int]] = field(default_factory=dict)
    named_by: dict[int, tuple[float, int]] = field(default_factory=dict)
    talks: dict[tuple[int, int], tuple[float, int]] = field(default_factory=dict)
    quotable: dict[str, int] = field(default_factory=dict)
    answered: dict[int, int] = field(default_factory=dict)
    replies: list[tuple[int, int]] = field(default_factory=list)

    def add(self, turn: Turn, names: Names) -> None:
        """Give a message its parent."""
        number = len(self.messages)
        self.messages.append(turn.message)
        self.parents.append(number)
        self.written.append(turn.author is not None)
        if turn.is_answered:
            self.answered[turn.message] = number
        if turn.author is None:
            return
        named = names.in_text(turn.text, turn.author)
        if turn.reply_to is not None:
            self.replies.append((number, turn.reply_to))
        else:
            parent = self._parent(turn, turn.author, named)
            if parent is not None:
                self.parents[number] = parent
        self._remember(turn, turn.author, named, number)

    def _parent(self, turn: Turn, author: int, named: Iterable[int]) -> int | None:
        at = turn.at
        if turn.quote and (quoted := self.quotable.get(turn.quote[:QUOTED])) is not None:
            return quoted
        for person in named:
            if (talk := self.talks.get((person, author))) and at - talk[0] <= TALK:
                return talk[1]
            if (theirs := self.last.get(person)) and at - theirs[0] <= NAMED:
                return theirs[1]
        own = self.last.get(author)
        asked = self.named_by.get(author)
        if asked and at - asked[0] <= ANSWER and (own is None or own[1] < asked[1]):
            return asked[1]
        return own[1] if own and at - own[0] <= OWN else None

    def _remember(self, turn: Turn, author: int, named: Iterable[int], number: int) -> None:
        place = (turn.at, number)
        self.last[author] = place
        for person in named:
            self.named_by[person] = self.talks[author, person] = place
        if turn.text:
            self.quotable[turn.text[:QUOTED]] = number

    def threads(self, earlier: Mapping[int, int]) -> array[int]:
        """For each message the number of the one its thread is named after; -1 - i for the thread of an earlier session
        that message i brought in.
        """
        joined: dict[int, int] = {}
        for number, original in self.replies:
            if (here := self.answered.get(original)) is not None:
                self._join(number, here)
            elif original in earlier:
                joined[number] = -1 - number
        roots = array("q", (self._root(number) for number in range(len(self.messages))))
        outside = {roots[number]: mark for number, mark in joined.items()}
        is_dialogue = len(self.last) <= 2
        first = next((number for number, root in enumerate(roots) if self.written[number] and root not in outside), 0)
        for number, root in enumerate(roots):
            if root in outside:
                roots[number] = outside[root]
            elif is_dialogue and self.written[number]:
                roots[number] = first
        return roots

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        self.parents[high] = low

    def _root(self, number: int) -> int:
        parents = self.parents
        while (parent := parents[number]) != number:
            parents[number] = parents[parent]
            number = parent
        return number


def place(
    turns: Iterable[Turn], *, names: Names, silence: int, threads: Mapping[int, int] | None = None
) -> Iterator[Placed]:
    """Where each message stands. `turns` in the order of the chat, `silence` in seconds (see `silence`).

    `threads` are those of messages that are not among the turns but are replied to, by message. Placed messages come in
    order, those of a session once it has ended.
    """
    earlier = dict(threads or {})
    session = _Session()
    last = 0.0
    for turn in turns:
        if session.messages and turn.at - last > silence:
            yield from _ended(session, earlier)
            session = _Session()
        session.add(turn, names)
        last = turn.at
    yield from _ended(session, earlier)


def _ended(session: _Session, earlier: dict[int, int]) -> Iterator[Placed]:
    messages = session.messages
    replied_to = dict(session.replies)
    # A thread from outside is looked up by the reply that brought it in.
    for number, root in enumerate(session.threads(earlier)):
        thread = messages[root] if root >= 0 else earlier[replied_to[-1 - root]]
        if messages[number] in session.answered:
            earlier[messages[number]] = thread
        yield Placed(messages[number], messages[0], thread)
