"""The first reading of a chat: what the file as a whole says about its dates, its senders and its group.

Counts only, so that memory does not grow with the file. It judges nothing; `dates`, `chat` and `sequence` do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.importers.whatsapp_txt import wording
from archive.importers.whatsapp_txt.bodies import read_body
from archive.importers.whatsapp_txt.headers import INVISIBLE, Header, Shape, read_header
from archive.importers.whatsapp_txt.wording import MARK
from archive.importing import DateOrder, MessageKind

CLOCK_SKEW = 600
"""Seconds a chat's time may run back: a phone's clock is corrected, a message comes late."""
CRLF = "\r\n"
MAX_NAME = 100
MAX_SENDERS = 20_000
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
    _previous: int = 0

    def see(self, line: int, second: int, *, only: bool) -> None:
        """Count a header whose time in this order is `second`, on a scale that rises with time."""
        if only:
            self.certain += 1
            self.first_certain = self.first_certain or line
            self.last_certain = line
        if second < self._previous - CLOCK_SKEW:
            self.backward += 1
        self._previous = second


@dataclass(slots=True)
class ShapeSurvey:
    """The headers of one shape: where they stand, what orders them, and some to show a person."""

    first_line: int
    last_line: int = 0
    count: int = 0
    by_order: dict[DateOrder, Evidence] = field(default_factory=dict)
    open_examples: list[str] = field(default_factory=list)


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
    """A chat in counts. `labels` are the names before iOS system lines: the group's title, or who acted."""

    family: str = ""
    headers: int = 0
    shapes: dict[Shape, ShapeSurvey] = field(default_factory=dict)
    authors: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    second_colons: dict[str, SecondColon] = field(default_factory=dict)
    group_events: int = 0
    group_name: str = ""
    headers_after: Counter[str] = field(default_factory=Counter)
    text_after: Counter[str] = field(default_factory=Counter)

    @property
    def ends_tell(self) -> bool:
        """Whether the line ends tell messages apart: iOS ends a message with CRLF and a line inside one with LF."""
        return (
            self.headers_after[CRLF] > 10 * self.headers_after["\n"]
            and self.text_after["\n"] > 0
            and self.text_after[CRLF] == 0
        )

    def see(self, number: int, line: str, end_before: str) -> None:
        """Count one line of the file; `end_before` is how the line before it ended."""
        header = read_header(line)
        if header is None:
            self.text_after[end_before] += bool(line)
            return
        self.family = self.family or header.shape.family
        if header.shape.family == self.family:
            self.headers += 1
            self.headers_after[end_before] += 1
            self._see_date(number, line, header)
            self._see_rest(header.rest)

    def _see_date(self, number: int, line: str, header: Header) -> None:
        shape = self.shapes.get(header.shape)
        if shape is None:
            shape = self.shapes[header.shape] = ShapeSurvey(number)
        shape.last_line = number
        shape.count += 1
        first, second, third = header.parts
        hour, minute, seconds = header.time
        clock = (hour * 60 + minute) * 60 + seconds
        orders = possible_orders(header)
        for order in orders:
            year, month, day = {
                DateOrder.DMY: (third, second, first),
                DateOrder.MDY: (third, first, second),
                DateOrder.YMD: (first, second, third),
            }[order]
            evidence = shape.by_order.get(order) or shape.by_order.setdefault(order, Evidence())
            evidence.see(number, ((year * 13 + month) * 32 + day) * 86400 + clock, only=len(orders) == 1)
        if len(orders) == 2 and first != second:
            self._see_file_name(shape, header)
            if len(shape.open_examples) < EXAMPLES:
                shape.open_examples.append(line.strip(INVISIBLE)[:80])

    def _see_file_name(self, shape: ShapeSurvey, header: Header) -> None:
        if (found := _NAME_DATE.search(header.rest)) is None:
            return
        year, month, day = (int(part) for part in found.groups() if part is not None)
        first, second, third = header.parts
        if third in (year, year - 2000) and {first, second} == {month, day}:
            shape.by_order[DateOrder.DMY if first == day else DateOrder.MDY].file_names += 1

    def _see_rest(self, rest: str) -> None:
        ios = self.family == "["
        sender, found, body = rest.partition(": ")
        if not found or (sender not in self.authors and not ios and is_system_text(sender)):
            self._see_system(rest)
            return
        if len(self.authors) > MAX_SENDERS and sender not in self.authors:
            return
        if ios and body.startswith(MARK) and is_system_body(body):
            self.labels[sender] += 1
            self._see_system(body)
            return
        self.authors[sender] += 1
        self._see_second_colon(sender, body, ios=ios)

    def _see_second_colon(self, sender: str, body: str, *, ios: bool) -> None:
        middle, found, text = body.partition(": ")
        colon = self.second_colons.get(sender)
        if colon is None:
            colon = self.second_colons[sender] = SecondColon(middle if found and len(middle) < MAX_NAME else None)
        if not found or colon.middle != middle:
            colon.middle = None
            return
        colon.seen += 1
        if ios and text.startswith(MARK) and is_system_body(text):
            colon.system += 1
            self._see_system(text)
        kind = read_body(text, ios=ios).kind
        colon.proved = colon.proved or kind is not MessageKind.TEXT

    def _see_system(self, text: str) -> None:
        if wording.GROUP_EVENT.search(text):
            self.group_events += 1
            if found := wording.GROUP_NAMED.search(text):
                self.group_name = found[1]


def survey_lines(lines: Iterable[tuple[str, str]]) -> Survey:
    """Read a chat through once; the lines come with their ends."""
    survey = Survey()
    end_before = ""
    for number, (line, end) in enumerate(lines, start=1):
        survey.see(number, line, end_before)
        end_before = end
    return survey


def possible_orders(header: Header) -> tuple[DateOrder, ...]:
    """The orders in which the numbers of a header's date can be day, month and year."""
    first, second, third = header.parts
    if header.shape.year_first:
        return (DateOrder.YMD,) if 1 <= second <= 12 and 1 <= third <= 31 else ()
    day_first = 1 <= second <= 12 and 1 <= first <= 31
    month_first = 1 <= first <= 12 and 1 <= second <= 31
    if day_first and month_first:
        return (DateOrder.DMY, DateOrder.MDY)
    return (DateOrder.DMY,) if day_first else (DateOrder.MDY,) if month_first else ()


def is_system_text(left: str) -> bool:
    """Android: whether what stands before the first ': ' is the beginning of a system line, not a name."""
    return len(left) > MAX_NAME or left.count('"') % 2 == 1 or wording.SYSTEM_VERB.search(left) is not None


def is_system_body(body: str) -> bool:
    """iOS: whether a body that begins with the mark is a system line."""
    return read_body(body, ios=True).kind is MessageKind.SYSTEM
