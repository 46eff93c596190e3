"""Messages in a transcript are found by how the page is built; what is not sure is marked, and nothing is passed over."""

from __future__ import annotations

import random
import time

import pytest

from archive.reading.html_transcript import TooLargeTag, TranscriptReader
from archive.reading.transcript_entries import Between, Entry
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


def only(html: str) -> Entry:
    entries = [item for item in read(html) if isinstance(item, Entry)]
    assert len(entries) == 1
    return entries[0]


def message(*parts: str) -> str:
    """A message of Eva's with more parts behind its text."""
    return DIVS.removesuffix("</div>") + "".join(parts) + "</div>"


def test_a_second_text_of_a_message_stands_below_the_first() -> None:
    """Regression: only the first element that was called a text was read."""
    for tag in ("div", "span"):
        second = f'<{tag} class="message-text">En dit ook</{tag}>'
        assert only(message(second)).body.text == "Hoi\nEn dit ook"


@pytest.mark.parametrize(
    "part",
    [
        '<div class="message-subject">Besluit stikstof</div>',
        '<div class="message-quote">Besluit stikstof</div>',
        '<div class="reactions">Besluit stikstof</div>',
        "Besluit stikstof",
        '<div class="message-status">Besluit stikstof</div>',
        '<img src="x.png" alt="Besluit stikstof">',
        '<span class="sender">Besluit stikstof</span>',
    ],
)
def test_what_else_stands_in_a_message_is_given_with_it(part: str) -> None:
    """Regression: text outside the known parts of a message was passed over without a word."""
    entry = only(message(part))
    assert (entry.body.text, entry.rest, entry.unclear) == ("Hoi", "Besluit stikstof", False)
    assert "«Besluit stikstof»" in entry.warnings[0]


def test_reactions_of_nothing_but_an_emoji_are_no_signs() -> None:
    assert only(message('<div class="reactions">👍</div>')).rest == "👍"


@pytest.mark.parametrize(
    "part",
    [
        '<span class="message-edited">(bewerkt)</span>',
        '<span class="message-edited">Edited</span>',
        "<i>(edited)</i>",
    ],
)
def test_a_mark_that_a_message_was_edited_counts(part: str) -> None:
    entry = only(message(part))
    assert (entry.is_edited, entry.rest) == (True, "")
    inside = only(DIVS.replace("<p>Hoi</p>", f"<p>Hoi</p>{part}")) if "message-edited" in part else entry
    assert (inside.body.text, inside.is_edited) == ("Hoi", True)


def test_labels_and_signs_around_the_parts_are_no_text() -> None:
    html = """<div class="message">Van: <b class="sender">Eva</b> | Datum: <i class="date">17-11-2025 07:55</i> -
    <img src="a.png" alt="Avatar van Eva"><div class="text">Hoi</div></div>"""
    assert (only(html).rest, only(html).body.text) == ("", "Hoi")


def test_a_message_with_very_much_else_in_it_is_unclear() -> None:
    assert only(message(f"<div>{'woord ' * 1000}</div>")).unclear


def test_a_cell_below_no_head_belongs_to_its_row() -> None:
    """Regression: what stood in a column without a head was passed over."""
    html = HEADED.replace(
        "<td>gisteren</td><td>Chat</td><td>Tom</td><td>", "<td>17-11-2025 07:56</td><td>Chat</td><td>Tom</td><td>"
    )
    html = html.replace("</div></td></tr></tbody>", "</div></td><td>bijlage a.pdf</td></tr></tbody>")
    entries = [item for item in read(html) if isinstance(item, Entry)]
    assert [entry.rest for entry in entries] == ["", "bijlage a.pdf"]
    reader = TranscriptReader(keeps_columns=True)
    kept = [*reader.read(html), *reader.end()]
    assert [item.rest for item in kept if isinstance(item, Entry)] == ["Type: Chat", "Type: Chat; bijlage a.pdf"]


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
    monkeypatch.setattr("archive.reading.html_transcript.MAX_TAG", 1000)
    with pytest.raises(TooLargeTag):
        read("<a href='" + "x" * 2000)
