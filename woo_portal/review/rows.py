"""What the screens read of a passage and of a box. Whoever decides on one hands the row itself back to `woo_portal.dossiers`, the
only door to what is redacted.
"""

from __future__ import annotations

from typing import Protocol

from redaction.attachments.areas import Area


class PassageRow(Protocol):
    """A passage as it stands. `version` counts the decisions on it; `decided_by_id` is the account's."""

    pk: int
    version: int
    status: str
    ground: str
    further_grounds: list[str]
    motivation: str
    decided_by: str
    decided_by_id: int | None
    message_id: int | None
    conversation_id: int | None

    @property
    def grounds(self) -> tuple[str, ...]:
        """All grounds it stands on, in the order of the law."""


class BoxRow(Protocol):
    """A box on a page of an attachment, and what kind of data lies under it."""

    label: str

    @property
    def area(self) -> Area:
        """Where it is on its page."""
