"""Where a passage may lie and how it may stand."""

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
    TITLE = "title", "titel van het gesprek"


class Status(TextChoices):
    """Where a passage stands. Only `ACCEPTED` withholds; nothing leaves while one is `PROPOSED`."""

    PROPOSED = "proposed", "voorstel"
    ACCEPTED = "accepted", "gelakt"
    REJECTED = "rejected", "niet gelakt"
