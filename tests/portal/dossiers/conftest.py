"""A dossier with a little chat in it, and the people around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

import pytest

from archive.models import Message
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import Dossier, Judgement

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def chat(db) -> list[Message]:
    """Four messages of one conversation over two days, and one of another."""
    kofi, rieke = factories.handle("Kofi Mensah"), factories.handle("Rieke Talsma")
    crisis, aside = factories.conversation("Crisisteam"), factories.conversation("Rieke (M)")
    return [
        factories.message(
            crisis, "De pompen zijn uitgevallen", sender=kofi, at=datetime(2025, 11, 13, 8, tzinfo=AMSTERDAM)
        ),
        factories.message(crisis, "Bel Delta Pompen", sender=rieke, at=datetime(2025, 11, 13, 9, tzinfo=AMSTERDAM)),
        factories.message(crisis, "En de sluis?", sender=rieke, at=datetime(2025, 11, 14, 8, tzinfo=AMSTERDAM)),
        factories.message(crisis, "Het gemaal draait", sender=kofi, at=datetime(2025, 11, 14, 9, tzinfo=AMSTERDAM)),
        factories.message(aside, "Wie betaalt dit?", sender=rieke, at=datetime(2025, 11, 13, 10, tzinfo=AMSTERDAM)),
    ]


@pytest.fixture
def client(client_for: Callable[[Role], Client]) -> Client:
    return client_for(Role.COORDINATOR)


@pytest.fixture
def dossier(coordinator: User, chat: list[Message]) -> Dossier:
    return factories.dossier(coordinator, *chat)


@pytest.fixture
def judged(dossier: Dossier, coordinator: User) -> Dossier:
    """The dossier with every message judged public, and looked at for what must be withheld."""
    dossier.items.update(judgement=Judgement.PUBLIC, judged_by=coordinator, proposed_at=timezone.now())
    return dossier


def said(response) -> str:
    """The messages on the page that follows, as plain text."""
    return " ".join(str(message) for message in response.context["messages"]).replace("\xa0", " ")
