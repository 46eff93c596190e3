"""Conformance over real exports that nobody here wrote; they are not part of the project.

CHAT_SAMPLES names their folder (`samples` in the shared folder beside the project when not set). Without it the run says so
loudly. Expected counts are what an independent, permissive pattern finds; each difference is explained.
"""

from __future__ import annotations

import json
import os
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from archive.importing import ImportRefused, MessageKind, ParsedConversation, Unreadable
from tests.archive.importers.reading import make_database, messages, read

SAMPLES = Path(os.environ.get("CHAT_SAMPLES", Path(__file__).parents[3].parent / "shared" / "samples"))


class Figures(NamedTuple):
    """What an independent, permissive reading finds: headers, lines without an author, names of persons, first and last day."""

    headers: int
    system: int
    persons: int
    first: str
    last: str


WHATSAPP = {
    "chatminer_whatsapp_test_[mmddyy]_24hrs.txt": Figures(9, 2, 5, "2019-01-01", "2021-12-30"),
    "chatminer_whatsapp_test_ddmmyy_24hrs.txt": Figures(9, 2, 5, "2019-01-01", "2021-12-30"),
    "chatminer_whatsapp_test_mmddyy_24hrs.txt": Figures(9, 2, 5, "2019-01-01", "2021-12-30"),
    "chatminer_whatsapp_test_mmddyyyy_12hrs.txt": Figures(9, 2, 5, "2019-01-01", "2021-12-30"),
    "chatminer_whatsapp_test_yyyymmdd_24hrs.txt": Figures(9, 2, 5, "2019-01-01", "2021-12-30"),
    "huizerd_nl_ios_anon.txt": Figures(26, 0, 9, "2015-05-19", "2015-08-06"),
    "locket_android.txt": Figures(8, 2, 2, "2025-01-15", "2025-01-15"),
    "locket_ios.txt": Figures(3, 0, 2, "2025-01-15", "2025-01-15"),
    "sodascience_chat.txt": Figures(10, 1, 4, "2022-03-16", "2022-03-26"),
    "sodascience_chat_file1.txt": Figures(10, 1, 4, "2022-03-16", "2022-03-26"),
    "sodascience_chat_file2.txt": Figures(10, 1, 4, "2020-07-14", "2022-03-26"),
    "sodascience_chat_file3.txt": Figures(10, 1, 4, "2020-07-14", "2022-03-26"),
    "sodascience_chat_file4.txt": Figures(10, 1, 4, "2020-07-14", "2022-03-26"),
    "sodascience_chat_file5.txt": Figures(10, 1, 4, "2020-07-14", "2022-03-26"),
    "sodascience_chat_file6.txt": Figures(10, 1, 4, "2020-07-14", "2022-03-26"),
    "sodasciencewhatsapp_chat.zip": Figures(10, 1, 4, "2022-03-16", "2022-03-26"),
}
PASTED = {
    # The last line lies 20 months before the one above it, and no line end tells that a message ends there.
    "sodascience_chat.txt": 1,
    "sodascience_chat_file1.txt": 1,
    "sodasciencewhatsapp_chat.zip": 1,
}


# File, conversations, messages and system lines among them, of the exports of Telegram, Slack and Mattermost.
OTHER_APPS = {
    "telegram/chatminer_telegram_test_batch_export.json": (1, 2, 0),
    "telegram/chatminer_telegram_test_single_export.json": (1, 2, 0),
    "telegram/frozenspider_telegram_2020-01_result.json": (4, 50, 6),
    "telegram/frozenspider_telegram_2021-05_result.json": (1, 3, 2),
    "telegram/frozenspider_telegram_2021-07_result.json": (1, 2, 2),
    "telegram/frozenspider_telegram_2023-01_result.json": (1, 6, 5),
    "telegram/frozenspider_telegram_2023-08_result.json": (1, 2, 1),
    "telegram/frozenspider_telegram_2023-10_audio-video_result.json": (1, 4, 0),
    "telegram/frozenspider_telegram_2024-01_inline-bot-buttons_result.json": (1, 5, 0),
    "slack/slack-export-viewer_testarchive.zip": (2, 158, 11),
    "slack/zulip_test_slack_importer.zip": (2, 91, 9),
    "slack/zulip_test_unicode_slack_importer.zip": (3, 5, 3),
    "other/mattermost_zulip_direct_export.json": (5, 11, 1),
    "other/mattermost_zulip_export.json": (5, 21, 8),
    "other/mattermost_zulip_guestExport.json": (5, 21, 8),
}


@pytest.fixture
def samples(capsys: pytest.CaptureFixture[str]) -> Path | None:
    """The folder with real exports; None, said loudly, when it is not there."""
    if SAMPLES.is_dir():
        return SAMPLES
    said = f"NOT TRIED: no folder with real chat exports at {SAMPLES}; set CHAT_SAMPLES to one."
    warnings.warn(said, stacklevel=1)
    with capsys.disabled():
        print(f"\n{said}")
    return None


def test_real_exports_are_read_to_the_last_line(samples: Path | None) -> None:
    if samples is None:
        return
    folder = samples / "whatsapp"
    assert {path.name for path in folder.glob("*.txt")} <= WHATSAPP.keys()
    for name, figures in WHATSAPP.items():
        found = messages(read(folder / name))
        flagged = [message for message in found if any("mogelijk vervalst" in warning for warning in message.warnings)]
        assert len(found) == figures.headers - PASTED.get(name, 0), name
        assert len(flagged) == name.startswith("sodascience"), name
        system = [message for message in found if message.kind is MessageKind.SYSTEM]
        assert len(system) == figures.system, name
        assert all(message.event and not message.sender for message in system), name
        persons = {message.sender.shown for message in found if message.sender}
        assert len(persons) == figures.persons, name
        assert "Groupname" not in persons, name
        days = sorted(message.sent_at.date().isoformat() for message in found)
        assert (days[0], days[-1]) == (figures.first, figures.last), name


