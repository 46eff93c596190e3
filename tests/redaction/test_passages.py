"""Which texts a message has, when two passages are the same, and where one stands in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.choices import Field
from redaction.passages import fields_of, occurrences, passage_key, text_at, whole_characters
from redaction.spans import Span
from tests import factories

ODD = st.text(alphabet="aé\u0301 \u00a0\u200b\u200d👨👩🏽❤\ufe0fم\u200f-_.", max_size=12)


@pytest.mark.django_db
def test_everything_that_names_a_person_is_a_text_of_its_own():
    faat = factories.handle("Fatima El Amrani", value="Faat ❤️")
    chat = factories.conversation("Hoogwater")
    first = factories.message(chat, "We schalen op", sender=faat)
    message = factories.message(
        chat,
        "Akkoord",
        sender=factories.handle("Kofi Mensah"),
        reply_to=first,
        quote_author="Faat ❤️",
        quote_text="We schalen op",
        files=("Brief aan mw. Prins.pdf", "IMG-1.jpg"),
        reactions=(("👍", faat),),
    )

    assert {(text.field, text.index): text.text for text in fields_of(message)} == {
        (Field.TEXT, 0): "Akkoord",
        (Field.SENDER, 0): "Kofi Mensah",
        (Field.QUOTE_AUTHOR, 0): "Fatima El Amrani",
        (Field.QUOTE, 0): "We schalen op",
        (Field.FILE_NAME, 0): "Brief aan mw. Prins.pdf",
        (Field.FILE_NAME, 1): "IMG-1.jpg",
        (Field.REACTION, 0): "Fatima El Amrani",
    }
    assert text_at(message, Field.FILE_NAME, 1) == "IMG-1.jpg"
    assert text_at(chat, Field.TITLE, 0) == "Hoogwater"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan de Vries", "jan  de\nvries"),
        ("Jan de Vries", "JAN_DE_VRIES"),
        ("Peter-Jan", "peter jan"),
        ("06-1234 5678", "06 1234-5678"),
        ("Ren\u00e9", "Rene\u0301"),
        ("Jan", "J\u200ban"),
        ("Ｊａｎ", "Jan"),
        ("J. Koning", "J Koning"),
    ],
)
def test_a_reader_takes_these_for_the_same(one, other):
    assert passage_key(one) == passage_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Jan", "Janna"), ("jan@x.nl", "jan x.nl"), ("👍", "👎"), ("Jan de Vries", "Jan Vries")]
)
def test_and_these_for_two(one, other):
    assert passage_key(one) != passage_key(other)


@pytest.mark.parametrize(
    ("passage", "text", "found"),
    [
        ("Jan", "Jan belt jan, Janna niet; van-Jan ook", ["Jan", "jan", "Jan"]),
        ("Jan de Vries", "zie notitie_Jan_de_Vries.pdf", ["Jan_de_Vries"]),
        ("Jan de Vries", "met Jan\u00a0de\nVries en Jan vries", ["Jan\u00a0de\nVries"]),
        ("Jan de Vries", "met J\u200ban de Vries", ["J\u200ban de Vries"]),
        ("+31 6 12345678", "bel +31-6-12345678.", ["+31-6-12345678"]),
        ("jan@x.nl", "mail Jan@X.nl of jan.x.nl", ["Jan@X.nl"]),
        ("ليلى", "قالت ليلى نعم", ["ليلى"]),
        ("👍", "goed 👍👍", ["👍", "👍"]),
        ("...", "nou ... ja", ["..."]),
    ],
)
def test_a_passage_is_found_as_whole_words(passage, text, found):
    assert [text[span.start : span.end] for span in occurrences(passage, text)] == found


@given(st.text(min_size=1, max_size=12), st.text(max_size=8), st.text(max_size=8))
def test_what_is_found_reads_the_same(passage, before, after):
    text = f"{before} {passage} {after}"
    for span in occurrences(passage, text):
        assert passage_key(text[span.start : span.end]) == passage_key(passage)


@given(ODD, ODD, ODD)
def test_a_widened_span_covers_what_was_chosen_and_ends_where_characters_end(before, chosen, after):
    text = before + chosen + after
    if not chosen:
        return
    span = Span(len(before), len(before) + len(chosen))
    wide = whole_characters(text, span)
    assert wide.covers(span)
    assert whole_characters(text, wide) == wide
