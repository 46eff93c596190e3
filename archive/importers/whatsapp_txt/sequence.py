"""Which messages fit in time among those around them, and which were pasted into the text of one.

A pasted header can look exactly like a real one. Then time shows it: it stands outside the time of the messages around it.
It stays what it is, text of the message it stands in, with a warning. But what a member of the chat typed without reception
stands out of time as well, by some hours: that stays a message.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from archive.importers.whatsapp_txt.chat import Chat
from archive.importers.whatsapp_txt.entries import STRANGER, Entry
from archive.importers.whatsapp_txt.survey import CLOCK_SKEW
from archive.reading.local_time import LocalClock

WINDOW = 40
"""So many messages can stand outside the time around them and still be one piece of pasted text."""
TICK = timedelta(minutes=1)
RARE = 3
"""Who wrote at most this often, and first out of order, is hardly a member of the chat."""

MAX_LATE = timedelta(hours=6)
"""So far out of time a message of somebody who writes in this chat anyhow is late, not pasted."""

OUT_OF_TIME = "heeft een tijd die niet tussen de berichten eromheen past"
RUNS_BACK = "mogelijk vervalst: de tijd loopt hier terug ten opzichte van het bericht ervoor"


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
        elif self._latest is None or time >= self._latest or self._fits(time, self._latest):
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
        entry.is_unlikely = entry.local is not None and self._clock.is_unlikely(entry.local)
        return None if entry.is_unlikely else entry.local

    def _fits(self, local: datetime, latest: datetime) -> bool:
        """Whether a time that is earlier than the latest can follow it."""
        return local >= latest - CLOCK_SKEW or (self._clock.is_repeated(local) and self._clock.is_repeated(latest))

    def _settle(self, entry: Entry, time: datetime) -> None:
        if self._latest is None or time >= self._latest:
            self._latest = time
        elif time < self._latest - TICK and self._is_stranger(entry) and not self._clock.is_repeated(time):
            self._absorb(entry, STRANGER)
            return
        self._seen.add(entry.sender)
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
        if not self._trust_time or above == 0 or (above >= WINDOW and len(doubtful) > WINDOW):
            self._accept(doubtful)
        elif above < len(doubtful):
            high = self._taken_back(above)
            self._latest = max(filter(None, map(self._time, self._settled)), default=None)
            self._keep_or_absorb(high, resumes=doubtful[0].local)
            if self._runs_back(doubtful[0]):
                doubtful[0].warnings += (RUNS_BACK,)
            for entry in doubtful:
                self._push(entry)
        else:
            self._keep_or_absorb(doubtful, resumes=self._latest)

    def _keep_or_absorb(self, piece: list[Entry], *, resumes: datetime | None) -> None:
        """Put a piece that does not fit between its neighbours: messages of members that are hours off at most stay messages."""
        in_piece = Counter(entry.sender for entry in piece)
        for entry in piece:
            is_late = (
                entry.local is not None and resumes is not None and abs(resumes - entry.local) <= MAX_LATE
            ) and self._is_member(entry.sender, besides=in_piece[entry.sender])
            if not (is_late or entry.is_late):
                self._absorb(entry, OUT_OF_TIME)
                continue
            if not entry.is_late and self._runs_back(entry):
                entry.warnings += (RUNS_BACK,)
            entry.is_late = True
            self._seen.add(entry.sender)
            self._settled.append(entry)

    def _is_member(self, sender: str | None, *, besides: int) -> bool:
        """Whether somebody wrote elsewhere in the file too, more than once, and not hardly ever."""
        lines = self._chat.authors.get(sender, 0) if sender is not None else 0
        return lines >= RARE and lines - besides > 1

    def _runs_back(self, entry: Entry) -> bool:
        """Whether an entry is earlier than the message it comes to stand after."""
        before = self._settled[-1].local if self._settled else None
        return before is not None and entry.local is not None and not self._fits(entry.local, before)

    def _accept(self, doubtful: list[Entry]) -> None:
        """Leave a jump back alone, with a warning: the clock was changed, or two exports were joined."""
        doubtful[0].warnings += (RUNS_BACK,)
        self._latest = None
        for entry in doubtful:
            self._push(entry)

    def _above(self, doubtful: list[Entry]) -> int:
        """How many of the last settled messages are later than all that came after the jump back, late ones passed over."""
        highest = max(filter(None, map(self._time, doubtful)))
        above = 0
        for entry in reversed(self._settled):
            if entry.is_late:
                continue
            time = self._time(entry)
            if time is not None and time <= highest + CLOCK_SKEW:
                break
            above += 1
        return above

    def _taken_back(self, above: int) -> list[Entry]:
        """So many of the last settled messages, with the late ones among them."""
        taken: list[Entry] = []
        while above:
            taken.append(self._settled.pop())
            above -= not taken[-1].is_late
        return taken[::-1]

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
            entry.warnings += (f"mogelijk vervalst: dit bericht {why}",)
            self._settled.append(entry)
        else:
            before.absorb(entry, why)
