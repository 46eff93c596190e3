"""The set as web pages: complete, accessible, one width for what is withheld, and held to the letter by the leak check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from redaction.apply import Alias, Shown, Withheld
from redaction.detecting import Label
from tests.browser import axe
from tests.portal.disclosure import sample
from tests.portal.disclosure.test_pdf import GOLDEN, ODD
from woo_portal.disclosure.leak_check import Checker, Secret, check
from woo_portal.disclosure.markup import UnlistedGround
from woo_portal.disclosure.publishing import (
    AttachedDocument,
    AttachmentRuns,
    DecisionPart,
    DisclosureSet,
    EntryKind,
    File,
    Judgement,
    QuoteRuns,
    formats,
)

NAME = "Marloes Prins"
SECRET = Secret(NAME, "bericht 31, tekst")
CHAT = "web/0012.html"
FORMAT = [formats["web_page"]]


def whole_set() -> DisclosureSet:
    """Three documents, one without a title, a decision, and two attachments, of which one is withheld."""
    photo = AttachedDocument(
        number="B001",
        title=sample.runs("peil ", sample.NAME, ".jpg"),
        kind="afbeelding",
        parent="0013",
        entry=1,
        day=sample.chat().day,
        thread=1,
        judgement=Judgement.PARTIAL,
        grounds=sample.NAME,
        pages=(),
    )
    film = replace(photo, number="B002", title=(), kind="video", judgement=Judgement.WITHHELD)
    attached = (
        AttachmentRuns(sample.runs("peil ", sample.NAME, ".jpg"), "afbeelding", "B001"),
        AttachmentRuns((), "video", withheld=sample.runs(sample.STATE)),
    )
    alias = Withheld(("pseudoniem",), (Alias(Label.PERSON, 3),))
    entry = replace(
        sample.said(1, "19.02", sample.MINISTER, "<b>Dijk</b> & 'dam'", attachments=attached), reactions=(alias,)
    )
    documents = (sample.chat(), sample.chat((entry,), number="0013", title=()), sample.chat((), number="0014"))
    decision = (DecisionPart("Uw verzoek", ("Ontvangen.",)),)
    return replace(sample.disclosure(*documents), decision=decision, attachments=(photo, film))


DISCLOSURE = whole_set()


def pages(disclosure: DisclosureSet = DISCLOSURE) -> dict[str, str]:
    return {file.name: file.content.decode() for file in formats["web_page"].render(disclosure)}


def findings(html: str, *secrets: Secret, name: str = CHAT, disclosure: DisclosureSet = DISCLOSURE) -> set[str]:
    checker = Checker(secrets or [SECRET], disclosure, exports=FORMAT)
    found = checker.check_file(File(name, html.encode("utf-8", "surrogatepass"))).findings
    return {f"{finding.channel}: {finding.reference}".removesuffix(": ") for finding in found}


class Elements(HTMLParser):
    """The start tags of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def every(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.found if attribute in attributes]


def test_a_page_for_the_set_and_one_for_each_conversation():
    assert list(pages()) == ["index.html", CHAT, "web/0013.html", "web/0014.html"]


def test_the_pages_of_a_package_pass_the_leak_check_and_lawful_occurrences_are_counted():
    secrets = [SECRET, *(Secret(text, f"bericht {text}") for text in ("Oude", "2", "e", "dijk", "19.02 uur", "nr"))]
    report = check(list(formats["web_page"].render(DISCLOSURE)), secrets, DISCLOSURE)
    assert {finding.channel for finding in report.findings} == {"bestand ontbreekt in het pakket"}
    assert not any(finding.file in pages() for finding in report.findings)
    assert next(file.lawful for file in report.files if file.name == CHAT) > 100


