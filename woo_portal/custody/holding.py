"""Holding messages from destruction and ending that, with the log."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from archive.models import Conversation, Hold, Person
from archive.one_by_one import one_by_one
from archive.retention import holds
from archive.retention.concealing import PRIVATE_TITLE
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.presentation.dutch import day, enumeration


@transaction.atomic
def set_hold(hold: Hold, *, persons: Sequence[Person], by: User) -> Hold:
    """Hold what answers to all that is filled in. Raises `archive.retention.holds.HoldTooWide`.

    What this person holds already, for the same reason, is not held twice: a form sent twice does no harm.
    """
    one_by_one("holds")
    hold.set_by = str(by)
    if (same := holds.equal_to(hold, persons=persons)) is not None:
        return same
    holds.set_hold(hold, persons=persons)
    record(Verb.HOLD_SET, by=by, subject=f"vasthouden {hold.pk}", hold=hold.pk, what=in_words(hold), reason=hold.reason)
    return hold


@transaction.atomic
def end_hold(hold: Hold, *, reason: str, by: User) -> None:
    """End a hold; one that has ended stays as it is."""
    if hold.ended_at is None:
        holds.end_hold(hold, reason=reason, by=str(by))
        what = in_words(hold)
        record(Verb.HOLD_ENDED, by=by, subject=f"vasthouden {hold.pk}", hold=hold.pk, what=what, reason=reason)


def in_words(hold: Hold) -> str:
    """What is held: "berichten in gesprekken met Kofi Mensah, vanaf 1 november 2025, met ‘pomp*’"."""
    persons = [person.name for person in hold.persons.all()]
    parts = [f"berichten in gesprekken met {enumeration(persons)}" if persons else "berichten"]
    if hold.conversation is not None:
        is_private = Conversation.objects.private().filter(pk=hold.conversation.pk).exists()
        parts.append(f"in het gesprek ‘{PRIVATE_TITLE if is_private else hold.conversation.title}’")
    if hold.first_day or hold.last_day:
        since = f"vanaf {day(hold.first_day)}" if hold.first_day else ""
        until = f"tot en met {day(hold.last_day)}" if hold.last_day else ""
        parts.append(f"{since} {until}".strip())
    if hold.words:
        parts.append(f"met ‘{hold.words}’")
    return " ".join(parts) if len(parts) == 2 else ", ".join(parts)
