"""Filling in a form of Beheer as a browser does."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client


def seen_on(client: Client, page: str) -> dict[str, str]:
    """What the form on the page of a row gives back unseen: what the row was when the page was made."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(page).content.decode())
    assert found
    return {"seen": found[1]}


def change(client: Client, page: str, form: dict[str, str]) -> Any:
    """Open the page of a row and save it with these values."""
    return client.post(page, form | seen_on(client, page))
