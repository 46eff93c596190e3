"""A little archive to search: two chats, three people, and an index of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.test import Client
from django.urls import reverse

import pytest

from archive.functions import FunctionClass
from archive.models import Conversation, Function, Handle, Message
from tests import factories
from woo_portal.accounts.roles import Role


@dataclass(frozen=True)
class Archive:
    """The chats and who wrote in them; `crisis` are the messages of the first, in order."""

    crisis: list[Message]
    aside: list[Message]
    rieke: Handle
    kofi: Handle

    @property
    def chat(self) -> Conversation:
        return self.crisis[0].conversation


@pytest.fixture
def archive(db) -> Archive:
    rieke = factories.handle(factories.person("Rieke Talsma"))
    kofi = factories.handle(factories.person("Kofi Mensah", function="crisiscoördinator"))
    Function.objects.create(person=rieke.person, title="minister", function_class=FunctionClass.MINISTER)
    crisis, aside = factories.conversation("Crisisteam"), factories.conversation("Rieke (M)", app="signal")
    made = Archive(
        crisis=[
            factories.message(crisis, "Goedemorgen", sender=kofi, at="2025-11-13T08:00+01:00"),
            factories.message(crisis, "De pompen zijn uitgevallen", sender=kofi, at="2025-11-13T08:01+01:00"),
            factories.message(crisis, "Bel Delta Pompen", sender=rieke, at="2025-11-13T08:02+01:00"),
            factories.message(crisis, "Doe ik", sender=kofi, at="2025-11-13T08:03+01:00"),
            factories.message(crisis, "En de sluis?", sender=rieke, at="2025-11-14T09:00+01:00"),
            factories.message(crisis, "Het gemaal draait", sender=kofi, at="2025-11-14T09:05+01:00"),
        ],
        aside=[
            factories.message(aside, "Is er een pompstation bij?", sender=rieke, at="2026-01-20T21:00+01:00"),
            factories.message(aside, "Nee", sender=kofi, at="2026-01-20T21:01+01:00"),
        ],
        rieke=rieke,
        kofi=kofi,
    )
    factories.index_archive()
    return made


@pytest.fixture
def client(client_for: Callable[[Role], Client]) -> Client:
    return client_for(Role.COORDINATOR)


@pytest.fixture
def ask(client: Client, archive: Archive) -> Callable[..., dict]:
    """What the page shows for a question: `ask(q="pomp*")["total"]`."""

    def asked(**question: object) -> dict:
        response = client.get(reverse("search"), {key: str(value) for key, value in question.items()})
        assert response.status_code == 200
        return response.context

    return asked


@pytest.fixture
def spread(client: Client, archive: Archive) -> Callable[..., dict]:
    """How the hits of a question are spread: `spread(q="pomp*")["groups"]`."""

    def asked(**question: object) -> dict:
        response = client.get(reverse("search-spread"), {key: str(value) for key, value in question.items()})
        assert response.status_code == 200
        return response.context

    return asked


@pytest.fixture
def hits(ask: Callable[..., dict]) -> Callable[..., list[str]]:
    """The texts that answer a question, the newest first."""

    def found(**question: object) -> list[str]:
        return [message.text for message in ask(**question)["page"].rows]

    return found


RECEIVED = date(2026, 1, 21)
