"""Transcripts of Teams conversations in HTML, as Purview eDiscovery makes them: one page a conversation, times in UTC.

Best effort: Microsoft describes what the transcripts hold, not how they are built. A page is read by its structure, and what
is not clearly a message is kept as unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath

from archive.importers.purview_html.outlook import outlook_members, refuse_outlook
from archive.importers.purview_html.pages import Page, is_date, is_head, page_members, pieces, recognised_pages, survey
from archive.importing import (
    Bookkeeping,
    HandleKind,
    ImportOptions,
    Item,
    MessageKind,
    Notice,
    ParsedAttachment,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    QuestionForPerson,
    Unreadable,
    importers,
)
from archive.reading.containers import Container, ImportRefused
from archive.reading.doubles import TranscriptLines
from archive.reading.member_paths import by_unique_name
from archive.reading.moments import TAKEN_IN_SINCE, is_plausible
from archive.reading.notices import file_names, first_of, hidden_links, quoted
from archive.reading.phrases import HEAD_OF_TRANSCRIPT, IMPOSSIBLE_SINCE_2000, IN_OTHER_TRANSCRIPT
from archive.reading.stated_times import DateEvidence, read_stated
from archive.reading.transcript_entries import Between, Entry

BEST_EFFORT = (
    "De opbouw van Purview-transcripten is niet openbaar beschreven; dit is gelezen naar beste vermogen. Controleer het aantal "
    "berichten. RSMF of JSON van Microsoft Graph is volledig en zekerder."
)
_ADDRESS = re.compile(r"\s*[<(]\s*([^\s<>()]+@[^\s<>()]+)\s*[>)]\s*$|^\s*([^\s<>()]+@[^\s<>()]+)\s*$")
LONGEST_NAME = 300
"""Characters of a name in which an address is looked for."""
_NAMED_AT_MOST = 4
_LISTED_AT_MOST = 10
_OWN_ID = re.compile(r"\d{10,}")
"""An id of Teams is the moment in milliseconds; a shorter number only counts the messages on a page."""


@importers.register
class PurviewHtml:
    """Reads Teams transcripts in HTML. One conversation a page; units are the pieces of a page: a message, or what is between."""

    name = "purview_html"
    label = "Teams-transcript in HTML (Purview)"
    unit = "blokken"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Een transcript is een weergave, geen bron: gelezen naar beste vermogen; RSMF of JSON van Graph is beter.",
        "Op welk bericht iemand antwoordt, eerdere teksten van een bewerkt bericht en wie wat gelezen heeft.",
        "Reacties, doorgestuurde berichten en gebeurtenissen staan er niet of alleen als tekst in.",
        "Purview kan van een gesprek alleen de treffers geven met enkele berichten eromheen.",
    )

    def exports(self, container: Container) -> list[str]:
        """The pages that are a transcript of Teams; or the files of Outlook, which are refused with advice."""
        return outlook_members(container) or recognised_pages(container)

    def count_units(self, container: Container) -> int:
        """The number of pieces on the pages. Raises `ImportRefused` for files of Outlook."""
        refuse_outlook(container)
        return sum(1 for member in page_members(container) for _ in pieces(container, member))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation before its messages, the pieces in order, and that this is best effort.

        Raises `QuestionForPerson` when the order of day and month cannot be told from the dates.
        """
        refuse_outlook(container)
        evidence = DateEvidence()
        found = [survey(container, member, evidence) for member in page_members(container)]
        if evidence.is_open and options.date_order is None:
            raise QuestionForPerson("date_order", (evidence.example,))
        for page in found:
            _refuse_other_zone(page)
        reading = _Reading(container, found, evidence, options)
        yield from reading.items()
        yield from reading.notices()


def _refuse_other_zone(page: Page) -> None:
    """Purview writes UTC. A page that says otherwise was made by another programme; its times would be guesses."""
    if page.zone and not re.search(
        r"\b(?:UTC|GMT|Coordinated Universal Time)\b(?!\s*[+-]\s*0*[1-9])", page.zone, re.IGNORECASE
    ):
        raise ImportRefused(
            f"«{page.member}» vermeldt de tijdzone «{page.zone}». Transcripten worden alleen in UTC ingelezen; maak de export "
            "opnieuw met tijden in UTC. Er is niets ingelezen."
        )


