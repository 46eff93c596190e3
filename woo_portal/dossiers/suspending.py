"""Suspending the term of a Woo request (opschorting), and setting right when it runs again.

Woo art. 4.4 lid 3: the term does not run from the day after the requester is told that third parties are asked for their views,
until the day a view came in or the time for it has passed; lid 4: the requester is then told the new last day. Awb art. 4:15 has
the other grounds. Of a view and of a request to complete the portal takes the day on which it comes in to count again: the
reading in which the decision is never late.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.models import Dossier, Kind, Suspension, SuspensionGround
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import is_extended_in_time, last_day_with, term_of
from woo_portal.presentation.dutch import day as in_words

_LONGEST = timedelta(days=366)
"""Who suspends a term for longer made a typing error in the year."""


class SuspensionRefused(Exception):
    """The term cannot be suspended, or not so; the message is Dutch, and nothing was changed."""


@transaction.atomic
def suspend(dossier: Dossier, ground: SuspensionGround, *, notified_on: date, resumes_on: date, by: User) -> Suspension:
    """Suspend the term from the day after the requester was told until the day it runs again. A form that is sent twice suspends
    once. Raises `SuspensionRefused`.
    """
    locked = _locked(dossier)
    _check_days(locked, notified_on, resumes_on)
    suspension, is_new = Suspension.objects.get_or_create(
        dossier=locked, ground=ground, notified_on=notified_on, resumes_on=resumes_on, defaults={"by": by}
    )
    if is_new:
        _check(locked)
        _record(suspension, "opgeschort", by)
    return suspension


@transaction.atomic
def move_end(suspension: Suspension, *, resumes_on: date, by: User) -> bool:
    """Let the term run again from another day: a view came in early, or the time for it was prolonged. Whether the day changed.

    Raises `SuspensionRefused`.
    """
    locked = _locked(suspension.dossier)
    current = Suspension.objects.get(pk=suspension.pk)
    if current.resumes_on == resumes_on:
        return False
    _check_days(locked, current.notified_on, resumes_on)
    current.resumes_on = resumes_on
    current.save(update_fields=["resumes_on"])
    _check(locked)
    _record(current, "gewijzigd", by)
    return True


@transaction.atomic
def withdraw(suspension: Suspension, *, by: User) -> None:
    """Take away a suspension that was recorded by mistake; the log keeps it. Raises `SuspensionRefused`."""
    locked = _locked(suspension.dossier)
    current = Suspension.objects.filter(pk=suspension.pk).first()
    if current is None:
        return
    _record(current, "weggehaald", by)
    current.delete()
    _check(locked)


def _locked(dossier: Dossier) -> Dossier:
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.kind != Kind.WOO:
        raise SuspensionRefused("Alleen de termijn van een Woo-verzoek kan worden opgeschort.")
    if locked.state == State.RELEASED:
        raise SuspensionRefused("Het dossier is vrijgegeven: er loopt geen termijn meer. Er is niets gewijzigd.")
    return locked


def _check_days(dossier: Dossier, notified_on: date, resumes_on: date) -> None:
    if not dossier.received_on <= notified_on <= timezone.localdate():
        raise SuspensionRefused(
            "Het bericht kan niet vóór de ontvangst of in de toekomst verzonden zijn. Er is niets gewijzigd; controleer de datum."
        )
    if resumes_on <= notified_on + timedelta(days=1):
        raise SuspensionRefused(
            f"De termijn staat stil vanaf de dag na het bericht, {in_words(notified_on + timedelta(days=1))}, en kan dus pas "
            "daarna weer lopen. Er is niets gewijzigd."
        )
    if resumes_on - notified_on > _LONGEST:
        raise SuspensionRefused(
            "Een opschorting duurt hier hoogstens een jaar. Controleer het jaar; er is niets gewijzigd."
        )


def contradiction(dossier: Dossier) -> str:
    """What cannot be in the term of a dossier as it is now, as a Dutch sentence: a suspension from before the request, or after
    the end of the term. Empty when all can be. Two queries, and one for each suspension.
    """
    rows = list(dossier.suspensions.order_by("notified_on", "pk"))
    for number, row in enumerate(rows):
        if row.notified_on < dossier.received_on:
            return f"Er is een opschorting met een bericht van {in_words(row.notified_on)}, vóór de ontvangst van het verzoek."
        if row.first_day > (last := last_day_with(dossier, rows[:number])):
            return (
                f"De termijn liep dan tot en met {in_words(last)}. Een bericht van {in_words(row.notified_on)} schort haar niet "
                "meer op, want zij staat pas de dag erna stil."
            )
    return ""


def _check(dossier: Dossier) -> None:
    """That the suspensions fit in the term, and that the notice of extension, if there was one, is still in time."""
    if objection := contradiction(dossier):
        raise SuspensionRefused(f"{objection} Er is niets gewijzigd; controleer de datum.")
    if not dossier.extended or dossier.extended_on is None:
        return
    if not is_extended_in_time(dossier, dossier.extended_on, last := term_of(dossier).first_last_day):
        raise SuspensionRefused(
            f"De termijn is verlengd met een bericht van {in_words(dossier.extended_on)}. Zonder deze dagen eindigde zij op "
            f"{in_words(last)}, en was dat bericht te laat. Er is niets gewijzigd; controleer de datum."
        )


def _record(suspension: Suspension, what: str, by: User) -> None:
    dossier = suspension.dossier
    record(
        Verb.DEADLINE_SUSPENDED,
        by=by,
        subject=dossier.number,
        dossier_id=dossier.pk,
        what=what,
        ground=SuspensionGround(suspension.ground).label,
        first_day=in_words(suspension.first_day),
        resumes_on=in_words(suspension.resumes_on),
    )
