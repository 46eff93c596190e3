"""Carries what is withheld of a message to the answers that quote it, and back: a quotation is the message once more.

Ordinary words as well, and a name of which an app cut off the end: who reads "Wil" in the answer knows what the token hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from archive.models import Message
from archive.querysets.messages import MessageQuerySet
from redaction.choices import Field, Status
from redaction.held import Messages, held_spans, place_in
from redaction.models import Redaction, RedactionLayer
from redaction.offsets import normalise
from redaction.passages import FieldText, occurrences, with_texts
from redaction.propagate import equal_at
from redaction.spans import Span

_QUOTED = "Gelakt in het bericht waarop dit antwoordt."
_IN_ANSWER = "Gelakt in een antwoord dat dit bericht aanhaalt."
_KNOWN_BY = 16
"""Letters and digits by which a message is known in another chat, or by a part of it."""
_CUT_OFF = " .…"
"""What apps put at the end of a quotation that they cut off."""


def propose_in_quotations(layer: RedactionLayer, messages: Iterable[int], among: Messages) -> int:
    """Propose what is withheld in these messages (ids) in the quotations of them, and what is withheld in their quotations in
    the messages they answer, as far as these are `among` those of the dossier; how many proposals are new.

    The message that is answered is the one the archive knows, else one of the same chat that holds the quotation. What stands in
    a passage of the layer is left alone.
    """
    own = Q(field=Field.TEXT) | Q(field=Field.QUOTE)
    accepted = layer.redactions.filter(own, message__in=list(messages), status=Status.ACCEPTED).order_by("pk")
    by_message: dict[int, list[Redaction]] = defaultdict(list)
    for redaction in accepted:
        by_message[redaction.message_id or 0].append(redaction)
    shown = Message.objects.visible().filter(pk__in=among)
    withheld = Message.objects.visible().filter(pk__in=by_message)
    quoted = withheld.exclude(reply_to=None).order_by().values("reply_to")
    unknown = ~Q(quote_text="") & Q(reply_to=None, conversation__in=withheld.order_by().values("conversation"))
    found = list(with_texts(shown.filter(Q(reply_to__in=by_message) | Q(pk__in=quoted) | unknown)).order_by("pk"))
    held = held_spans(layer.pk, found, [])
    originals = with_texts(withheld).in_bulk()
    answers: dict[int, list[Message]] = defaultdict(list)
    for original in originals.values():
        if original.reply_to_id:
            answers[original.reply_to_id].append(original)
    written = defaultdict[int, list[tuple[str, Message]]](list)
    for original in originals.values():
        written[original.conversation_id].append((_letters(original.text), original))
    fresh = []
    for message in found:
        answered = originals.get(message.reply_to_id or 0)
        if message.reply_to_id is None:
            answered = _quoted_from(message, written[message.conversation_id])
        for redaction, text, span, why in _told_again(message, answered, answers[message.pk], by_message):
            place = place_in(message, text)
            if not any(other.covers(span) for other in held[place]):
                held[place].append(span)
                fresh.append(equal_at(redaction, place, span, text, why=why))
    Redaction.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def _quoted_from(message: Message, written: Iterable[tuple[str, Message]]) -> Message | None:
    """The message that holds what another one quotes, of some with their letters; None for no quotation."""
    quoted = _letters(message.quote_text)
    return next(
        (
            original
            for letters, original in written
            if quoted and original.pk != message.pk
            and (letters.startswith(quoted) or (len(quoted) >= _KNOWN_BY and quoted in letters))
        ),
        None,
    )  # fmt: skip


class _Written(NamedTuple):
    """A message (id) and its chat, with its text, the earlier versions of it and the names of its files, by `_letters`."""

    message: int
    chat: int
    texts: tuple[str, ...]

    def holds(self, quoted: str) -> bool:
        """Whether the message begins with what is quoted, or one stands in the other where that is enough to know it by."""
        return any(
            text.startswith(quoted)
            or (len(quoted) >= _KNOWN_BY and quoted in text)
            or (len(text) >= _KNOWN_BY and text in quoted)
            for text in self.texts
        )


class Refused:
    """The messages (ids) that are withheld whole, each with its grounds: what of them stands in the answers to them.

    `printed` are the ids of the messages whose text is shown.
    """

    def __init__(self, grounds: Mapping[int, tuple[str, ...]], printed: Iterable[int]) -> None:
        self._grounds = grounds
        readable = Message.objects.visible()
        refused = readable.filter(pk__in=grounds)
        self._refused = list(self._written(refused))
        chats = refused.order_by().values("conversation")
        self._printed = defaultdict[int, list[_Written]](list)
        for one in self._written(readable.filter(pk__in=list(printed), conversation__in=chats)):
            self._printed[one.chat].append(one)

    @staticmethod
    def _written(messages: MessageQuerySet) -> Iterator[_Written]:
        found = messages.order_by("sent_at", "position").prefetch_related("versions", "attachments")
        for message in found.iterator(chunk_size=1000):
            texts = [message.text, *(version.text for version in message.versions.all())]
            texts += [attachment.file_name for attachment in message.attachments.all()]
            yield _Written(message.pk, message.conversation_id, tuple(filter(None, map(_letters, texts))))

    def quoted_in(self, message: Message) -> tuple[str, ...]:
        """The grounds on which what a message quotes is withheld whole; none where it is not.

        The archive may know which message is answered. Else, and where that one says something else (a phone on which it was
        deleted, or edited), it is one of the same chat that begins with the quotation, or any that holds it where it is long
        enough, unless a message of the same chat that is shown does too. Marks, blanks and capitals do not count: apps
        show a quotation in their own way.
        """
        if grounds := self._grounds.get(message.reply_to_id or 0, ()):
            return grounds
        quoted, chat = _letters(message.quote_text), message.conversation_id
        if not quoted:
            return ()
        if message.reply_to is not None and _letters(message.reply_to.text).startswith(quoted):
            return ()
        alike = (one for one in self._refused if (one.chat == chat or len(quoted) >= _KNOWN_BY) and one.holds(quoted))
        found = next(alike, None)
        if found is None or any(one.holds(quoted) for one in self._printed[chat]):
            return ()
        return self._grounds[found.message]


class Outside:
    """The messages (ids) outside the reach of a request: an answer that is within it does not bring their words along.

    `printed` are the ids of the messages whose text is shown.
    """

    def __init__(self, messages: Collection[int], printed: Iterable[int]) -> None:
        self._messages = frozenset(messages)
        self._printed = tuple(printed)

    def quoted_in(self, message: Message) -> bool:
        """Whether a message quotes one of them: as the archive knows, or else by its letters, as in `Refused`."""
        if message.reply_to_id is not None:
            return message.reply_to_id in self._messages
        return bool(self._messages and message.quote_text and self._by_letters.quoted_in(message))

    @cached_property
    def _by_letters(self) -> Refused:
        return Refused(dict.fromkeys(self._messages, ("",)), self._printed)


def _letters(text: str) -> str:
    """What two apps show alike of one text: its letters and digits."""
    return "".join(filter(str.isalnum, normalise(text).text.casefold()))


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
