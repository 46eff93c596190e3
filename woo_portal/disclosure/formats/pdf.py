"""Each document as a PDF of its own: a conversation on one day, tagged, with a token where something is withheld.

Depends on the document and its heading only, so that a document is rendered once and kept by its `document_key`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from redaction.apply import Run, Shown
from woo_portal.disclosure import characters, conversation_lines, document_text, markup, typesetting
from woo_portal.disclosure.conversation_lines import lines_of, shown_text
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import (
    DisclosureSet,
    Document,
    File,
    Heading,
    Transcript,
    formats,
)
from woo_portal.presentation.dutch import weekday


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
            file_name(document): partial(document_text.transcript, disclosure.heading(document), document)
            for document in disclosure.documents
        }


def file_name(document: Document) -> str:
    """The path of `document` inside the package."""
    return f"documenten/{document.number}.pdf"


def render_document(heading: Heading, document: Document) -> bytes:
    """The PDF of one document. Raises `markup.UnlistedGround` for a passage on a ground that `heading` lacks."""
    return typesetting.typeset(_html(heading, document), stylesheet="document.css")


def document_key(heading: Heading, document: Document) -> str:
    """Equal when `render_document` would give the same bytes: a hash of its input and of everything that renders it."""
    sources = [Path(module.__file__ or "") for module in (characters, conversation_lines, markup)]
    renderer = typesetting.fingerprint(Path(__file__), *sources)
    return hashlib.sha256(f"{renderer}{heading!r}{document!r}".encode()).hexdigest()


def _html(heading: Heading, document: Document) -> str:
    write = Markup(heading.grounds)
    mark, day = f"Document {document.number}", weekday(document.day)
    return markup.page(
        "document.html",
        mark=words(mark),
        day=words(day),
        dossier=words(heading.name),
        authority=words(heading.authority),
        bookmark=words(f"{mark} – {_whole(document.title) or day}"),
        title=write.line(document.title) or words("Gesprek zonder titel"),
        app=words(document.app),
        size=words(conversation_lines.size(document)),
        judgement=words(document.judgement),
        codes=words(", ".join(ground.code for ground in heading.grounds)),
        remark=words(document.explanation),
        grounds=[(words(ground.code), words(ground.label), words(ground.law)) for ground in heading.grounds],
        lines=lines_of(write, document),
        slip=words(conversation_lines.slip(document)),
    )


def _whole(runs: tuple[Run, ...]) -> str:
    """The text of runs of which nothing is withheld, else the empty string: a bookmark has no tokens."""
    return " ".join(shown_text(runs).split()) if all(isinstance(run, Shown) for run in runs) else ""
