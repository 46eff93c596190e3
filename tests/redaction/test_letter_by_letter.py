"""A name of which the letters stand apart is proposed, in whatever message; an abbreviation is none."""

from __future__ import annotations

import pytest

from redaction.detecting import Confidence, Context, KnownPerson, Label
from redaction.detectors.letter_by_letter import LetterByLetter

CONTEXT = Context((KnownPerson(1, ("Zwaantje Kolderpols",)),))


def found(text: str, context: Context = CONTEXT) -> list[str]:
    findings = list(LetterByLetter().find(text, context))
    assert {(one.label, one.confidence) for one in findings} <= {(Label.PERSON, Confidence.CHECK)}
    return [text[one.span.start : one.span.end] for one in findings]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vraag J a n s e n even", "J a n s e n"),
        ("vraag M a r l o e s  P r i n s even", "M a r l o e s  P r i n s"),
        ("M-a-r-l-o-e-s, niet ik", "M-a-r-l-o-e-s"),
        ("zei k.o.l.d.e.r.p.o.l.s.", "k.o.l.d.e.r.p.o.l.s"),
        ("bel J a n nu", "J a n"),
        ("van X q u o r n i j", "X q u o r n i j"),
    ],
)
def test_a_name_that_was_spelled_out_was_proposed_nowhere(text, name):
    assert found(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "n.v.t. en d.w.z. niet",
        "Delta B.V. of N.V.",
        "a.u.b. vandaag",
        "A/B/C/D/E",
        "1 2 3 4 5",
        "optie A, B of C",
        "w o w",
        "",
    ],
)
def test_an_abbreviation_is_no_name(text):
    assert found(text) == []
