"""What a quotation may not tell, because the message that it is of is not in the set. Walled in with the assembly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from archive.models import Message
from redaction.quoted import Untold, Why

_OUTSIDE = "antwoord op een bericht buiten reikwijdte"


class Quoting(NamedTuple):
    """Which messages (ids) concern the reader of a version, None for a set for everybody; and of the messages (ids) that quote
    what the set does not tell, why it does not.
    """

    concerned: Collection[int] | None
    untold: Mapping[int, Untold]

    def hides(self, message: Message) -> Untold | None:
        """Why a set does not tell what a message quotes; None when it does, or when nothing is quoted."""
        if not message.quote_text:
            return None
        if found := self.untold.get(message.pk):
            return found
        answered = message.reply_to_id
        is_of_others = self.concerned is not None and answered is not None and answered not in self.concerned
        return Untold(Why.OF_OTHERS) if is_of_others else None

    def remarks(self, message: Message) -> tuple[str, ...]:
        """What is told in the place of a quotation of a message outside the reach of the request."""
        untold = self.hides(message)
        return (_OUTSIDE,) if untold and untold.why is Why.OUTSIDE else ()
