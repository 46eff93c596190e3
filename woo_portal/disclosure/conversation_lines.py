"""The messages of a document as lines of HTML, for every format that prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from redaction.apply import Run, Shown
from woo_portal.disclosure import characters
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import GAPS, AttachmentRuns, Document, Entry, EntryKind

_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the template wants it: every text ready as HTML."""

    kind: str
    is_gap: bool
    number: str
    time: SafeString
    sender: SafeString
    function: SafeString
    text: SafeString
    from_right: bool
    quote: tuple[SafeString, SafeString] | None
    attachments: tuple[SafeString, ...]
    reactions: SafeString
    remarks: tuple[SafeString, ...]


def lines_of(write: Markup, document: Document) -> list[Line]:
    """The entries of a document in order. Raises `markup.UnlistedGround`."""
    return [_line(write, entry) for entry in document.entries]


def _line(write: Markup, entry: Entry) -> Line:
    remarks = entry.remarks
    if entry.kind is EntryKind.ALREADY_PUBLIC and not any("reeds openbaar" in remark for remark in remarks):
        remarks = ("reeds openbaar", *remarks)
    return Line(
        kind=entry.kind.name,
        is_gap=entry.kind in GAPS,
        number=str(entry.number),
        time=words(entry.time),
        sender=write.line(entry.sender),
        function=words(entry.function),
        text=words(gap(entry)) if entry.kind in GAPS else write.runs(entry.text),
        from_right=characters.reads_from_right(shown_text(entry.text)),
        quote=(write.line(entry.quote.author), write.line(entry.quote.text)) if entry.quote else None,
        attachments=tuple(_attachment(write, item) for item in entry.attachments),
        reactions=write.line(entry.reactions),
        remarks=tuple(words(remark) for remark in remarks),
    )


def _attachment(write: Markup, attachment: AttachmentRuns) -> SafeString:
    name = words(f"{attachment.kind} ") + write.line(attachment.name)
    if attachment.withheld:
        return name + words(" – geweigerd ") + write.line(attachment.withheld)
    where = f"zie document {attachment.number}" if attachment.number else "niet bijgevoegd"
    return name + words(f" – {where}")


def gap(entry: Entry) -> str:
    """What stands in the place of messages that are left out: "3 berichten buiten reikwijdte, niet opgenomen"."""
    told = f"{entry.count} {'bericht' if entry.count == 1 else 'berichten'}"
    if entry.kind is EntryKind.OF_OTHERS:
        return f"{told} {'dat niet over u gaat' if entry.count == 1 else 'die niet over u gaan'}, niet opgenomen"
    return f"{told} buiten reikwijdte, niet opgenomen"


def shown_text(runs: tuple[Run, ...]) -> str:
    """What runs show, without what is withheld."""
    return "".join(run.text for run in runs if isinstance(run, Shown))


def day_in_words(day: date) -> str:
    """ "donderdag 13 november 2025"."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
