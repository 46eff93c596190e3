"""The format contract: what is published, as runs only, and what an export format makes of it.

Pure, and walled off: neither this module nor a format may reach the archive's or the redaction layer's models. There is no
way from here to a withheld word. Moments are already text in local time (Europe/Amsterdam), so that a rendering depends
on nothing but its input: equal sets give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from archive.registry import Registry
from redaction.apply import Run
from redaction.grounds import in_full


class Judgement(StrEnum):
    """The judgement of a document, in the words of the inventory (DOMAIN: production report)."""

    PUBLIC = "Openbaar"
    PARTIAL = "Deels openbaar"
    WITHHELD = "Niet openbaar"
    ALREADY_PUBLIC = "Reeds openbaar"


class EntryKind(StrEnum):
    """What stands at a place in a document."""

    MESSAGE = "message"
    SYSTEM = "system"
    WITHHELD = "withheld"
    """A message withheld whole: `text` is one `Withheld` run."""
    ALREADY_PUBLIC = "already_public"
    OUT_OF_SCOPE = "out_of_scope"
    """Messages outside the reach of the request: no text; `count` says how many."""
    OF_OTHERS = "of_others"
    """In a version for one person, messages that do not concern them: no text; `count` says how many."""


GAPS = (EntryKind.OUT_OF_SCOPE, EntryKind.OF_OTHERS)
"""Of these only their number is told."""


@dataclass(frozen=True, slots=True)
class QuoteRuns:
    """The line a reply quotes."""

    author: tuple[Run, ...]
    text: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class AttachmentRuns:
    """A file a message carries: its name as runs and a Dutch word for its kind ("afbeelding", "document").

    `number` is the number it is published under, None when it is not published with this set. `withheld` is one `Withheld` run
    when it was withheld whole, else nothing.
    """

    name: tuple[Run, ...]
    kind: str
    number: str | None = None
    withheld: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One message, system line or gap of a document. `number` counts from 1 inside the document.

    `time` is "14.03 uur". `function` is the sender's function at that moment, empty when the sender is withheld or has
    none. `remarks` are the portal's own Dutch words such as "bewerkt"; `notes` what was remarked at the import, which may quote.
    """

    number: int
    kind: EntryKind
    time: str
    sender: tuple[Run, ...] = ()
    function: str = ""
    text: tuple[Run, ...] = ()
    quote: QuoteRuns | None = None
    attachments: tuple[AttachmentRuns, ...] = ()
    reactions: tuple[Run, ...] = ()
    remarks: tuple[str, ...] = ()
    notes: tuple[tuple[Run, ...], ...] = ()
    count: int = 1

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run of it: sender, text, quote, names of attachments and that they are withheld, reactions, notes."""
        quote = (*self.quote.author, *self.quote.text) if self.quote else ()
        names = tuple(run for attachment in self.attachments for run in (*attachment.name, *attachment.withheld))
        notes = tuple(run for note in self.notes for run in note)
        return (*self.sender, *self.text, *quote, *names, *self.reactions, *notes)


@dataclass(frozen=True, slots=True)
class Document:
    """One conversation on one day, the unit of numbering. `number` is "0001"; `grounds` are all grounds used in it. `remark` is
    what an officer wrote, `twins` where what is a duplicate here stands, in the portal's words.
    """

    number: str
    app: str
    title: tuple[Run, ...]
    day: date
    judgement: Judgement
    grounds: tuple[str, ...]
    entries: tuple[Entry, ...]
    remark: str = ""
    twins: str = ""
    thread: int = 0
    """A number for the conversation inside this set, the same for all its days."""

    @property
    def explanation(self) -> str:
        """What is told of the document beside its messages."""
        return "; ".join(filter(None, (self.remark, self.twins)))

    @property
    def message_count(self) -> int:
        """The messages in it, shown or withheld; neither system lines nor what is left out."""
        return sum(entry.kind not in (EntryKind.SYSTEM, *GAPS) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of text recognised on a page after its boxes were burned, and where it stands, in parts of the page's width and
    height (0 to 1). `sought` is its text without the words that a person looked at and decided to show.
    """

    text: str
    sought: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class AttachedPage:
    """A page of an attachment: what gives its burned picture, PNG or JPEG, width and height in pixels, and its lines.

    `sha256` tells pictures apart; where one happens to lie does not count.
    """

    sha256: str
    image: Callable[[], bytes] = field(repr=False, compare=False)
    width: int
    height: int
    lines: tuple[PageLine, ...]


