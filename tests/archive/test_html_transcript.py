"""Messages in a transcript are found by how the page is built; what is not sure is marked, and nothing is passed over."""

from __future__ import annotations

import random
import time

import pytest

from archive.html_transcript import Between, Entry, TooLargeTag, TranscriptReader
from tests.archive.importers.test_properties import damaged

LABELS = """<html><head><title>Gesprek</title><style>.x { color: red }</style></head><body>
<table><tr><td class="chat-label">Display names</td><td class="chat-data">Eva; Tom</td></tr></table>
<label class="unknown-direction-message-wrapper" id="message1"><div class="message-sender">Eva Terpstra</div>
<div class="message-date">11/17/2025 7:55:04 AM</div><div class="message-text">Goedemorgen<br>Tom</div></label>
<label class="unknown-direction-message-wrapper" id="message2"><div class="message-sender">Tom</div>
<div class="message-date">11/17/2025 7:56:04 AM</div><div class="message-text">Hoi <b>Eva</b></div></label>
<p>Einde</p></body></html>"""
DIVS = """<div class="message"><div class="message-header"><span class="sender">Eva</span>
<span class="timestamp" title="2025-11-17T07:55:04Z">07:55</span></div><div class="message-body"><p>Hoi</p></div></div>"""
LIST = """<ul><li class="message"><span class="post_id">p1</span> <span class="sent_time">2025-11-17T07:55:04Z</span>
<span class="username">@eva</span> <span class="usertype">user</span> <span class="email">(eva@minwr.example)</span>
<span class="message">Hoi</span> <span class="update_type">Deleted</span> <span class="update_time">x</span></li></ul>"""
HEADED = """<table><thead><tr><th>Time (UTC)</th><th>Type</th><th>From</th><th>Message</th></tr></thead><tbody>
<tr><td>17-11-2025 07:55</td><td>Chat</td><td>Eva</td><td>Hoi <table><tr><td>a</td><td>b</td></tr></table></td></tr>
<tr><td>gisteren</td><td>Chat</td><td>Tom</td><td><div class="message">Dag</div></td></tr></tbody></table>"""
THREE = """<table><tr><td><table>
<tr><td>11/17/2025 9:30 AM<td>Eva<td>Hoi
<tr><td>11/17/2025 9:31 AM<td>Tom<td>Dag
<tr><td>los<td>woord<td>hier
</table></td></tr></table>"""


def read(html: str, size: int = 7) -> list[Entry | Between]:
    """What is in a page that comes in small pieces."""
    reader = TranscriptReader()
    found = [item for place in range(0, len(html), size) for item in reader.read(html[place : place + size])]
    return [*found, *reader.end()]


def short(items: list[Entry | Between]) -> list[object]:
    return [
        item.text if isinstance(item, Between) else (item.time, item.sender, item.body.text, item.unclear)
        for item in items
    ]


def test_elements_that_are_called_a_message() -> None:
    items = read(LABELS)
    assert short(items) == [
        "Display names | Eva; Tom",
        ("11/17/2025 7:55:04 AM", "Eva Terpstra", "Goedemorgen\nTom", False),
        ("11/17/2025 7:56:04 AM", "Tom", "Hoi Eva", False),
        "Einde",
    ]
    assert isinstance(items[0], Between)
    assert items[0].fields == (("Display names", "Eva; Tom"),)
    assert isinstance(items[1], Entry)
    assert items[1].identifier == "message1"
    assert 'class="message-text"' in items[1].raw


def test_a_moment_in_full_goes_before_what_is_shown_of_it() -> None:
    assert short(read(DIVS)) == [("2025-11-17T07:55:04Z", "Eva", "Hoi", False)]


def test_a_list_with_an_address_and_a_status() -> None:
    item = read(LIST)[0]
    assert isinstance(item, Entry)
    assert (item.time, item.sender, item.address, item.body.text, item.status, item.identifier) == (
        *("2025-11-17T07:55:04Z", "@eva", "eva@minwr.example", "Hoi", "Deleted", "p1"),
    )


def test_a_table_by_its_head() -> None:
    reader = TranscriptReader()
    items = [*reader.read(HEADED), *reader.end()]
    assert short(items) == [
        ("17-11-2025 07:55", "Eva", "Hoi\na | b", False),
        ("gisteren", "Tom", "Dag", False),
    ]
    assert list(reader.unused_columns) == ["Type"]
    assert all(item.utc for item in items if isinstance(item, Entry))


def test_rows_of_three_without_a_head_and_without_end_tags() -> None:
    assert short(read(THREE)) == [
        ("11/17/2025 9:30 AM", "Eva", "Hoi", False),
        ("11/17/2025 9:31 AM", "Tom", "Dag", False),
        "los | woord | hier",
    ]


def test_a_message_in_a_message_is_nobodys_for_sure() -> None:
    quoted = DIVS.replace("<p>Hoi</p>", f"<p>Zij zei:</p>{DIVS}")
    assert [item[-1] for item in short(read(quoted)) if isinstance(item, tuple)] == [True]
    unclosed = DIVS.removesuffix("</div></div>") * 2
    assert [item[-1] for item in short(read(unclosed)) if isinstance(item, tuple)] == [True]


def test_a_wrapper_around_messages_is_no_message() -> None:
    assert short(read(f'<div class="message-container" id="message7">Kop{DIVS}{DIVS}voet</div>')) == [
        "Kop", *[("2025-11-17T07:55:04Z", "Eva", "Hoi", False)] * 2, "voet",
    ]  # fmt: skip


def test_a_message_without_a_text_is_unclear() -> None:
    assert short(read('<div class="message"><span class="sender">Eva</span> wat losse tekst</div>')) == [
        ("", "Eva", "", True)
    ]


def test_attached_files_and_pictures() -> None:
    reader = TranscriptReader()
    html = DIVS.replace(
        "<p>Hoi</p>", '<img alt="kaart" src="data:image/png;base64,AAAA"></div><div class="attachment">a.pdf'
    )
    item = [*reader.read(html), *reader.end()][0]
    assert isinstance(item, Entry)
    assert (item.body.images, item.files, reader.embedded_images) == (("kaart",), ("a.pdf",), 1)
    assert "AAAA" not in item.raw


@pytest.mark.parametrize("html", [LABELS, DIVS, LIST, HEADED, THREE])
def test_damage_loses_no_piece(html: str) -> None:
    for seed in range(100):
        text = damaged(html.encode(), random.Random(seed)).decode("utf-8", "replace")
        for item in read(text, size=50):
            assert isinstance(item, Entry | Between)


@pytest.mark.parametrize(
    "piece",
    [
        "<a",
        "<!--",
        "<![",
        "<![foo[",
        "<?",
        "<script>",
        "<b>",
        "<div class=message>",
        "<tr><td>",
        "<table>",
        "</",
        "&",
        "<a x='",
    ],
)
def test_a_page_of_nothing_but_beginnings_is_read_at_once(piece: str) -> None:
    started = time.monotonic()
    read(piece * 5_000, size=20_000)
    read(piece * 5_000 + ">", size=20_000)
    assert time.monotonic() - started < 5


def test_a_tag_without_end_is_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.html_transcript.MAX_TAG", 1000)
    with pytest.raises(TooLargeTag):
        read("<a href='" + "x" * 2000)
