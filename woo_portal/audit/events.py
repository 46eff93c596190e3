"""Writes events and tells them as Dutch sentences."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from woo_portal.accounts.models import User
from woo_portal.audit.models import LONGEST_SUBJECT, Event, Verb

SYSTEM_NAME = "het portaal"


def record(verb: Verb, *, by: User | None, subject: str = "", dossier_id: int | None = None, **details: Any) -> Event:
    """Add an event, in the transaction of what it tells of. `by` is None for what the portal does by itself.

    Details must be JSON and must not hold the text of a message or a withheld passage.
    """
    return Event.objects.create(
        verb=verb,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else SYSTEM_NAME,
        actor_role=by.get_role_display() if by else "",
        subject=subject[:LONGEST_SUBJECT],
        dossier_id=dossier_id,
        details=details,
    )


def record_row(verb: Verb, *, by: User, subject: str, before: str = "", after: str = "") -> None:
    """Add an event on a row of a table, as it read and as it reads now; `before` is empty for a new one, `after` for one that
    is gone. Nothing is added when it reads the same.
    """
    if before != after:
        record(verb, by=by, subject=subject, before=before, after=after)


def sentence(event: Event) -> str:
    """The event as one Dutch sentence, from its template."""
    return render_to_string(f"audit/{event.verb}.txt", {"event": event, **event.details}).strip()