@dataclass(frozen=True, slots=True)
class AttachedDocument:
    """An attachment somebody decided on. `number` is "B001"; one that is withheld whole has no pages.

    `parent` is the number of the document with the message that carries it, `entry` that of the message in it; `day` and
    `thread` are those of that document. `kind` is as in `AttachmentRuns`.
    """

    number: str
    title: tuple[Run, ...]
    kind: str
    parent: str
    entry: int
    day: date
    thread: int
    judgement: Judgement
    grounds: tuple[str, ...]
    pages: tuple[AttachedPage, ...]


@dataclass(frozen=True, slots=True)
class GroundText:
    """A ground used in the set, for the legend."""

    code: str
    label: str
    law: str

    def __str__(self) -> str:
        return in_full(self.code, self.label)


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """A section of the decision (besluit): its heading and its paragraphs, as a lawyer left them. Line ends are kept."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document tells of the set it belongs to; `grounds` are those used in that document.

    It holds no clock: a document that did not change is the same file in every later set.
    """

    name: str
    """As `DisclosureSet.name`."""
    authority: str
    grounds: tuple[GroundText, ...]


@dataclass(frozen=True, slots=True)
class DisclosureSet:
    """Everything a package shows. `made_at` is aware, UTC; it is the only clock a format may read.

    `number` is the number of the dossier. `regime` is its kind in a Dutch word as it is printed before the number:
    "Woo-verzoek", "Kamervragen". `under_woo` is whether it answers a request under the Woo. `version` says for whom a set is
    that is not to be published ("versie voor zienswijze"), and stands on every page; else it is empty. A set that
    `is_confidential` has nothing withheld, and never leaves the ministry.
    """

    number: str
    regime: str
    subject: str
    authority: str
    received_on: date
    made_at: datetime
    documents: tuple[Document, ...]
    grounds: tuple[GroundText, ...]
    under_woo: bool = True
    is_confidential: bool = False
    decision: tuple[DecisionPart, ...] = ()
    """The sections of the decision that say something; none where no decision is part of the set."""
    attachments: tuple[AttachedDocument, ...] = ()
    version: str = ""
    publisher_uri: str = ""
    """The URI of `authority` in the government's own lists (TOOI); empty where it is not in them."""

    @property
    def for_platforms(self) -> bool:
        """Whether it is for a publication platform: nothing but what answers a request under the Woo, for everybody, is."""
        return self.under_woo and not self.version

    @property
    def name(self) -> str:
        """As it is called on every page: "Woo-verzoek 2026-0142 · versie voor zienswijze"."""
        return " · ".join(filter(None, (f"{self.regime} {self.number}", self.version)))

    def heading(self, document: Document | AttachedDocument) -> Heading:
        """What `document`, one of this set, tells of the set."""
        grounds = tuple(ground for ground in self.grounds if ground.code in document.grounds)
        return Heading(self.name, self.authority, grounds)


@dataclass(frozen=True, slots=True)
class File:
    """A finished file of the package; `name` is its path inside the zip, ASCII, and never made from withheld data."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that one file may say, made without rendering it: the leak check holds the finished file against it.

    `blocks` is what is read on its pages, in order; `values` are the strings that may stand apart from it, such as cells,
    titles and what a screen reader says. `first_page` and `next_pages` are the words a page adds of its own, in the
    order of the page, with "{page}" and "{pages}" for its number and their count. `repeated` are words of the text that
    may come again at the head of a page: the header row of a table.
    """

    blocks: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()
    first_page: str = ""
    next_pages: str = ""
    repeated: str = ""

    def page_words(self, page: int, pages: int) -> str:
        """What page `page` of `pages`, counted from 1, adds to the text."""
        words = self.first_page if page == 1 else self.next_pages
        return words.replace("{page}", str(page)).replace("{pages}", str(pages))


class Format(Protocol):
    """An export format: one file in `woo_portal.disclosure.formats`, found by the registry."""

    name: str
    """Stable key: "pdf", "inventory_xlsx"."""

    def render(self, disclosure: DisclosureSet) -> Iterable[File]:
        """The files of this format, one at a time; the same input gives the same bytes."""
        ...

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """For the name of each file that `render` gives, what it may say; worked out when called for."""
        ...


formats: Registry[Format] = Registry("woo_portal.disclosure.formats")
"""All export formats; `formats.register` decorates the class of each."""
