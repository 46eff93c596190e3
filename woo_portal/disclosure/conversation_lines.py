"""The messages of a document as lines of HTML, for every format that prints them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from redaction.apply import Run, Shown, Withheld
from redaction.grounds import DUPLICATE
from woo_portal.disclosure import characters
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import GAPS, AttachmentRuns, Document, Entry, EntryKind, Judgement


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
        remarks=(*map(words, remarks(entry)), *map(write.line, entry.notes)),
    )


def remarks(entry: Entry) -> tuple[str, ...]:
    """What is remarked on an entry; of one that was public before, always that it was."""
    if entry.kind is EntryKind.ALREADY_PUBLIC and not any("reeds openbaar" in remark for remark in entry.remarks):
        return ("reeds openbaar", *entry.remarks)
    return entry.remarks


def _attachment(write: Markup, attachment: AttachmentRuns) -> SafeString:
    name = words(f"{attachment.kind} ") + write.line(attachment.name)
    if attachment.withheld:
        return name + words(" – geweigerd ") + write.line(attachment.withheld)
    if attachment.number:
        return name + words(" – zie ") + write.reference(attachment.number)
    return name + words(" – niet bijgevoegd")


def gap(entry: Entry) -> str:
    """What stands in the place of messages that are left out: "3 berichten buiten reikwijdte, niet opgenomen"."""
    told = f"{entry.count} {'bericht' if entry.count == 1 else 'berichten'}"
    if entry.kind is EntryKind.OF_OTHERS:
        return f"{told} {'dat niet over u gaat' if entry.count == 1 else 'die niet over u gaan'}, niet opgenomen"
    return f"{told} buiten reikwijdte, niet opgenomen"


def slip(document: Document) -> str:
    """What stands in the place of a document that is withheld whole; "" for any other. Of duplicates it does not: the text stands
    in another document, and where is told line by line.
    """
    grounds = {run.grounds for entry in document.entries for run in entry.text if isinstance(run, Withheld)}
    if document.judgement is not Judgement.WITHHELD or (DUPLICATE,) in grounds:
        return ""
    left_out = [f" Daarnaast: {gap(entry)}." for entry in document.entries if entry.kind in GAPS]
    told = "Dit document is niet openbaar gemaakt. De gronden staan hieronder, met de tekst van de wet."
    return "".join([told, *left_out])


def size(document: Document) -> str:
    """ "12 berichten"."""
    return "1 bericht" if document.message_count == 1 else f"{document.message_count} berichten"


def shown_text(runs: tuple[Run, ...]) -> str:
    """What runs show, without what is withheld."""
    return "".join(run.text for run in runs if isinstance(run, Shown))
