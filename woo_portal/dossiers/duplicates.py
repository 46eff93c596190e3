"""Messages that a dossier has twice, in the same words of the same person: judged once, printed once, and told where.

"Dubbel" (`redaction.grounds.DUPLICATE`) is no ground of the law: it says that the same was judged at another place. What is not
printed for it must be printed there, so whoever judges a message so is held to a twin, and a dossier goes no further with one
whose twin is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from archive.importing import MessageKind
from woo_portal.dossiers.models import SHOWN, Dossier, Item, Judgement
from woo_portal.presentation.dutch import counted


def twins_of(dossier: Dossier, items: Sequence[Item]) -> Mapping[int, int]:
    """For each of these items (ids) the first other one of the dossier that is shown and says the same; nothing for one alone.

    The same is: the same text, to the letter, of the same person. A message with a file, one that answers another and one of
    somebody unknown are never the same: "Akkoord" says something else each time. Which of two is the twin does not depend on the
    order they are given in.
    """
    chosen = [item.pk for item in items]
    asked = _said(dossier.items.filter(pk__in=chosen))
    shown = dossier.items.filter(judgement__in=SHOWN, message__text__in={text for text, _ in asked.values()})
    first: dict[tuple[str, int], int] = {}
    for item, said in _said(shown.exclude(pk__in=chosen)).items():
        first.setdefault(said, item)
    return {item: first[said] for item, said in asked.items() if said in first}


def _said(items: QuerySet[Item]) -> dict[int, tuple[str, int]]:
    """The text and the person (id) of each item (id) that is its text alone, in the order they were said."""
    of_somebody = items.filter(message__kind=MessageKind.TEXT, message__sender__isnull=False).exclude(message__text="")
    alone = of_somebody.filter(message__attachments=None, message__reply_to=None, message__quote_text="")
    rows = alone.order_by("message__sent_at", "message__position", "pk")
    return {
        item: (text, person)
        for item, text, person in rows.values_list("pk", "message__text", "message__sender__person")
    }


STRAY = Q(judgement=Judgement.DUPLICATE) & (Q(twin=None) | ~Q(twin__judgement__in=SHOWN))
"""A duplicate of which the other message is not shown (any more): neither would be printed."""


def objection_to(stray: int) -> str:
    """Why a dossier with so many `STRAY` messages cannot go on, as a Dutch sentence; empty when there are none."""
    if not stray:
        return ""
    return (
        f"Bij {counted(stray, 'bericht', 'berichten')} met het oordeel ‘dubbel’ wordt het andere bericht niet (meer) openbaar. "
        "Beoordeel deze opnieuw."
    )
