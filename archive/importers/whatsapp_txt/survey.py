"""The first reading of a chat: what the file as a whole says about its dates, its senders and its group.

Counts only, so that memory does not grow with the file. It judges nothing; `dates`, `chat` and `sequence` do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from archive.importers.whatsapp_txt import wording
from archive.importers.whatsapp_txt.bodies import read_body
from archive.importers.whatsapp_txt.headers import INVISIBLE, Header, Shape, read_headers
from archive.importers.whatsapp_txt.wording import MARK
from archive.importing import MessageKind
from archive.storable import NAME_LENGTH

CLOCK_SKEW = timedelta(minutes=10)
"""How far a chat's time may run back: a phone's clock is corrected, a message comes late."""
CRLF = "\r\n"
MAX_NAME = 100
"""Longer than this is hardly a name: contacts can be called so, and then the whole of it stands before several messages."""
MAX_SENDERS = 20_000
"""Names that are counted; the largest communities have some thousands of members."""
EXAMPLES = 3
_NAME_DATE = re.compile(r"[A-Z]{3}-(20\d\d)(\d\d)(\d\d)-WA|\d{8}-[A-Z]+-(20\d\d)-(\d\d)-(\d\d)-")
"""The day in the name of a media file: IMG-20251115-WA0000.jpg, 00000022-PHOTO-2025-11-13-09-18-02.jpg."""


@dataclass(slots=True)
class Evidence:
    """What speaks for one order of day and month in one shape. Lines are those of headers that allow no other order."""

    certain: int = 0
    first_certain: int = 0
    last_certain: int = 0
    backward: int = 0
    file_names: int = 0
    latest: datetime = datetime.min

    def see_time(self, day: date | None, clock: time) -> None:
        """Compare a header's time in this order with the one before it."""
        if day is None:
            return
        moment = datetime.combine(day, clock)
        if self.latest - moment > CLOCK_SKEW:
            self.backward += 1
        self.latest = moment


@dataclass(slots=True)
class ShapeSurvey:
    """The headers of one shape: where they stand, what orders them, and some to show a person."""

    first_line: int
    last_line: int = 0
    count: int = 0
    day_first: Evidence = field(default_factory=Evidence)
    month_first: Evidence = field(default_factory=Evidence)
    open_examples: list[str] = field(default_factory=list)
    _last: Header | None = None
    _certain: Evidence | None = None
    _is_open: bool = False

    def see(self, number: int, line: str, header: Header) -> None:
        """Count a header. What its date tells is looked at once a day, and where time runs back."""
        self.last_line = number
        self.count += 1
        last = self._last
        if last is None or header.day is not last.day or header.clock < last.clock:
            self._see_day(number, header)
        self._last = header
        if self._certain:
            self._certain.certain += 1
            self._certain.last_certain = number
        elif self._is_open:
            self._see_open(line, header)

    def _see_day(self, number: int, header: Header) -> None:
        # The last one may have been passed over, so its time is looked at as well.
        for seen in filter(None, (self._last, header)):
            self.day_first.see_time(seen.day.ymd if seen.shape.year_first else seen.day.dmy, seen.clock)
            self.month_first.see_time(None if seen.shape.year_first else seen.day.mdy, seen.clock)
        first, second, _ = header.day.parts
        self._certain, self._is_open = None, False
        if header.shape.year_first:
            return
        if first > 12 >= second:
            self._certain = self.day_first
        elif second > 12 >= first:
            self._certain = self.month_first
        else:
            self._is_open = first != second
        if self._certain:
            self._certain.first_certain = self._certain.first_certain or number

    def _see_open(self, line: str, header: Header) -> None:
        """A date that can be read both ways: the name of a media file may tell, else it is an example to ask about."""
        if len(self.open_examples) < EXAMPLES:
            self.open_examples.append(line.strip(INVISIBLE)[:80])
        if "-20" not in header.rest or (found := _NAME_DATE.search(header.rest)) is None:
            return
        year, month, day = (int(part) for part in found.groups() if part is not None)
        first, second, third = header.day.parts
        if third in (year, year - 2000) and {first, second} == {month, day}:
            (self.day_first if first == day else self.month_first).file_names += 1


@dataclass(slots=True)
class SecondColon:
    """What stands between the first and the second colon of one sender's lines, while it is always the same.

    `seen` counts them; `proved` says that one of WhatsApp's own markers followed, so that the text begins there.
    """

    middle: str | None
    seen: int = 0
    system: int = 0
    proved: bool = False


