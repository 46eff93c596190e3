"""The encoding of a file is told by how it begins, and a mark that begins as another one does is not mistaken for it."""

from __future__ import annotations

import codecs

import pytest

from archive.reading.charsets import is_marked_wide, marked, without_mark


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("utf-32-le", "utf-32"),
        ("utf-32-be", "utf-32"),
    ],
)
def test_a_mark_tells_in_which_encoding_a_file_is(written: str, encoding: str) -> None:
    file = "\ufeffé🌊".encode(written)
    assert marked(file) == encoding
    assert file.decode(marked(file) or "") == "é🌊"
    assert is_marked_wide(file) == (encoding != "utf-8-sig")


@pytest.mark.parametrize("start", [b"", b"{\0", "é".encode(), b"\xef\xbb", b"\xff"])
def test_without_a_mark_nothing_is_told(start: bytes) -> None:
    assert marked(start) is None
    assert not is_marked_wide(start)


def test_only_the_mark_of_utf_8_is_taken_off() -> None:
    assert without_mark(codecs.BOM_UTF8 + b"From ") == b"From "
    assert without_mark(codecs.BOM_UTF16_LE + b"F\0") == codecs.BOM_UTF16_LE + b"F\0"
