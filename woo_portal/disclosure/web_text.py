"""What the web pages of a set say, worked out from the set itself: the leak check holds the finished pages against it.

Knows no HTML. That it repeats words of the templates is its use: what a template adds, loses or puts elsewhere differs from it.
The entries of a document say the same in its PDF (`document_text`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from redaction.aliases import alias_beside, printed_alias
from redaction.apply import Run, Shown, Withheld
from woo_portal.disclosure import conversation_lines, inventory
from woo_portal.disclosure.inventory_cells import untitled
from woo_portal.disclosure.markup import printed
from woo_portal.disclosure.publishing import GAPS, AttachmentRuns, DisclosureSet, Document, Entry, EntryKind, GroundText
from woo_portal.presentation.dutch import weekday

EXPLANATION = (
    "Een kader met een code staat voor iets wat is weggelakt. De code is de grond. Het kader is altijd even breed: het zegt niet "
    "hoe lang de tekst was."
)
_COLUMNS = "Document Datum Gesprek App Berichten Beoordeling Gronden Toelichting Bestand"
_SKIP = "Naar de inhoud"


def dossier(disclosure: DisclosureSet) -> str:
    """ "Woo-verzoek 2026-0142"."""
    return disclosure.name


def index_name(disclosure: DisclosureSet) -> str:
    """What a browser calls the index."""
    return f"{dossier(disclosure)} – {disclosure.subject}"


def page_name(disclosure: DisclosureSet, document: Document) -> str:
    """What a browser calls the page of a document. Not its title, of which something may be withheld."""
    return f"Document {document.number} – {dossier(disclosure)}"


def of_index(disclosure: DisclosureSet) -> Iterator[str]:
    """The text of the index, in order."""
    yield _SKIP
    yield disclosure.authority
    yield f"{dossier(disclosure)} {disclosure.subject}"
    yield f"Ontvangen op {disclosure.received_on:%d-%m-%Y} · opgemaakt op {inventory.made_on(disclosure):%d-%m-%Y}"
    yield inventory.summary(disclosure)
    yield from (["Gronden"] if disclosure.grounds else [])
    yield "Inventarislijst"
    yield from (["Besluit (pdf)"] if disclosure.decision else [])
    if disclosure.grounds:
        yield from ("Gronden", *_legend(disclosure.grounds))
    yield from ("Inventarislijst", _COLUMNS)
    for row in inventory.rows(disclosure):
        yield f"{row.number} {row.day:%d-%m-%Y}"
        yield told(row.title) or untitled(row)
        yield f"{row.app} {'' if row.is_attachment else row.messages} {row.judgement} {', '.join(row.grounds)}"
        yield row.explanation
        yield f"{row.number}.pdf"


def of_page(disclosure: DisclosureSet, document: Document, *, before: str, after: str) -> Iterator[str]:
    """The text of the page of a document, in order; `before` and `after` are the numbers of its neighbours, or "" ."""
    yield _SKIP
    yield f"{dossier(disclosure)} · {disclosure.authority}"
    yield "Alle documenten"
    yield f"Vorige: {before}" if before else ""
    yield f"Volgende: {after}" if after else ""
    yield "Dit document als pdf"
    yield f"Document {document.number}"
    yield told(document.title) or "Gesprek zonder titel"
    yield f"{document.app}-gesprek · {conversation_lines.size(document)}"
    yield document.judgement + (f" · gronden: {', '.join(document.grounds)}" if document.grounds else "")
    yield document.explanation
    yield weekday(document.day)
    slip = conversation_lines.slip(document)
    yield slip
    for entry in () if slip else document.entries:
        yield from of_entry(entry)
    if grounds := disclosure.heading(document).grounds:
        yield from ("Gronden in dit document", *_legend(grounds))


def _legend(grounds: Sequence[GroundText]) -> Iterator[str]:
    yield EXPLANATION
    for ground in grounds:
        yield from (str(ground), ground.law)


def of_entry(entry: Entry) -> Iterator[str]:
    """The text of an entry of a document, in order."""
    if entry.kind in GAPS:
        yield f"{conversation_lines.gap(entry)} · nr. {entry.number}"
        return
    if entry.kind is EntryKind.SYSTEM:
        yield f"{entry.time} {told(entry.text)} · nr. {entry.number}"
        return
    function = f", {entry.function}" if printed(entry.function) else ""
    sender = f"{name}{function} ·" if (name := told(entry.sender)) else ""
    said = f"{entry.time} {sender} nr. {entry.number}"
    yield " · ".join((said, *conversation_lines.remarks(entry), *map(told, entry.notes)))
    if entry.quote:
        yield f"Reactie op {told(entry.quote.author)}: {told(entry.quote.text)}"
    text = told(entry.text)
    yield f"{text} hele bericht weggelakt" if text and entry.kind is EntryKind.WITHHELD else text
    yield from map(_attachment, entry.attachments)
    if reactions := told(entry.reactions):
        yield f"Reacties: {reactions}"


def _attachment(attachment: AttachmentRuns) -> str:
    name = f"Bijlage: {attachment.kind} {told(attachment.name)}"
    if attachment.withheld:
        return f"{name} – geweigerd {told(attachment.withheld)}"
    return f"{name} – zie document {attachment.number}" if attachment.number else f"{name} – niet bijgevoegd"


def told(runs: Sequence[Run]) -> str:
    """Runs as they are printed; empty where nothing of them can be seen."""
    return "".join([printed(run.text) if isinstance(run, Shown) else _token(run) for run in runs])


@lru_cache(maxsize=4096)
def _token(run: Withheld) -> str:
    """What is printed for a passage: the thousands of a set are the same few."""
    return printed(printed_alias(run) or " ".join(filter(None, (", ".join(run.grounds), alias_beside(run)))))
