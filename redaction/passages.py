"""The texts of a message that can hold personal data, each with its address: what was written is only one of them.

The name of a sender, of who is quoted and of who reacted is withheld whole or not at all; in the other texts a passage is
any span. Names are those of the person in the archive, so that one message has one sender whatever each phone calls them.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from archive.models import Conversation, Message
from redaction.choices import Field

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
    return (item for item in texts if item.text)


def quote_author_name(message: Message) -> str:
    """Who is quoted: the sender of the message replied to where the archive has it, else the name in the quote."""
    return sender_name(message.reply_to) if message.reply_to else message.quote_author


def title_of(conversation: Conversation) -> FieldText:
    """The title of a conversation as a redactable text."""
    return FieldText(Field.TITLE, 0, conversation.title)


def text_at(source: Message | Conversation, field: str, index: int) -> str:
    """The text a redaction's offsets count in; empty when the message has no such field."""
    if isinstance(source, Conversation):
        return source.title
    return next((item.text for item in fields_of(source) if item.field == field and item.index == index), "")


def passage_key(text: str) -> str:
    """Equal for passages a reader takes for the same: case, white space and compatibility forms do not count."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
