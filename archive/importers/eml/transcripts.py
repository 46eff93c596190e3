"""A chat of a day, delivered as one mail message: its lines, where it is clear that they are those of a chat.

Clear means: each has a moment, a name and a text; the moments lie about the date of the message; and a supplier says that it is
a chat. Where none does, the subject has to say so, nothing may stand above the lines but labels, the names have to be those of
the people the message is from and to, and it may answer or forward nothing. Anything else is one message with all its text: an
agenda in a table is no chat, and a chat that somebody pasted in a mail is what they wrote, not what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.importers.eml.bodies import Body
from archive.importers.eml.vendors import Origin
from archive.importing import DateOrder
from archive.reading.html_text import HtmlText, read_html
from archive.reading.html_transcript import TooLargeTag, TranscriptReader
from archive.reading.mail_headers import Headers
from archive.reading.stated_times import DateEvidence, StatedTime, read_stated, split_leading_time
from archive.reading.transcript_entries import Between, Entry

BEFORE = timedelta(days=40)
AFTER = timedelta(days=2)
"""How long before and after the date of its message a line of a transcript may lie: a message may hold a month of chat."""
FEWEST = 2
"""Lines that make a transcript, where no supplier says that it is one."""
HEAD_LINES = 80
_NAMED_LINE = re.compile(r"(?P<sender>[^:\n]{1,200}?)(?:\s+(?:says|said|wrote))?\s*(?::\s|:$)(?P<text>.*)", re.DOTALL)
_CHAT = re.compile(
    r"\b(?:chat|conversation|transcript|gesprek|sms|whatsapp|signal|teams|im|messages|berichten)\b", re.IGNORECASE
)
_ANSWERS = re.compile(r"(?:re|fwd?|antw|aw|wg|doorst)\s*:", re.IGNORECASE)
_LABEL = re.compile(r"[^.!?]{0,60}(?::.{0,200})?")
_ID_LINE = re.compile(r"Message ID:\s*(\S+)\s*", re.IGNORECASE)
_CLOCK_LINE = re.compile(
    r"^[ \t]*\[?\d{1,2}:\d{2}(?::\d{2})?\]?[ \t]+(?:[-–|][ \t]*)?(?P<sender>[^:\n]{1,200}):", re.MULTILINE
)
_SIGNS = re.compile(r"[^\w@.+]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a transcript, with what it says of its moment."""

    entry: Entry
    time: StatedTime


Piece = Line | Between


@dataclass(frozen=True, slots=True)
class Transcript:
    """A chat as its pieces in order, and the order of day and month it proves; None where it has no dates that need one.

    `open_date` is a date that could be read both ways, "" when there is none; it was read in the order that was given.
    """

    pieces: list[Piece]
    order: DateOrder | None = None
    open_date: str = ""


def transcript_of(
    body: Body, headers: Headers, origin: Origin, sent_at: datetime, given: DateOrder | None
) -> Transcript | None:
    """The transcript in a message, None when it is none, or not clearly one.

    Of a chat a supplier delivers, dates that can be read both ways are read in the `given` order. What is a transcript and how
    many pieces it has does not depend on that: without one, the day is held to come first.
    """
    if any(text.strip() for text in body.extra) or not (origin.is_chat or _says_chat(headers)):
        return None
    known = None if origin.is_chat else _names(headers)
    fewest = 1 if origin.is_chat else FEWEST
    for pieces in (_of_page(body.html), _of_lines(body.plain or read_html(body.html).text)):
        entries = [piece for piece in pieces if isinstance(piece, Entry)]
        if known is not None and pieces and isinstance(pieces[0], Between) and not _is_labels(pieces[0].text):
            continue
        if len(entries) >= fewest and all(_is_clear(entry, known) for entry in entries):
            order, open_date = _order(entries, sent_at)
            used = (given or DateOrder.DMY) if open_date and origin.is_chat else order
            timed = [_timed(piece, used, sent_at) for piece in pieces]
            found = [piece for piece in timed if piece is not None]
            if len(found) == len(pieces):
                return Transcript(found, order, open_date)
    return None


def looks_like_lines(text: str, headers: Headers) -> bool:
    """Whether lines of a text begin with a clock, without a date, and the name of somebody the message is from or to."""
    names = _names(headers)
    return any(_plain(match["sender"]) in names for match in _CLOCK_LINE.finditer(text))


