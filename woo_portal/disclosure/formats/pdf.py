"""Each document as a PDF of its own: a conversation on one day, tagged, with a token where something is withheld.

Depends on the document and its heading only, so that a document is rendered once and kept by its `document_key`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from django.utils.safestring import SafeString

from redaction.apply import Run, Shown
from woo_portal.disclosure import characters, markup, typesetting
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import (
    AttachmentRuns,
    DisclosureSet,
    Document,
    Entry,
    EntryKind,
    File,
    Heading,
    Transcript,
    formats,
)

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


@formats.register
class PdfDocuments:
    """The documents of a set, "documenten/0001.pdf" and on."""

    name = "pdf"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file a document, in the order of the set."""
        for document in disclosure.documents:
            yield File(file_name(document), render_document(disclosure.heading(document), document))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One a document."""
        return {
            file_name(document): partial(transcript, disclosure.heading(document), document)
            for document in disclosure.documents
        }


def file_name(document: Document) -> str:
    """The path of `document` inside the package."""
    return f"documenten/{document.number}.pdf"


def render_document(heading: Heading, document: Document) -> bytes:
    """The PDF of one document. Raises `markup.UnlistedGround` for a passage on a ground that `heading` lacks."""
    return typesetting.typeset(_html(heading, document), stylesheet="document.css")


def transcript(heading: Heading, document: Document) -> Transcript:
    """What the PDF of one document may say. Raises as `render_document`."""
    return typesetting.transcript(_html(heading, document))


def document_key(heading: Heading, document: Document) -> str:
    """Equal when `render_document` would give the same bytes: a hash of its input and of everything that renders it."""
    sources = [Path(module.__file__ or "") for module in (characters, markup)]
    renderer = typesetting.fingerprint(Path(__file__), *sources)
    return hashlib.sha256(f"{renderer}{heading!r}{document!r}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry as the template wants it: every text ready as HTML."""

    kind: str
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


def _html(heading: Heading, document: Document) -> str:
    write = Markup(heading.grounds)
    mark, day = f"Document {document.number}", _in_words(document.day)
    return markup.page(
        "document.html",
        mark=words(mark),
        day=words(day),
        dossier=words(f"{heading.regime} {heading.number}"),
        authority=words(heading.authority),
        bookmark=words(f"{mark} – {_whole(document.title) or day}"),
        title=write.line(document.title) or words("Gesprek zonder titel"),
        app=words(document.app),
        size=words(_size(document)),
        judgement=words(document.judgement),
        codes=words(", ".join(ground.code for ground in heading.grounds)),
        remark=words(document.remark),
        grounds=[(words(ground.code), words(ground.label), words(ground.law)) for ground in heading.grounds],
        lines=[_line(write, entry) for entry in document.entries],
    )


def _line(write: Markup, entry: Entry) -> _Line:
    remarks = entry.remarks
    if entry.kind is EntryKind.ALREADY_PUBLIC and not any("reeds openbaar" in remark for remark in remarks):
        remarks = ("reeds openbaar", *remarks)
    return _Line(
        kind=entry.kind.name,
        number=str(entry.number),
        time=words(entry.time),
        sender=write.line(entry.sender),
        function=words(entry.function),
        text=words(_gap(entry.count)) if entry.kind is EntryKind.OUT_OF_SCOPE else write.runs(entry.text),
        from_right=characters.reads_from_right(_shown(entry.text)),
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


def _gap(count: int) -> str:
    return f"{count} {'bericht' if count == 1 else 'berichten'} buiten reikwijdte, niet opgenomen"


def _size(document: Document) -> str:
    return "1 bericht" if document.message_count == 1 else f"{document.message_count} berichten"


def _whole(runs: tuple[Run, ...]) -> str:
    """The text of runs of which nothing is withheld, else the empty string: a bookmark has no tokens."""
    return " ".join(_shown(runs).split()) if all(isinstance(run, Shown) for run in runs) else ""


def _shown(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if isinstance(run, Shown))


def _in_words(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
