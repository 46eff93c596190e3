"""Lines of JSON are counted and read alike whatever stands in them, and an export is found by its name or by being alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.containers import ImportRefused, open_container
from archive.reading.export_members import candidates, the_one
from archive.reading.json_lines import as_text, count_lines, lines, object_in


@given(st.lists(st.sampled_from([b"{}", b"", b"\xff", b"x" * 50, b"\r"]), max_size=8), st.booleans())
def test_as_many_lines_are_read_as_are_counted(written: list[bytes], has_end: bool) -> None:
    content = b"\n".join(written) + (b"\n" if has_end and written else b"")
    read = list(lines(io.BytesIO(content), name="x", at_most=100))
    assert len(read) == count_lines(io.BytesIO(content))
    assert b"".join(raw for _, raw in read) == content
    assert [number for number, _ in read] == list(range(1, len(read) + 1))


def test_a_line_too_long_is_refused_by_its_number() -> None:
    reading = lines(io.BytesIO(b"{}\n" + b"x" * 30 + b"\n"), name="chat.jsonl", first=2, at_most=20)
    assert next(reading) == (2, b"{}\n")
    with pytest.raises(ImportRefused, match=r"«chat\.jsonl» bevat een regel .* te lang is \(3\)"):
        next(reading)


@pytest.mark.parametrize(
    ("raw", "value"),
    [(b'{"a": 1}\n', {"a": 1}), (b"[1]", None), (b"{", None), (b"\xff", None), (b"[" * 100_000, None), (b"", None)],
)
def test_the_object_in_a_line(raw: bytes, value: object) -> None:
    assert object_in(raw) == value


def test_a_line_to_show_has_no_end_and_keeps_its_bytes() -> None:
    assert as_text(b"caf\xe9\r\n") == r"caf\xe9"


@pytest.mark.parametrize(
    ("names", "looked_at"),
    [(["wat dan ook"], ["wat dan ook"]), (["a.jsonl", "b.jpg"], ["a.jsonl"]), (["a.jpg", "b.jpg"], [])],
)
def test_of_several_files_only_those_that_are_called_so_are_looked_at(
    tmp_path: Path, names: list[str], looked_at: list[str]
) -> None:
    for name in names:
        (tmp_path / name).write_text("x")
    with open_container(tmp_path) as container:
        assert candidates(container, lambda member: member.endswith(".jsonl")) == looked_at


def test_more_exports_than_one_are_refused_and_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with open_container(tmp_path) as container:
        assert the_one(container, ["a"], "exports") == "a"
        with pytest.raises(ImportRefused, match=r"bevat 0 exports\. Lever ze apart in"):
            the_one(container, [], "exports")
        with pytest.raises(ImportRefused, match=r"bevat 6 databases \(a, b, c, d, e\)\. Lever ze apart in"):
            the_one(container, list("abcdef"), "databases", named=True)
