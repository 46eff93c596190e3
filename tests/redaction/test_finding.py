"""One clear answer from all detectors together, for any text; and the complaints people have of such tools."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redaction.detecting import Confidence, Context, Finding, Label
from redaction.finding import PRECEDENCE, TOGETHER, find_all, find_in_each, resolve
from redaction.spans import Span
from tests.redaction.found import chat_of, found

CHAT = chat_of("Jan van den Berg", "Fatima El Amrani", "Wil Zwijnsvoort")
PIECES = st.sampled_from([
    "Jan", "jan van den berg", "FATIMA", "JvdB", "06-12345678", "jan@example.nl", "NL91ABNA0417164300", "Kerkstraat 12",
    "1234 AB", "bsn 123456782", "ZTX-41-P", "@jan_74", "https://www.linkedin.com/in/jan", "mw.", "dhr", "wil", "Groet,\n",
    "wachtwoord: Jan2024",
    "wachtwoord: ", "....", "geboren 12-03-1980", "4012 8888 8888 1881", " ", "\n", ", ", "-", "'s", "’", "\u00a0", "\u200b",
    "\u00ad", "é", "e\u0301", "😀", "👩🏽\u200d🚒", "٣", "ﬁ", "\ud800", "ß", "İ", "㎏", "𝐉𝐚𝐧",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=14).map("".join)


@pytest.fixture(scope="module", autouse=True)
def _lists_are_read() -> None:
    find_all("warm")


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_findings_of_any_text_are_inside_it_sorted_and_apart(text: str):
    items = find_all(text, CHAT)
    assert all(0 <= item.span.start < item.span.end <= len(text) for item in items)
    assert all(left.span.end <= right.span.start for left, right in pairwise(items))
    assert all(item.why.endswith((".", "?).", ")")) for item in items)


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_the_same_text_gives_the_same_findings(text: str):
    assert find_all(text, CHAT) == find_all(text, CHAT)


@settings(deadline=None, max_examples=50)
@given(st.lists(TEXTS, max_size=2 * TOGETHER))
def test_many_texts_at_once_give_what_each_gives_by_itself(texts: list[str]):
    contexts = [(CHAT, Context())[place % 2] for place in range(len(texts))]
    alone = [find_all(text, context) for text, context in zip(texts, contexts, strict=True)]
    assert list(find_in_each(list(zip(texts, contexts, strict=True)))) == alone


def test_a_long_text_among_others_is_read_too():
    texts = ["bel Jan", "Fatima zegt het. " * 200, "", "groet, Xhoraki"]
    assert list(find_in_each([(text, CHAT) for text in texts])) == [find_all(text, CHAT) for text in texts]


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="\u200b\u200d\u00ad\u2060\ufeff", min_size=1, max_size=3), st.integers(0, 2))
def test_invisible_marks_in_a_name_hide_nothing_and_leave_no_tail(marks: str, place: int):
    name = "Jan"[: place + 1] + marks + "Jan"[place + 1 :]
    text = f"bel {name} even"
    [item] = find_all(text)
    assert text[item.span.start : item.span.end].rstrip(marks) == name.rstrip(marks)


FOUND = st.builds(
    lambda start, length, label, detector, sure: Finding(Span(start, start + length), label, sure, detector, "Omdat."),
    st.integers(0, 20),
    st.integers(1, 8),
    st.sampled_from(list(Label)),
    st.sampled_from(["een", "twee"]),
    st.sampled_from(list(Confidence)),
)


@given(st.lists(FOUND, max_size=8))
def test_resolving_hides_every_letter_that_any_detector_found(items: list[Finding]):
    text = "abcdefghijklmnopqrstuvwxyz0123456789"
    resolved = resolve(text, items)
    hidden = [place for item in resolved for place in range(item.span.start, item.span.end)]
    assert sorted(hidden) == sorted({place for item in items for place in range(item.span.start, item.span.end)})
    assert resolved == sorted(resolved, key=lambda item: item.span)


@given(st.lists(FOUND, max_size=8), st.randoms())
def test_resolving_does_not_depend_on_the_order_of_the_detectors(items: list[Finding], random: Any):
    shuffled = list(items)
    random.shuffle(shuffled)
    places = [(item.span, item.label, item.confidence) for item in resolve("a" * 40, items)]
    assert places == [(item.span, item.label, item.confidence) for item in resolve("a" * 40, shuffled)]


def test_every_label_has_its_place_in_the_order_of_precedence():
    assert sorted(PRECEDENCE) == sorted(Label)


def test_a_name_inside_an_address_of_another_kind_is_not_told_twice():
    [item] = find_all("mail jan.bakker@example.nl")
    assert item.label is Label.EMAIL
    [item] = find_all("Jan van Galenstraat 12")
    assert item.label is Label.ADDRESS


def test_what_is_left_of_the_weaker_finding_stays_hidden():
    weak = Finding(Span(0, 10), Label.PERSON, Confidence.CHECK, "een", "Omdat.")
    strong = Finding(Span(4, 7), Label.PHONE, Confidence.HIGH, "twee", "Omdat.")
    assert [(item.span, item.label) for item in resolve("abcdefghij", [weak, strong])] == [
        (Span(0, 4), Label.PERSON),
        (Span(4, 7), Label.PHONE),
        (Span(7, 10), Label.PERSON),
    ]


def test_two_detectors_that_agree_are_sure():
    one = Finding(Span(0, 3), Label.PERSON, Confidence.CHECK, "een", "Omdat.")
    other = Finding(Span(0, 3), Label.PERSON, Confidence.CHECK, "twee", "Daarom.")
    assert [item.confidence for item in resolve("Jan", [one])] == [Confidence.CHECK]
    assert [item.confidence for item in resolve("Jan", [one, other])] == [Confidence.HIGH]


# What users of such tools complain of.


@pytest.mark.parametrize("text", ["dat zei Verhoeven net", "dat zei verhoeven net", "dat zei VERHOEVEN net"])
def test_complaint_surnames_were_found_in_one_case_only(text: str):
    assert [name.lower() for name in found(text, Label.PERSON)] == ["verhoeven"]


def test_complaint_a_street_without_a_number_was_missed():
    assert found("zij woont aan de Molenstraat in Oss", Label.ADDRESS) == ["Molenstraat"]
    assert found("adres: Lange Molenstraat", Label.ADDRESS) != []


def test_complaint_names_in_capitals_were_missed():
    assert found("LET OP: SANNE DE VRIES KOMT NIET", Label.PERSON) == ["SANNE DE VRIES"]
    assert found("vraag het SANNE even", Label.PERSON) == ["SANNE"]


def test_complaint_addresses_swallowed_their_neighbours():
    text = "Mw Jansen, Kerkstraat 12, 06-12345678, Piet belt"
    assert found(text, Label.ADDRESS) == ["Kerkstraat 12"]
    assert found(text, Label.PERSON) == ["Jansen", "Piet"]
    assert found(text, Label.PHONE) == ["06-12345678"]
    text = "Jan Bakker Kerkstraat 12 Utrecht belde om 10 uur"
    assert (found(text, Label.PERSON), found(text, Label.ADDRESS)) == (["Jan Bakker"], ["Kerkstraat 12 Utrecht"])


@pytest.mark.parametrize("number", ["612345678", "623450987"])
def test_complaint_a_bsn_was_taken_for_a_telephone_number(number: str):
    assert found(f"bsn {number}", Label.BSN) == [number]
    assert found(f"bsn {number}", Label.PHONE) == []


@pytest.mark.parametrize("before", ["👩🏽\u200d🚒 ", "ﬁle ", "e\u0301e\u0301n ", "\ufeff\u200e", "½ ㎏ ", "İ "])
def test_complaint_wrong_offsets_left_the_tail_of_a_name_visible(before: str):
    text = f"{before}bel Sanne de Vries nu"
    [item] = find_all(text)
    assert text[item.span.start : item.span.end] == "Sanne de Vries"


@settings(deadline=None, max_examples=100)
@given(TEXTS, st.sampled_from(["Marieke van den Heuvel", "06-12345678", "jan.bos@example.nl"]), TEXTS)
def test_no_tail_of_what_was_found_stays_visible_whatever_stands_around_it(before: str, secret: str, after: str):
    text = f"{before} \n{secret}\n {after}"
    start = len(before) + 2
    hidden = {place for item in find_all(text) for place in range(item.span.start, item.span.end)}
    assert hidden.issuperset(range(start, start + len(secret)))


def test_every_finding_explains_itself_in_one_sentence():
    text = "Jan (jan.bos@example.nl, 06-12345678, bsn 999990639) woont Kerkstraat 12, heeft griep en rijdt ZTX-41-P"
    items = find_all(text)
    assert {item.label for item in items} == {
        Label.PERSON, Label.EMAIL, Label.PHONE, Label.BSN, Label.ADDRESS, Label.SPECIAL, Label.LICENCE_PLATE,
    }  # fmt: skip
    assert all(item.why[0].isupper() and item.why.endswith(".") and item.detector for item in items)


def test_complaint_hits_of_one_person_could_not_be_taken_together():
    items = find_all("Jan, jan vd berg en JvdB zijn één man", CHAT)
    assert [item.person_id for item in items] == [1, 1, 1]


def test_a_message_of_sixty_thousand_characters_takes_no_more_time_than_it_is_long():
    text = "Jan-" * 15000
    assert find_all(text[:60000])[0].span.start == 0
