"""Bytes that were written as text to travel: base64, quoted-printable and uuencode, decoded while they are read. Pure.

What is not written as it should be stays as it is, or is left out as noise; nothing here raises.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BATCH_BYTES = 64 * 1024
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))


def decoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The bytes that pieces stand for; `encoding` as mail names it (RFC 2045, 6.1), any other is none.

    A piece is a line, or a part of one; base64 may be cut anywhere.
    """
    match encoding:
        case "base64":
            yield from from_base64(pieces)
        case "quoted-printable":
            yield from map(binascii.a2b_qp, _unbroken(pieces))
        case "x-uuencode" | "uuencode" | "x-uue":
            yield from _from_uu(pieces)
        case _:
            yield from pieces


def from_base64(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes of base64 in pieces cut anywhere, whatever stands between its letters."""
    left = b""
    for piece in pieces:
        left += letters_of_base64(piece)
        if len(left) < _BATCH_BYTES:
            continue
        whole = len(left) // 4 * 4
        yield binascii.a2b_base64(left[:whole])
        left = left[whole:]
    if len(left) % 4 == 1:
        left = left[:-1]
    yield binascii.a2b_base64(left + b"=" * (-len(left) % 4))


def letters_of_base64(piece: bytes) -> bytes:
    """Of a piece of base64 the letters that stand for something."""
    return piece.translate(None, _NOT_BASE64)


def _unbroken(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces of lines such that no escape of quoted-printable is cut in two."""
    held = b""
    for line in lines:
        line = held + line
        cut = line.rfind(b"=", -3) if not line.endswith(b"\n") else -1
        held = line[cut:] if cut >= 0 else b""
        yield line[:cut] if cut >= 0 else line
    yield held


def _from_uu(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            yield line
