"""Conformance over real exports that nobody here wrote; they are not part of the project.

CHAT_SAMPLES names their folder (`samples` in the shared folder beside the project when not set). Without it the run says so
loudly. Expected counts are what an independent, permissive pattern finds; each difference is explained.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest

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


def test_real_exports_are_read_to_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    if not (SAMPLES / "whatsapp").is_dir():
        said = f"NOT TRIED: no folder with real chat exports at {SAMPLES}; set CHAT_SAMPLES to one."
        warnings.warn(said, stacklevel=1)
        with capsys.disabled():
            print(f"\n{said}")
        return
    for name, headers in HEADERS.items():
        found = messages(read(SAMPLES / "whatsapp" / name))
        flagged = [message for message in found if any("mogelijk vervalst" in warning for warning in message.warnings)]
        assert len(found) == headers - PASTED.get(name, 0), name
        assert len(flagged) == name.startswith("sodascience"), name
        assert all(2015 <= message.sent_at.year <= 2025 for message in found), name
        assert not [message for message in found if message.sender and message.sender.shown == "Groupname"], name


def test_real_teams_messages_are_read_to_the_last_record() -> None:
    """Counted by the braces at the level of a message in the JSON; one of the three of a chat is a forward without its author."""
    if not (SAMPLES / "teams").is_dir():
        warnings.warn(f"NOT TRIED: no folder with real Teams exports at {SAMPLES}.", stacklevel=1)
        return
    channel = messages(read(SAMPLES / "teams" / "zulip_channel_messages_4707a9cc.json"))
    assert [message.kind.value for message in channel] == ["text", "system"]
    chat = messages(read(SAMPLES / "teams" / "zulip_chat_messages_excerpt.json"))
    assert [message.kind.value for message in chat] == ["text"] * 3
    assert [message.edited for message in chat] == [True, False, False]
    assert [message.forwarded for message in chat] == [False, False, True]
    assert all(message.sent_at.year == 2025 and message.sender for message in chat)
