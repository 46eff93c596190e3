"""Conformance over real exports that nobody here wrote; they are not part of the project.

CHAT_SAMPLES names their folder (`samples` in the shared folder beside the project when not set). Without it the run says so
loudly. Expected counts are what an independent, permissive pattern finds; each difference is explained.
"""

from __future__ import annotations

import os
import warnings
from collections import Counter
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


RSMF_COUNTS = {"text": 76, "media": 35, "system": 23, "deleted": 14}
"""Of the manifest in rsmfviewer_data, counted by type, deletion and attachments over its JSON."""


def test_the_real_rsmf_is_read_to_the_last_event() -> None:
    folder = SAMPLES / "rsmf" / "rsmfviewer_data"
    if not folder.is_dir():
        warnings.warn(f"NOT TRIED: no real RSMF at {folder}; set CHAT_SAMPLES.", stacklevel=1)
        return
    found = messages(read(folder))
    assert dict(Counter(message.kind.value for message in found)) == RSMF_COUNTS
    assert sum(message.quote is not None for message in found) == 42
    assert sum(message.edited for message in found) == 19
    files = [item for message in found for item in message.attachments]
    assert (len(files), sum(item.member is not None for item in files)) == (35, 18)
    assert {message.sent_at.year for message in found} == {2019}
