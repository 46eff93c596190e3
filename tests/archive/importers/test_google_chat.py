"""Rules of the Google Chat importer: dates in three languages, what is recognised, and what damage does."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers.google_chat import GoogleChat
from archive.importers.google_chat.dates import OTHER_WEEKDAY, read_date
from archive.importing import Notice, ParsedConversation
from archive.reading.containers import open_container
from tests.archive.importers.mangling import mangled
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import CORPUS, damaged, outcome

ENGLISH = (
    "January February March April May June July August September October November December".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
)
DUTCH = (
    "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
)
GERMAN = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
)


def in_words(at: datetime, style: str) -> str:
    """A moment as Takeout writes it in a language."""
    half = f"{at.hour % 12 or 12}:{at:%M:%S}\u202f{'PM' if at.hour > 11 else 'AM'}"
    month, day = at.month - 1, at.weekday()
    return {
        "American": f"{ENGLISH[1][day]}, {ENGLISH[0][month]} {at.day}, {at.year} at {half} UTC",
        "British": f"{ENGLISH[1][day]}, {at.day} {ENGLISH[0][month]} {at.year} at {at:%H:%M:%S} UTC",
        "Dutch": f"{DUTCH[1][day]} {at.day} {DUTCH[0][month]} {at.year} om {at:%H:%M:%S} UTC",
        "German": f"{GERMAN[1][day]}, {at.day}. {GERMAN[0][month]} {at.year} um {at:%H:%M:%S} UTC",
    }[style]


@pytest.mark.parametrize("style", ["American", "British", "Dutch", "German"])
@given(seconds=st.integers(0, 20 * 365 * 86_400))
def test_every_second_is_read_in_every_language(style: str, seconds: int) -> None:
    at = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert read_date(in_words(at, style)) == (at, ())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sunday, March 14, 2021 at 12:00:00 AM UTC", "2021-03-14T00:00:00+00:00"),
        ("Sunday, March 14, 2021 at 12:00:00 PM UTC", "2021-03-14T12:00:00+00:00"),
        ("Sunday, March 14, 2021 at 11:59 p.m. UTC", "2021-03-14T23:59:00+00:00"),
        ("Sonntag, 14. März 2021 um 22:41:03 Uhr GMT", "2021-03-14T22:41:03+00:00"),
        ("zondag 14 maart 2021 om 22:41:03.250 UTC", "2021-03-14T22:41:03.250000+00:00"),
        ("zondag 14 maart 2021 om 00:41:03 UTC+1", "2021-03-13T23:41:03+00:00"),
        ("zondag 14 maart 2021 om 22:41:03 UTC\u22125:30", "2021-03-15T04:11:03+00:00"),
        ("2021-03-14T22:41:03Z", "2021-03-14T22:41:03+00:00"),
    ],
)
def test_other_ways_to_write_a_date(text: str, moment: str) -> None:
    assert read_date(text)[0].isoformat() == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gisteren",
        "zondag 14 maart 2021 om 22:41:03",
        "14 maart om 22:41:03 UTC",
        "31 februari 2021 om 10:00:00 UTC",
        "zondag 14 maart 2021 om 25:00:00 UTC",
        "Sunday, March 14, 2021 at 13:41:03 PM UTC",
        "03/04/2021 at 10:00:00 UTC",
        "2021. március 14., vasárnap 22:41:03 UTC",
        "dimanche 14 mars 2021 à 22:41:03 UTC",
        "14 maart of 15 april 2021 om 10:00:00 UTC",
        "2021-03-14",
        "2021-03-14T22:41:03",
    ],
)
def test_a_date_that_is_not_certain_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_date(text)


def test_a_weekday_that_does_not_fit_is_said() -> None:
    assert read_date("Tuesday, 3 January 2026 at 18:12:24 UTC") == (
        datetime(2026, 1, 3, 18, 12, 24, tzinfo=UTC), (OTHER_WEEKDAY,)
    )  # fmt: skip


def write(folder: Path, *records: dict[str, Any], info: dict[str, Any] | None = None, name: str = "Space S1") -> Path:
    group = folder / "Groups" / name
    group.mkdir(parents=True)
    (group / "messages.json").write_text(json.dumps({"messages": records}))
    if info is not None:
        (group / "group_info.json").write_text(json.dumps(info))
    return folder


def said(text: str, **fields: Any) -> dict[str, Any]:
    record = {"creator": {"name": "Eva Smit", "email": "Eva@example.org"}, "topic_id": "t", "message_id": "S1/t/t"}
    return record | {"created_date": "donderdag 13 november 2025 om 08:01:02 UTC", "text": text} | fields


@pytest.mark.parametrize(
    "other",
    [
        '{"participants": [{"name": "Jan"}], "messages": [{"sender_name": "Jan", "timestamp_ms": 1}]}',
        '{"messages": [{"id": 1, "type": "message", "from_id": "user1"}]}',
        '{"messages": [{"type": "m.room.message", "event_id": "$1"}]}',
        '{"messages": []}',
        '[{"topic_id": "t", "creator": {}}]',
        '{"messages": {"topic_id": "t", "creator": {}}}',
        "",
    ],
)
def test_other_messages_are_not_recognised(tmp_path: Path, other: str) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "messages.json").write_text(other or " ")
    with open_container(tmp_path / "map") as container:
        assert not GoogleChat().exports(container)


def test_a_group_of_three_without_a_name_is_called_after_the_others(tmp_path: Path) -> None:
    people = [{"name": name, "email": f"{name}@example.org"} for name in ("Eva", "Tom", "Jan")]
    items = read(write(tmp_path, said("x"), info={"members": people}, name="DM d1"))
    assert [(item.title, item.is_group) for item in items if isinstance(item, ParsedConversation)] == [
        ("Eva, Tom, Jan", True)
    ]


@pytest.mark.parametrize("info", ["{", "[]", '{"members": 5, "name": 7}', '{"members": [1, null, {"name": 3}]}'])
def test_facts_of_a_group_that_are_damaged_do_not_stop_its_messages(tmp_path: Path, info: str) -> None:
    write(tmp_path, said("x"))
    (tmp_path / "Groups" / "Space S1" / "group_info.json").write_text(info)
    assert [message.text for message in messages(outcome(tmp_path))] == ["x"]


def test_that_the_facts_of_a_group_are_missing_is_said(tmp_path: Path) -> None:
    notices = [item.text for item in read(write(tmp_path, said("x"))) if isinstance(item, Notice)]
    assert len(notices) == 1
    assert "group_info.json" in notices[0]


@pytest.fixture
def takeout(tmp_path: Path) -> Path:
    """The messages of a space in an export of the corpus."""
    shutil.copytree(CORPUS / "google_chat" / "takeout_dutch" / "source", tmp_path / "export")
    return tmp_path / "export" / "Google Chat" / "Groups" / "Space AAQA77" / "messages.json"


def test_a_damaged_export_is_accounted_for_or_refused(takeout: Path, tmp_path: Path) -> None:
    original = takeout.read_bytes()
    for seed in range(600):
        takeout.write_bytes(damaged(original, random.Random(seed)))
        outcome(tmp_path / "export")


def test_records_of_another_form_are_kept_apart(takeout: Path, tmp_path: Path) -> None:
    original, accepted = json.loads(takeout.read_text()), 0
    for seed in range(400):
        takeout.write_text(json.dumps(mangled(original, random.Random(seed))))
        accepted += len(messages(outcome(tmp_path / "export"))) > 5
    assert accepted > 150
