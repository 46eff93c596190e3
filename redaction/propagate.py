"""Carries a decision to every equal passage of a layer's messages, proposed before or not, or to all of one person.

What a person decided otherwise is left alone unless the person who decides now has seen it and says so.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.acting import Actor
from archive.models import Attachment, Conversation, Message, Person, Reaction
from archive.querysets.messages import MessageQuerySet
from redaction.allowing import allowed_keys
from redaction.choices import FOLLOWED, Field, Status
from redaction.decide import StaleDecision, accept, reject
from redaction.detecting import Confidence, Label
from redaction.held import (
    Messages,
    Place,
    among,
    held_passages,
    held_spans,
    place_in,
    place_of,
    source_of,
    span_of,
    words_in,
)
from redaction.models import Redaction, RedactionLayer
from redaction.passages import (
    WHOLE_FIELDS,
    FieldText,
    fields_of,
    occurrences,
    parts_of,
    passage_key,
    readings_of,
    text_at,
    title_of,
    with_texts,
)
from redaction.spans import Span


class Unmarked(StrEnum):
    """What to do with equal passages that nothing pointed at yet."""

    WITHHOLD = "withhold"
    PROPOSE = "propose"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Spread:
    """The passages of a dossier that one decision may cover, by how they stand.

    `asked` is the one it was asked at, if any; it is among `waiting` or `decided` as well. `unmarked` are not in the layer
    yet. `is_ambiguous` says that the passage may also be an ordinary word.
    """

    asked: Redaction | None
    waiting: tuple[Redaction, ...]
    decided: tuple[Redaction, ...]
    unmarked: tuple[Redaction, ...] = ()
    is_ambiguous: bool = False

    @property
    def is_asked_each(self) -> bool:
        """Whether a person is to choose the hits one by one."""
        return self.is_ambiguous and len(self.hits) > 1

    @property
    def hits(self) -> tuple[Redaction, ...]:
        """Every one of them."""
        return (*self.waiting, *self.decided, *self.unmarked)

    def is_sure(self, hit: Redaction) -> bool:
        """Whether a hit that waits is surely what was asked at: that itself, or a detector's sure find of the same person."""
        asked = self.asked
        if asked is None or hit.pk is None or hit.status != Status.PROPOSED:
            return False
        is_found = hit.confidence == Confidence.HIGH and hit.found_by != FOLLOWED
        return hit.pk == asked.pk or (is_found and hit.person_id == asked.person_id)

    def contrary(self, status: Status) -> tuple[Redaction, ...]:
        """Those decided otherwise than `status`."""
        return tuple(item for item in self.decided if item.status != status)

    @property
    def stamp(self) -> str:
        """Changes with any passage of it: what a person confirmed is what is done, or nothing is."""
        rows = [(item.pk, item.version) for item in (*self.waiting, *self.decided)]
        places = [(place_of(item), item.start) for item in self.unmarked]
        return hashlib.sha256(repr((sorted(rows), places)).encode()).hexdigest()[:32]


def hit_key(hit: Redaction) -> str:
    """How a form names a hit, stored or not: where it stands."""
    source = f"bericht-{hit.message_id}" if hit.message_id else f"gesprek-{hit.conversation_id}"
    return f"{source}.{hit.field}.{hit.index}.{hit.start}-{hit.end}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many passages a decision on a spread changed, and how many it added as proposals; and which it withheld (ids)."""

    decided: int
    proposed: int
    withheld: tuple[int, ...] = field(default=(), compare=False)


def passage_text(redaction: Redaction) -> str:
    """What stands in a passage."""
    return words_in(redaction, text_at(source_of(redaction), redaction.field, redaction.index))


def is_ambiguous(passage: str) -> bool:
    """Whether a passage is one word of letters: "Wil", "roos" and "Storm" are names and words."""
    parts = parts_of(passage)
    return len(parts) == 1 and parts[0].isalpha()


def equal_passages(redaction: Redaction, messages: Messages) -> QuerySet[Redaction]:
    """The passages of the layer that read the same, this one included, among these messages."""
    same = {"layer": redaction.layer_id, "passage_key": redaction.passage_key}
    return Redaction.objects.filter(among(messages), **same)


def spread_of(redaction: Redaction, messages: Messages) -> Spread:
    """All passages among these messages that read the same; writes nothing."""
    passage = passage_text(redaction)
    return Spread(
        redaction,
        *_by_standing(equal_passages(redaction, messages)),
        unmarked=tuple(_unmarked(redaction, passage, messages)),
        is_ambiguous=is_ambiguous(passage),
    )


def spread_of_person(layer: RedactionLayer, person: int, messages: Messages) -> Spread:
    """All passages among these messages that are data of one person (id), under whatever name; writes nothing."""
    found = layer.redactions.filter(among(messages), person__in=Person.objects.same_as(person))
    return Spread(None, *_by_standing(found))


