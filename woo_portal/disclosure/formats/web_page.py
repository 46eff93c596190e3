"""The set as web pages that need nothing else: "index.html" with the inventory, and a page for each conversation.

Always a page for each document, also in a small set: no page grows with the set, each has an address of its own, and there is
one form to look at. No script, no address outside the package. See docs/decisions/0086.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from django.utils.safestring import SafeString, mark_safe

from redaction.aliases import printed_alias
from redaction.apply import Run, Withheld
from woo_portal.disclosure import conversation_lines, inventory, markup, web_text
from woo_portal.disclosure.conversation_lines import Line, lines_of
from woo_portal.disclosure.inventory_cells import cells
from woo_portal.disclosure.markup import Markup, printed, words
from woo_portal.disclosure.publishing import DisclosureSet, Document, File, GroundText, Transcript, formats
from woo_portal.disclosure.typesetting import TEMPLATES
from woo_portal.presentation.dutch import weekday

_INDEX = "index.html"
_DECISION = "besluit.pdf"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""A page that fetches nothing and runs nothing, whatever would be in it."""
_RTL = ' dir="rtl"'
_ATTRIBUTES = frozenset(
    f"""
    nl utf-8 viewport Content-Security-Policy skip #inhoud inhoud facts wide region 0 col row count chat who line said rtl
    quote more img token gronden #gronden inventarislijst #inventarislijst {_DECISION} ../{_INDEX}
    """.split()
) | {_POLICY, "width=device-width, initial-scale=1", "Op deze pagina", "Documenten"}
"""What attributes say, whatever the set says."""


