"""The inventory (inventarislijst) of a set: the row every list format shows of a document. Pure.

The law does not ask for one; the courts do ask for the judgement and the grounds of each document, which this gives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from redaction.aliases import alias_beside, printed_alias
from redaction.apply import Run, Shown, Withheld
from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import AttachedDocument, DisclosureSet, Document, EntryKind, Judgement

COLUMNS = (
    "Document ID",
    "Documentnummer",
    "Bestandsnaam",
    "Datum",
    "Gesprek",
    "App",
    "Berichten",
    "Beoordeling",
    "Beoordelingsgrond",
    "Toelichting",
    "Besluitnaam",
)
"""The columns of the lists that are sorted and filtered: those of the inventory of the Ministry of Health's publication
platform, as far as they have an answer before publication (no link, no suspension, no related document), with the date, the
app and the number of messages."""

ROWS_IN_A_PDF = 1000
"""The layout of a table takes a fifth of a megabyte a row until its last page is done."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document: `title` still in runs, `explanation` a Dutch sentence or empty.

    `family` is the same for a document and its attachments, `thread` for all days of a conversation; both count from 1.
    `is_attachment`: then `app` says what kind of file it is, and `messages` is 0. `remark` is what an officer wrote.
    """

    number: str
    day: date
    title: tuple[Run, ...]
    app: str
    messages: int
    judgement: Judgement
    grounds: tuple[str, ...]
    explanation: str
    family: int
    thread: int
    is_attachment: bool = False
    remark: str = ""

    @property
    def file(self) -> str:
        """The path of its PDF inside the package."""
        return f"documenten/{self.number}.pdf"


@dataclass(frozen=True, slots=True)
class Part:
    """One PDF of the inventory: the path of the file inside the package, its title in print, and its rows."""

    file: str
    title: str
    rows: tuple[Row, ...]


def parts(disclosure: DisclosureSet) -> tuple[Part, ...]:
    """The inventory as PDFs, in their order: one, and of a large set several that each have at most `ROWS_IN_A_PDF` rows."""
    every = tuple(rows(disclosure))
    chunks = [every[start : start + ROWS_IN_A_PDF] for start in range(0, len(every), ROWS_IN_A_PDF)]
    if len(chunks) < 2:
        return (Part("inventarislijst.pdf", "Inventarislijst", every),)
    return tuple(
        Part(f"inventarislijst-deel-{number}.pdf", f"Inventarislijst, deel {number} van {len(chunks)}", chunk)
        for number, chunk in enumerate(chunks, start=1)
    )


def rows(disclosure: DisclosureSet) -> Iterator[Row]:
    """The documents in the order of the set, each with its attachments after it."""
    attached: dict[str, list[AttachedDocument]] = defaultdict(list)
    for attachment in disclosure.attachments:
        attached[attachment.parent].append(attachment)
    for family, document in enumerate(disclosure.documents, start=1):
        yield Row(
            number=document.number,
            day=document.day,
            title=document.title,
            app=document.app,
            messages=document.message_count,
            judgement=document.judgement,
            grounds=document.grounds,
            explanation=_explanation(document),
            family=family,
            thread=document.thread or family,
            remark=document.remark,
        )
        for attachment in attached[document.number]:
            yield _attached_row(attachment, family)


def _attached_row(attachment: AttachedDocument, family: int) -> Row:
    return Row(
        number=attachment.number,
        day=attachment.day,
        title=attachment.title,
        app=f"bijlage ({attachment.kind})",
        messages=0,
        judgement=attachment.judgement,
        grounds=attachment.grounds,
        explanation=f"Bijlage bij document {attachment.parent}, nr. {attachment.entry}.",
        family=family,
        thread=attachment.thread or family,
        is_attachment=True,
    )


def lines(disclosure: DisclosureSet) -> Iterator[tuple[str | int | date, ...]]:
    """What stands under `COLUMNS`, a line for each document."""
    for row in rows(disclosure):
        yield (
            row.number,
            f"{disclosure.number}-{row.number}",
            f"{row.number}.pdf",
            row.day,
            in_plain_text(row.title),
            row.app,
            row.messages,
            row.judgement.lower(),
            ";".join(row.grounds),
            row.explanation,
            disclosure.subject,
        )


def made_on(disclosure: DisclosureSet) -> date:
    """The day the set was made, in the Netherlands."""
    return made_at(disclosure).date()


def made_at(disclosure: DisclosureSet) -> datetime:
    """The moment the set was made, by the clock of the Netherlands."""
    return disclosure.made_at.astimezone(ZoneInfo("Europe/Amsterdam"))


def summary(disclosure: DisclosureSet) -> str:
    """ "2 documenten en 1 bijlage: 1 openbaar, 2 deels openbaar"."""
    every = list(rows(disclosure))
    counts = Counter(row.judgement for row in every)
    parts = ", ".join(f"{counts[judgement]} {judgement.lower()}" for judgement in Judgement if counts[judgement])
    attached = sum(row.is_attachment for row in every)
    documents = len(every) - attached
    told = f"{documents} {'document' if documents == 1 else 'documenten'}"
    if attached:
        told += f" en {attached} {'bijlage' if attached == 1 else 'bijlagen'}"
    return told + (f": {parts}" if parts else "")


def titled(row: Row, *, longest: int = 0) -> str:
    """The chat and its day, for where no other title is shown: "Kernteam (WhatsApp, 14-03-2024)". Cut to `longest` bytes of
    UTF-8, of which it is 0 for any length.
    """
    day = f"{row.app}, {row.day:%d-%m-%Y}"
    # Before it is measured: what no font has is written out.
    title = " ".join(printable(in_plain_text(row.title)).split())
    room = longest - len(f" ({day})…".encode()) if longest else None
    kept = title.encode()[:room].decode(errors="ignore")
    return f"{kept}{'…' if kept != title else ''} ({day})"


def in_plain_text(runs: Sequence[Run]) -> str:
    """The runs where there is no room for a token: "Kernteam [weggelakt: 5.1.2e]"."""
    return "".join(run.text if isinstance(run, Shown) else _told(run) for run in runs)


def _told(run: Withheld) -> str:
    return printed_alias(run) or f"[weggelakt: {', '.join(filter(None, (*run.grounds, alias_beside(run))))}]"


def _explanation(document: Document) -> str:
    """What is out of scope is told here and not as a ground, for it is none."""
    outside = sum(entry.count for entry in document.entries if entry.kind is EntryKind.OUT_OF_SCOPE)
    told = f"{outside} {'bericht' if outside == 1 else 'berichten'} buiten reikwijdte." if outside else ""
    return " ".join(part for part in (document.explanation, told) if part)
