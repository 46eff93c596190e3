"""What is withheld of the very same messages in other layers: proposed in a layer, or told where it can be read there.

One message is in many dossiers. A name that one of them withholds and another one shows is not withheld at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from archive.models import Conversation, Message
from redaction.allowing import allowed_keys
from redaction.choices import BY_HAND, EARLIER, LONGEST_WHY, Status
from redaction.detecting import Confidence
from redaction.held import Messages, Place, among, has_its_words, place_in, place_of, span_of
from redaction.models import Redaction, RedactionLayer
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, title_of, with_texts
from redaction.spans import Span, subtract
from redaction.storing import store_proposals, store_reasons

_Passages = Mapping[tuple[Place, Span], Sequence[Redaction]]
"""Passages of several layers by where they stand."""


def propose_from_elsewhere(
    layer: RedactionLayer, messages: Messages, elsewhere: QuerySet[Redaction], called: Mapping[int, str]
) -> int:
    """Propose what is withheld of these messages `elsewhere`, a query for passages of other layers of the same regime; how many
    proposals are new. Each is on the ground of the passage decided on last, and says why by what each layer (id) is `called`, as
    it follows "In" in Dutch.

    A proposal for the very same words that is there already stays the only one, and says it too. What the layer covers, what a
    person decided to show in it, what its allow-list names and what the message no longer says is let be.
    """
    readable = _readable(messages)
    latest = F("decided_at").desc(nulls_last=True)
    passages = _by_place(elsewhere.filter(among(readable)).order_by(latest, "-pk"))
    if not passages:
        return 0
    held = defaultdict[Place, list[Redaction]](list)
    for row in layer.redactions.filter(among(readable)).order_by():
        held[place_of(row)].append(row)
    unknown = _tell_proposals(passages, held, called)
    fresh = _not_in(held, unknown, allowed_keys(layer))
    before = layer.redactions.count()
    store_proposals(_proposal(layer, place, span, rows, called) for (place, span), rows in fresh.items())
    return layer.redactions.count() - before


def readable_from_elsewhere(
    layer: RedactionLayer, messages: Messages, elsewhere: QuerySet[Redaction]
) -> list[Sequence[Redaction]]:
    """What is withheld of these messages `elsewhere`, and what somebody can read of it when the layer is printed: by the place
    it stands at, in the order of the messages. A fixed number of queries.

    What is proposed in the layer is still to be decided on, and not told.
    """
    hiding = layer.redactions.exclude(status=Status.REJECTED).order_by()
    around = hiding.filter(
        Q(message=OuterRef("message")) | Q(conversation=OuterRef("conversation")),
        field=OuterRef("field"),
        index=OuterRef("index"),
        start__lte=OuterRef("start"),
        end__gte=OuterRef("end"),
    )
    passages = _by_place(elsewhere.filter(among(_readable(messages)), ~Exists(around)))
    held = _held_at(layer, {place for place, _ in passages})
    unsure = [(at, rows) for at, rows in passages.items() if not _is_let_be(at, rows, held[at[0]])]
    texts, hidden = _texts_at({place for (place, _), _ in unsure}), set[tuple[Place, Span]]()
    for (place, span), rows in unsure:
        taken = [span_of(row) for row in held[place] if row.status != Status.REJECTED]
        is_said = any(has_its_words(row, texts.get(place, "")) for row in rows)
        if not is_said or not _left(texts[place], span, taken):
            hidden.add((place, span))
    return [rows for at, rows in passages.items() if at not in hidden]


def _held_at(layer: RedactionLayer, places: Collection[Place]) -> Mapping[Place, Sequence[Redaction]]:
    held = defaultdict[Place, list[Redaction]](list)
    at_these = Q(message__in=_messages(places)) | Q(conversation__in=_conversations(places))
    for row in layer.redactions.filter(at_these).order_by() if places else ():
        held[place_of(row)].append(row)
    return held


def _is_let_be(at: tuple[Place, Span], rows: Sequence[Redaction], held: Iterable[Redaction]) -> bool:
    """Whether a person decided to show exactly this, and nothing of it is hidden: no text has to be read for that, for where
    another name comes into a field the messages are searched again.
    """
    keys, is_let_be = {row.passage_key for row in rows}, False
    for row in held:
        if row.status != Status.REJECTED and span_of(row).overlaps(at[1]):
            return False
        is_let_be = is_let_be or (row.status == Status.REJECTED and span_of(row) == at[1] and row.passage_key in keys)
    return is_let_be


def _readable(messages: Messages) -> Messages:
    return Message.objects.visible().filter(pk__in=messages).order_by().values("pk")


def _by_place(rows: Iterable[Redaction]) -> _Passages:
    found = defaultdict[tuple[Place, Span], list[Redaction]](list)
    for row in rows:
        found[place_of(row), span_of(row)].append(row)
    return found


def _tell_proposals(
    passages: _Passages, held: Mapping[Place, Sequence[Redaction]], called: Mapping[int, str]
) -> _Passages:
    """Have the open proposals of the very same words say what was decided elsewhere; the passages nobody decided on here."""
    told, unknown = list[Redaction](), dict[tuple[Place, Span], Sequence[Redaction]]()
    for (place, span), rows in passages.items():
        key = rows[0].passage_key
        here = next((row for row in held.get(place, ()) if span_of(row) == span and row.passage_key == key), None)
        if here is None:
            unknown[place, span] = rows
        elif here.status == Status.PROPOSED and (why := _why(here.why, rows, called)) != here.why:
            here.why = why
            told.append(here)
    store_reasons(told)
    return unknown


def _not_in(held: Mapping[Place, Sequence[Redaction]], passages: _Passages, allowed: Collection[str]) -> _Passages:
    """The passages to propose, each where it stands now: the widest of those that lie in each other."""
    texts = _texts_at({place for place, _ in passages})
    fresh, taken = dict[tuple[Place, Span], Sequence[Redaction]](), defaultdict[Place, list[Span]](list)
    for (place, at), rows in sorted(passages.items(), key=lambda item: item[0][1].start - item[0][1].end):
        text = texts.get(place, "")
        is_whole = place.field in WHOLE_FIELDS
        said = [row for row in rows if has_its_words(row, text)]
        if not said or (said[0].passage_key in allowed and not is_whole):
            continue
        span = Span(0, len(text)) if is_whole else at
        answered = [span_of(row) for row in held.get(place, ()) if _answers(row, span, text)]
        if _left(text, span, [*answered, *taken[place]]):
            taken[place].append(span)
            fresh[place, span] = said
    return fresh


def _answers(row: Redaction, span: Span, text: str) -> bool:
    """Whether a passage of the layer says what becomes of the words it covers.

    One that a person withheld and let go again speaks of that whole only (decision 88), and one of other words of none.
    """
    if row.status != Status.REJECTED:
        return True
    return has_its_words(row, text) and (row.found_by != BY_HAND or span_of(row) == span)


def _left(text: str, span: Span, taken: Iterable[Span]) -> str:
    """What of a passage lies in none of these spans; spaces between two of them are nothing."""
    return "".join(text[part.start : part.end] for part in subtract(span, taken)).strip()


def _texts_at(places: Collection[Place]) -> dict[Place, str]:
    """What the texts at these places say; those that are not there any more are left out."""
    messages = Message.objects.visible().filter(pk__in=_messages(places))
    chats = Conversation.objects.filter(pk__in=_conversations(places))
    texts: list[tuple[Message | Conversation, FieldText]] = [(chat, title_of(chat)) for chat in chats]
    texts += [(message, text) for message in with_texts(messages) for text in fields_of(message)]
    said = {place_in(source, text): text.text for source, text in texts}
    return {place: said[place] for place in places if place in said}


def _messages(places: Iterable[Place]) -> set[int]:
    return {place.message for place in places if place.message is not None}


def _conversations(places: Iterable[Place]) -> set[int]:
    return {place.conversation for place in places if place.conversation is not None}


def _proposal(
    layer: RedactionLayer, place: Place, span: Span, rows: Sequence[Redaction], called: Mapping[int, str]
) -> Redaction:
    latest = rows[0]
    return Redaction(
        layer=layer,
        message_id=place.message,
        conversation_id=place.conversation,
        field=place.field,
        index=place.index,
        start=span.start,
        end=span.end,
        label=latest.label,
        person_id=latest.person_id,
        ground=latest.ground,
        confidence=Confidence.CHECK,
        found_by=EARLIER,
        why=_why("", rows, called),
        passage_key=latest.passage_key,
    )


def _why(why: str, rows: Iterable[Redaction], called: Mapping[int, str]) -> str:
    """A reason with what was decided elsewhere behind it, a sentence for each layer, as far as there is room."""
    for row in rows:
        sentence = f"In {called[row.layer_id]} gelakt ({', '.join(row.grounds)})."
        if sentence not in why and len(why) + 1 + len(sentence) <= LONGEST_WHY:
            why = f"{why} {sentence}".strip()
    return why
