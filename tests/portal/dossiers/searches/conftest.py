"""An archive that grows while a dossier is made: exports that come in one after another, and what is searched in between."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

import pytest

from archive.models import Conversation, Message, Topic
from archive.search.query import Query
from archive.topics import editing as topics
from archive.topics.assigning import assign_version
from tests import factories
from tests.archive.conftest import bring_in
from woo_portal.accounts.models import User
from woo_portal.dossiers.models import Dossier, RecordedSearch
from woo_portal.dossiers.searches import record_search

__all__ = ["bring_in"]
JAN = "WhatsApp-chat met Jan.txt"
EVA = "WhatsApp-chat met Eva.txt"
PUMPS = Query(words="pomp*")


def export(name: str, *texts: str, day: int = 12) -> str:
    """A chat of one person, a minute between the messages."""
    return "".join(f"{day}-11-2025 16:{minute:02} - {name}: {text}\n" for minute, text in enumerate(texts, start=10))


@pytest.fixture
def dossier(coordinator: User) -> Dossier:
    return factories.dossier(coordinator)


@pytest.fixture
def first_export(db: None, bring_in: Callable[..., object]) -> list[Message]:
    """Two hits and a message that is none."""
    bring_in(JAN, export("Jan", "De pompen staan uit", "Bel de pompdienst", "Komt goed"))
    return list(Message.objects.order_by("sent_at"))


@pytest.fixture
def searched(dossier: Dossier, first_export: list[Message], coordinator: User) -> RecordedSearch:
    return record_search(dossier, PUMPS, by=coordinator)


@pytest.fixture
def second_export(bring_in: Callable[..., object]) -> Callable[[], Conversation]:
    """Another chat comes in, with one hit: `second_export()`."""

    def comes_in() -> Conversation:
        bring_in(EVA, export("Eva", "Welke pomp bedoel je?", "En de sluis?", day=13))
        return Conversation.objects.get(title="Eva")

    return comes_in


def changed(topic: Topic, lines: str) -> None:
    """The topic asks something else from now on."""
    seen = topic.versions.first().number
    asked = topics.Asked(topic.name, topics.checked(lines))
    version = topics.change(topic, asked, seen=seen, reason="", by="Els Archema")
    assign_version(version.pk, progress=lambda done, total: None)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
