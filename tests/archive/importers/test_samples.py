"""Conformance over real exports that nobody here wrote; they are not part of the project.

CHAT_SAMPLES names their folder (`samples` in the shared folder beside the project when not set). Without it the run says so
loudly. Expected counts are what an independent, permissive pattern finds; each difference is explained.
"""

from __future__ import annotations

import json
import os
import warnings
import zipfile
from pathlib import Path

import pytest

from archive.importing import MessageKind, ParsedConversation, Unreadable
from tests.archive.importers.reading import messages, read

SAMPLES = Path(os.environ.get("CHAT_SAMPLES", Path(__file__).parents[3].parent / "shared" / "samples"))
HEADERS = {
    "chatminer_whatsapp_test_[mmddyy]_24hrs.txt": 9,
    "chatminer_whatsapp_test_ddmmyy_24hrs.txt": 9,
    "chatminer_whatsapp_test_mmddyy_24hrs.txt": 9,
    "chatminer_whatsapp_test_mmddyyyy_12hrs.txt": 9,
    "chatminer_whatsapp_test_yyyymmdd_24hrs.txt": 9,
    "huizerd_nl_ios_anon.txt": 26,
    "locket_android.txt": 8,
    "locket_ios.txt": 3,
    "sodascience_chat.txt": 10,
    "sodascience_chat_file1.txt": 10,
    "sodascience_chat_file2.txt": 10,
    "sodascience_chat_file3.txt": 10,
    "sodascience_chat_file4.txt": 10,
    "sodascience_chat_file5.txt": 10,
    "sodascience_chat_file6.txt": 10,
    "sodasciencewhatsapp_chat.zip": 10,
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


def no_samples(folder: str, capsys: pytest.CaptureFixture[str]) -> bool:
    """Whether a folder of real exports is not there, which is said aloud."""
    if (SAMPLES / folder).is_dir():
        return False
    said = f"NOT TRIED: no folder with real chat exports at {SAMPLES / folder}; set CHAT_SAMPLES to where they are."
    warnings.warn(said, stacklevel=2)
    with capsys.disabled():
        print(f"\n{said}")
    return True


def test_real_exports_are_read_to_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    if no_samples("whatsapp", capsys):
        return
    for name, headers in HEADERS.items():
        found = messages(read(SAMPLES / "whatsapp" / name))
        flagged = [message for message in found if any("mogelijk vervalst" in warning for warning in message.warnings)]
        assert len(found) == headers - PASTED.get(name, 0), name
        assert len(flagged) == name.startswith("sodascience"), name
        assert all(2015 <= message.sent_at.year <= 2025 for message in found), name
        assert not [message for message in found if message.sender and message.sender.shown == "Groupname"], name


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


def test_real_exports_of_telegram_slack_and_mattermost_are_read_to_the_last_record(
    capsys: pytest.CaptureFixture[str],
) -> None:
    if no_samples("telegram", capsys):
        return
    for name, (conversations, count, system) in OTHER_APPS.items():
        items = read(SAMPLES / name)
        found = messages(items)
        assert count == records_in(SAMPLES / name), name
        assert len(found) == count, name
        assert len([message for message in found if message.kind is MessageKind.SYSTEM]) == system, name
        assert len([item for item in items if isinstance(item, ParsedConversation)]) == conversations, name
        assert not [item for item in items if isinstance(item, Unreadable)], name
        assert all(2016 <= message.sent_at.year <= 2023 for message in found), name
        assert all(message.sender for message in found if message.kind is not MessageKind.SYSTEM), name
