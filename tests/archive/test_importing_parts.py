"""What importers of several formats share: paths of files, the owner of a phone, Dutch for calls and polls, deep JSON, times."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest

from archive.importing import HandleKind
from archive.reading.containers import ImportRefused
from archive.reading.event_sentences import (
    PollOption,
    call_sentence,
    duration,
    enumeration,
    place_text,
    poll_text,
    timer_sentence,
)
from archive.reading.json_records import count_entries, entries
from archive.reading.member_paths import MemberPaths, by_path_from, by_unique_name, folder_of
from archive.reading.moments import WHATSAPP_BEGAN, from_cocoa_seconds, plausible
from archive.reading.phone_owner import owner_handle
from archive.reading.phrases import deleted_at

MEMBERS = (
    "export/Media/WhatsApp Images/IMG-1.jpg",
    "export/Media/WhatsApp Images/Sent/IMG-1.jpg",
    "los.pdf",
    "a/b/twee.jpg",
    "c/b/twee.jpg",
    "cafe\u0301/foto.jpg",
)


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("Media/WhatsApp Images/IMG-1.jpg", MEMBERS[0]),
        ("Media/WhatsApp Images/Sent/IMG-1.jpg", MEMBERS[1]),
        ("~/Library/Attachments/los.pdf", "los.pdf"),
        ("/sdcard/x/b/twee.jpg", None),
        ("a/b/twee.jpg", "a/b/twee.jpg"),
        ("IMG-1.jpg", None),
        ("twee.jpg", None),
        ("anders/IMG-1.jpg", None),
        ("Media\\caf\u00e9\\foto.jpg", MEMBERS[5]),
        ("bestaat/niet.jpg", None),
        ("", None),
    ],
)
def test_a_file_is_found_by_its_name_and_folder_or_not_at_all(path: str, member: str | None) -> None:
    assert MemberPaths(MEMBERS).find(path) == member


def test_members_nobody_named_are_counted() -> None:
    paths = MemberPaths(MEMBERS)
    assert paths.exact("los.pdf") == "los.pdf"
    assert paths.exact("x/los.pdf") is None
    paths.find("a/b/twee.jpg")
    assert paths.unnamed == len(MEMBERS) - 2


def test_an_owner_without_a_name_is_one_word_of_this_phone_only() -> None:
    nameless, named, known = owner_handle(), owner_handle(name="Floor Mens"), owner_handle(account="EIGENAAR")
    assert (nameless.kind, len(nameless.shown.split())) == (HandleKind.CONTACT_NAME, 1)
    assert (named.kind, named.shown) == (HandleKind.PUSH_NAME, "Floor Mens")
    assert (known.kind, known.value, known.shown) == (HandleKind.ACCOUNT, "EIGENAAR", nameless.shown)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (enumeration(["Eva"]), "Eva"),
        (enumeration(["Eva", "Tom", "Jan"]), "Eva, Tom en Jan"),
        (enumeration([]), ""),
        (duration(7_776_000), "90 dagen"),
        (duration(604_800), "1 week"),
        (duration(1), "1 seconde"),
        (duration(0), "0 seconden"),
        (timer_sentence("Eva", 0), "Eva heeft berichten met vervaldatum uitgeschakeld"),
        (timer_sentence("Eva", 14_400), "Eva heeft berichten met vervaldatum ingeschakeld (4 uur)"),
        (call_sentence(video=True), "Video-oproep"),
        (call_sentence(video=False, missed=True), "Gemiste spraakoproep"),
        (call_sentence(video=False, missed=True, seconds=3725), "Spraakoproep van 1 uur, 2 minuten en 5 seconden"),
        (call_sentence(video=True, declined=True), "Video-oproep, niet aangenomen"),
        (call_sentence(video=True, group=True, seconds=60), "Groepsgesprek met video van 1 minuut"),
        (call_sentence(video=False, group=True, missed=True), "Gemist groepsgesprek"),
        (poll_text("Wie?", [PollOption("Ik", 1, ["Eva"])]), "PEILING: Wie?\nOPTIE: Ik (1 stem: Eva)"),
        (poll_text("Wie?", [PollOption("Jij", 2)]), "PEILING: Wie?\nOPTIE: Jij (2 stemmen)"),
        (place_text(51.849123456, 5.8612, "", "Gemaal"), "Gemaal\nLocatie: 51.849123, 5.861200"),
        (place_text(None, "x", "Gemaal"), "Gemaal"),
        (deleted_at(datetime(2026, 2, 18, 9, 5, 7, tzinfo=UTC)), "verwijderd op 18-02-2026 om 09:05:07 UTC"),
    ],
)  # fmt: skip
def test_events_are_said_in_dutch(said: str, sentence: str) -> None:
    assert said == sentence


DEEP = b'{"a@x.y": {"name": "A", "list": [1, {"b": 2}], "said": {"1": {"t": 1}, "2": [3], "3": {}}}, "b": {"said": {}}, "c": 4}'


def test_json_is_read_below_keys_that_are_ids() -> None:
    assert list(entries(io.BytesIO(DEEP), 3, name="x")) == [
        (("a@x.y", "name"), "A"),
        (("a@x.y", "list"), [1, {"b": 2}]),
        (("a@x.y", "said", "1"), {"t": 1}),
        (("a@x.y", "said", "2"), [3]),
        (("a@x.y", "said", "3"), {}),
        (("c",), 4),
    ]
    assert count_entries(io.BytesIO(DEEP), 3, under="said", name="x") == 3


def test_files_are_known_by_their_folder_their_path_from_it_and_a_name_that_is_theirs_alone() -> None:
    members = ["a/Report.xml", "a/Foto/1.JPG", "ab/1.JPG", "los.txt"]
    assert [folder_of(member) for member in members] == ["a/", "a/Foto/", "ab/", ""]
    assert by_path_from("a/", members) == {"report.xml": "a/Report.xml", "foto/1.jpg": "a/Foto/1.JPG"}
    assert by_unique_name(members) == {"Report.xml": "a/Report.xml", "los.txt": "los.txt"}


def test_json_that_breaks_off_is_refused() -> None:
    for read in (
        lambda: list(entries(io.BytesIO(DEEP[:60]), 3, name="chat.json")),
        lambda: count_entries(io.BytesIO(DEEP[:60]), 3, under="said", name="chat.json"),
    ):
        with pytest.raises(ImportRefused, match=r"«chat\.json» is beschadigd"):
            read()


def test_a_time_before_the_app_or_after_tomorrow_is_none() -> None:
    moment = from_cocoa_seconds("793113600.5")
    assert moment.isoformat() == "2026-02-18T13:20:00.500000+00:00"
    assert plausible(datetime(2020, 1, 1, tzinfo=UTC), since=WHATSAPP_BEGAN).year == 2020
    for wrong in (datetime(2008, 12, 31, tzinfo=UTC), datetime.now(UTC) + timedelta(days=2)):
        with pytest.raises(ValueError, match=r"."):
            plausible(wrong, since=WHATSAPP_BEGAN)
