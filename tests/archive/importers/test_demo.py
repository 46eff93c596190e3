"""The demo archive's WhatsApp, Signal and Teams exports give back the messages the demo was written with.

What an export loses by design is left out: seconds on Android, deleted texts, and the lines that name an attachment.
"""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from archive.importing import HandleKind, MessageKind, ParsedConversation, ParsedMessage
from tests.archive.importers.reading import read

DEMO = Path(__file__).parents[3] / "docs" / "demo"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CLOCK_SKEW = {"whatsapp-android": timedelta(minutes=1), "whatsapp-ios": timedelta(seconds=3)}


def manifest() -> list[dict[str, Any]]:
    entries = json.loads((DEMO / "exports" / "manifest.json").read_text())
    return [entry for entry in entries if entry["format"].startswith(("whatsapp", "signal", "teams"))]


def gold() -> dict[tuple[str, int], dict[str, Any]]:
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for name in ("messages_extra.jsonl", "messages.jsonl"):
        for line in (DEMO / name).read_text().splitlines():
            record = json.loads(line)
            found.setdefault((record["conversation"], record["n"]), {}).update(record)
    return found


def names_by_number() -> dict[str, str]:
    with (DEMO / "cast.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    return {"".join(row["signal"].split("/")[0].split()): row["name"] for row in rows if row["signal"]}


def conversations(path: Path) -> dict[str, list[ParsedMessage]]:
    """What persons wrote, by conversation title, in the order of the export."""
    titles: dict[str, str] = {}
    written: dict[str, list[ParsedMessage]] = {}
    for item in read(path):
        if isinstance(item, ParsedConversation):
            titles[item.key] = item.title
            written[item.title] = []
        elif isinstance(item, ParsedMessage) and item.kind not in (MessageKind.SYSTEM, MessageKind.CALL):
            written[titles[item.conversation]].append(item)
    return written


@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: entry["file"])
def test_every_message_of_the_demo_comes_back(entry: dict[str, Any]) -> None:
    found = list(conversations(DEMO / "exports" / entry["file"]).values())
    numbers, texts = names_by_number(), gold()
    assert len(found) == len(entry["conversations"])
    for written, told in zip(found, entry["conversations"], strict=True):
        expected = [texts[told["conversation"], n] for n in told["n_present"]]
        assert len(written) == len(expected)
        for message, truth in zip(written, expected, strict=True):
            assert message.sender is not None
            known = told["sender_names"] | (numbers if entry["format"].startswith("signal") else {})
            by = message.sender
            assert known[by.value if by.kind is HandleKind.PHONE and by.value in known else by.shown] == truth["sender"]
            # The one mention in a Teams chat stands at the beginning; the gold text has the name without its sign.
            text = message.text.removeprefix("@") if entry["format"].startswith("teams") else message.text
            assert text == text_in_export(truth)
            assert message.edited == truth["edited"]
            moment = datetime.fromisoformat(truth["sent_at"]).replace(tzinfo=AMSTERDAM)
            assert abs(message.sent_at - moment) < CLOCK_SKEW.get(entry["format"], timedelta(seconds=1))


def text_in_export(truth: dict[str, Any]) -> str:
    """The gold text, without what stands for a thing that is no text in the archive."""
    is_file_name = (truth["attachment"] or "").startswith("VCF")
    return "" if truth["deleted"] or is_file_name else truth["text"]


def test_teams_tells_which_message_was_answered_and_which_deleted() -> None:
    found = [item for path in (DEMO / "exports/teams").glob("*.json") for item in read(path)]
    written = {item.source_id: item for item in found if isinstance(item, ParsedMessage)}
    answers = [message.quote.source_id for message in written.values() if message.quote]
    assert len(answers) == 15
    assert set(answers) <= written.keys()
    assert [message.text for message in written.values() if message.kind is MessageKind.DELETED] == [""]


def test_pasted_headers_are_no_messages_of_the_state_secretary() -> None:
    path = next((DEMO / "exports/whatsapp-android/C04").glob("*.txt"))
    items = [item for item in read(path) if isinstance(item, ParsedMessage)]
    assert not [item for item in items if item.sender and "Joris" in item.sender.shown]
    warned = [item for item in items if item.warnings]
    assert [item.text.count("\n[") for item in warned] == [2]
    assert all(warning.startswith("mogelijk vervalst") for item in warned for warning in item.warnings)


def test_the_key_of_the_backup_reaches_no_item() -> None:
    for path in (DEMO / "exports/signal").rglob("main.jsonl"):
        key = json.loads(path.read_text().splitlines()[0])["mediaRootBackupKey"]
        assert key
        assert key not in repr(read(path))