class _Reading:
    """The second reading: turns the pieces of all pages into items."""

    def __init__(self, container: Container, found: list[Page], evidence: DateEvidence, options: ImportOptions) -> None:
        self._container, self._pages = container, found
        self._order = evidence.order or options.date_order
        self._now = datetime.now(UTC)
        pages = {page.member for page in found}
        files = by_unique_name(container.members)
        self._files = {name: member for name, member in files.items() if member not in pages}
        self._people = _by_name(person for page in found for person in page.people)
        self._attached: set[str] = set()
        self._yielded: set[str] = set()
        self._said = TranscriptLines()
        self._unit = self._hidden_links = 0

    def items(self) -> Iterator[Item]:
        """The items of every page."""
        for page in self._pages:
            key = page.thread or page.member
            if key not in self._yielded:
                self._yielded.add(key)
                yield self._conversation(key)
            yield from self._page(page, key)

    def _page(self, page: Page, key: str) -> Iterator[Item]:
        begun = False
        self._said.begin()
        for piece in pieces(self._container, page.member):
            self._unit += 1
            if isinstance(piece, Entry):
                begun = True
                yield self._entry(piece, key)
            else:
                yield self._between(piece, begun=begun)

    def _conversation(self, key: str) -> ParsedConversation:
        own = [page for page in self._pages if (page.thread or page.member) == key]
        names = (name for page in own for name in (*page.people, *sorted(page.senders)) if name)
        people = tuple(dict.fromkeys(map(self._person, names)))
        title = next((page.title for page in own if page.title), "")
        named = first_of([person.shown for person in people], at_most=_NAMED_AT_MOST)
        return ParsedConversation(
            key=key,
            app="teams",
            title=title or named or own[0].heading or PurePosixPath(own[0].member).stem,
            is_group=not own[0].thread.endswith("@unq.gbl.spaces") and len(people) != 2,
            source_id=own[0].thread,
            participants=people,
        )

    def _person(self, name: str) -> ParsedHandle:
        """A person by the name a message gives, with the address that stands with that name at the head of a page."""
        return self._people.get(name.strip()) or _handle(name)

    def _between(self, piece: Between, *, begun: bool) -> Item:
        unit = self._unit
        if not begun and is_head(piece):
            return Bookkeeping(unit, unit, HEAD_OF_TRANSCRIPT)
        if begun and is_date(piece):
            return Bookkeeping(unit, unit, "datum boven berichten")
        where = "tussen of na berichten" if begun else "vóór het eerste bericht"
        return Unreadable(unit, unit, piece.text, f"tekst {where}, waarin geen bericht is te herkennen")

    def _entry(self, entry: Entry, key: str) -> Item:
        unit = self._unit
        if entry.unclear:
            return Unreadable(unit, unit, entry.raw, "niet duidelijk welke tekst van welk bericht is")
        stated = read_stated(entry.time, self._order)
        if stated is None:
            return Unreadable(unit, unit, entry.raw, "geen tijdstip, of niet te lezen")
        sent_at = stated.instant or stated.local.replace(tzinfo=UTC)
        if not is_plausible(sent_at, now=self._now, since=TAKEN_IN_SINCE):
            return Unreadable(unit, unit, entry.raw, IMPOSSIBLE_SINCE_2000)
        if not entry.sender:
            return Unreadable(unit, unit, entry.raw, "geen afzender")
        if self._said.came_by(f"{key}\n{entry.time}\n{entry.sender}\n{entry.body.text}"):
            return Bookkeeping(unit, unit, IN_OTHER_TRANSCRIPT)
        self._hidden_links += entry.body.hidden_links
        attachments = self._attachments(entry)
        return ParsedMessage(
            conversation=key,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=stated.precision,
            zone="UTC",
            kind=MessageKind.DELETED if entry.is_deleted else MessageKind.MEDIA if attachments else MessageKind.TEXT,
            sender=self._person(f"{entry.sender} <{entry.address}>" if entry.address else entry.sender),
            text=entry.body.text,
            source_id=number[0] if (number := _OWN_ID.search(entry.identifier)) else "",
            edited=entry.is_edited,
            attachments=attachments,
            warnings=entry.warnings,
        )

    def _attachments(self, entry: Entry) -> tuple[ParsedAttachment, ...]:
        found = [ParsedAttachment(alt or "afbeelding", None) for alt in entry.body.images]
        for name in entry.files:
            member = self._files.get(name)
            if member:
                self._attached.add(member)
            found.append(ParsedAttachment(name, member))
        return tuple(found)

    def notices(self) -> Iterator[Notice]:
        """What a person should know about the transcripts as a whole."""
        yield Notice(BEST_EFFORT)
        unused = dict.fromkeys(column for page in self._pages for column in page.unused_columns)
        if unused:
            yield Notice(f"Kolommen die niet zijn overgenomen: {quoted(unused)}.")
        if images := sum(page.embedded_images for page in self._pages):
            yield Notice(f"Afbeeldingen die in de pagina zelf staan en niet zijn overgenomen: {images}.")
        yield from hidden_links(self._hidden_links, are_in_original_only=False)
        read = {page.member for page in self._pages} | self._attached
        unread = [member for member in self._container.members if member not in read]
        if unread:
            named = file_names(unread, at_most=_LISTED_AT_MOST)
            yield Notice(f"Andere bestanden in de export, die niet zijn ingelezen: {len(unread)} ({named}).")


def _by_name(people: Iterable[str]) -> dict[str, ParsedHandle]:
    """Those who are given with an address, by their name; a name with two addresses is nobody's."""
    found: dict[str, set[ParsedHandle]] = {}
    for handle in map(_handle, people):
        if handle.kind is HandleKind.EMAIL:
            found.setdefault(handle.shown, set()).add(handle)
    return {name: next(iter(handles)) for name, handles in found.items() if len(handles) == 1}


def _handle(name: str) -> ParsedHandle:
    """A person as a transcript names them: an address where one stands with the name."""
    match = _ADDRESS.search(name) if len(name) <= LONGEST_NAME else None
    if match is None:
        return ParsedHandle(HandleKind.CONTACT_NAME, name.strip(), name.strip())
    address = match[1] or match[2]
    shown = name[: match.start()].strip() or address
    return ParsedHandle(HandleKind.EMAIL, address.lower(), shown)
