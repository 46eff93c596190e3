"""From hits to a dossier: which messages a button of the search page means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from archive.models import Message
from archive.search.query import Query, find
from woo_portal.dossiers.composing import MOST_AT_ONCE, range_between, whole_day
from woo_portal.presentation.typed_ids import ids_in

CONTEXT = 5
"""So many messages before and after a message are its context."""


class AddingRefused(Exception):
    """These messages cannot be added together; the message is Dutch."""


def meant(action: str, ticked: Sequence[int], query: Query) -> list[int]:
    """The ids of the messages a button means.

    "ticked", "context" (the ticked ones and what stands around them) and "range" (from the first to the last ticked) go by
    what was ticked; "all" is every hit; "context:<ids>", "thread:<ids>" (the threads of these messages) and
    "day:<conversation>:<day>" name their messages. Raises `AddingRefused`.
    """
    if query.is_empty:
        raise AddingRefused("Er is niets gevraagd. Er is niets toegevoegd; zoek eerst.")
    kind, _, what = action.partition(":")
    if kind == "all":
        return _all_hits(query)
    if kind == "day":
        return _day(what)
    ids = ids_in(what.split(",")) if what else list(ticked)
    if not ids:
        raise AddingRefused("Er is niets aangevinkt. Vink eerst berichten aan; er is niets toegevoegd.")
    if kind == "range":
        return _range(ids)
    if kind == "thread":
        return _threads(ids)
    return _with_context(ids) if kind == "context" else _known(ids)


def _known(ids: Sequence[int]) -> list[int]:
    return list(Message.objects.visible().filter(pk__in=ids).values_list("pk", flat=True))


def _all_hits(query: Query) -> list[int]:
    hits = list(find(query).values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(hits) > MOST_AT_ONCE:
        raise AddingRefused("Dit zijn meer dan 50.000 treffers. Er is niets toegevoegd; verfijn eerst de zoekvraag.")
    return hits


def _day(what: str) -> list[int]:
    conversation, _, day = what.partition(":")
    try:
        return whole_day(int(conversation), date.fromisoformat(day))
    except ValueError as error:
        raise AddingRefused("Deze dag bestaat niet. Er is niets toegevoegd; open de zoekvraag opnieuw.") from error


def _threads(ids: Sequence[int]) -> list[int]:
    readable = Message.objects.visible()
    threads = [readable.in_thread_of(message) for message in readable.filter(pk__in=ids)]
    return [pk for thread in threads for pk in thread.values_list("pk", flat=True)]


def _range(ids: Sequence[int]) -> list[int]:
    messages = sorted(
        Message.objects.visible().filter(pk__in=ids), key=lambda message: (message.sent_at, message.position)
    )
    if len(messages) < 2 or len({message.conversation_id for message in messages}) > 1:
        raise AddingRefused(
            "Vink voor een reeks het eerste en het laatste bericht aan, in hetzelfde gesprek. Er is niets toegevoegd."
        )
    return range_between(messages[0], messages[-1])


def _with_context(ids: Sequence[int]) -> list[int]:
    around = Message.objects.visible().filter(pk__in=ids).neighbours(CONTEXT)
    return [near for pk, (before, after) in around.items() for near in (*before, pk, *after)]
