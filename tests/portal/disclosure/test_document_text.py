"""What a document says is worked out without its template; both say the same, and what a template adds is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from redaction.apply import Alias, Shown, Withheld
from redaction.detecting import Label
from tests.portal.disclosure import sample
from tests.portal.disclosure.test_leak_check import DISCLOSURE, SECRET, files
from woo_portal.disclosure import document_text, markup, typesetting
from woo_portal.disclosure.formats import pdf
from woo_portal.disclosure.leak_check import check
from woo_portal.disclosure.publishing import Document, Entry, EntryKind, Judgement, Transcript

OF_OTHERS = Entry(2, EntryKind.OF_OTHERS, "", count=3)
DOCUMENTS = {
    "one of everything": sample.chat(),
    "withheld whole": sample.chat(
        (Entry(1, EntryKind.WITHHELD, "19.11 uur", text=sample.runs(sample.STATE)), OF_OTHERS),
        judgement=Judgement.WITHHELD,
        title=sample.runs("Kernteam"),
    ),
    "without a title": sample.only("Goed", title=()),
    "a title that is shown": sample.only("Goed", title=sample.runs("Kernteam\n Zeedijk")),
    "without grounds": sample.only("Goed", grounds=(), title=()),
    "without a remark": sample.only("Goed\n\u4f60 & <b>", remark=""),
    "gaps": sample.chat((OF_OTHERS, Entry(3, EntryKind.OUT_OF_SCOPE, "", count=1))),
    "aliases": sample.chat(
        (
            Entry(
                1,
                EntryKind.MESSAGE,
                "19.02 uur",
                sender=(Withheld(sample.NAME, (Alias(Label.PERSON, 3),)),),
                function="hoofd \u4f60",
                text=(Shown("Bel "), Withheld(sample.BSN, (Alias(Label.PERSON, 3, beside=True),))),
                notes=(sample.runs("kopie van ", sample.STATE),),
            ),
        ),
        title=(),
    ),
}


def _in_words(transcript: Transcript) -> Transcript:
    return replace(transcript, blocks=tuple(" ".join(block.split()) for block in transcript.blocks))


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_it_is_what_the_template_says(document: Document):
    heading = sample.disclosure(document).heading(document)
    by_template = typesetting.transcript(pdf._html(heading, document))
    assert _in_words(document_text.transcript(heading, document)) == _in_words(by_template)


def test_a_ground_that_no_legend_explains_is_refused():
    document = sample.only("Bel ", ("5.1.2z",))
    with pytest.raises(markup.UnlistedGround):
        document_text.transcript(sample.disclosure(document).heading(document), document)


def test_what_a_template_adds_is_found(monkeypatch):
    html = pdf._html
    monkeypatch.setattr(pdf, "_html", lambda *told: html(*told).replace("</body>", "<p>concept</p></body>"))
    report = check(files(), [SECRET], DISCLOSURE)
    assert {finding.channel for finding in report.findings} == {"volledigheid"}