@formats.register
class WebPages:
    """The files "index.html" and "web/0001.html" and on."""

    name = "web_page"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """The index first, then a page a document, in the order of the set. Raises `markup.UnlistedGround`."""
        yield File(_INDEX, _index(disclosure).encode())
        published = _published(disclosure)
        for before, document, after in _with_neighbours(disclosure.documents):
            yield File(_page_name(document), _page(disclosure, document, before, after, published).encode())

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One a page, worked out from the set and not from the page: what the templates would add or lose is found."""
        pages = {
            _page_name(document): partial(_page_transcript, disclosure, document, before, after)
            for before, document, after in _with_neighbours(disclosure.documents)
        }
        return {_INDEX: partial(_index_transcript, disclosure), **pages}


class _WebMarkup(Markup):
    """Writes runs for the web; `published` are the numbers of the attachments that have a file beside the pages."""

    def __init__(self, grounds: Sequence[GroundText], published: frozenset[str] = frozenset()) -> None:
        super().__init__(grounds)
        self._published = published

    def token(self, codes: tuple[str, ...]) -> str:
        return (
            f'<span class="token" role="img" aria-label="{words(self.spoken(codes))}">{words(", ".join(codes))}</span>'
        )

    def reference(self, number: str) -> SafeString:
        told = super().reference(number)
        if number not in self._published:
            return told
        return mark_safe(f'<a href="{words(_pdf(number))}">{told}</a>')  # both are escaped


@cache
def _style() -> SafeString:
    return mark_safe((TEMPLATES / "web.css").read_text("utf-8"))  # a file of our own


def _page_name(document: Document) -> str:
    return f"web/{document.number}.html"


def _pdf(number: str) -> str:
    return f"../documenten/{number}.pdf"


def _published(disclosure: DisclosureSet) -> frozenset[str]:
    return frozenset(row.number for row in inventory.rows(disclosure) if row.is_attachment)


def _with_neighbours(documents: Sequence[Document]) -> Iterator[tuple[str, Document, str]]:
    """Each document with the number of the one before it and after it, "" where there is none."""
    numbers = ["", *(document.number for document in documents), ""]
    for document, before, after in zip(documents, numbers, numbers[2:], strict=False):
        yield before, document, after


def _grounds(grounds: Sequence[GroundText]) -> list[tuple[SafeString, ...]]:
    return [(words(ground.code), words(ground.label), words(ground.law)) for ground in grounds]


def _index(disclosure: DisclosureSet) -> str:
    write = _WebMarkup(disclosure.grounds)
    return markup.page(
        "web_page.html",
        policy=words(_POLICY),
        style=_style(),
        name=words(web_text.index_name(disclosure)),
        dossier=words(web_text.dossier(disclosure)),
        subject=words(disclosure.subject),
        authority=words(disclosure.authority),
        received=f"{disclosure.received_on:%d-%m-%Y}",
        made=f"{inventory.made_on(disclosure):%d-%m-%Y}",
        summary=inventory.summary(disclosure),
        decision=_DECISION if disclosure.decision else "",
        explanation=words(web_text.EXPLANATION),
        grounds=_grounds(disclosure.grounds),
        rows=[_row(write, row) for row in inventory.rows(disclosure)],
    )


def _row(write: Markup, row: inventory.Row) -> dict[str, str]:
    return cells(write, row) | {"page": "" if row.is_attachment else f"web/{row.number}.html"}


def _page(disclosure: DisclosureSet, document: Document, before: str, after: str, published: frozenset[str]) -> str:
    heading = disclosure.heading(document)
    write = _WebMarkup(heading.grounds, published)
    slip = conversation_lines.slip(document)
    return markup.page(
        "web_document.html",
        policy=words(_POLICY),
        style=_style(),
        name=words(web_text.page_name(disclosure, document)),
        dossier=words(web_text.dossier(disclosure)),
        authority=words(disclosure.authority),
        number=words(document.number),
        index=f"../{_INDEX}",
        pdf=_pdf(document.number),
        before=before,
        before_page=f"{before}.html",
        after=after,
        after_page=f"{after}.html",
        title=write.line(document.title) or words("Gesprek zonder titel"),
        app=words(document.app),
        size=words(conversation_lines.size(document)),
        judgement=words(document.judgement),
        codes=words(", ".join(document.grounds)),
        remark=words(document.explanation),
        day=words(weekday(document.day)),
        slip=words(slip),
        items=[] if slip else [_item(line) for line in lines_of(write, document)],
        explanation=words(web_text.EXPLANATION),
        grounds=_grounds(heading.grounds),
    )


def _item(line: Line) -> SafeString:
    """An entry as an item of a list. In a template this took two thirds of the time of a page: 0.9 s for 10,000 messages."""
    if line.is_gap:
        parts = [f'<p class="line">{line.text} · nr. {line.number}</p>']
    elif line.kind == "SYSTEM":
        parts = [f'<p class="line">{line.time} {line.text} · nr. {line.number}</p>']
    else:
        function = f", {line.function}" if line.function else ""
        sender = f"<b>{line.sender}</b>{function} · " if line.sender else ""
        remarks = "".join(f" · {remark}" for remark in line.remarks)
        parts = [f'<p class="who">{line.time} {sender}nr. {line.number}{remarks}</p>']
        if line.quote:
            parts.append(f'<p class="quote">Reactie op {line.quote[0]}: {line.quote[1]}</p>')
        if line.text:
            whole = " hele bericht weggelakt" if line.kind == "WITHHELD" else ""
            parts.append(f'<p class="said"{_RTL if line.from_right else ""}>{line.text}{whole}</p>')
        parts += [f'<p class="more">Bijlage: {attachment}</p>' for attachment in line.attachments]
        if line.reactions:
            parts.append(f'<p class="more">Reacties: {line.reactions}</p>')
    return mark_safe(f'<li id="nr-{line.number}">{"".join(parts)}</li>')  # every text in a line is HTML


def _index_transcript(disclosure: DisclosureSet) -> Transcript:
    rows = list(inventory.rows(disclosure))
    addresses = [f"web/{row.number}.html" for row in rows if not row.is_attachment]
    addresses += [row.file for row in rows]
    spoken = _spoken(disclosure.grounds, [row.title for row in rows])
    return _transcript(web_text.of_index(disclosure), web_text.index_name(disclosure), *addresses, *spoken)


def _page_transcript(disclosure: DisclosureSet, document: Document, before: str, after: str) -> Transcript:
    text = web_text.of_page(disclosure, document, before=before, after=after)
    linked = {item.number for entry in document.entries for item in entry.attachments if item.number}
    return _transcript(
        text,
        web_text.page_name(disclosure, document),
        *(f"{number}.html" for number in (before, after) if number),
        *(_pdf(number) for number in (document.number, *linked)),
        *(f"nr-{entry.number}" for entry in document.entries),
        *_spoken(disclosure.heading(document).grounds, [document.title, *(entry.runs for entry in document.entries)]),
    )


def _transcript(text: Iterator[str], *values: str) -> Transcript:
    blocks = tuple(map(printed, text))
    return Transcript(blocks=blocks, values=_ATTRIBUTES | {_style(), *map(printed, values)})


def _spoken(grounds: Sequence[GroundText], texts: Iterable[Sequence[Run]]) -> Iterator[str]:
    """What is said of the tokens in these texts."""
    write = _WebMarkup(grounds)
    codes = {run.grounds for runs in texts for run in runs if isinstance(run, Withheld) and not printed_alias(run)}
    return map(write.spoken, sorted(codes))
