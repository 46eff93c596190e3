"""Decisions on passages: accept, reject, change the ground, add by hand, and undo. All that a person decides passes here.

Every decision is kept. A decision on what somebody else decided meanwhile is refused, nothing is overwritten unseen.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive.acting import Actor
from archive.models import Conversation, Message
from redaction.choices import BY_HAND, Field, Status
from redaction.detecting import Confidence, Label
from redaction.grounds import Regime, conflict, motivation_needed, offered, together, withholding
from redaction.held import Place, place_of, span_of
from redaction.models import Decision, Redaction, RedactionLayer
from redaction.passages import WHOLE_FIELDS, FieldText, passage_key, text_at, whole_characters
from redaction.pseudonyms import give
from redaction.spans import Span

_DECIDED = ["status", "ground", "further_grounds", "motivation", "decided_by", "decided_by_id", "decided_at", "version"]


@dataclass(frozen=True, slots=True)
class Added:
    """A passage withheld by hand, and how many passages that decided: itself, and the proposals inside it."""

    redaction: Redaction
    decided: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the ids of the passages it restored, and how many others had decided on since."""

    restored: tuple[int, ...] = ()
    overtaken: int = 0


class StaleDecision(Exception):
    """Somebody else decided on this passage since the page was made."""


class DecidedByAnother(Exception):
    """The passage somebody wants to add was decided otherwise by a colleague: `redaction`. Look at that first."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__(redaction.pk)
        self.redaction = redaction


class InvalidPassage(Exception):
    """The passage is not in the text, or empty; the message is Dutch."""


class InvalidGround(Exception):
    """The ground is not one of this layer's regime, or may not stand beside another; the message is Dutch."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """What becomes of passages. Without `ground` each keeps its grounds, with None for `motivation` its motivation."""

    status: Status
    ground: str = ""
    further: tuple[str, ...] = ()
    motivation: str | None = None

    def of(self, item: Redaction) -> tuple[Status, str, list[str], str]:
        """Status, first ground, further grounds in the order of the law, and motivation of a passage that is decided on so."""
        motivation = item.motivation if self.motivation is None else self.motivation
        if not self.ground:
            return self.status, item.ground, item.further_grounds, motivation
        further = [code for code in together(self.ground, self.further) if code != self.ground]
        return self.status, self.ground, further, motivation

    def grounds(self, item: Redaction) -> tuple[str, ...]:
        """All grounds of a passage that is decided on so."""
        _, ground, further, _ = self.of(item)
        return together(ground, further)


def accept(
    redactions: Sequence[Redaction],
    *,
    by: Actor,
    ground: str = "",
    further: Sequence[str] = (),
    motivation: str | None = None,
) -> int:
    """Withhold these passages, on `ground` and the `further` ones, or else each on its own; how many changed, as one act to
    undo.

    Raises `StaleDecision` when one has another version than the object given, `InvalidGround` for grounds not offered or
    not allowed beside each other or beside those of a passage it overlaps.
    """
    if further and not ground:
        raise InvalidGround(
            "Kies eerst een grond, en kruis daarna aan op welke gronden nog meer. Er is niets gewijzigd."
        )
    return _decide(redactions, _Choice(Status.ACCEPTED, ground, tuple(further), motivation), by=by)


def reject(redactions: Sequence[Redaction], *, by: Actor, motivation: str | None = None) -> int:
    """Show these passages; otherwise as `accept`."""
    return _decide(redactions, _Choice(Status.REJECTED, motivation=motivation), by=by)


@transaction.atomic
def _decide(redactions: Sequence[Redaction], choice: _Choice, *, by: Actor) -> int:
    expected = {redaction.pk: redaction.version for redaction in redactions}
    locked = list(
        Redaction.objects.select_for_update(of=("self",))
        .filter(pk__in=expected)
        .select_related("layer", "person")
        .order_by("pk")
    )
    if len(locked) != len(expected) or any(item.version != expected[item.pk] for item in locked):
        raise StaleDecision
    changes = [
        item for item in locked if (item.status, item.ground, item.further_grounds, item.motivation) != choice.of(item)
    ]
    if choice.status == Status.ACCEPTED:
        for item in changes:
            _, ground, further, motivation = choice.of(item)
            check_ground(item.layer, ground)
            check_motivation(item.layer, ground, motivation)
            _check_further(item.layer, ground, further)
        _check_conflicts(changes, choice)
    _record(changes, choice, by=by)
    if choice.status == Status.ACCEPTED:
        for layer in {item.layer for item in changes}:
            give(layer, [item for item in changes if item.layer_id == layer.pk])
    return len(changes)


