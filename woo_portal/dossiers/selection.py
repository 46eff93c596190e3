"""Which messages of a dossier a form means: ticked one by one, by the day or by the conversation, as they were shown.

A token names messages and the versions a page showed of them, so that nothing is judged that changed since unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import TruncDate

from archive.days import LOCAL_ZONE
from woo_portal.dossiers.composing import StaleJudgement
from woo_portal.dossiers.models import Dossier, Item
from woo_portal.presentation.typed_ids import id_in

IN_DAY = TruncDate("message__sent_at", tzinfo=LOCAL_ZONE)
"""The Dutch day of an item's message."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Messages that can be ticked at once: how many there are, and the token that names them."""

    count: int
    token: str


def token_of(item: Item) -> str:
    """Names one message as it is shown."""
    return f"b:{item.pk}:{item.version}"


def bundles(
    items: QuerySet[Item], conversations: Iterable[int]
) -> tuple[dict[tuple[int, date], Bundle], dict[int, Bundle]]:
    """The days of these conversations among `items`, and the conversations themselves; one query."""
    rows = (
        items.filter(message__conversation__in=list(conversations))
        .order_by()
        .annotate(on=IN_DAY)
        .values_list("message__conversation", "on")
        .annotate(number=Count("pk"), versions=Sum("version"), newest=Max("pk"))
    )
    days: dict[tuple[int, date], Bundle] = {}
    totals: dict[int, tuple[int, int, int]] = {}
    for chat, on, number, versions, newest in rows:
        days[chat, on] = Bundle(number, f"d:{chat}:{on:%Y-%m-%d}:{number}:{versions}:{newest}")
        count, sum_of_versions, last = totals.get(chat, (0, 0, 0))
        totals[chat] = (count + number, sum_of_versions + versions, max(last, newest))
    chats = {chat: Bundle(stamp[0], f"g:{chat}:{stamp[0]}:{stamp[1]}:{stamp[2]}") for chat, stamp in totals.items()}
    return days, chats


def chosen(dossier: Dossier, items: QuerySet[Item], tokens: Iterable[str]) -> list[Item]:
    """The items of the dossier that the tokens name, each with the version that was shown.

    A day or a conversation means those of its messages that are in `items`: what the page's filter let through. Raises
    `StaleJudgement` when it is not what was shown, when a message is gone, and for what no page of ours has sent.
    """
    found: dict[int, Item] = {}
    versions: dict[int, int] = {}
    for token in tokens:
        kind, *parts = token.split(":")
        if kind == "b" and len(parts) == 2:
            versions[_number(parts[0])] = _number(parts[1])
        else:
            found |= {item.pk: item for item in _bundle(items, parts)}
    rows = dossier.items.in_bulk(versions)
    if len(rows) != len(versions):
        raise StaleJudgement
    for pk, row in rows.items():
        row.version = versions[pk]
    return list((found | rows).values())


def _bundle(items: QuerySet[Item], parts: list[str]) -> list[Item]:
    if len(parts) not in (4, 5):
        raise StaleJudgement
    chat, *days, number, versions, newest = parts
    rows = items.filter(message__conversation=_number(chat))
    if days:
        try:
            rows = rows.annotate(on=IN_DAY).filter(on=date.fromisoformat(days[0]))
        except ValueError as error:
            raise StaleJudgement from error
    found = list(rows)
    # What was put in since has a higher id, what was taken out is one less, what was judged has another version.
    stands = (len(found), sum(item.version for item in found), max((item.pk for item in found), default=0))
    if stands != (_number(number), _number(versions), _number(newest)):
        raise StaleJudgement
    return found


def _number(written: str) -> int:
    number = id_in(written)
    if number is None:
        raise StaleJudgement
    return number
