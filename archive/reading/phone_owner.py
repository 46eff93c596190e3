"""The owner of the phone a backup was made on: who wrote what went out, and whom a backup seldom names. Pure."""

from __future__ import annotations

from archive.importing import HandleKind, ParsedHandle

UNNAMED = "(eigenaar)"
"""How an owner without a name is shown. One word on purpose: two phones' owners are then never held to be one person."""


def owner_handle(*, name: str = "", account: str = "") -> ParsedHandle:
    """The owner by the id of their account, else by the name they gave themselves, else as the owner of this one phone."""
    if account:
        return ParsedHandle(HandleKind.ACCOUNT, account, name or UNNAMED)
    if name:
        return ParsedHandle(HandleKind.PUSH_NAME, name, name)
    return ParsedHandle(HandleKind.CONTACT_NAME, UNNAMED, UNNAMED)
