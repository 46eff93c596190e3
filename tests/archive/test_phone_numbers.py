from __future__ import annotations

import pytest

from archive.phone_numbers import e164


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("+31 6 12345678", "+31612345678"),
        ("+31612345678", "+31612345678"),
        ("06-12345678", "+31612345678"),
        ("070 555 01 00", "+31705550100"),
        ("+49 172 8881234", "+491728881234"),
        ("+1 (212) 555-0187", "+12125550187"),
        ("+12 345 578", "+12345578"),
        ("Jan 06-12345678", None),
        ("2024-2025", None),
        ("112", None),
        ("~ Piet", None),
        ("", None),
        ("+", None),
    ],
)
def test_a_number_is_written_one_way(shown: str, number: str | None) -> None:
    assert e164(shown) == number
