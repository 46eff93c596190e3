"""The main navigation: the pages the logged-in role may use, and which of them is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link of the main navigation."""

    label: str
    url: str
    active: bool


# Label, name of the page's URL, capability that opens it (None: every role).
PAGES: tuple[tuple[str, str, Capability | None], ...] = (
    ("Mijn werk", "worklist", None),
    ("Archief", "archive", Capability.READ_ARCHIVE),
    ("Zoeken", "search", Capability.SEARCH),
    ("Dossiers", "dossiers", Capability.READ_DOSSIER),
    ("Kamervragen", "parliament", Capability.READ_QUESTIONS),
    ("Beheer", "admin:index", Capability.ADMINISTER),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, a list of `NavigationItem`, empty for a visitor who is not logged in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": []}
    items = []
    for label, name, capability in PAGES:
        if capability is None or user.may(capability):
            url = reverse(name)
            active = request.path == url or (url != "/" and request.path.startswith(url))
            items.append(NavigationItem(label, url, active))
    return {"navigation": items}
