"""The lines of a chat grouped into messages, by the headers that can be real as far as one line tells.

A header that shows by itself that it was pasted stays text of the message it stands in: it has another phone's shape, names
a day that does not exist or a person who is not in this chat of two, or stands inside a message by its line end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.importers.whatsapp_txt.chat import Chat
from archive.importers.whatsapp_txt.dates import UNCERTAIN_DATE, ShapeDates
from archive.importers.whatsapp_txt.headers import Header, Shape, read_headers
from archive.importers.whatsapp_txt.survey import MAX_NAME

MAX_LENGTH = 100_000
"""Characters of one message; WhatsApp allows 65,536. What follows is no message, and is kept apart."""

PASTED = "mogelijk vervalst: wat hier op de kop van een bericht lijkt ({lines}), {why}; het is als tekst bewaard"
OTHER_PHONE = "heeft de vorm van een ander toestel"
INSIDE = "staat aan het regeleinde te zien midden in een bericht"
NO_SUCH_DAY = "noemt een dag die niet bestaat"
LONG_START = (
    "vóór de dubbele punt staat meer dan een naam meestal lang is: gelezen als regel van de app, zonder afzender; is het een "
    "lange naam, dan is dit een bericht van die persoon"
)
STRANGER = "noemt iemand die niet in deze chat zit"


@dataclass(slots=True)
class Entry:
    """A message as lines of the file: `lines` begins with what follows the header. `sender` is None for a system line.

    `local` is None for lines that belong to no message: before the first header, or beyond what one message can hold.
    `is_unlikely` says that nobody can have written then and `is_late` that it is out of time and still a message (see
    `sequence`), `pasted` of lines of this entry (by number) why they are no header.
    """

    first_line: int
    last_line: int
    local: datetime | None
    header_line: str
    sender: str | None
    lines: list[str]
    shape: Shape | None = None
    length: int = 0
    pasted: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()
    is_unlikely: bool = False
    is_late: bool = False

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
        self.pasted += ((other.first_line, why), *other.pasted)

    def all_warnings(self) -> tuple[str, ...]:
        """The warnings of this message, one for each reason."""
        if not self.pasted:
            return self.warnings
        reasons: dict[str, list[int]] = {}
        for line, why in self.pasted:
            reasons.setdefault(why, []).append(line)
        return (*self.warnings, *(_pasted(lines, why) for why, lines in reasons.items()))


def group_lines(lines: Iterable[tuple[str, str]], dates: Mapping[Shape, ShapeDates], chat: Chat) -> Iterator[Entry]:
    """The lines, which come with their ends, as entries in file order; every line is in exactly one."""
    entry: Entry | None = None
    end_before = ""
    for number, (line, end, header) in enumerate(read_headers(lines), start=1):
        inside = chat.ends_tell and end_before == "\n"
        begun = _begin(header, line, number, entry, dates, chat, inside=inside) if header else None
        end_before = end
        if isinstance(begun, Entry) or entry is None or entry.length + len(line) > MAX_LENGTH:
            if entry:
                yield entry
            entry = begun if isinstance(begun, Entry) else Entry(number, number, None, line, None, [line])
            continue
        entry.take(line, number)
        if begun and entry.local:
            entry.pasted += ((number, begun),)
    if entry:
        yield entry


def _begin(
    header: Header,
    line: str,
    number: int,
    before: Entry | None,
    dates: Mapping[Shape, ShapeDates],
    chat: Chat,
    *,
    inside: bool,
) -> Entry | str | None:
    """The entry a header begins, or why it was pasted; None for text that hardly looks like a header."""
    sender, body = chat.split(header.rest)
    shape_dates = dates.get(header.shape)
    if shape_dates is None:
        return OTHER_PHONE if sender is not None and len(sender) < MAX_NAME else None
    local, uncertain = shape_dates.read(header, number, before.local if before else None)
    if local is None:
        return NO_SUCH_DAY
    if inside:
        return INSIDE
    if sender in chat.strays:
        return STRANGER
    is_doubtful = sender is None and header.rest.partition(": ")[0] in chat.doubtful_starts
    warnings = (*([UNCERTAIN_DATE] if uncertain else ()), *([LONG_START] if is_doubtful else ()))
    return Entry(number, number, local, line, sender, [body], header.shape, len(body), (), warnings)


def _pasted(lines: list[int], why: str) -> str:
    noun = "regel" if len(lines) == 1 else "regels"
    return PASTED.format(lines=f"{noun} {', '.join(map(str, lines))}", why=why)
