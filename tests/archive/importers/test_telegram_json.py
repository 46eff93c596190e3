"""Rules of the Telegram importer that a table shows better than a corpus case."""

from __future__ import annotations

import io
import json
import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers.telegram_json.escapes import ValidEscapes
from archive.importers.telegram_json.people import handle, names, peer
from archive.importers.telegram_json.texts import plain_text
from archive.importing import ImportOptions, ImportRefused, Notice, ParsedConversation
from archive.reading.containers import open_container
from archive.recognising import recognise
from tests.archive.importers.reading import messages, read

SHIFT = 1 << 32


def said(number: int, text: str = "hallo", **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2026-01-09T16:00:00",
        "date_unixtime": "1767970800",
        "from": "Eva Mol",
        "from_id": "user10",
        "text": text,
    } | fields


def write_chat(folder: Path, records: list[Any], *, name: str = "result.json", **head: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    chat = {"name": "Overleg", "type": "private_supergroup", "id": 7} | head
    path.write_text(json.dumps(chat | {"messages": records}, ensure_ascii=False))
    return path


@pytest.mark.parametrize(
    ("number", "same"),
    [
        ("user123", "user123"),
        ("channel5", "channel5"),
        (123, "user123"),
        (SHIFT + 123, "user123"),
        (2 * SHIFT + 5, "channel5"),
        (0, None),
        ("bot", None),
        (None, None),
    ],
)
def test_an_id_of_any_year_is_one_person(number: object, same: str | None) -> None:
    assert peer(number) == same


def test_a_deleted_account_keeps_its_id_and_has_no_name() -> None:
    found = handle(None, "user5")
    assert found is not None
    assert (found.value, found.shown) == ("telegram:user5", "Verwijderd account")
    assert handle(None, None) is None


def test_names_in_a_sentence() -> None:
    assert [names(value) for value in (["Eva"], ["Eva", None, "Tom"], [], None)] == [
        "Eva", "Eva, Verwijderd account en Tom", "iemand", "iemand"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("zo", "zo"),
        (["a ", {"type": "bold", "text": "b"}, "\nc"], "a b\nc"),
        ([{"type": "text_link", "text": "hier", "href": "https://x.example"}], "hier (https://x.example)"),
        ([{"type": "text_link", "text": "https://x.example", "href": "https://x.example"}], "https://x.example"),
        ([], ""),
        (None, ""),
    ],
)
def test_a_text_in_parts(value: object, text: str) -> None:
    assert plain_text(value) == text


def read_through(data: bytes, size: int) -> bytes:
    stream = ValidEscapes(io.BytesIO(data))
    return b"".join(iter(lambda: stream.read(size), b""))


@given(st.lists(st.sampled_from(["\\\\", "\\x0B", "\\x1f", "x41", "\\n", '\\"', "a", "\\", "x"])), st.integers(1, 5))
def test_an_escape_is_the_same_wherever_the_stream_is_cut(parts: list[str], size: int) -> None:
    data = "".join(parts).encode()
    assert read_through(data, size) == read_through(data, len(data) + 1)


def test_only_an_escape_that_json_does_not_know_is_changed() -> None:
    assert read_through(rb"a \x0B b \\x0B c \n \u0001 \x1", 100) == rb"a \u000B b \\x0B c \n \u0001 \x1"


def test_a_control_character_of_telegram_is_read(tmp_path: Path) -> None:
    path = write_chat(tmp_path, [said(1, "PLAATS")])
    path.write_text(path.read_text().replace("PLAATS", "een\\x0Btwee \\\\x41"))
    assert messages(read(path))[0].text == "een\x0btwee \\x41"


def test_a_chat_without_a_known_kind_is_a_group_when_three_write(tmp_path: Path) -> None:
    for count in (2, 3):
        records = [said(number, **{"from": f"Persoon {number}"}) for number in range(1, count + 1)]
        conversation = read(write_chat(tmp_path, records, type="iets_nieuws"))[0]
        assert isinstance(conversation, ParsedConversation)
        assert conversation.is_group is (count > 2)


def test_missing_numbers_are_told_where_the_chat_counts_its_own(tmp_path: Path) -> None:
    records = [said(1), said(2), said(9)]
    told = [item.text for item in read(write_chat(tmp_path, records)) if isinstance(item, Notice)]
    assert ["ontbreken 6 nummers" in text for text in told] == [True]
    assert not [item for item in read(write_chat(tmp_path, records, type="private_group")) if isinstance(item, Notice)]