def test_every_link_leads_to_a_file_of_the_package_or_a_place_on_a_page():
    names = Checker([], DISCLOSURE).expected_names
    places = {name: set(Elements(html).every("id")) for name, html in pages().items()}
    for name, html in pages().items():
        for address in Elements(html).every("href"):
            path, _, place = address.partition("#")
            parts: list[str] = []
            for part in PurePosixPath(name).parent.joinpath(path).parts if path else PurePosixPath(name).parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            assert "/".join(parts) in names, address
            assert not place or place in places["/".join(parts)], address


def test_the_table_leads_to_each_page_and_each_pdf():
    addresses = set(Elements(pages()["index.html"]).every("href"))
    assert {
        "web/0012.html",
        "documenten/0012.pdf",
        "documenten/B001.pdf",
        "documenten/B002.pdf",
        "besluit.pdf",
    } <= addresses
    assert "../documenten/B001.pdf" in Elements(pages()["web/0013.html"]).every("href")


def test_a_page_fetches_nothing_and_runs_nothing():
    for html in pages().values():
        elements = Elements(html)
        assert not {tag for tag, _ in elements.found} & {"script", "link", "img", "iframe", "object", "form", "svg"}
        assert not any("://" in value or value.startswith("//") for value in elements.every("href"))
        assert any(value.startswith("default-src 'none'") for value in elements.every("content"))
        assert not re.search(r"url\(|@import", html)


def test_a_screen_reader_says_of_a_token_what_it_says_in_the_pdf():
    golden = set(re.findall(r"\[(weggelakt, [^\]]+)\]", (GOLDEN / "chat.txt").read_text("utf-8")))
    assert golden
    assert set(Elements(pages()[CHAT]).every("aria-label")) - {"Documenten"} == golden


def test_a_token_is_the_same_for_every_ground_but_for_what_it_says():
    tokens = set(re.findall(r'<span [^>]*role="img"[^>]*>', pages()[CHAT]))
    assert len(tokens) > 3
    assert {re.sub(r'aria-label="[^"]*"', "", token) for token in tokens} == {'<span class="token" role="img" >'}


def test_a_passage_on_a_ground_outside_the_legend_is_refused():
    with pytest.raises(UnlistedGround, match=r"5\.1\.2h.*niets gemaakt"):
        pages(sample.disclosure(sample.only("Bel ", ("5.1.2h",))))


def test_equal_sets_are_equal_bytes_and_the_day_of_making_stands_in_the_index_only():
    assert pages(whole_set()) == pages()
    later = pages(replace(DISCLOSURE, made_at=DISCLOSURE.made_at.replace(year=2027)))
    assert {name for name, html in later.items() if html != pages()[name]} == {"index.html"}


def test_a_document_that_is_withheld_whole_shows_its_slip_and_not_when_who_wrote():
    """The page tells no more than the PDF of that document does."""
    entries = (sample.said(1, "19.02", sample.NAME, sample.STATE, kind=EntryKind.WITHHELD),)
    withheld = sample.disclosure(sample.chat(entries, judgement=Judgement.WITHHELD))
    html = pages(withheld)[CHAT]
    assert "Dit document is niet openbaar gemaakt." in html
    assert "19.02" not in html
    assert findings(html, disclosure=withheld) == set()


# What is shown is on the page, whatever it is.


@pytest.mark.parametrize(
    "odd", [*ODD, "\ud83d los", "\u200b", "\n", "a\r\nb\n\nc", "&lt; &amp;amp; <!-- x --> </p>", '" onload="x']
)
def test_odd_letters_are_on_the_page_as_they_are_on_paper(odd):
    check_faithful(odd)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(), min_size=1, max_size=60))
def test_any_text_is_on_the_page_and_nothing_else(odd):
    check_faithful(odd)


def check_faithful(odd: str) -> None:
    odds = sample.runs(odd)
    entry = replace(
        sample.said(1, "19.02", sample.MINISTER, odd), sender=odds, function=odd, reactions=odds, remarks=(odd,),
        quote=QuoteRuns(odds, odds), attachments=(AttachmentRuns(odds, odd),),
    )  # fmt: skip
    document = sample.chat((entry,), title=odds, remark=odd)
    disclosure = replace(sample.disclosure(document), subject=odd)
    for name, html in pages(disclosure).items():
        assert findings(html, name=name, disclosure=disclosure) == set()


