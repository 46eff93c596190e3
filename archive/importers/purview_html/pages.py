"""Transcripts as pages: which files hold one, and what stands on them, read piece by piece."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.reading.charsets import charset, marked
from archive.reading.companions import extension, may_lie_beside
from archive.reading.containers import Container, ImportRefused
from archive.reading.html_transcript import TooLargeTag, TranscriptReader
from archive.reading.stated_times import DateEvidence, states_time
from archive.reading.transcript_entries import Between, Entry

CHUNK = 256 * 1024
SAMPLE_BYTES = 256 * 1024
TRIED = 50
"""Pages of a folder looked at to recognise it."""
HEAD_AT_MOST = 4000
"""Characters before the first message that are taken for the head of a page; more is something that was not understood."""
_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<html|<head|<body|<meta|<style|<table|<div|<!--)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
THREAD = re.compile(r"19:[\w+/=-]+@(?:thread\.(?:v2|tacv2|skype)|unq\.gbl\.spaces)")
_OF_TEAMS = re.compile(r"\bteams\b|purview|e-?discovery|skypeteams", re.IGNORECASE)
_MARKUP_OF_TEAMS = re.compile(
    rf"{THREAD.pattern}|8:orgid:|schema\.skype\.com|\b(?:unknown-direction|incoming|outgoing)-message-wrapper\b"
)
_NAME_FIELDS = re.compile(r"(?:conversation|chat|channel|team|thread|gesprek|kanaal)[ _-]?(?:name|title|topic|naam)|topic|title",
                          re.IGNORECASE)  # fmt: skip
_PEOPLE_FIELDS = re.compile(r"display names?|participants?|members|deelnemers|leden", re.IGNORECASE)
_ZONE_FIELDS = re.compile(r"(?:case )?(?:time ?zone|tijdzone)", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """What is learnt of a page before its messages are read. `entries` counts what may be a message; `title` is what the
    conversation is said to be called, `heading` what the page is.
    """

    member: str
    title: str = ""
    heading: str = ""
    thread: str = ""
    zone: str = ""
    people: list[str] = field(default_factory=list)
    senders: set[str] = field(default_factory=set)
    entries: int = 0
    embedded_images: int = 0
    unused_columns: tuple[str, ...] = ()


def page_members(container: Container) -> list[str]:
    """The members that hold a transcript of Teams, in the order of the container."""
    return [member for member in _html_members(container) if _is_transcript(container, member)]


def recognised_pages(container: Container) -> list[str]:
    """The transcripts of Teams among the first pages; none where something in the container is the export of another app."""
    members = _html_members(container)
    others = (member for member in container.members if member not in members)
    if len(container.members) > 1 and not all(may_lie_beside(member) or _is_native(member) for member in others):
        return []
    return [member for member in members[:TRIED] if _is_transcript(container, member)]


def pieces(container: Container, member: str, reader: TranscriptReader | None = None) -> Iterator[Entry | Between]:
    """What stands on a page, in order. Raises `ImportRefused` when it turns out to be no page."""
    reader = reader or TranscriptReader()
    with container.open(member) as stream:
        decoder = codecs.getincrementaldecoder(_encoding(container, member))("backslashreplace")
        try:
            while chunk := stream.read(CHUNK):
                yield from reader.read(decoder.decode(chunk))
            yield from reader.read(decoder.decode(b"", final=True))
        except TooLargeTag as error:
            raise ImportRefused(
                f"«{member}» is geen HTML-transcript of is beschadigd: er staat een onderdeel in dat niet eindigt. Er is "
                "niets ingelezen."
            ) from error
        yield from reader.end()


def survey(container: Container, member: str, evidence: DateEvidence) -> Page:
    """Read a page through for what must be known before its messages: its title, people, zone and the order of its dates."""
    page, reader = Page(member), TranscriptReader()
    for piece in pieces(container, member, reader):
        if isinstance(piece, Entry):
            page.entries += 1
            page.senders.add(piece.sender)
            evidence.see(piece.time)
        elif not page.entries:
            _learn(page, piece)
    page.heading = reader.title
    page.embedded_images, page.unused_columns = reader.embedded_images, tuple(reader.unused_columns)
    return page


def is_head(piece: Between) -> bool:
    """Whether what stands before the first message can be no more than the head of a page."""
    lines = piece.text.split("\n")
    return len(piece.text) <= HEAD_AT_MOST and not any(states_time(line) for line in lines)


def is_date(piece: Between) -> bool:
    """Whether what stands between messages is only the date of those below it."""
    return states_time(f"{piece.text} 00:00")


def _learn(page: Page, piece: Between) -> None:
    if match := THREAD.search(piece.text):
        page.thread = page.thread or match[0]
    for label, value in piece.fields:
        label = label.strip(" :")
        if _NAME_FIELDS.fullmatch(label):
            page.title = page.title or value
        elif _PEOPLE_FIELDS.fullmatch(label):
            page.people += [name.strip() for name in re.split(r"[;\n]", value) if name.strip()]
        elif _ZONE_FIELDS.fullmatch(label):
            page.zone = page.zone or value


def _html_members(container: Container) -> list[str]:
    if len(container.members) == 1:
        return list(container.members)
    return [member for member in container.members if extension(member) in ("html", "htm")]


def _is_native(member: str) -> bool:
    """Whether a member is one of the items Purview exports, of whatever kind."""
    return "NativeFiles" in member.split("/")


def _is_transcript(container: Container, member: str) -> bool:
    """Whether a page says that it is of Teams and begins with at least one message that can be read."""
    with container.open(member) as stream:
        sample = stream.read(SAMPLE_BYTES)
    text = sample.decode(_encoding(container, member), "replace")
    if "\0" in text or not _PAGE.match(text):
        return False
    reader = TranscriptReader()
    head = ""
    for piece in reader.read(text):
        if isinstance(piece, Between):
            head += piece.text
        elif not piece.unclear and piece.sender and states_time(piece.time):
            return bool(_OF_TEAMS.search(f"{reader.title} {head}") or _MARKUP_OF_TEAMS.search(text))
    return False


def _encoding(container: Container, member: str) -> str:
    """The encoding of a page: by its mark, by what it says, else UTF-8."""
    with container.open(member) as stream:
        head = stream.read(2048)
    if by_mark := marked(head):
        return by_mark
    said = _CHARSET.search(head)
    found = charset(said[1].decode()) if said else None
    # What says so in one byte a letter is not written in two or four.
    return found if found and not found.startswith(("utf-16", "utf-32")) else "utf-8"
