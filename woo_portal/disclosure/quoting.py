"""What a quotation may not tell, because the message that it answers is not in the set. Walled in with the assembly."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from archive.models import Message
from redaction.quotations import Outside, Refused

_OUTSIDE = "antwoord op een bericht buiten reikwijdte"


class Quoting(NamedTuple):
    """Which messages (ids) concern the reader of a version, None for a set for everybody; those that are withheld whole; and
    those outside the reach of the request.
    """

    concerned: Collection[int] | None
    refused: Refused
    outside: Outside

    def is_left_out(self, message: Message) -> bool:
        """Whether what a message quotes is in the set no more than the message that it answers."""
        answered = message.reply_to_id
        is_of_others = self.concerned is not None and answered is not None and answered not in self.concerned
        return is_of_others or self.outside.quoted_in(message)

    def remarks(self, message: Message) -> tuple[str, ...]:
        """What is told in the place of a quotation of a message outside the reach of the request."""
        return (_OUTSIDE,) if message.quote_text and self.outside.quoted_in(message) else ()
