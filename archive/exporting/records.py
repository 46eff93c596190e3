"""What a writer of an export is given: conversations in the terms of the importer contract, with where they come from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from archive.importing import ParsedConversation, ParsedHandle, ParsedMessage

Provenance = tuple[tuple[str, str], ...]
"""Names and values, such as ("sha256", "9f86…"); a name may come more than once."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """The bytes of an attachment and how many there are; `open` gives a new stream each time."""

    open: Callable[[], BinaryIO]
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ExportedMessage:
    """A message with its files, one for each attachment, None where the archive has no bytes.

    `id` is unique in the export and made of letters, digits and hyphens; `reply_to` is the id of the message it answers,
    "" for none. Texts are such as the database can hold.
    """

    id: str
    message: ParsedMessage
    files: tuple[ExportedFile | None, ...] = ()
    reply_to: str = ""
    provenance: Provenance = ()


@dataclass(frozen=True, slots=True)
class ExportedConversation:
    """A conversation and its messages in order, read when they are asked for.

    `id` is such as no other archive gives a conversation, made of letters, digits and hyphens. `people` says more of a
    handle, such as whose it is.
    """

    id: str
    conversation: ParsedConversation
    messages: Callable[[], Iterator[ExportedMessage]]
    people: Mapping[ParsedHandle, Provenance] = field(default_factory=dict)
    provenance: Provenance = ()
