"""The parts of the archive, as links above each of its lists: those that the role may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability

# Label, name of the page's URL, capability that opens it.
_PARTS = (
    ("Imports", "archive", Capability.READ_ARCHIVE),
    ("Gesprekken", "archive-conversations", Capability.READ_ARCHIVE),
    ("Personen", "archive-persons", Capability.READ_ARCHIVE),
    ("Onderwerpen", "topics", Capability.READ_ARCHIVE),
    ("Privé gemarkeerd", "archive-private", Capability.GUARD_PRIVACY),
    ("Bewaren", "archive-keeping", Capability.READ_ARCHIVE),
    ("Keten", "archive-chain", Capability.READ_ARCHIVE),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link, and whether its list is open."""

    label: str
    url: str
    active: bool


def archive_tabs(user: User, active: str) -> list[Tab]:
    """The parts this account may open; `active` is the name of the URL of the one that is open."""
    return [Tab(label, reverse(name), name == active) for label, name, needed in _PARTS if user.may(needed)]
