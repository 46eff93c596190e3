"""Which header-shaped lines really begin a message, and which were pasted into the text of one.

A pasted header looks exactly like a real one. It shows by another phone's shape, by a day that does not exist, by a name
that is not in this chat of two, or by time: it stands outside the time of the messages around it. Such a line stays what
it is, text of the message it stands in, with a warning.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.importers.whatsapp_txt.chat import Chat
from archive.importers.whatsapp_txt.dates import UNCERTAIN_DATE, ShapeDates
from archive.importers.whatsapp_txt.headers import Header, Shape, read_header
from archive.importers.whatsapp_txt.moments import UNLIKELY_DATE, LocalClock
from archive.importers.whatsapp_txt.survey import CLOCK_SKEW, MAX_NAME

WINDOW = 40
"""So many messages can stand outside the time around them and still be one piece of pasted text."""
MAX_LENGTH = 100_000
"""Characters of one message; WhatsApp allows 65,536. What follows is no message, and is kept apart."""
SKEW = timedelta(seconds=CLOCK_SKEW)
TICK = timedelta(minutes=1)
RARE = 3

PASTED = "mogelijk vervalst: wat hier op de kop van een bericht lijkt ({lines}), {why}; het is als tekst bewaard"
OTHER_PHONE = "heeft de vorm van een ander toestel"
INSIDE = "staat aan het regeleinde te zien midden in een bericht"
NO_SUCH_DAY = "noemt een dag die niet bestaat"
STRANGER = "noemt iemand die niet in deze chat zit"
OUT_OF_TIME = "heeft een tijd die niet tussen de berichten eromheen past"
RUNS_BACK = "mogelijk vervalst: de tijd loopt hier terug ten opzichte van het bericht ervoor"


@dataclass(slots=True)
class Entry:
    """A message as lines of the file: `lines` begins with what follows the header. `sender` is None for a system line.

    `local` is None for lines that belong to no message: before the first header, or beyond what one message can hold.
    `pasted` says of lines of this entry (by number) why they are no header.
    """

    first_line: int
    last_line: int
    local: datetime | None
    header_line: str
    sender: str | None
    lines: list[str]
    shape: Shape | None = None
    length: int = 0
    pasted: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def take(self, line: str, number: int) -> None:
        """Add a line to the text."""
        self.lines.append(line)
        self.length += len(line) + 1
        self.last_line = number

    def absorb(self, other: Entry, why: str) -> None:
        """Take an entry that was no message after all, header and all, into the text of this one."""
        self.lines += [other.header_line, *other.lines[1:]]
        self.length += other.length + len(other.header_line)
        self.last_line = other.last_line
        self.pasted += [(other.first_line, why), *other.pasted]

    def all_warnings(self) -> tuple[str, ...]:
        """The warnings of this message, one for each reason."""
        if not self.pasted:
            return tuple(self.warnings)
        reasons: dict[str, list[int]] = {}
        for line, why in self.pasted:
            reasons.setdefault(why, []).append(line)
        return (*self.warnings, *(_pasted(lines, why) for why, lines in reasons.items()))


def entries_of(lines: Iterable[tuple[str, str]], dates: Mapping[Shape, ShapeDates], chat: Chat) -> Iterator[Entry]:
    """The lines grouped under the headers that can be real by themselves, in file order; every line is in one entry."""
    entry: Entry | None = None
    previous: datetime | None = None
    end_before = ""
    for number, (line, end) in enumerate(lines, start=1):
        header = read_header(line)
        inside = chat.ends_tell and end_before == "\n"
        started = _start(header, number, line, dates, chat, previous, inside) if header else None
        end_before = end
        if isinstance(started, Entry):
            if entry:
                yield entry
            entry, previous = started, started.local
            continue
        if entry is None or entry.length + len(line) > MAX_LENGTH:
            if entry:
                yield entry
            entry = Entry(number, number, None, line, None, [line], length=len(line))
            continue
        entry.take(line, number)
        if started and entry.local:
            entry.pasted.append((number, started))
    if entry:
        yield entry


def _start(
    header: Header,
    number: int,
    line: str,
    dates: Mapping[Shape, ShapeDates],
    chat: Chat,
    previous: datetime | None,
    inside: bool,
) -> Entry | str | None:
    """The entry a header begins, or why it begins none; None when the line is ordinary text."""
    sender, body = chat.split(header.rest)
    shape_dates = dates.get(header.shape)
    if shape_dates is None:
        return OTHER_PHONE if sender is not None and len(sender) < MAX_NAME else None
    local, uncertain = shape_dates.read(header, number, previous)
    if local is None:
        return NO_SUCH_DAY
    if inside:
        return INSIDE
    if sender in chat.strays:
        return STRANGER
    warnings = [UNCERTAIN_DATE] if uncertain else []
    return Entry(number, number, local, line, sender, [body], header.shape, len(body), warnings=warnings)


class Sequence:
    """Passes entries on in file order, with those whose time does not fit absorbed into the message before.

    Holds back `WINDOW` messages: whether a piece was pasted shows when the time of the messages around it resumes. Of
    what stands on either side of a jump back, the smaller part is held to be pasted; a jump back for good is left alone.
    """

    def __init__(self, chat: Chat, clock: LocalClock, *, trust_time: bool) -> None:
        self._chat, self._clock, self._trust_time = chat, clock, trust_time
        self._settled: deque[Entry] = deque()
        self._doubtful: list[Entry] = []
        self._latest: datetime | None = None
        self._seen: set[str | None] = set()

    def run(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Judge all entries; as many lines come out as go in."""
        for entry in entries:
            self._push(entry)
            while len(self._settled) > WINDOW:
                yield self._settled.popleft()
        while self._doubtful:
            self._resolve()
        yield from self._settled

    def _push(self, entry: Entry) -> None:
        time = self._time(entry)
        if time is None:
            if self._doubtful:
                self._doubtful.append(entry)
            else:
                self._place(entry)
        elif self._fits(time):
            if self._doubtful:
                self._resolve()
                self._push(entry)
            else:
                self._settle(entry, time)
        else:
            self._doubtful.append(entry)
            if len(self._doubtful) > WINDOW:
                self._resolve()

    def _time(self, entry: Entry) -> datetime | None:
        """The time of an entry as far as it says something about its place: an impossible date does not."""
        return None if entry.local is None or self._clock.is_unlikely(entry.local) else entry.local

    def _fits(self, local: datetime) -> bool:
        if self._latest is None or local >= self._latest - SKEW:
            return True
        return self._clock.is_repeated(local) and self._clock.is_repeated(self._latest)

    def _settle(self, entry: Entry, time: datetime) -> None:
        backward = self._latest is not None and time < self._latest - TICK
        if backward and self._is_stranger(entry) and not self._clock.is_repeated(time):
            self._absorb(entry, STRANGER)
            return
        self._seen.add(entry.sender)
        self._latest = max(self._latest or time, time)
        self._settled.append(entry)

    def _is_stranger(self, entry: Entry) -> bool:
        """Whether a name appears for the first time, out of order, and hardly ever again."""
        return (
            entry.sender is not None
            and entry.sender not in self._seen
            and self._chat.authors.get(entry.sender, 0) <= RARE
        )

    def _resolve(self) -> None:
        """Decide about a jump back: what came before it too high, or what came after it too low."""
        doubtful, self._doubtful = self._doubtful, []
        if not doubtful:
            return
        above = self._above(doubtful)
        if not self._trust_time or above == 0 or len(doubtful) > WINDOW <= above:
            self._accept(doubtful)
        elif above < len(doubtful):
            high = [self._settled.pop() for _ in range(above)][::-1]
            self._latest = max(filter(None, map(self._time, self._settled)), default=None)
            for entry in high:
                self._absorb(entry, OUT_OF_TIME)
            for entry in doubtful:
                self._push(entry)
        else:
            for entry in doubtful:
                self._absorb(entry, OUT_OF_TIME)

    def _accept(self, doubtful: list[Entry]) -> None:
        """Leave a jump back alone, with a warning: the clock was changed, or two exports were joined."""
        doubtful[0].warnings.append(RUNS_BACK)
        self._latest = None
        for entry in doubtful:
            self._push(entry)

    def _above(self, doubtful: list[Entry]) -> int:
        """How many of the last settled messages are later than all that came after the jump back."""
        highest = max(filter(None, map(self._time, doubtful)))
        above = 0
        for entry in reversed(self._settled):
            time = self._time(entry)
            if time is not None and time <= highest + SKEW:
                break
            above += 1
        return above

    def _place(self, entry: Entry) -> None:
        """Put an entry whose time says nothing: a message of somebody in this chat is one, with an odd clock."""
        in_chat = entry.sender is not None and self._chat.authors.get(entry.sender, 0) > 1
        if entry.local is None or in_chat or self._latest is None:
            self._settled.append(entry)
        else:
            self._absorb(entry, OUT_OF_TIME)

    def _absorb(self, entry: Entry, why: str) -> None:
        """Make an entry part of the message before it; without one it stands by itself, with the warning."""
        before = self._settled[-1] if self._settled else None
        if entry.local is None:
            self._settled.append(entry)
        elif before is None or before.local is None:
            entry.warnings.append(f"mogelijk vervalst: dit bericht {why}")
            self._settled.append(entry)
        else:
            before.absorb(entry, why)


def unlikely(entry: Entry, clock: LocalClock) -> bool:
    """Whether the date of a message cannot be right; says so in its warnings."""
    if entry.local is None or not clock.is_unlikely(entry.local):
        return False
    entry.warnings.append(UNLIKELY_DATE)
    return True


def _pasted(lines: list[int], why: str) -> str:
    noun = "regel" if len(lines) == 1 else "regels"
    return PASTED.format(lines=f"{noun} {', '.join(map(str, lines))}", why=why)