@pytest.mark.parametrize(
    "shown",
    ["Dank 👍. Mag dat zo", ", minister van Water en Ruimte", "Reactie op Joost", "12 berichten buiten", "5.1.2i, 5.2"],
)
def test_what_is_shown_and_missing_is_a_finding(shown):
    assert shown in pages()[CHAT]
    assert any("ontbreekt" in what or "volledigheid" in what for what in findings(pages()[CHAT].replace(shown, "")))


# A secret in whatever way it got into the file.

PLANTS = {
    "in the text": ("</h2>", f"</h2><p>{NAME}</p>"),
    "in an existing text": ("Goedenavond", f"Goedenavond {NAME}"),
    "split by tags": ("Goedenavond", "Goedenavond Mar<b>loes</b> <span>Pr</span>ins"),
    "over two paragraphs": ("</h2>", "</h2><p>Mar-</p>\n<p>loes Prins</p>"),
    "in entities": ("Goedenavond", "&#77;arl&#x6f;es&nbsp;Prins"),
    "with soft hyphens": ("Goedenavond", "Mar&shy;loes Pri\u200bns"),
    "in other letters": ("Goedenavond", "MARLOËS  PRINS"),
    "in an attribute": ('class="said"', f'class="said {NAME}"'),
    "in an attribute of another kind": ('class="said"', f'class="said" data-was="{NAME}"'),
    "in what a screen reader says": ('aria-label="weggelakt', f'aria-label="{NAME} weggelakt'),
    "in entities in an attribute": ('class="said"', 'class="said" title="&#77;arloes Prins"'),
    "in an address": ('href="../index.html"', 'href="../index.html?marloes%20prins=Marloes Prins"'),
    "in the name of a place": ('id="nr-1"', f'id="{NAME}"'),
    "in a comment": ("<main", f"<!-- {NAME} --><main"),
    "in a comment that does not end": ("</html>", f"<!-- {NAME} </html>"),
    "in a conditional comment": ("<main", f"<!--[if IE]><p>{NAME}</p><![endif]--><main"),
    "in an instruction": ("<main", f"<?was {NAME}?><main"),
    "in a declaration": ("<!doctype html>", f"<!doctype html><!ENTITY was '{NAME}'>"),
    "in the style": ("<style>", f'<style>p::after {{ content: "{NAME}" }} '),
    "in a comment of the style": ("<style>", f"<style>/* {NAME} */"),
    "in a second style": ("</style>", f"</style><style>/* {NAME} */</style>"),
    "in the title": ("<title>", f"<title>{NAME} "),
    "in a script": ("<main", f"<script>var was = '{NAME}'</script><main"),
    "in a template that is not drawn": ("<main", f"<template><p>{NAME}</p></template><main"),
    "in a hidden paragraph": ("<main", f'<p hidden="">{NAME}</p><main'),
    "in a tag in capitals": ("<main", f'<P TITLE="{NAME}">x</P><main'),
    "in an attribute without quotes": ("<main", "<p title=MarloesPrins></p><main"),
    "in the name of an element": ("<main", "<marloesprins></marloesprins><main"),
    "behind the end": ("</html>\n", f"</html>\n{NAME}"),
}


@pytest.mark.parametrize(("old", "new"), PLANTS.values(), ids=PLANTS.keys())
def test_a_secret_in_a_page_is_found_by_whatever_way_it_got_in(old, new):
    html = pages()[CHAT]
    assert old in html
    found = findings(html.replace(old, new, 1))
    assert any(SECRET.reference in what for what in found), found


ALIENS = {
    "another element": ("<main", "<iframe></iframe><main"),
    "a refresh": ("<main", '<meta http-equiv="refresh" content="0"><main'),
    "another attribute": ("<main ", '<main onclick="x" '),
    "an address elsewhere": ('href="../index.html"', 'href="//voorbeeld.nl"'),
    "no doctype": ("<!doctype html>\n", ""),
    "a tag that does not end": ("</html>\n", "</html\n"),
}


