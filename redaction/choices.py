"""Where a passage may lie, how it or an attachment may stand, and what found it when no detector did."""

from __future__ import annotations

from django.db.models import TextChoices


class Field(TextChoices):
    """Which text of a message a passage lies in. `index` says which one where there are several."""

    TEXT = "text", "tekst"
    SENDER = "sender", "afzender"
    QUOTE_AUTHOR = "quote_author", "auteur van het citaat"
    QUOTE = "quote", "citaat"
    FILE_NAME = "file_name", "bestandsnaam"
    REACTION = "reaction", "reactie"
    REMARK = "remark", "opmerking bij het inlezen"
    TITLE = "title", "titel van het gesprek"


class Status(TextChoices):
    """Where a passage stands. Only `ACCEPTED` withholds; nothing leaves while one is `PROPOSED`."""

    PROPOSED = "proposed", "voorstel"
    ACCEPTED = "accepted", "gelakt"
    REJECTED = "rejected", "niet gelakt"


class Treatment(TextChoices):
    """What becomes of an attachment. It is published only when `SHOWN`, with its accepted boxes burned in."""

    UNDECIDED = "undecided", "nog niet beslist"
    WITHHELD = "withheld", "geweigerd"
    SHOWN = "shown", "openbaar"


LONGEST_WHY = 300
"""How many characters the reason of a passage or of a box has room for."""

BY_HAND = "hand"
"""`found_by` of a passage that is in the layer because a person withheld it."""
FOLLOWED = "propagate"
"""`found_by` of one that is in the layer because the same words were decided on elsewhere."""
EARLIER = "earlier"
"""`found_by` of one that is in the layer because it is withheld of the very same message in another layer."""
IN_FIELD = "sender"
"""`found_by` of a name in a field of its own (`redaction.passages.WHOLE_FIELDS`): there the archive knows who it is."""
SAME_FILE = "same_file"
"""`found_by` of a box over what is withheld on the same file in another message."""
WITHHELD_ELSEWHERE = "elsewhere"
"""`found_by` of a box over words that are withheld from a message of the layer."""
