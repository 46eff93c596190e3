"""JSON larger than memory: records one by one, and documents made to exhaust it refused."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.containers import ImportRefused
from archive.reading.json_records import MAX_DEPTH, beginning, count_records, records, signs

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab"\\[]{} é', max_size=6), inner, max_size=4),
    max_leaves=20,
)


class Sips:
    """A stream that gives a few bytes at a time, so that escapes and strings are cut in two."""

    def __init__(self, data: bytes, size: int) -> None:
        self._stream, self._size = io.BytesIO(data), size

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(self._size if size else 0)


@given(st.lists(VALUES, max_size=5), st.integers(1, 9), st.booleans())
@settings(max_examples=150, deadline=None)
def test_records_come_back_however_the_stream_is_cut(values: list[Any], size: int, ascii_only: bool) -> None:
    document = json.dumps(values, ensure_ascii=ascii_only).encode()
    assert list(records(Sips(document, size), "item", name="x")) == values
    assert count_records(Sips(document, size), "item", name="x") == len(values)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_what_nests_like_an_export_is_read() -> None:
    assert count_records(io.BytesIO(nested(MAX_DEPTH)), "item", name="x") == 1
    brackets_in_text = json.dumps(["[" * 5000, "]" * 5000, '\\"[{' * 5000]).encode()
    assert count_records(Sips(brackets_in_text, 7), "item", name="x") == 3


@pytest.mark.parametrize(
    "bomb",
    [
        nested(MAX_DEPTH + 1),
        b"[" * 2_000_000,
        b'{"a":' * 400_000,
        b'["]]]]]]",' * 300_000,
        b'[{"a":"\\"]}",' * 200_000,
    ],
    ids=["one level too many", "lists", "objects", "brackets in strings", "escapes in strings"],
)
def test_a_document_nested_beyond_measure_is_refused_before_it_takes_memory(bomb: bytes) -> None:
    for read in (records, count_records):
        with pytest.raises(ImportRefused, match="beschadigd of onvolledig"):
            list(read(io.BytesIO(bomb), "item", name="bom.json") or [])  # type: ignore[call-overload]
    assert len(list(beginning(io.BytesIO(bomb)))) <= 4 * MAX_DEPTH


@pytest.mark.parametrize("document", [b"", b'{"a": [1, 2', b"[1] x", b'["\xff"]', b"[NaN]", b'["\\x1f"]', b"tekst"])
def test_what_is_no_json_is_refused_and_does_not_begin(document: bytes) -> None:
    with pytest.raises(ImportRefused):
        list(signs(io.BytesIO(document), name="x"))
    list(beginning(io.BytesIO(document)))


def test_only_what_starts_as_an_object_or_list_has_a_beginning() -> None:
    assert list(beginning(io.BytesIO(b"\x89PNG" + bytes(100)))) == []
    assert ("a", "number", 1) in list(beginning(io.BytesIO(b' \n{"a": 1, "b": [')))
