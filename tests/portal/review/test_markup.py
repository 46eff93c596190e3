"""A text with its passages as HTML: what is read back from the page is the text, to the code point."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.marking import Mark
from redaction.spans import Span
from woo_portal.review.markup import marked

# What PostgreSQL can hold: everything but NUL and lone surrogates.
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def mark(number: int, start: int, end: int, *, accepted: bool = False, rejected: bool = False) -> Mark:
    return Mark(number, Span(start, end), accepted, ("5.1.2e",), "naam", rejected)


def html(text: str, *marks: Mark, current: int | None = None) -> str:
    return marked(text, marks, current=current, address=lambda passage: f"?passage={passage}&x=1")


@given(TEXTS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30), st.booleans()), max_size=4))
def test_the_text_of_the_page_is_the_text(text, places):
    marks = [
        mark(number, start, min(start + length, len(text)), accepted=accepted)
        for number, (start, length, accepted) in enumerate(places)
        if start < len(text)
    ]
    found = html(text, *marks)
    assert read(found).text == text
    assert "\r" not in found, "a browser would read it back as a line feed"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", 'a" onmouseover="x', "&amp; & &#13;", "</a></span>"])
def test_nothing_of_a_text_becomes_markup(text):
    reader = read(html(text, mark(1, 0, 3), mark(2, 4, 6, accepted=True)))

    assert reader.text == text
    assert {tag for tag, _ in reader.tags} <= {"a", "span"}


def test_a_proposal_is_named_in_words_and_leads_to_itself():
    [(tag, attributes)] = read(html("Bel Jan", mark(7, 4, 7), current=7)).tags

    assert (tag, attributes["data-label"], attributes["href"]) == ("a", "voorstel: naam", "?passage=7&x=1")
    assert attributes["aria-current"] == "true"


def test_overlapping_proposals_are_each_named_where_they_end():
    reader = read(html("Jan de Vries", mark(1, 0, 6), mark(2, 4, 12)))

    assert [attributes.get("data-label") for _, attributes in reader.tags] == [None, "voorstel: naam", "voorstel: naam"]


def test_what_is_shown_is_marked_only_while_it_is_looked_at():
    assert read(html("Bel Jan", mark(1, 4, 7, rejected=True))).tags == []
    [(_, attributes)] = read(html("Bel Jan", mark(1, 4, 7, rejected=True), current=1)).tags
    assert attributes["data-label"] == "openbaar: naam"
