"""The messages of a dossier as they are judged: by conversation and day, each a readable piece of conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, Prefetch, QuerySet

from archive.days import local_day
from archive.models import Conversation, Message
from redaction.grounds import sort_key
from woo_portal.dossiers.earlier import Earlier
from woo_portal.dossiers.models import Dossier, Item, Judgement
from woo_portal.dossiers.selection import IN_DAY, Bundle, bundles, token_of
from woo_portal.presentation import keyset

BY_DAY = keyset.Order(("day", "chat", "sent_at", "position", "id"))
PAGE = 50
REACH = 2
"""So many messages stand around one of the dossier, on request."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message as shown. `item` is None for one that only stands around those of the page; `there` says what it is then.

    `earlier` is what other dossiers decided about it.
    """

    message: Message
    item: Item | None
    token: str = ""
    there: str = ""
    earlier: Sequence[Earlier] = ()

    @property
    def grounds(self) -> str:
        """The grounds of a withheld message, in the order of the law."""
        return ", ".join(sorted(self.item.grounds, key=sort_key)) if self.item else ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A conversation on one day: the messages of it on this page, and what "the whole day" and "conversation" would take."""

    conversation: Conversation
    day: date
    lines: tuple[Line, ...]
    whole_day: Bundle
    whole_conversation: Bundle


def page_of(items: QuerySet[Item], parameters: Mapping[str, str]) -> keyset.Page[Item]:
    """The items of the page that an address asks for, by day and then by conversation."""
    rows = items.annotate(
        day=IN_DAY, chat=F("message__conversation"), sent_at=F("message__sent_at"), position=F("message__position")
    ).prefetch_related(Prefetch("message", Message.objects.visible().for_reading()), "judged_by", "twin__message")
    return keyset.page(rows, BY_DAY, parameters, size=PAGE)


def pieces(
    dossier: Dossier,
    items: QuerySet[Item],
    rows: Sequence[Item],
    *,
    surroundings: bool,
    earlier: Mapping[int, Sequence[Earlier]],
) -> list[Piece]:
    """The rows of a page of `items` as pieces of conversation, with the messages around them on request.

    `earlier` is what other dossiers decided, by message, see `dossiers.earlier.judged_elsewhere`.
    """
    days, chats = bundles(items, {row.message.conversation_id for row in rows})
    around = _surroundings(dossier, rows) if surroundings else []
    lines = sorted(
        [
            *(Line(row.message, row, token_of(row), earlier=earlier.get(row.message_id, ())) for row in rows),
            *around,
        ],
        key=lambda line: _place(line.message),
    )
    shown = []
    for (day, chat), group in groupby(lines, key=lambda line: _place(line.message)[:2]):
        members = tuple(group)
        if any(line.item for line in members):
            shown.append(Piece(members[0].message.conversation, day, members, days[chat, day], chats[chat]))
    return shown


def _place(message: Message) -> tuple[date, int, object, int]:
    return local_day(message.sent_at), message.conversation_id, message.sent_at, message.position


def _surroundings(dossier: Dossier, rows: Iterable[Item]) -> list[Line]:
    """The messages around those of the page that are not on it."""
    ids = {row.message_id for row in rows}
    neighbours = Message.objects.visible().filter(pk__in=ids).neighbours(REACH)
    around = {pk for before, after in neighbours.values() for pk in (*before, *after)} - ids
    judged = dict(dossier.items.filter(message__in=around).values_list("message_id", "judgement"))
    messages = Message.objects.visible().filter(pk__in=around).for_reading()
    return [Line(message, None, there=_there(judged.get(message.pk))) for message in messages]


def _there(judgement: str | None) -> str:
    if judgement is None:
        return ""
    return str(Judgement(judgement).label) if judgement else "te beoordelen"
