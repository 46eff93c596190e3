"""JSON of any size and any shape is read record by record, or refused."""

from __future__ import annotations

import io
import json
from typing import BinaryIO, cast

import pytest

from archive.containers import ImportRefused
from archive.json_records import MAX_DEPTH, count_records, records


class Sips(io.BytesIO):
    """A stream that gives a few bytes at a time, so that every cut is tried."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 3) if size and size > 0 else size)


def read(data: bytes, path: str = "item") -> list[object]:
    found = list(records(cast(BinaryIO, Sips(data)), path, name="chat.json"))
    counted = count_records(cast(BinaryIO, io.BytesIO(data)), path, "elders.item", name="chat.json")
    assert counted == len(found)
    return found


def test_records_come_back_one_by_one() -> None:
    written = [{"text": 'hij zei: "[{ \\"'}, [1, 2.5, None], "é 🌊", {"diep": [[[]]]}]
    assert read(json.dumps(written).encode()) == written
    assert read(json.dumps({"a": {"b": written}}).encode(), "a.b.item") == written


def test_brackets_in_a_text_are_no_depth() -> None:
    assert read(json.dumps(['[{"' * MAX_DEPTH, "\\" * 5, "[" * 5000]).encode())


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'["]}",['])
def test_a_document_nested_without_end_is_refused_before_it_eats_the_memory(opening: bytes) -> None:
    with pytest.raises(ImportRefused, match="niveaus diep"):
        read(opening * 100_000)
    with pytest.raises(ImportRefused, match="niveaus diep"):
        count_records(cast(BinaryIO, io.BytesIO(opening * 100_000)), "item", name="chat.json")


@pytest.mark.parametrize("data", [b"[1, 2", b"", b'["\xff"]', b"[1] 2", b"[01]"])
def test_a_damaged_document_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused, match=r"chat\.json.*beschadigd"):
        read(data)
