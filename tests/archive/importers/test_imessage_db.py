"""Rules of the iMessage importer that need no whole database: the text in Apple's archives, times, and what a reaction is to."""

from __future__ import annotations

import plistlib
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers.imessage_db.bodies import body_of, summary_of
from archive.importers.imessage_db.messages import moment_of, target_of
from archive.importers.imessage_db.typedstream import text_of

NEW_OBJECT = b"\x84\x84\x84"


def typedstream(text: str, *, order: str = "little") -> bytes:
    """An attributed string as Apple archives one, as far as it is read."""

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, "little" if order == "little" else "big") if value < 256**size else b""

    data = text.encode()
    size = len(data)
    length = bytes([size]) if size <= 0x80 else b"\x81" + number(size, 2)
    length = length if size < 0x10000 else b"\x82" + number(size, 4)
    signature = b"streamtyped" if order == "little" else b"typedstream"
    version = b"\x81" + number(1000, 2)
    return b"".join(
        (
            *(b"\x04\x0b", signature, version, b"\x84\x01@"),
            *(NEW_OBJECT, b"\x12NSAttributedString\x00", b"\x84\x84\x08NSObject\x00\x85"),
            *(b"\x92", NEW_OBJECT, b"\x08NSString\x01\x94", b"\x84\x01+", length, data, b"\x86\x84\x02iI\x01"),
        )
    )


def row(**values: Any) -> dict[str, Any]:
    names = ("text", "attributedBody", "message_summary_info", "associated_message_guid")
    return dict.fromkeys(names) | values


@pytest.mark.parametrize("order", ["little", "big"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_text_is_read_from_its_archive(order: str, text: str) -> None:
    assert text_of(typedstream(text, order=order)) == text


@pytest.mark.parametrize("size", [0, 127, 128, 129, 255, 256, 65_535, 65_536, 200_000])
def test_texts_of_any_length_are_read(size: int) -> None:
    assert text_of(typedstream("w" * size)) == "w" * size


@pytest.mark.parametrize(
    "data", [b"", b"\x04", b"bplist00", typedstream("x")[:50], typedstream("x").replace(b"NSString", b"NSNumber")]
)
def test_bytes_that_are_no_such_archive_are_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="typedstream"):
        text_of(data)


def test_damage_is_an_error_or_another_text_and_nothing_else() -> None:
    original = typedstream("Wie is er op de dijk? 🌊")
    for seed in range(1000):
        dice = random.Random(seed)
        data = bytearray(original)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            assert isinstance(text_of(bytes(data[: dice.randint(1, len(data))])), str)
        except ValueError:
            continue


def test_a_text_beside_its_archive_is_taken_as_it_is_and_files_are_counted() -> None:
    assert body_of(row(text="Ja", attributedBody=typedstream("Nee"))) == ("Ja", 0)
    assert body_of(row(text="\ufffc", attributedBody=typedstream("\ufffcde kade\ufffc"))) == ("de kade", 2)
    assert body_of(row()) == ("", 0)


@pytest.mark.parametrize(
    "summary",
    [
        b"geen lijst",
        plistlib.dumps({"ec": {"nul": []}}, fmt=plistlib.FMT_BINARY),
        plistlib.dumps({"ec": {"0": [{"t": b"x"}, {}]}}, fmt=plistlib.FMT_BINARY),
        plistlib.dumps({"ec": [1]}, fmt=plistlib.FMT_BINARY),
        plistlib.dumps([1, 2], fmt=plistlib.FMT_BINARY),
        plistlib.dumps({"rp": 3}, fmt=plistlib.FMT_BINARY),
    ],
)
def test_a_history_that_cannot_be_read_is_an_error(summary: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        summary_of(row(message_summary_info=summary))


@pytest.mark.parametrize(
    ("value", "moment", "tick"),
    [
        (793_113_600_000_000_000, "2026-02-18T13:20:00+00:00", 0.001),
        (793_113_600, "2026-02-18T13:20:00+00:00", 1),
        (793_113_600_123_456_789, "2026-02-18T13:20:00.123456+00:00", 0.001),
    ],
)
def test_times_are_nanoseconds_or_in_older_databases_seconds(value: int, moment: str, tick: float) -> None:
    found, size = moment_of(value)
    assert (found.isoformat(), size) == (moment, tick)


@pytest.mark.parametrize("value", [None, 0, -1, "793113600", 2**63 - 1, 1.5, b"x"])
def test_what_is_no_time_is_an_error(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment_of(value)


@pytest.mark.parametrize("guid", ["p:0/AB-12", "p:12/AB-12", "bp:AB-12", "AB-12"])
def test_a_reaction_names_its_message_in_several_ways(guid: str) -> None:
    assert target_of(row(associated_message_guid=guid)) == "AB-12"