def test_a_document_of_another_app_is_not_taken(tmp_path: Path) -> None:
    for document in (
        {"messages": [{"type": "message", "text": "x"}]},
        {"messages": [{"creator": {"name": "Eva"}, "text": "x"}]},
        {"name": "x", "type": "private_group", "messages": []},
        {"chats": {"list": []}},
        [said(1)],
    ):
        (tmp_path / "export.json").write_text(json.dumps(document))
        with pytest.raises(ImportRefused, match="onbekende vorm"):
            read(tmp_path / "export.json")


def test_a_path_out_of_the_export_is_no_attachment(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("x")
    records = [said(1, photo="../geheim.txt"), said(2, file="/etc/passwd"), said(3, file="ChatExport\\..\\geheim.txt")]
    write_chat(tmp_path / "map" / "ChatExport", records)
    found = messages(read(tmp_path / "map"))
    assert [message.attachments[0].member for message in found] == [None, None, None]


def reacted(folder: Path, *times: tuple[str, str], to: str = "2025-07-01T12:00:00", at: str) -> str | None:
    """When somebody reacted who did so `at` a local time `to` a message, by an export of these local and real times."""
    known = [
        said(number, date=local, date_unixtime=str(int(datetime.fromisoformat(moment).timestamp())))
        for number, (local, moment) in enumerate(times, start=1)
    ]
    answered = next(record for record in known if record["date"] == to)
    answered["reactions"] = [
        {"type": "emoji", "emoji": "👍", "count": 1, "recent": [{"from": "Tom", "from_id": "user11", "date": at}]}
    ]
    (reaction,) = next(found.reactions for found in messages(read(write_chat(folder, known))) if found.reactions)
    return reaction.reacted_at.isoformat() if reaction.reacted_at else None


SUMMER = ("2025-07-01T12:00:00", "2025-07-01T11:00:00Z")
WINTER = ("2025-12-01T12:00:00", "2025-12-01T12:00:00Z")


@pytest.mark.parametrize(
    ("times", "at", "moment"),
    [
        ([SUMMER], "2025-07-03T08:00:00", "2025-07-03T07:00:00+00:00"),
        ([SUMMER], "2025-12-03T08:00:00", None),  # London and Lagos differ.
        ([SUMMER, WINTER], "2025-12-03T08:00:00", "2025-12-03T08:00:00+00:00"),
        ([SUMMER, WINTER], "2025-07-01T11:59:59", None),
        ([SUMMER, WINTER], "gisteren", None),
        ([SUMMER, WINTER], "0001-01-01T00:00:00", None),
        ([SUMMER, ("2025-07-02T12:00:00", "2025-07-02T11:17:00Z")], "2025-07-03T08:00:00", None),
        ([SUMMER, ("2025-07-02T12:00:00", "1970-01-01T00:00:00Z")], "2025-07-03T08:00:00", "2025-07-03T07:00:00+00:00"),
        # Telegram is of August 2013.
        ([SUMMER, ("2013-03-01T12:00:00", "2013-03-01T11:17:00Z")], "2025-07-03T08:00:00", "2025-07-03T07:00:00+00:00"),
    ],
)
def test_a_reaction_is_read_by_the_clock_of_the_computer(
    tmp_path: Path, times: list[tuple[str, str]], at: str, moment: str | None
) -> None:
    """Regression: a reaction was read as a local time here, though the messages showed that the computer stood elsewhere."""
    assert reacted(tmp_path, *times, at=at) == moment


def test_a_reaction_among_messages_without_an_instant_has_no_moment(tmp_path: Path) -> None:
    """Regression: its moment was guessed."""
    record = said(
        1, reactions=[{"emoji": "👍", "count": 1, "recent": [{"from_id": "user11", "date": "2026-01-09T16:01:00"}]}]
    )
    del record["date_unixtime"]
    items = read(write_chat(tmp_path, [record]))
    assert [reaction.reacted_at for reaction in messages(items)[0].reactions] == [None]
    assert ["tijdstip is weggelaten: 1." in item.text for item in items if isinstance(item, Notice)] == [True]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = write_chat(
            tmp_path, [said(number, f"bericht {number} over het water " * 40) for number in range(1, count)]
        )
        tracemalloc.start()
        with open_container(path) as container:
            assert sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions())) >= count
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(100)
    assert peak(4_000) < peak(1_500) + 300_000