def check_ground(layer: RedactionLayer, ground: str, *, is_whole: bool = False) -> None:
    """Raises `InvalidGround` for a ground that is not offered under the regime of the layer; with `is_whole`, one on which
    nothing may be withheld whole.
    """
    known = withholding(Regime(layer.regime)) if is_whole else offered(Regime(layer.regime))
    if all(ground != one.code for one in known):
        raise InvalidGround(f"Grond {ground} hoort niet bij dit dossier. Kies een grond uit de lijst.")


def check_motivation(layer: RedactionLayer, ground: str, motivation: str) -> None:
    """Raises `InvalidGround` for a passage that is withheld from the Kamer without saying why (article 68 of the Constitution).

    Under the Woo the decision may motivate a ground for all its passages together.
    """
    needed = motivation_needed(ground) if Regime(layer.regime) is Regime.PARLIAMENT else None
    if needed and not motivation.strip():
        raise InvalidGround(f"{needed} Er is niets gewijzigd.")


def _check_further(layer: RedactionLayer, ground: str, further: Sequence[str]) -> None:
    """Raises `InvalidGround` for further grounds that are not offered, or may not stand beside the others on one passage."""
    if further and Regime(layer.regime) is not Regime.WOO:
        raise InvalidGround("Van een inlichting aan de Kamer staat op elke passage één grond (artikel 68 Grondwet).")
    for code in further:
        check_ground(layer, code)
    if further and (objection := conflict((ground, *further))):
        raise InvalidGround(objection)


def _check_conflicts(changes: Sequence[Redaction], choice: _Choice) -> None:
    """Refuse grounds that may not stand together on the same words (article 5.1, paragraph 5, of the Woo)."""
    others = Redaction.objects.filter(
        Q(message__in={item.message_id for item in changes} - {None})
        | Q(conversation__in={item.conversation_id for item in changes} - {None}),
        layer__in={item.layer_id for item in changes},
        status=Status.ACCEPTED,
    ).exclude(pk__in=[item.pk for item in changes])
    withheld: dict[Place, list[tuple[Span, tuple[str, ...]]]] = defaultdict(list)
    rows = [(item, item.grounds) for item in others.order_by()] + [(item, choice.grounds(item)) for item in changes]
    for item, grounds in rows:
        withheld[place_of(item)].append((span_of(item), grounds))
    for passages in withheld.values():
        for (span, one), (other_span, other) in combinations(passages, 2):
            if one != other and span.overlaps(other_span) and (objection := conflict((*one, *other))):
                raise InvalidGround(objection)


def _record(changes: Iterable[Redaction], choice: _Choice, *, by: Actor) -> None:
    act, now, decisions, changed = uuid.uuid4(), timezone.now(), [], []
    for item in changes:
        decision = _decision(item, act, by, now)
        item.status, item.ground, item.further_grounds, item.motivation = choice.of(item)
        item.decided_by, item.decided_by_id, item.decided_at, item.version = by.name, by.id, now, item.version + 1
        changed.append(item)
        decisions.append(_with_outcome(decision, item))
    _store(changed, decisions)


def _decision(item: Redaction, act: uuid.UUID, by: Actor, at: datetime) -> Decision:
    """A decision on a passage as it stands now; what it becomes is filled in afterwards."""
    return Decision(
        act=act,
        redaction=item,
        by=by.name,
        by_id=by.id,
        at=at,
        status_before=item.status,
        ground_before=item.ground,
        further_before=item.further_grounds,
        motivation_before=item.motivation,
    )


def _with_outcome(decision: Decision, item: Redaction) -> Decision:
    decision.status_after, decision.motivation_after = item.status, item.motivation
    decision.ground_after, decision.further_after = item.ground, item.further_grounds
    return decision


