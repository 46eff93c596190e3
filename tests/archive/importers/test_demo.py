"""The demo archive's exports give back the messages the demo was written with.

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
    return json.loads((DEMO / "exports" / "manifest.json").read_text())


def gold() -> dict[tuple[str, int], dict[str, Any]]:
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for name in ("messages_extra.jsonl", "messages.jsonl"):
        for line in (DEMO / name).read_text().splitlines():
            record = json.loads(line)
            found.setdefault((record["conversation"], record["n"]), {}).update(record)
    return found


def names_by_number(app: str) -> dict[str, str]:
    with (DEMO / "cast.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    return {"".join(row[app].split("/")[0].split()): row["name"] for row in rows if row[app]}


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
    app, texts = entry["format"].split("-")[0], gold()
    numbers = names_by_number(app) if app in ("signal", "sms") else {}
    assert len(found) == len(entry["conversations"])
    for written, told in zip(found, entry["conversations"], strict=True):
        expected = [texts[told["conversation"], n] for n in told["n_present"]]
        assert len(written) == len(expected)
        for message, truth in zip(written, expected, strict=True):
            assert message.sender is not None
            known = told["sender_names"] | numbers
            by = message.sender
            assert known[by.value if by.kind is HandleKind.PHONE and by.value in known else by.shown] == truth["sender"]
            expected_text = text_in_export(truth, keeps_deleted=app == "rsmf")
            if app == "telegram":
                assert in_fields(message, message.text) == in_fields(message, expected_text)
            else:
                # The one mention in a Teams chat stands at the beginning; the gold text has the name without its sign.
                text = message.text.removeprefix("@") if app == "teams" else message.text
                assert text == expected_text
            assert message.edited == truth["edited"]
            moment = datetime.fromisoformat(truth["sent_at"]).replace(tzinfo=AMSTERDAM)
            assert abs(message.sent_at - moment) < CLOCK_SKEW.get(entry["format"], timedelta(seconds=1))


def in_fields(message: ParsedMessage, text: str) -> str | list[str] | list[float]:
    """A text as Telegram keeps it: a place as two numbers and a person as words, which the gold has on one line."""
    if message.kind is MessageKind.LOCATION:
        return [float(number) for number in text.split(", ")]
    return text.split() if message.kind is MessageKind.CONTACT else text


def text_in_export(truth: dict[str, Any], *, keeps_deleted: bool) -> str:
    """The gold text, without what stands for a thing that is no text in the archive."""
    is_file_name = (truth["attachment"] or "").startswith("VCF")
    is_gone = truth["deleted"] and not keeps_deleted
    return "" if is_gone or is_file_name else truth["text"]


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
    paths = list((DEMO / "exports/signal").rglob("main.jsonl"))
    assert paths
    for path in paths:
        key = json.loads(path.read_text().splitlines()[0])["mediaRootBackupKey"]
        assert key
        assert key not in repr(read(path))
