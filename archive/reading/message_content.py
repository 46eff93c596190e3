"""What a message says, apart from who said it and when: between reading a record and making a message of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.importing import MessageKind, ParsedAttachment, ParsedQuote, ParsedReaction, SystemEvent


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a record; the fields are those of `archive.importing.ParsedMessage`."""

    kind: MessageKind
    text: str = ""
    attachments: tuple[ParsedAttachment, ...] = ()
    warnings: tuple[str, ...] = ()
    event: SystemEvent | None = None
    quote: ParsedQuote | None = None
    reactions: tuple[ParsedReaction, ...] = ()