def test_the_real_text_of_signal_export_is_a_chat_of_signal(samples: Path | None) -> None:
    """Regression: its headers are like those of WhatsApp, and the chat stood in the archive as one of WhatsApp."""
    if samples is None:
        return
    items = read(samples / "signal" / "chatminer_signal_test_export.txt")
    assert [(item.app, item.is_group) for item in items if isinstance(item, ParsedConversation)] == [("signal", False)]
    assert [message.text for message in messages(items)] == ["Hello John!", "Hello\nJane!"]


def test_real_databases_of_phones_are_read_to_the_last_row(samples: Path | None, tmp_path: Path) -> None:
    if samples is None:
        return
    folder = tmp_path / "whatsapp"
    folder.mkdir()
    for name, made in (
        ("msgstore_frozenspider_msgstore.sql", "msgstore.db"),
        ("msgstore_frozenspider_wa.sql", "wa.db"),
    ):
        make_database(folder / made, (samples / "whatsapp" / name).read_text())
    items = read(folder)
    # INSERT INTO message stands in the dump four times.
    assert [(message.kind.value, message.edited, message.forwarded) for message in messages(items)] == [
        ("system", False, False),
        ("text", True, True),
        ("location", False, False),
        ("deleted", False, False),
    ]
    old = [samples / "whatsapp" / f"msgstore_andreasmausch_{name}.sql" for name in ("schema", "test-database")]
    with pytest.raises(ImportRefused, match="van vóór 2021"):
        read(make_database(tmp_path / "old.db", *(path.read_text() for path in old)))
    phone = read(samples / "other" / "locket_ios_sms.db")
    # Twelve rows, one of which is a reaction to the one before it.
    assert len(messages(phone)) == 11
    assert sum(len(message.reactions) for message in messages(phone)) == 1
    assert [len(message.attachments) for message in messages(phone)] == [0] * 9 + [3, 0]
    assert not [item for item in [*items, *phone] if isinstance(item, Unreadable)]


@pytest.mark.parametrize(("name", "count"), [("locket_sms_backup.xml", 4), ("locket_demo_sms_backup.xml", 45)])
def test_real_backups_of_text_messages_are_read_to_the_last_element(
    samples: Path | None, name: str, count: int
) -> None:
    if samples is None:
        return
    path = samples / "other" / name
    raw = path.read_text()
    assert raw.count("<sms ") + raw.count("<mms ") == count
    items = read(path)
    assert len(messages(items)) == count
    assert not [item for item in items if isinstance(item, Unreadable)]
    assert all(message.sent_at.year == 2025 for message in messages(items))


RSMF_COUNTS = {"text": 76, "media": 35, "system": 23, "deleted": 14}
"""Of the manifest in rsmfviewer_data, counted by type, deletion and attachments over its JSON."""


def test_the_real_rsmf_is_read_to_the_last_event(samples: Path | None) -> None:
    if samples is None:
        return
    found = messages(read(samples / "rsmf" / "rsmfviewer_data"))
    assert dict(Counter(message.kind.value for message in found)) == RSMF_COUNTS
    assert sum(message.quote is not None for message in found) == 42
    assert sum(message.edited for message in found) == 19
    files = [item for message in found for item in message.attachments]
    assert (len(files), sum(item.member is not None for item in files)) == (35, 18)
    assert {message.sent_at.year for message in found} == {2019}


def records_in(path: Path) -> int:
    """How many records of messages a real export has, counted without any importer."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            days = [name for name in archive.namelist() if name.count("/") == 1 and name.endswith(".json")]
            return sum(len(json.loads(archive.read(name))) for name in days)
    if path.name.startswith("mattermost"):
        frames = [json.loads(line) for line in path.read_text().splitlines()]
        posts = [frame[frame["type"]] for frame in frames if frame["type"] in ("post", "direct_post")]
        return sum(1 + len(post["replies"] or []) for post in posts)
    document = json.loads(path.read_text())
    chats = document["chats"]["list"] if "chats" in document else [document]
    return sum(len(chat["messages"]) for chat in chats)


def test_real_exports_of_telegram_slack_and_mattermost_are_read_to_the_last_record(samples: Path | None) -> None:
    if samples is None:
        return
    for name, (conversations, count, system) in OTHER_APPS.items():
        items = read(samples / name)
        found = messages(items)
        assert count == records_in(samples / name), name
        assert len(found) == count, name
        assert len([message for message in found if message.kind is MessageKind.SYSTEM]) == system, name
        assert len([item for item in items if isinstance(item, ParsedConversation)]) == conversations, name
        assert not [item for item in items if isinstance(item, Unreadable)], name
        assert all(2016 <= message.sent_at.year <= 2023 for message in found), name
        assert all(message.sender for message in found if message.kind is not MessageKind.SYSTEM), name


def test_real_teams_messages_are_read_to_the_last_record(samples: Path | None) -> None:
    """Counted by the braces at the level of a message in the JSON; one of the three of a chat is a forward without its author."""
    if samples is None:
        return
    channel = messages(read(samples / "teams" / "zulip_channel_messages_4707a9cc.json"))
    assert [message.kind.value for message in channel] == ["text", "system"]
    chat = messages(read(samples / "teams" / "zulip_chat_messages_excerpt.json"))
    assert [message.kind.value for message in chat] == ["text"] * 3
    assert [message.edited for message in chat] == [True, False, False]
    assert [message.forwarded for message in chat] == [False, False, True]
    assert all(message.sent_at.year == 2025 and message.sender for message in chat)
