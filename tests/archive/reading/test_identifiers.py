"""Who an identifier is of is told by its form only where that form means the same in any export."""

from __future__ import annotations

import pytest

from archive.reading.identifiers import dialled_number, is_mail_address, is_uuid


@pytest.mark.parametrize(
    ("text", "number"), [("+31612345678", "+31612345678"), ("06 12345678", "+31612345678"), ("31612345678", None)]
)
def test_bare_digits_are_an_accounts_and_no_number(text: str, number: str | None) -> None:
    assert dialled_number(text) == number


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("eva@minwr.example", True),
        ("eva@minwr", False),
        ("@minwr.example", False),
        ("Eva a@b.example", False),
        ("", False),
    ],
)
def test_a_mail_address_is_one_with_a_domain_and_nothing_else(text: str, is_one: bool) -> None:
    assert is_mail_address(text) == is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("9D0652A3-DCC3-4D11-975F-74D61598733F", True),
        ("9d0652a3dcc34d11975f74d61598733f", False),
        ("{9d0652a3-dcc3-4d11-975f-74d61598733f}", False),
        ("Eva", False),
    ],
)
def test_a_uuid_is_one_as_apps_write_it(text: str, is_one: bool) -> None:
    assert is_uuid(text) == is_one
