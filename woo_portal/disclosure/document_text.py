"""What the PDF of a document says, worked out from the document itself: the leak check holds the finished file against it.

Knows no HTML, as `web_text`: what a template adds, loses or puts elsewhere differs from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from redaction.aliases import printed_alias
from redaction.apply import Shown, Withheld
from woo_portal.disclosure import conversation_lines, web_text
from woo_portal.disclosure.markup import Markup, printed
from woo_portal.disclosure.publishing import Document, Heading, Transcript
from woo_portal.presentation.dutch import weekday

_GROUNDS = "Gronden in dit document"


def transcript(heading: Heading, document: Document) -> Transcript:
    """What the PDF may say. Raises `markup.UnlistedGround` for a passage on a ground that `heading` lacks."""
    mark, day = _mark(document), weekday(document.day)
    footer = f"{mark} – pagina {{page}} van {{pages}} {_in_one_line(heading.name)}"
    return Transcript(
        blocks=tuple(block for block in map(printed, _blocks(heading, document)) if block.strip()),
        values=frozenset(map(_in_one_line, _beside(heading, document))),
        first_page=footer,
        next_pages=f"{mark} {day} {footer}",
    )


def _blocks(heading: Heading, document: Document) -> Iterator[str]:
    yield f"{_mark(document)} {web_text.told(document.title) or 'Gesprek zonder titel'}"
    yield f"{document.app}-gesprek · {conversation_lines.size(document)} · {heading.authority}"
    codes = ", ".join(ground.code for ground in heading.grounds)
    yield document.judgement + (f" · gronden: {codes}" if codes else "")
    yield document.explanation
    yield weekday(document.day)
    slip = conversation_lines.slip(document)
    yield slip
    for entry in () if slip else document.entries:
        yield from web_text.of_entry(entry)
    if heading.grounds:
        yield _GROUNDS
        yield from (f"{ground}. {ground.law}" for ground in heading.grounds)


def _beside(heading: Heading, document: Document) -> Iterator[str]:
    """What stands beside the pages: the metadata, the bookmarks, and what is spoken for the tokens."""
    mark, day = _mark(document), weekday(document.day)
    is_shown = all(isinstance(run, Shown) for run in document.title)
    title = " ".join(conversation_lines.shown_text(document.title).split()) if is_shown else ""
    yield from (f"{mark} – {heading.name}", heading.authority, f"{mark} – {title or day}", day)
    yield from ([_GROUNDS] if heading.grounds else [])
    entries = () if conversation_lines.slip(document) else document.entries
    runs = (run for text in (document.title, *(entry.runs for entry in entries)) for run in text)
    withheld = {run.grounds for run in runs if isinstance(run, Withheld) and not printed_alias(run)}
    yield from map(Markup(heading.grounds).spoken, sorted(withheld))


def _mark(document: Document) -> str:
    return printed(f"Document {document.number}")


def _in_one_line(text: str) -> str:
    """A text as it stands in an attribute."""
    return printed(text).replace("\n", " ").strip()
