"""Proposes boxes on the pages of an attachment: what the detectors see in the recognised words, and what is withheld elsewhere.

A number that was misread is not found, and a face has no words: a person looks at every page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from archive.models import Message
from redaction.attachments.areas import around
from redaction.attachments.page_images import PageWord
from redaction.choices import WITHHELD_ELSEWHERE, Field, Status
from redaction.detecting import Label
from redaction.models import Redaction, RedactionLayer
from redaction.passages import occurrences
from redaction.spans import Span
from redaction.suggest import findings_in
from redaction.treating import FoundBox
from redaction.word_runs import KnownTexts

_OF_A_LETTER, _OF_A_LINE = 2, 5
"""What is added beside and above the letters, for recognition places them tightly: half a letter, a fifth of their height."""
_SHORTEST = 3
"""Letters and digits of withheld words that are sought on pages."""
_WITHHELD = "Deze woorden zijn in een bericht van dit dossier gelakt."
_REFUSED = "Deze woorden staan in een bericht van dit dossier dat geheel is geweigerd."


def boxes_in(
    layer: RedactionLayer,
    message: Message,
    pages: Mapping[int, Sequence[PageWord]],
    *,
    whole: Iterable[tuple[str, str]] = (),
) -> Iterator[FoundBox]:
    """What to propose on the pages, by their number, of an attachment of `message`; a box for each line it stands on.

    `whole` are the texts of messages that are withheld whole, each with its ground: a screenshot shows parts of them.
    """
    texts = {number: _Text(words) for number, words in pages.items()}
    withheld = list(_withheld_words(layer))
    known = KnownTexts[tuple[Label, str, str]]()
    for passage, label, ground in withheld:
        known.add(passage, (label, ground, _WITHHELD))
    for said, ground in whole:
        known.add(said, (Label.OTHER, ground, _REFUSED))
    found = findings_in(layer, message, (text.text for text in texts.values()))
    for (number, text), findings in zip(texts.items(), found, strict=True):
        for finding, ground in findings:
            yield from _boxes(number, text.of(finding.span), finding.label, ground, finding.detector, finding.why)
        for passage, label, ground in withheld:
            for span in occurrences(passage, text.text):
                yield from _boxes(number, text.of(span), label, ground, WITHHELD_ELSEWHERE, _WITHHELD)
        for span, (label, ground, why) in known.found_in(text.text):
            yield from _boxes(number, text.of(span), label, ground, WITHHELD_ELSEWHERE, why)


class _Text:
    """The words of a page as one text, and the way back from its code points to the words."""

    def __init__(self, words: Sequence[PageWord]) -> None:
        self._places: list[tuple[Span, PageWord]] = []
        lines, at = [], 0
        for _, line in groupby(words, key=lambda word: word.line):
            written = list(line)
            for word in written:
                self._places.append((Span(at, at + len(word.text)), word))
                at += len(word.text) + 1
            lines.append(" ".join(word.text for word in written))
        self.text = "\n".join(lines)

    def of(self, span: Span) -> list[PageWord]:
        """The words of which some part lies in a span."""
        return [word for place, word in self._places if place.overlaps(span)]


def _boxes(
    page: int, words: Iterable[PageWord], label: Label, ground: str, found_by: str, why: str
) -> Iterator[FoundBox]:
    for _, members in groupby(words, key=lambda word: word.line):
        line = list(members)
        tight = around(word.area for word in line)
        letters = max(1, sum(len(word.text) + 1 for word in line) - 1)
        beside, above = -(-tight.width // letters // _OF_A_LETTER), -(-tight.height // _OF_A_LINE)
        area = around([tight], beside=beside, above=above)
        yield FoundBox(page, area, label, ground, found_by, why)


def _withheld_words(layer: RedactionLayer) -> Iterator[tuple[str, Label, str]]:
    """What is withheld from the written texts of the layer's messages, each wording once, with its label and ground."""
    rows = Redaction.objects.filter(layer=layer, status=Status.ACCEPTED, field=Field.TEXT)
    facts = rows.order_by("passage_key", "pk").distinct("passage_key")
    for text, start, end, label, ground in facts.values_list("message__text", "start", "end", "label", "ground"):
        words = text[start:end]
        if sum(map(str.isalnum, words)) >= _SHORTEST:
            yield words, Label(label), ground
