"""Marking messages as private and lifting a mark, with what stands in the way and with the log.

The log says who, how many and in which conversation by its number; never what was said, or what the conversation is called.
"""

from __future__ import annotations

from django.db import transaction

from archive import privacy
from archive.models import PrivateMark
from archive.privacy import Scope
from archive.querysets.messages import MessageQuerySet
from archive.standstill import have_to_oneself
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.keeping import forget_quotes, number_in_dossiers
from woo_portal.package_workshop import empty_workshop
from woo_portal.presentation.dutch import counted, day


class MarkRefused(Exception):
    """This cannot be marked, or the mark cannot be lifted, now; the message is Dutch."""


@transaction.atomic
def mark(scope: Scope, *, reason: str, said_by: str, by: User) -> int:
    """Mark what is in the scope as private; how many messages that are, but for those marked so before. Raises `MarkRefused`.

    Not what is in a dossier: there somebody judges it, or has judged it and published it.
    """
    have_to_oneself()
    covered = privacy.in_scope(scope)
    _refuse_in_dossier(covered)
    _refuse_quoted(covered, "markeren")
    before = privacy.private_total()
    try:
        marks = privacy.mark(scope, reason=reason, said_by=said_by, by=str(by))
    except privacy.NothingToMark:
        raise MarkRefused("Hier is niets dat nog niet als privé gemarkeerd is. Er is niets gewijzigd.") from None
    forget_quotes(privacy.quoting(covered))
    transaction.on_commit(empty_workshop)
    count = len(marks) if scope.messages else privacy.private_total() - before
    record(
        Verb.PRIVATE_MARKED,
        by=by,
        subject=f"gesprek {scope.conversation}",
        conversation=scope.conversation,
        what=in_words(scope) if scope.messages else f"{in_words(scope)}, {counted(count, 'bericht', 'berichten')},",
        count=count,
        said_by=said_by,
        marks=privacy.as_logged(marks),
    )
    return count


@transaction.atomic
def lift(mark: PrivateMark, *, reason: str, by: User) -> None:
    """End a mark; what it covered can be searched and read again. Raises `MarkRefused`."""
    have_to_oneself()
    covered = privacy.covered_by(mark)
    _refuse_quoted(covered, "opheffen")
    if PrivateMark.objects.active().filter(pk=mark.pk).exists():
        privacy.lift(mark, reason=reason, by=str(by))
        facts = {"mark": mark.pk, "conversation": mark.conversation_id, "count": covered.count()}
        record(Verb.PRIVATE_LIFTED, by=by, subject=f"gesprek {mark.conversation_id}", **facts)


def _refuse_in_dossier(covered: MessageQuerySet) -> None:
    if number := number_in_dossiers(covered):
        are = "zit" if number == 1 else "zitten"
        raise MarkRefused(
            f"Hiervan {are} {counted(number, 'bericht', 'berichten')} in een dossier. Er is niets gemarkeerd. Vraag de "
            "Woo-coördinator of de kamerliaison wat privé is eerst uit het dossier te halen; wat is vrijgegeven, is openbaar."
        )


def _refuse_quoted(covered: MessageQuerySet, what: str) -> None:
    """A message of a dossier may not change under the hands of who judges it, and its quotation is part of it."""
    if number := number_in_dossiers(privacy.quoting(covered)):
        raise MarkRefused(
            f"In een dossier {'zit' if number == 1 else 'zitten'} {counted(number, 'bericht', 'berichten')} met een "
            f"aanhaling hiervan. Er is niets gewijzigd: {what} kan pas als die antwoorden uit het dossier zijn gehaald."
        )


def in_words(scope: Scope) -> str:
    """What a scope is: "het hele gesprek", "3 berichten", "de berichten van 3 mei 2025 tot en met 5 mei 2025"."""
    if scope.messages:
        return counted(len(scope.messages), "bericht", "berichten")
    if scope.first_day is None and scope.last_day is None:
        return "het hele gesprek"
    if scope.first_day == scope.last_day and scope.first_day is not None:
        return f"de berichten van {day(scope.first_day)}"
    since = f" vanaf {day(scope.first_day)}" if scope.first_day else ""
    until = f" tot en met {day(scope.last_day)}" if scope.last_day else ""
    return f"de berichten{since}{until}"


def scope_of(mark: PrivateMark) -> Scope:
    """What a mark is on."""
    first, last = privacy.days_of(mark)
    return Scope(mark.conversation_id, (mark.message_id,) if mark.message_id else (), first, last)
