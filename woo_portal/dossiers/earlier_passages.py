"""What established and released dossiers withhold of the messages of another dossier of their kind.

They may be named in it: whoever redacts in a dossier sees all established and released ones of its kind (`access`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from redaction.choices import EARLIER, Status
from redaction.elsewhere import propose_from_elsewhere, readable_from_elsewhere
from redaction.held import Messages, among
from redaction.models import Redaction
from woo_portal.dossiers.models import SHOWN, Dossier, Item
from woo_portal.dossiers.workflow import FINAL


@dataclass(frozen=True, slots=True)
class ShownHere:
    """How many passages a dossier shows that the dossiers of these numbers withhold, and the first: in a message or in the title
    of a conversation (ids, one of which is None).
    """

    passages: int
    numbers: tuple[str, ...]
    message: int | None
    conversation: int | None


def propose_withheld_elsewhere(dossier: Dossier, messages: Messages) -> int:
    """Propose in these messages of a dossier what others withhold of them; how many proposals are new."""
    return propose_from_elsewhere(dossier.layer, messages, _withheld_elsewhere(dossier), _called(dossier))


def is_withheld_elsewhere(dossier: Dossier) -> bool:
    """Whether others withhold anything of the messages in which was looked for what must be withheld; one query."""
    return _withheld_elsewhere(dossier).filter(among(searched_messages(dossier))).exists()


def waiting_from_elsewhere(dossier: Dossier) -> int:
    """How many proposals that follow from other dossiers alone wait for a decision; one query."""
    waiting = dossier.layer.redactions.filter(found_by=EARLIER, status=Status.PROPOSED)
    return waiting.filter(among(searched_messages(dossier))).count()


def shown_here(dossier: Dossier) -> ShownHere | None:
    """What the dossier shows and others withhold, in messages in which was looked for what must be withheld; None for nothing."""
    found = readable_from_elsewhere(dossier.layer, searched_messages(dossier), _withheld_elsewhere(dossier))
    if not found:
        return None
    layers, first = {row.layer_id for rows in found for row in rows}, found[0][0]
    numbers = _others(dossier).filter(layer__in=layers).order_by("number").values_list("number", flat=True)
    return ShownHere(len(found), tuple(numbers), first.message_id, first.conversation_id)


def searched_messages(dossier: Dossier) -> QuerySet[Item, Any]:
    """A query for the shown messages in which was looked for what must be withheld."""
    return dossier.items.filter(judgement__in=SHOWN).exclude(proposed_at=None).order_by().values("message")


def _others(dossier: Dossier) -> QuerySet[Dossier]:
    return Dossier.objects.filter(kind=dossier.kind, state__in=FINAL).exclude(pk=dossier.pk).order_by()


def _called(dossier: Dossier) -> dict[int, str]:
    """What the others are called in a sentence, by their layer (id)."""
    return {layer: f"dossier {number}" for layer, number in _others(dossier).values_list("layer", "number")}


def _withheld_elsewhere(dossier: Dossier) -> QuerySet[Redaction]:
    """The passages that are withheld in what these dossiers print."""
    printed = Item.objects.filter(dossier__layer=OuterRef("layer"), judgement__in=SHOWN).order_by()
    is_printed = Exists(printed.filter(message=OuterRef("message"))) | Exists(
        printed.filter(message__conversation=OuterRef("conversation"))
    )
    return Redaction.objects.filter(is_printed, layer__in=_others(dossier).values("layer"), status=Status.ACCEPTED)