def _by_standing(passages: QuerySet[Redaction]) -> tuple[tuple[Redaction, ...], tuple[Redaction, ...]]:
    rows = list(passages.select_related("message__conversation", "conversation"))
    waiting = tuple(item for item in rows if item.status == Status.PROPOSED)
    return waiting, tuple(item for item in rows if item.status != Status.PROPOSED)


def _unmarked(redaction: Redaction, passage: str, messages: Messages) -> Iterator[Redaction]:
    """Passages, not stored, where the layer holds nothing that covers the words."""
    found = list(with_texts(_candidates(redaction, passage, messages)))
    shown = Message.objects.visible().filter(pk__in=messages).order_by()
    chats = list(Conversation.objects.filter(pk__in=shown.values("conversation")).order_by("pk"))
    held = held_spans(redaction.layer_id, found, chats)
    texts: list[tuple[Message | Conversation, FieldText]] = [(chat, title_of(chat)) for chat in chats]
    texts += [(message, text) for message in found for text in fields_of(message)]
    for source, text in texts:
        place = place_in(source, text)
        for span in equal_spans(passage, text):
            if not any(other.covers(span) for other in held[place]):
                yield equal_at(redaction, place, span, text)


def equal_spans(passage: str, text: FieldText) -> list[Span]:
    """Where the passage stands in a text; a field that holds one name is equal as a whole or not at all."""
    if text.field in WHOLE_FIELDS:
        return [Span(0, len(text.text))] if passage_key(text.text) == passage_key(passage) else []
    return occurrences(passage, text.text)


_DISGUISED = "[\u00ad\u0300-\u036f\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufb00-\ufb06\ufeff\uff01-\uff5e]"
"""Characters that make a word look the same and compare otherwise; a text that has any is looked at letter by letter."""


def _candidates(redaction: Redaction, passage: str, messages: Messages) -> MessageQuerySet:
    """The messages that may hold the passage: the database narrows them down, what is equal is decided on the text."""
    word = max(re.split(r"[\W_]+", " ".join(parts_of(passage))), key=len) or passage
    held = Redaction.objects.filter(layer=redaction.layer_id, message=OuterRef("pk"), field=Field.SENDER)
    files = Attachment.objects.filter(file_name__icontains=word)
    reactions = Reaction.objects.filter(handle__person__name__icontains=word)
    return (
        Message.objects.visible()
        .filter(
            Q(text__icontains=word)
            | Q(text__regex=_DISGUISED)
            | Q(warnings__icontains=word)
            | Q(warnings__regex=_DISGUISED)
            | Q(hides_quote=False)
            & (
                Q(quote_text__icontains=word)
                | Q(quote_text__regex=_DISGUISED)
                | Q(quote_author__icontains=word)
                | Q(reply_to__sender__person__name__icontains=word)
            )
            | Q(pk__in=files.values("message"))
            | Q(pk__in=reactions.values("message"))
            | (Q(sender__person__name__icontains=word) & ~Exists(held)),
            pk__in=messages,
        )
        .order_by("sent_at", "position")
    )


EQUAL = "Gelijk aan een passage die in dit dossier is gelakt."
REPEATED = "Leest gelijk aan een passage die in ditzelfde bericht is gelakt."


def equal_at(redaction: Redaction, place: Place, span: Span, text: FieldText, *, why: str = EQUAL) -> Redaction:
    """A proposal, not stored, for a place that reads the same as a passage, on its ground and of the same person."""
    return Redaction(
        layer_id=redaction.layer_id,
        message_id=place.message,
        conversation_id=place.conversation,
        field=place.field,
        index=place.index,
        start=span.start,
        end=span.end,
        label=redaction.label,
        person_id=redaction.person_id,
        ground=redaction.ground,
        further_grounds=list(redaction.further_grounds),
        confidence=redaction.confidence,
        found_by=FOLLOWED,
        why=why,
        passage_key=passage_key(text.text[span.start : span.end]),
    )


