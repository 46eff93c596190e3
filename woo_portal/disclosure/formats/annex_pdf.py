"""The evidence annex of answers to parliamentary questions: every document of the set in one PDF.

The public one is a file of the package, and is held to all that a package is. The confidential one is made of a set in which
nothing is withheld; it says on each page what it is, and no package can hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from woo_portal.disclosure import inventory, markup, typesetting
from woo_portal.disclosure.conversation_lines import lines_of
from woo_portal.disclosure.markup import Markup, words
from woo_portal.disclosure.publishing import DisclosureSet, Document, File, Transcript, formats
from woo_portal.presentation.dutch import weekday

ANNEX = "bewijsbijlage.pdf"
LARGE = 500
"""Messages from which the annex is laid out in a process of its own."""
_MARKS = {False: "Bewijsbijlage", True: "VERTROUWELIJK – Bewijsbijlage"}
_EXPLANATIONS = {
    False: (
        "De berichten waarop de antwoorden berusten. Wat in het belang van de staat niet is verstrekt, en welk persoonsgegeven "
        "is vervangen, staat op de plaats zelf."
    ),
    True: "Volledig, voor gebruik binnen het ministerie. Niet verstrekken en niet openbaar maken.",
}


@formats.register
class AnnexPdf:
    """The file "bewijsbijlage.pdf", where the set answers parliament."""

    name = "annex_pdf"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file, or none. Raises `markup.UnlistedGround`."""
        if not disclosure.under_woo:
            is_large = sum(document.message_count for document in disclosure.documents) >= LARGE
            typeset = typesetting.typeset_apart if is_large else typesetting.typeset
            yield File(ANNEX, typeset(_html(disclosure), stylesheet="document.css"))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One, or none."""
        return {} if disclosure.under_woo else {ANNEX: lambda: typesetting.transcript(_html(disclosure))}


def _html(disclosure: DisclosureSet) -> str:
    write = Markup(disclosure.grounds)
    return markup.page(
        "annex.html",
        mark=words(_MARKS[disclosure.is_confidential]),
        explanation=words(_EXPLANATIONS[disclosure.is_confidential]),
        dossier=words(disclosure.name),
        subject=words(disclosure.subject),
        authority=words(disclosure.authority),
        made=f"{inventory.made_on(disclosure):%d-%m-%Y}",
        documents=[
            _document(write, document, is_told=not disclosure.is_confidential) for document in disclosure.documents
        ],
        grounds=[(words(ground.code), words(ground.label), words(ground.law)) for ground in disclosure.grounds],
    )


def _document(write: Markup, document: Document, *, is_told: bool) -> dict[str, object]:
    """A document; `is_told` says that its judgement is, which the confidential annex has no word for."""
    return {
        "number": words(document.number),
        "title": write.line(document.title) or words("Gesprek zonder titel"),
        "app": words(document.app),
        "day": words(weekday(document.day)),
        "judgement": words(document.judgement if is_told else ""),
        "codes": words(", ".join(document.grounds)),
        "remark": words(document.explanation),
        "lines": lines_of(write, document),
    }