def _says_chat(headers: Headers) -> bool:
    """Whether the subject of a message calls it a chat, and it is no answer and was not forwarded."""
    subject = " ".join(headers.text("subject").split())
    return bool(_CHAT.search(subject)) and not _ANSWERS.match(subject) and "in-reply-to" not in headers


def _is_labels(text: str) -> bool:
    """Whether a text is made of short lines without a sentence: what a programme writes above a transcript."""
    return all(_LABEL.fullmatch(line) for line in text.split("\n"))


def _timed(piece: Entry | Between, order: DateOrder | None, sent_at: datetime) -> Piece | None:
    """A piece with its moment, None when that cannot be told or lies too far from the date of the message."""
    if isinstance(piece, Between):
        return piece
    time = read_stated(piece.time, order)
    return Line(piece, time) if time and _is_near(time, sent_at) else None


def _of_page(html: str) -> list[Entry | Between]:
    if not html:
        return []
    reader = TranscriptReader(keeps_columns=True)
    try:
        return [*reader.read(html), *reader.end()]
    except TooLargeTag:
        return []


def _of_lines(text: str) -> list[Entry | Between]:
    """Lines that begin with a moment and a name, each with those below it up to the next; what is above the first is its head."""
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        if split_leading_time(line):
            # An id stands on a line of its own above its message.
            own = [blocks[-1].pop()] if blocks[-1] and _ID_LINE.fullmatch(blocks[-1][-1]) else []
            blocks.append([*own, line])
        else:
            blocks[-1].append(line)
    head, *others = blocks
    if len(head) > HEAD_LINES:
        return []
    found: list[Entry | Between] = [_entry(block) or Between("\n".join(block)) for block in others]
    return [Between("\n".join(head)), *found] if "".join(head).strip() else found


def _entry(lines: list[str]) -> Entry | None:
    """The message in some lines, None when no name stands after its moment."""
    identified = _ID_LINE.fullmatch(lines[0])
    first, *others = lines[1:] if identified else lines
    parts = split_leading_time(first)
    match = _NAMED_LINE.fullmatch("\n".join([parts[1].lstrip(" \t-–|"), *others])) if parts else None
    if parts is None or match is None:
        return None
    return Entry(
        raw="\n".join(lines),
        identifier=identified[1] if identified else "",
        time=parts[0],
        sender=match["sender"].strip(),
        body=HtmlText(match["text"].strip("\n")),
    )


def _is_clear(entry: Entry, known: set[str] | None) -> bool:
    """Whether an entry is a message for sure: of somebody, and where it matters, of one of those the mail names."""
    if entry.unclear or not entry.sender or not entry.time:
        return False
    return (
        known is None
        or bool(known & {_plain(entry.sender), _plain(entry.address)} - {""})
        or any(name in _plain(entry.sender).split() for name in known if "@" in name)
    )


def _names(headers: Headers) -> set[str]:
    """What the people of a message can be called in a transcript."""
    people = headers.addresses("from", "to", "cc", "bcc")
    return {_plain(name) for one in people for name in (one.name, one.address, one.address.partition("@")[0]) if name}


def _plain(name: str) -> str:
    """A name as it is compared: in lower case, without brackets and signs."""
    return _SIGNS.sub(" ", name.casefold()).strip()


def _order(entries: Iterable[Entry], sent_at: datetime) -> tuple[DateOrder | None, str]:
    """Which number of a date is the day: as other dates prove, else the one order that brings all near the mail's own date.

    Where both orders do, it is open, and one of the dates is given.
    """
    evidence = DateEvidence()
    entries = list(entries)
    for entry in entries:
        evidence.see(entry.time)
    if not evidence.is_open:
        return evidence.order, ""
    possible = [
        order
        for order in (DateOrder.DMY, DateOrder.MDY)
        if all((time := read_stated(entry.time, order)) and _is_near(time, sent_at) for entry in entries)
    ]
    return (possible[0], "") if len(possible) == 1 else (None, evidence.example if possible else "")


def _is_near(time: StatedTime, sent_at: datetime) -> bool:
    moment = time.instant or time.local.replace(tzinfo=sent_at.tzinfo)
    return sent_at - BEFORE <= moment <= sent_at + AFTER