def propose_equal(redaction: Redaction, messages: Messages) -> int:
    """Propose a withheld passage wherever else it stands unmarked; how many proposals are new.

    Not where it may be an ordinary word, or stands on the allow-list: then a person asks for it, sees the places, and chooses
    (`decide_spread`).
    """
    if redaction.status != Status.ACCEPTED or is_ambiguous(passage := passage_text(redaction)):
        return 0
    if redaction.passage_key in allowed_keys(redaction.layer):
        return 0
    fresh = list(_unmarked(redaction, passage, messages))
    Redaction.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def propose_repeats(layer: RedactionLayer, messages: Iterable[int]) -> int:
    """Propose what stands in one of these messages beside a withheld passage that reads the same; how many are new.

    Ordinary words as well: a message that shows "wil" where "Wil" is withheld gives the name away, unless a person looked
    at that very place and decided that it is shown.
    """
    accepted = layer.redactions.filter(message__in=list(messages), status=Status.ACCEPTED)
    by_message: dict[int, list[Redaction]] = defaultdict(list)
    for redaction in accepted.order_by("pk"):
        by_message[redaction.message_id or 0].append(redaction)
    found = list(with_texts(Message.objects.filter(pk__in=by_message)))
    held = held_passages(layer.pk, found, [])
    fresh: dict[tuple[Place, Span], Redaction] = {}
    for message in found:
        texts = list(fields_of(message))
        for redaction in by_message[message.pk]:
            for place, span, text in _repeats(redaction, message, texts):
                if not any(_stands_for(other, span, text.text) for other in held[place]):
                    fresh.setdefault((place, span), equal_at(redaction, place, span, text, why=REPEATED))
    Redaction.objects.bulk_create(fresh.values(), batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def _repeats(
    redaction: Redaction, message: Message, texts: Sequence[FieldText]
) -> Iterator[tuple[Place, Span, FieldText]]:
    """Where a passage of a message stands in its texts, at its own place as well."""
    own = next((text.text for text in texts if (text.field, text.index) == (redaction.field, redaction.index)), "")
    passage = words_in(redaction, own)
    for text in texts:
        is_name = redaction.label == Label.PERSON
        spans = (
            equal_spans(passage, text) if text.field in WHOLE_FIELDS else readings_of(passage, text, is_name=is_name)
        )
        for span in spans:
            yield place_in(message, text), span, text


def _stands_for(held: Redaction, span: Span, text: str) -> bool:
    """Whether a passage makes a proposal for these words needless: it covers them, or withholds a name but for its genitive."""
    ending = 1 if held.status != Status.REJECTED and text[span.start + 1 : span.end].endswith(("s", "S")) else 0
    return span_of(held).covers(Span(span.start, span.end - ending))


@transaction.atomic
def decide_spread(
    spread: Spread,
    *,
    seen: str,
    status: Status,
    by: Actor,
    ground: str = "",
    further: Sequence[str] = (),
    motivation: str | None = None,
    overrule: bool = False,
    unmarked: Unmarked = Unmarked.PROPOSE,
    only: Collection[str] | None = None,
) -> Outcome:
    """Accept or reject what waits in a spread, as one act that one undo takes back.

    With `only`, a person chose the hits one by one (`hit_key`): those are decided and nothing else is, and `overrule` says
    nothing. `unmarked` then speaks of the places that were not chosen, which are never withheld.

    `seen` is the stamp of the spread the person was shown: when it is no longer that, `StaleDecision` is raised. What was
    decided otherwise joins only when `overrule` says so. `unmarked` says what becomes of the places nothing pointed at,
    when withholding.
    """
    if spread.stamp != seen:
        raise StaleDecision
    if only is not None:
        return _decide_chosen(
            spread, only, status, by=by, ground=ground, further=further, motivation=motivation, unmarked=unmarked
        )
    chosen = [*spread.waiting, *(spread.contrary(status) if overrule else ())]
    if spread.asked is not None:
        chosen.append(spread.asked)
    if status != Status.ACCEPTED:
        return Outcome(reject(_once(chosen), by=by, motivation=motivation), 0)
    stored = _store(spread.unmarked, unmarked)
    if unmarked == Unmarked.WITHHOLD:
        chosen += stored
    once = _once(chosen)
    decided = accept(once, by=by, ground=ground, further=further, motivation=motivation)
    return Outcome(decided, len(stored) if unmarked == Unmarked.PROPOSE else 0, tuple(item.pk for item in once))


def _decide_chosen(
    spread: Spread,
    only: Collection[str],
    status: Status,
    *,
    by: Actor,
    ground: str,
    further: Sequence[str],
    motivation: str | None,
    unmarked: Unmarked,
) -> Outcome:
    """Decide on the hits that were chosen one by one. Every hit must be one of the spread, else `StaleDecision`."""
    chosen = [hit for hit in spread.hits if hit_key(hit) in only]
    if len(chosen) != len(set(only)):
        raise StaleDecision
    # The object that was asked at carries the version the person saw.
    stored = [spread.asked if spread.asked and hit.pk == spread.asked.pk else hit for hit in chosen if hit.pk]
    if status != Status.ACCEPTED:
        return Outcome(reject(_once(stored), by=by, motivation=motivation), 0)
    places = [hit for hit in spread.unmarked if hit_key(hit) in only]
    left = [hit for hit in spread.unmarked if hit_key(hit) not in only]
    once = _once([*stored, *_store(places, Unmarked.WITHHOLD)])
    decided = accept(once, by=by, ground=ground, further=further, motivation=motivation)
    proposed = len(_store(left, Unmarked.PROPOSE)) if unmarked == Unmarked.PROPOSE else 0
    return Outcome(decided, proposed, tuple(item.pk for item in once))


def _store(places: Sequence[Redaction], unmarked: Unmarked) -> list[Redaction]:
    """Put places nothing pointed at in the layer, as proposals: when that they are withheld is taken back they are open, for
    nobody decided that they are shown.
    """
    return [] if unmarked == Unmarked.LEAVE else Redaction.objects.bulk_create(places, batch_size=1000)


def _once(chosen: list[Redaction]) -> list[Redaction]:
    """Each passage once; the object given last, which carries the version the person saw."""
    return list({item.pk: item for item in chosen}.values())