def _store(changed: list[Redaction], decisions: list[Decision]) -> None:
    Redaction.objects.bulk_update(changed, _DECIDED, batch_size=1000)
    Decision.objects.bulk_create(decisions, batch_size=1000)


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
    further: Sequence[str] = (),
    motivation: str = "",
) -> Added:
    """Withhold a passage a person chose, and with it the proposals that lie wholly inside it.

    White space at its ends is left out, no character is cut in two, and a name in a field of its own is taken whole. A
    passage that is in the layer already is decided on instead of doubled. Raises `InvalidPassage`, `InvalidGround` and
    `DecidedByAnother`.
    """
    text = text_at(source, field, index)
    span = _chosen(text, field, start, end)
    check_ground(layer, ground)
    redaction = _in_layer(layer, source, FieldText(Field(field), index, text), span, label, ground)
    is_otherwise = (redaction.status, redaction.grounds) != (Status.ACCEPTED, together(ground, further))
    if redaction.decided_by_id not in (None, by.id) and is_otherwise:
        raise DecidedByAnother(redaction)
    inside = layer.redactions.filter(
        message=redaction.message, conversation=redaction.conversation, field=field, index=index, status=Status.PROPOSED
    )
    if field not in WHOLE_FIELDS:
        inside = inside.filter(start__gte=span.start, end__lte=span.end)
    chosen = [redaction, *inside.exclude(pk=redaction.pk)]
    decided = accept(chosen, by=by, ground=ground, further=further, motivation=motivation or None)
    redaction.refresh_from_db()
    return Added(redaction, decided)


def _in_layer(
    layer: RedactionLayer, source: Message | Conversation, text: FieldText, span: Span, label: Label, ground: str
) -> Redaction:
    """The passage as the layer has it, or else a new one, which nobody has decided on yet."""
    redaction, _ = Redaction.objects.get_or_create(
        layer=layer,
        message=source if isinstance(source, Message) else None,
        conversation=source if isinstance(source, Conversation) else None,
        field=text.field,
        index=text.index,
        start=span.start,
        end=span.end,
        defaults={
            "label": label.value,
            "ground": ground,
            "confidence": Confidence.HIGH.value,
            "found_by": BY_HAND,
            "why": "Met de hand gelakt.",
            "passage_key": passage_key(text.text[span.start : span.end]),
        },
    )
    return redaction


def _chosen(text: str, field: str, start: int, end: int) -> Span:
    if field in WHOLE_FIELDS:
        start, end = 0, len(text)
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise InvalidPassage("Deze passage staat niet in de tekst. Er is niets gelakt; selecteer opnieuw.")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    return whole_characters(text, Span(start, end))


def last_decision(layer: RedactionLayer, *, by: Actor) -> Decision | None:
    """The decision that `undo` would take back, with the rest of its act; None when there is none."""
    mine = Decision.objects.last_word().filter(redaction__layer=layer, by_id=by.id)
    return mine.select_related("redaction").order_by("-id").first()


@transaction.atomic
def undo(layer: RedactionLayer, *, by: Actor) -> Undone:
    """Take back this person's last act in the layer, as far as nobody decided on its passages since.

    A passage that was added by hand becomes a rejected one: it is shown again, and the history keeps it. Raises `InvalidGround`
    where what would be withheld again may not stand beside what was decided since.
    """
    last = last_decision(layer, by=by)
    if last is None:
        return Undone()
    passages = Decision.objects.filter(act=last.act).order_by().values("redaction")
    locked = list(Redaction.objects.select_for_update().filter(pk__in=passages).order_by("pk"))
    standing: dict[int, list[Decision]] = defaultdict(list)
    for decision in Decision.objects.standing().filter(redaction__in=locked).order_by("-id"):
        standing[decision.redaction_id].append(decision)
    restored, undoings = [], []
    act, now = uuid.uuid4(), timezone.now()
    for item in locked:
        latest, before = [*standing[item.pk], None, None][:2]
        if latest is None or latest.act != last.act:
            continue
        undoing = _decision(item, act, by, now)
        undoing.takes_back = last.act
        _restore(item, latest, before, by, now)
        restored.append(item)
        undoings.append(_with_outcome(undoing, item))
    _check_conflicts([item for item in restored if item.status == Status.ACCEPTED], _Choice(Status.ACCEPTED))
    _store(restored, undoings)
    Decision.objects.filter(act=last.act, redaction__in=restored).update(undone=True)
    return Undone(tuple(item.pk for item in restored), len(locked) - len(restored))


def _restore(item: Redaction, undone: Decision, before: Decision | None, by: Actor, now: datetime) -> None:
    """Make a passage what it was before a decision, in the name of who had decided that."""
    item.status, item.motivation = undone.status_before, undone.motivation_before
    item.ground, item.further_grounds = undone.ground_before, undone.further_before
    item.version += 1
    if before is not None:
        item.decided_by, item.decided_by_id, item.decided_at = before.by, before.by_id, before.at
    elif item.found_by != BY_HAND:
        item.decided_by, item.decided_by_id, item.decided_at = "", None, None
    else:
        item.status = Status.REJECTED
        item.decided_by, item.decided_by_id, item.decided_at = by.name, by.id, now
