"""Carries what is withheld of a message to the answers that quote it, and back: a quotation is the message once more.

Ordinary words as well, and a name of which an app cut off the end: who reads "Wil" in the answer knows what the token hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q
from django.db.models.functions import Left

from archive.models import Message
from redaction.choices import Field, Status
from redaction.held import Messages, held_spans, place_in
from redaction.models import Redaction, RedactionLayer
from redaction.passages import FieldText, occurrences, with_texts
from redaction.propagate import equal_at
from redaction.quoted import Sought, letters
from redaction.spans import Span

_QUOTED = "Gelakt in het bericht waarop dit antwoordt."
_IN_ANSWER = "Gelakt in een antwoord dat dit bericht aanhaalt."
_COMPARED = 8
"""Signs of a quotation that tell the database, which knows no letters, that the message that is answered says them too."""
_CUT_OFF = " .…"
"""What apps put at the end of a quotation that they cut off."""


def propose_in_quotations(layer: RedactionLayer, messages: Iterable[int], among: Messages) -> int:
    """Propose what is withheld in these messages (ids) in the quotations of them, and what is withheld in their quotations in
    the messages they answer, as far as these are `among` those of the dossier; how many proposals are new.

    The message that is answered is the one the archive knows, else, and where that one says something else, one of the same chat
    that holds the quotation. What stands in a passage of the layer is left alone.
    """
    own = Q(field=Field.TEXT) | Q(field=Field.QUOTE)
    accepted = layer.redactions.filter(own, message__in=list(messages), status=Status.ACCEPTED).order_by("pk")
    by_message: dict[int, list[Redaction]] = defaultdict(list)
    for redaction in accepted:
        by_message[redaction.message_id or 0].append(redaction)
    shown = Message.objects.visible().filter(pk__in=among)
    withheld = Message.objects.visible().filter(pk__in=by_message)
    quoted = withheld.exclude(reply_to=None).order_by().values("reply_to")
    says_otherwise = Q(reply_to=None) | ~Q(reply_to__text__startswith=Left("quote_text", _COMPARED))
    unknown = says_otherwise & ~Q(quote_text="") & Q(conversation__in=withheld.order_by().values("conversation"))
    found = list(with_texts(shown.filter(Q(reply_to__in=by_message) | Q(pk__in=quoted) | unknown)).order_by("pk"))
    held = held_spans(layer.pk, found, [])
    originals = with_texts(withheld).in_bulk()
    answers: dict[int, list[Message]] = defaultdict(list)
    for original in originals.values():
        if original.reply_to_id:
            answers[original.reply_to_id].append(original)
    fresh = []
    for message, answered in _sources(found, originals):
        for redaction, text, span, why in _told_again(message, answered, answers[message.pk], by_message):
            place = place_in(message, text)
            if not any(other.covers(span) for other in held[place]):
                held[place].append(span)
                fresh.append(equal_at(redaction, place, span, text, why=why))
    Redaction.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def _sources(messages: Iterable[Message], originals: Mapping[int, Message]) -> Iterator[tuple[Message, Message | None]]:
    """Each message with the one of these originals (by their ids) that it quotes, as `propose_in_quotations` says."""
    quoted = {message.pk: letters(message.quote_text) for message in messages if _is_to_be_sought(message, originals)}
    sought = Sought(quoted.values())
    saying: dict[tuple[str, int], list[Message]] = defaultdict(list)
    for original in originals.values():
        for one in sought.told_by(letters(original.text)):
            saying[one, original.conversation_id].append(original)
    for message in messages:
        if message.pk in quoted:
            alike = saying[quoted[message.pk], message.conversation_id]
            yield message, next((original for original in alike if original.pk != message.pk), None)
        else:
            yield message, originals.get(message.reply_to_id or 0)


def _is_to_be_sought(message: Message, originals: Mapping[int, Message]) -> bool:
    """Whether a quotation is not of the message that is answered, as far as that is known."""
    if not message.quote_text or message.reply_to_id in originals:
        return False
    return message.reply_to is None or not letters(message.reply_to.text).startswith(letters(message.quote_text))


def _told_again(
    message: Message, original: Message | None, answers: Iterable[Message], by_message: Mapping[int, list[Redaction]]
) -> Iterator[tuple[Redaction, FieldText, Span, str]]:
    """What is withheld in the message this one answers, and in its own answers, where it stands in this one."""
    if original is not None:
        quotation = FieldText(Field.QUOTE, 0, message.quote_text)
        for redaction in by_message[original.pk]:
            if redaction.field == Field.TEXT:
                for span in _spans(redaction, original.text, quotation.text):
                    yield redaction, quotation, span, _QUOTED
    written = FieldText(Field.TEXT, 0, message.text)
    for answer in answers:
        for redaction in by_message[answer.pk]:
            if redaction.field == Field.QUOTE:
                for span in _spans(redaction, answer.quote_text, written.text):
                    yield redaction, written, span, _IN_ANSWER


def _spans(redaction: Redaction, here: str, there: str) -> list[Span]:
    """Where a passage of the text `here` stands in `there`: at its own place where the two begin alike, else as whole words."""
    shorter = min(here.rstrip(_CUT_OFF), there.rstrip(_CUT_OFF), key=len)
    if here.startswith(shorter) and there.startswith(shorter):
        end = min(redaction.end, len(shorter))
        return [Span(redaction.start, end)] if redaction.start < end else []
    return occurrences(here[redaction.start : redaction.end], there)