@pytest.mark.parametrize(("old", "new"), ALIENS.values(), ids=ALIENS.keys())
def test_what_is_not_ours_is_a_finding_whatever_it_says(old, new):
    html = pages()[CHAT]
    assert old in html
    assert findings(html.replace(old, new, 1))


@pytest.mark.parametrize(("shown", "written", "found"), sample.SHORT_SECRETS)
def test_a_short_secret_may_occur_as_often_as_it_is_shown_and_no_more(shown, written, found):
    lawful = sample.disclosure(sample.only(shown))
    html = pages(sample.disclosure(sample.only(written)))[CHAT]
    assert any("bericht 2" in what for what in findings(html, Secret("Jan", "bericht 2"), disclosure=lawful)) == found


def test_the_words_of_a_page_are_nobodys_secret():
    """ "section" or "explanation" may have been withheld in a message: that must not block every package."""
    for name, html in pages().items():
        words = set(re.findall(r"[\w-]+", html)) | set(re.findall(r'"([^"]*)"', html))
        secrets = [Secret(word, f"bericht {word}") for word in sorted(words)]
        assert len(secrets) > 200
        assert findings(html, *secrets, name=name) == set()


def test_what_is_not_utf_8_cannot_be_read_and_is_a_finding():
    [finding] = Checker([], DISCLOSURE, exports=FORMAT).check_file(File(CHAT, b"<!doctype html>\n\xff")).findings
    assert finding.channel == "bestand dat niet te lezen is"


def test_messages_in_another_order_are_a_finding_although_there_is_hebrew_among_them():
    """In a drawing Hebrew moves its neighbours, and an order cannot be held to; a page is written as it is read."""
    html = pages()[CHAT]
    first, second = re.findall(r'<p class="said">.*?</p>', html, re.DOTALL)[:2]
    swapped = html.replace(first, "§").replace(second, first).replace("§", second)
    assert findings(swapped) == {"volledigheid: meer dan wat is getoond"}
    assert findings(html.replace("👍", "", 1)) == {"volledigheid: andere tekens dan wat is getoond"}


def test_a_mistake_in_a_template_is_found():
    """The text is worked out from the set, not from the page: a run that is printed twice is one too many."""
    document = sample.chat()
    doubled = replace(document.entries[0], text=(*document.entries[0].text, Shown(" Oudezijl")))
    other = replace(DISCLOSURE, documents=(replace(document, entries=(doubled, *document.entries[1:])),
                                           *DISCLOSURE.documents[1:]))  # fmt: skip
    assert findings(pages(other)[CHAT]) == {"volledigheid: meer dan wat is getoond"}


# In a real browser.


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    for name, html in pages().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(html, encoding="utf-8")
    contexts = []

    def open_at(name: str, width: int, scheme: str) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.goto((tmp_path / name).as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_pages_are_accessible_at_two_widths_by_day_and_by_night(opened, width, scheme):
    for name in ("index.html", CHAT):
        page = opened(name, width, scheme)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_one_width_for_every_token_and_what_it_says_is_its_name(opened):
    page = opened(CHAT, 1280, "light")
    tokens = page.locator(".chat .token")
    widths = tokens.evaluate_all("tokens => tokens.map(token => token.getBoundingClientRect().width)")
    assert len(widths) > 5
    assert len(set(widths)) == 1
    name = "weggelakt, grond 5.1.2i, Goed functioneren van de Staat en bestuursorganen"
    assert page.get_by_role("img", name=name).count() == 1


def test_the_skip_link_is_seen_when_it_has_the_focus(opened):
    page = opened("index.html", 320, "light")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Naar de inhoud")
    assert link.evaluate("link => link === document.activeElement && link.getBoundingClientRect().left >= 0")
