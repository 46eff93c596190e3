"""The texts of a message that can hold personal data, each with its address: what was written is only one of them.

The name of a sender, of who is quoted and of who reacted is withheld whole or not at all; in the other texts a passage is
any span. Names are those of the person in the archive, so that one message has one sender whatever each phone calls them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from archive.models import Conversation, Message, Reaction
from archive.querysets.messages import MessageQuerySet
from redaction.choices import Field
from redaction.offsets import plain_form
from redaction.spans import Span
from redaction.writings import SEPARATORS, places_of

WHOLE_FIELDS = frozenset({Field.SENDER, Field.QUOTE_AUTHOR, Field.REACTION})
"""Fields that hold one name and nothing else."""


@dataclass(frozen=True, slots=True)
class FieldText:
    """One text of a message (or a conversation's title): which it is, and what it says."""

    field: Field
    index: int
    text: str


def sender_name(message: Message) -> str:
    """The name a message is printed under: the person's, or what the app showed where nobody is known."""
    return message.sender.person.name if message.sender else message.sender_shown


def with_texts(messages: MessageQuerySet) -> MessageQuerySet:
    """The messages with all that `fields_of` reads, in three queries."""
    reactions = Prefetch("reactions", Reaction.objects.select_related("handle__person"))
    return messages.select_related("conversation", "sender__person", "reply_to__sender__person").prefetch_related(
        "attachments", reactions
    )


def fields_of(message: Message) -> Iterator[FieldText]:
    """The texts of a message that are not empty, the written text first."""
    texts = [
        FieldText(Field.TEXT, 0, message.text),
        FieldText(Field.SENDER, 0, sender_name(message)),
        FieldText(Field.QUOTE_AUTHOR, 0, quote_author_name(message)),
        FieldText(Field.QUOTE, 0, message.quote_text),
    ]
    texts += [FieldText(Field.FILE_NAME, item.number, item.file_name) for item in message.attachments.all()]
    texts += [
        FieldText(Field.REACTION, number, reaction.handle.person.name)
        for number, reaction in enumerate(message.reactions.all())
    ]
    # An importer may quote the source: another wording of the message, who deleted it and why.
    texts += [FieldText(Field.REMARK, number, remark) for number, remark in enumerate(message.warnings)]
    return (item for item in texts if item.text)


def quote_author_name(message: Message) -> str:
    """Who is quoted: the sender of the message replied to where the archive has it, else the name in the quote."""
    return sender_name(message.reply_to) if message.reply_to else message.quote_author


def wording_in(remark: str) -> str:
    """The other wording of its message that a remark of an importer quotes; "" when it quotes nothing."""
    quoted = _WORDING.search(remark)
    return quoted[1] if quoted else ""


def title_of(conversation: Conversation) -> FieldText:
    """The title of a conversation as a redactable text."""
    return FieldText(Field.TITLE, 0, conversation.title)


def text_at(source: Message | Conversation, field: str, index: int) -> str:
    """The text a redaction's offsets count in; empty when the source has no such field."""
    if isinstance(source, Conversation):
        return source.title if field == Field.TITLE else ""
    return next((item.text for item in fields_of(source) if item.field == field and item.index == index), "")


_WORDING = re.compile("«(.*)»", re.DOTALL)


def parts_of(passage: str) -> list[str]:
    """The parts a reader recognises a passage by, without what separates them; case is kept."""
    plain = plain_form(passage).text.strip()
    return [part for part in SEPARATORS.split(plain) if part] or [plain]


def passage_key(text: str) -> str:
    """Equal for passages a reader takes for the same: case, separators and compatibility forms do not count."""
    plain = " ".join(parts_of(text)).casefold()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def occurrences(passage: str, text: str) -> list[Span]:
    """Where a passage stands in a text as whole words, by the same measure as `passage_key`; in code points."""
    between = rf"{SEPARATORS.pattern[:-1]}{{1,3}}"
    words = between.join(re.escape(part) for part in parts_of(passage))
    if not words:
        return []
    plain = plain_form(text)
    found = re.finditer(rf"(?<![^\W_]){words}(?![^\W_])", plain.text, re.IGNORECASE)
    spans = [plain.original(Span(*match.span())) for match in found]
    # A regular expression takes a few letters for equal that are not, such as the Turkish dotted capital I and i.
    return [span for span in spans if passage_key(text[span.start : span.end]) == passage_key(passage)]


def readings_of(passage: str, text: FieldText, *, is_name: bool) -> list[Span]:
    """Where a passage that is withheld in a message stands in a text of that message, in whatever writing; `is_name` says that it
    is the name of a person. In a field that holds one name it is another person who is called a little otherwise.
    """
    if text.field in WHOLE_FIELDS:
        return occurrences(passage, text.text)
    return places_of(passage, text.text, is_name=is_name)


_JOINER = "\u200d"


def whole_characters(text: str, span: Span) -> Span:
    """The span, widened until it cuts no character in two: a letter from its accent, a family emoji from its children."""
    start, end = span.start, span.end
    while start > 0 and _continues(text, start):
        start -= 1
    while end < len(text) and _continues(text, end):
        end += 1
    return Span(start, end)


def _continues(text: str, at: int) -> bool:
    """Whether the code point at `at` belongs to the character of the one before it."""
    character = text[at]
    is_mark = unicodedata.category(character) in ("Mn", "Me") or "\U0001f3fb" <= character <= "\U0001f3ff"
    return is_mark or character == _JOINER or text[at - 1] == _JOINER
