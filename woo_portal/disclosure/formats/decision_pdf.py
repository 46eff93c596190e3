"""The decision (besluit) as a PDF: a letter of sections, with the law and the motivation of each ground that is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from woo_portal.disclosure import inventory, markup, typesetting
from woo_portal.disclosure.markup import words
from woo_portal.disclosure.publishing import DisclosureSet, File, Transcript, formats

_NAME = "besluit.pdf"


@formats.register
class DecisionPdf:
    """The file "besluit.pdf", where the set has a decision."""

    name = "decision_pdf"

    def render(self, disclosure: DisclosureSet) -> Iterator[File]:
        """One file, or none."""
        if disclosure.decision:
            yield File(_NAME, typesetting.typeset(_html(disclosure), stylesheet="decision.css"))

    def transcripts(self, disclosure: DisclosureSet) -> Mapping[str, Callable[[], Transcript]]:
        """One, or none."""
        return {_NAME: lambda: typesetting.transcript(_html(disclosure))} if disclosure.decision else {}


def _html(disclosure: DisclosureSet) -> str:
    return markup.page(
        "decision.html",
        dossier=words(disclosure.name),
        subject=words(disclosure.subject),
        authority=words(disclosure.authority),
        made=f"{inventory.made_on(disclosure):%d-%m-%Y}",
        parts=[(words(part.heading), [words(text) for text in part.paragraphs]) for part in disclosure.decision],
    )
