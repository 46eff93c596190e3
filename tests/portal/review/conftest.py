"""A dossier that is being redacted: two chats, two days, proposals on names, numbers and a title."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

import pytest

from archive.models import Conversation, Message
from redaction.detecting import Label
from redaction.models import Redaction
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.states import State

NUMBER = "2026-0177"
SCREEN = f"/dossiers/{NUMBER}/lakken/"


def redacting(
    messages: Iterable[Message],
    *,
    by: User,
    number: str = NUMBER,
    kind: Kind = Kind.WOO,
    outside: Iterable[Message] = (),
) -> Dossier:
    """A dossier with these messages public and those outside the request, all of them searched."""
    shown, outside = list(messages), list(outside)
    dossier = composing.create(
        kind=kind, number=number, subject="Gemaal De Hoop", received_on=date(2026, 2, 9), requester="", by=by
    )
    composing.add_messages(dossier, [message.pk for message in (*shown, *outside)], by=by)
    for some, judgement in ((shown, Judgement.PUBLIC), (outside, Judgement.OUT_OF_SCOPE)):
        items = dossier.items.filter(message__in=some)
        composing.judge(dossier, list(items), judgement=judgement, by=by)
    dossier.items.update(proposed_at=timezone.now())
    Dossier.objects.filter(pk=dossier.pk).update(state=State.REDACTING)
    dossier.refresh_from_db()
    return dossier


@dataclass(frozen=True)
class Case:
    """The dossier and what is in it."""

    dossier: Dossier
    crisis: Conversation
    aside: Conversation
    first: Message
    second: Message
    later: Message
    outside: Message
    title: Redaction
    sender: Redaction
    name: Redaction
    number: Redaction
    other: Redaction


@pytest.fixture
def case(user: Callable[[Role], User]) -> Case:
    """13 November in two chats, 14 November in one; one message outside the request; five proposals."""
    kofi = factories.handle(factories.person("Kofi Mensah", function="crisiscoördinator"))
    crisis, aside = factories.conversation("Crisisteam", kofi), factories.conversation("Faat werk", kofi)
    first = factories.message(crisis, "Bel Jan de Vries op 06-12345678", sender=kofi, at=_at(13, 8))
    second = factories.message(crisis, "Akkoord", sender=kofi, at=_at(13, 9))
    factories.message(aside, "Tot straks", sender=kofi, at=_at(13, 10))
    outside = factories.message(crisis, "Vanavond pizza?", sender=kofi, at=_at(13, 11))
    later = factories.message(crisis, "Jan de Vries belt terug", sender=kofi, at=_at(14, 8))
    shown = Message.objects.exclude(pk=outside.pk)
    dossier = redacting(shown, by=user(Role.COORDINATOR), outside=[outside])
    layer = dossier.layer
    return Case(
        dossier,
        crisis,
        aside,
        first,
        second,
        later,
        outside,
        title=factories.proposal(layer, aside, "Faat"),
        sender=factories.proposal(layer, first, field="sender", person=kofi.person),
        name=factories.proposal(layer, first, "Jan de Vries"),
        number=factories.proposal(layer, first, "06-12345678", label=Label.PHONE, confidence="check"),
        other=factories.proposal(layer, later, "Jan de Vries"),
    )


def _at(day: int, hour: int) -> datetime:
    return datetime(2025, 11, day, hour, 0, tzinfo=UTC)


@pytest.fixture
def reviewer(client_for: Callable[[Role], Client]) -> Client:
    """The reviewer at work."""
    return client_for(Role.REVIEWER)


@pytest.fixture
def colleague(client_for: Callable[[Role], Client]) -> Client:
    """The coordinator, who may redact too."""
    return client_for(Role.COORDINATOR)


class _Words(HTMLParser):
    """The text of a page; what is generated from data-label counts too, as it does on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        label = dict(attrs).get("data-label")
        if label:
            self.found.append(f" [{label}] ")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(page: HttpResponse) -> str:
    """What there is to read, single spaces between the words."""
    parser = _Words()
    parser.feed(page.content.decode())
    return " ".join("".join(parser.found).split())


def form_of(redaction: Redaction, decision: str, **fields: object) -> dict[str, object]:
    """What the decision form sends for a passage, as it stands now."""
    redaction.refresh_from_db()
    return {
        "passage": redaction.pk,
        "version": redaction.version,
        "ground": redaction.ground,
        "motivation": "",
        "besluit": decision,
    } | fields
