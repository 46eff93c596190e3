"""Decisions on passages: accept, reject, change the ground, add by hand, and undo. The only writer of redactions' status.

Every decision is kept. A decision on what somebody else decided meanwhile is refused, nothing is overwritten unseen.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from archive.models import Conversation, Message
from redaction.choices import Status
from redaction.detecting import Confidence, Label
from redaction.grounds import Regime, offered
from redaction.models import Decision, Redaction, RedactionLayer
from redaction.passages import WHOLE_FIELDS, passage_key, text_at


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides: the account's id and the name to show."""

    id: int
    name: str


class StaleDecision(Exception):
    """Somebody else decided on this passage since the page was made."""


class InvalidPassage(Exception):
    """The passage is not in the text, or empty; the message is Dutch."""


class InvalidGround(Exception):
    """The ground is not one of this layer's regime; the message is Dutch."""


def accept(
    redactions: Sequence[Redaction], *, by: Actor, ground: str = "", motivation: str | None = None
) -> uuid.UUID | None:
    """Withhold these passages, on `ground` or else each on its own; the act, to undo it, or None when nothing changed.

    Raises `StaleDecision` when one has another version than the object given, `InvalidGround` for a ground not offered.
    """
    return _decide(redactions, Status.ACCEPTED, by=by, ground=ground, motivation=motivation)


def reject(redactions: Sequence[Redaction], *, by: Actor, motivation: str | None = None) -> uuid.UUID | None:
    """Show these passages; otherwise as `accept`."""
    return _decide(redactions, Status.REJECTED, by=by, ground="", motivation=motivation)


@transaction.atomic
def _decide(
    redactions: Sequence[Redaction], status: Status, *, by: Actor, ground: str, motivation: str | None
) -> uuid.UUID | None:
    expected = {redaction.pk: redaction.version for redaction in redactions}
    locked = list(Redaction.objects.select_for_update().filter(pk__in=expected).select_related("layer").order_by("pk"))
    if len(locked) != len(expected) or any(item.version != expected[item.pk] for item in locked):
        raise StaleDecision
    for item in locked:
        if ground:
            _check_ground(item.layer, ground)
    changes = [
        item
        for item in locked
        if (item.status, item.ground, item.motivation)
        != (status, ground or item.ground, item.motivation if motivation is None else motivation)
    ]
    return _record(changes, status, by=by, ground=ground, motivation=motivation) if changes else None


def _check_ground(layer: RedactionLayer, ground: str) -> None:
    if all(ground != known.code for known in offered(Regime(layer.regime))):
        raise InvalidGround(f"Grond {ground} hoort niet bij dit dossier. Kies een grond uit de lijst.")


def _record(
    changes: Iterable[Redaction], status: Status, *, by: Actor, ground: str, motivation: str | None
) -> uuid.UUID:
    act, now, decisions, changed = uuid.uuid4(), timezone.now(), [], []
    for item in changes:
        before = (item.status, item.ground, item.motivation)
        item.status, item.ground = status, ground or item.ground
        item.motivation = item.motivation if motivation is None else motivation
        item.decided_by, item.decided_by_id, item.decided_at, item.version = by.name, by.id, now, item.version + 1
        changed.append(item)
        decisions.append(
            Decision(
                act=act,
                redaction=item,
                by=by.name,
                by_id=by.id,
                at=now,
                status_before=before[0],
                ground_before=before[1],
                motivation_before=before[2],
                status_after=item.status,
                ground_after=item.ground,
            )
        )
    Redaction.objects.bulk_update(
        changed,
        ["status", "ground", "motivation", "decided_by", "decided_by_id", "decided_at", "version"],
        batch_size=1000,
    )
    Decision.objects.bulk_create(decisions, batch_size=1000)
    return act


@transaction.atomic
def add(
    layer: RedactionLayer,
    *,
    source: Message | Conversation,
    field: str,
    index: int,
    start: int,
    end: int,
    label: Label,
    ground: str,
    by: Actor,
    motivation: str = "",
) -> Redaction:
    """Withhold a passage a person chose. The same passage proposed before is accepted instead of doubled.

    White space at its ends is left out; a name in a field of its own is taken whole. Raises `InvalidPassage` and
    `InvalidGround`.
    """
    text = text_at(source, field, index)
    if field in WHOLE_FIELDS:
        start, end = 0, len(text)
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise InvalidPassage("Deze passage staat niet in de tekst. Er is niets gelakt; selecteer opnieuw.")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    _check_ground(layer, ground)
    at = {"conversation": source} if isinstance(source, Conversation) else {"message": source}
    redaction, _ = Redaction.objects.get_or_create(
        layer=layer,
        field=field,
        index=index,
        start=start,
        end=end,
        **at,
        defaults={
            "label": label.value,
            "ground": ground,
            "confidence": Confidence.HIGH.value,
            "found_by": "hand",
            "why": "Met de hand gelakt.",
            "passage_key": passage_key(text[start:end]),
        },
    )
    accept([redaction], by=by, ground=ground, motivation=motivation or None)
    redaction.refresh_from_db()
    return redaction


def equal_passages(redaction: Redaction) -> list[Redaction]:
    """Every passage of the layer that reads the same, this one included."""
    return list(Redaction.objects.filter(layer_id=redaction.layer_id, passage_key=redaction.passage_key))


@transaction.atomic
def undo(layer: RedactionLayer, *, by: Actor) -> int:
    """Take back this person's last act in the layer, as far as nobody decided since; how many passages it restored.

    A passage that was added by hand becomes a rejected one: it is shown again, and the history keeps it.
    """
    last = Decision.objects.filter(redaction__layer=layer, by_id=by.id, undone=False).first()
    if last is None:
        return 0
    decisions = list(Decision.objects.select_for_update().filter(act=last.act).select_related("redaction"))
    restored = []
    for decision in decisions:
        item = decision.redaction
        if (item.status, item.ground) != (decision.status_after, decision.ground_after):
            continue
        by_hand = item.found_by == "hand" and decision.status_before == Status.PROPOSED
        item.status = Status.REJECTED if by_hand else decision.status_before
        item.ground, item.motivation = decision.ground_before, decision.motivation_before
        item.decided_by, item.decided_by_id, item.decided_at = by.name, by.id, timezone.now()
        if item.status == Status.PROPOSED:
            item.decided_by, item.decided_by_id, item.decided_at = "", None, None
        item.version += 1
        restored.append(item)
    Redaction.objects.bulk_update(
        restored, ["status", "ground", "motivation", "decided_by", "decided_by_id", "decided_at", "version"]
    )
    Decision.objects.filter(act=last.act).update(undone=True)
    return len(restored)
