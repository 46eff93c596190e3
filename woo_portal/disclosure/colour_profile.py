"""The colour space of every page, sRGB, as the shortest ICC profile that says all of it: two kilobytes less a file. Pure.

ICC.1:2004-10 (version 4.2, which ISO 32000-1, 8.6.5.5 admits); the numbers are those of IEC 61966-2-1, adapted to D50.
"""

from __future__ import annotations

import struct

_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.7141),
}
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_FROM_D65 = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)


def srgb() -> bytes:
    """The profile."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)
    tags = {
        b"desc": _text("sRGB"),
        b"cprt": _text("CC0"),
        b"wtpt": _place(_WHITE),
        b"chad": b"sf32" + bytes(4) + _fixed(*_FROM_D65),
        **{tag: _place(primary) for tag, primary in _PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    at = 128 + 4 + 12 * len(tags)
    table, data, places = struct.pack(">I", len(tags)), b"", dict[bytes, int]()
    for tag, content in tags.items():
        if content not in places:
            places[content] = at + len(data)
            data += content.ljust(-(-len(content) // 4) * 4, b"\0")
        table += tag + struct.pack(">II", places[content], len(content))
    header = struct.pack(">I4xI4s4s4s", at + len(data), 0x04200000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2004, 10, 1, 0, 0, 0) + b"acsp"
    return header.ljust(68, b"\0") + _fixed(*_WHITE).ljust(60, b"\0") + table + data


def _fixed(*numbers: float) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def _place(colour: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*colour)


def _text(text: str) -> bytes:
    content = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"nl", b"NL", len(content), 28) + content