@dataclass(slots=True)
class Survey:
    """A chat in counts. `labels` are the names before iOS system lines, in order: the group's title, or who acted.

    `long_starts` gives for what stands before the first ': ' of an Android line, too long for most names, the hash of the text
    that followed it first. Where another text follows it elsewhere it is a name, and among the `authors`.
    """

    family: str = ""
    shapes: dict[Shape, ShapeSurvey] = field(default_factory=dict)
    authors: Counter[str] = field(default_factory=Counter)
    labels: dict[str, None] = field(default_factory=dict)
    second_colons: dict[str, SecondColon] = field(default_factory=dict)
    long_starts: dict[str, int] = field(default_factory=dict)
    group_events: int = 0
    group_name: str = ""
    headers_after: Counter[str] = field(default_factory=Counter)
    text_after: Counter[str] = field(default_factory=Counter)

    @property
    def headers(self) -> int:
        """The number of headers of the family that the first one has."""
        return self.headers_after.total()

    @property
    def is_of_signal(self) -> bool:
        """Whether the headers are those of signal-export's chat.md, `[2026-02-18, 14:03]`: WhatsApp has seconds in brackets."""
        return bool(self.shapes) and all(
            (shape.family, shape.separator, shape.comma, shape.year_first) == ("[", "-", True, True)
            and not shape.seconds
            and not shape.twelve_hours
            for shape in self.shapes
        )

    @property
    def ends_tell(self) -> bool:
        """Whether the line ends tell messages apart: iOS ends a message with CRLF and a line inside one with LF."""
        return (
            self.headers_after[CRLF] > 2 * self.headers_after["\n"]
            and self.text_after["\n"] > 0
            and self.text_after[CRLF] == 0
        )

    def see(self, number: int, line: str, end_before: str, header: Header | None) -> None:
        """Count one line of the file; `end_before` is how the line before it ended."""
        if header is None:
            self.text_after[end_before] += bool(line)
            return
        shape = self.shapes.get(header.shape)
        if shape is None:
            if self.family not in ("", header.shape.family):
                return
            self.family = header.shape.family
            shape = self.shapes[header.shape] = ShapeSurvey(number)
        self.headers_after[end_before] += 1
        shape.see(number, line, header)
        self._see_rest(header.rest)

    def _see_rest(self, rest: str) -> None:
        ios = self.family == "["
        sender, found, body = rest.partition(": ")
        if not found:
            self._see_system(rest)
            return
        if sender not in self.authors:
            if not ios and is_system_text(sender) and not self._is_long_name(sender, body):
                self._see_system(rest)
                return
            if len(self.authors) + len(self.labels) > MAX_SENDERS:
                return
        if ios and body.startswith(MARK) and is_system_body(body):
            self.labels.setdefault(sender)
            self._see_system(body)
            return
        self.authors[sender] += 1
        colon = self.second_colons.get(sender)
        if colon is None or colon.middle is not None:
            self._see_second_colon(sender, body, colon, ios=ios)

    def _is_long_name(self, start: str, body: str) -> bool:
        """Whether a long start of a line stands before another text for the second time. Then its first line is counted too."""
        if not MAX_NAME < len(start) <= NAME_LENGTH or _is_wording(start) or len(self.long_starts) > MAX_SENDERS:
            return False
        if self.long_starts.setdefault(start, hash(body)) == hash(body):
            return False
        self.authors[start] += 1
        return True

    def _see_second_colon(self, sender: str, body: str, colon: SecondColon | None, *, ios: bool) -> None:
        middle, found, text = body.partition(": ")
        if colon is None:
            colon = self.second_colons[sender] = SecondColon(middle)
        if not found or colon.middle != middle or len(middle) > MAX_NAME:
            colon.middle = None
            return
        colon.seen += 1
        if ios and text.startswith(MARK) and is_system_body(text):
            colon.system += 1
            self._see_system(text)
        kind = read_body(text, ios=ios).kind
        colon.proved = colon.proved or kind is not MessageKind.TEXT

    def _see_system(self, text: str) -> None:
        beginning = text[:500]
        if wording.GROUP_EVENT.search(beginning):
            self.group_events += 1
            if found := wording.GROUP_NAMED.search(beginning):
                self.group_name = found[1]


def survey_lines(lines: Iterable[tuple[str, str]]) -> Survey:
    """Read a chat through once; the lines come with their ends."""
    survey = Survey()
    end_before = ""
    for number, (line, end, header) in enumerate(read_headers(lines), start=1):
        survey.see(number, line, end_before, header)
        end_before = end
    return survey


def is_system_text(left: str) -> bool:
    """Android: whether what stands before the first ': ' is the beginning of a system line, not a name."""
    return len(left) > MAX_NAME or _is_wording(left)


def _is_wording(left: str) -> bool:
    return left.count('"') % 2 == 1 or wording.SYSTEM_VERB.search(left) is not None


def is_system_body(body: str) -> bool:
    """iOS: whether a body that begins with the mark is a system line."""
    return read_body(body, ios=True).kind is MessageKind.SYSTEM
