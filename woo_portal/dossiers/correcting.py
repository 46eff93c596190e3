"""Correcting what was filled in when a dossier was made: its subject, who asked, when, and the text of the request.

The subject stands on every document that is published and the day of receipt begins the term, so both may be set right until
the dossier is approved. A subject that names a person of the archive is asked about first: nobody redacts a subject.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from archive.models import Function, Person
from redaction.missed import tell_tales, telling
from redaction.passages import occurrences
from redaction.policy_table import in_force
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.models import Dossier, PackageState
from woo_portal.dossiers.states import State
from woo_portal.dossiers.suspending import contradiction
from woo_portal.dossiers.terms import is_extended_in_time, term_of
from woo_portal.dossiers.workflow import OVERTAKEN
from woo_portal.presentation.dutch import day as in_words

CORRECTABLE = (State.COLLECTING, State.REDACTING, State.APPROVAL)
"""In these states nobody has approved what would be changed."""
_CAPITALISED = re.compile(r"[^\W\d_][\w'’-]+")
_PUBLISHED = {"subject": "onderwerp", "received_on": "dag van ontvangst"}
"""The facts that are published, and told in the log with what they were."""
_INSIDE = {"requester": "verzoeker", "request": "tekst van het verzoek"}
"""Those that stay inside: the log says that they changed, not what they say of whom."""


class CorrectionRefused(Exception):
    """The facts cannot be changed, or not to these; the message is Dutch, and nothing was changed."""


def may_correct(dossier: Dossier, user: User) -> bool:
    """Whether somebody may change these facts now."""
    return user.may(Capability.COMPOSE_DOSSIER) and dossier.state in CORRECTABLE


@transaction.atomic
def correct(dossier: Dossier, changes: dict[str, Any], *, by: User) -> bool:
    """Change these facts of a dossier, by the names of its fields; whether any reads otherwise now.

    A version for one reader that was made shows the old ones, and expires. Raises `CorrectionRefused` once the dossier is
    approved, and for a day of receipt after which an extension of the term would have been too late, or a suspension outside it.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.state not in CORRECTABLE:
        raise CorrectionRefused(
            f"Dossier {locked.number} is al vastgesteld. Er is niets gewijzigd; heropen het dossier eerst, en maak daarna een "
            "nieuw pakket."
        )
    before = {name: getattr(locked, name) for name in changes}
    changed = {name: value for name, value in changes.items() if value != before[name]}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(locked, name, value)
    _check_extension(locked)
    if objection := contradiction(locked):
        raise CorrectionRefused(f"{objection} Er is niets gewijzigd; controleer de dag van ontvangst.")
    locked.save(update_fields=list(changed))
    if _PUBLISHED.keys() & changed:
        locked.packages.filter(state__in=OVERTAKEN).update(state=PackageState.EXPIRED)
    record(
        Verb.DOSSIER_CORRECTED,
        by=by,
        subject=locked.number,
        dossier_id=locked.pk,
        published=[
            {"what": what, "before": _told(before[name]), "after": _told(changed[name])}
            for name, what in _PUBLISHED.items()
            if name in changed
        ],
        inside=[what for name, what in _INSIDE.items() if name in changed],
    )
    return True


def _told(value: Any) -> str:
    return in_words(value) if isinstance(value, date) else str(value)


def _check_extension(dossier: Dossier) -> None:
    if not dossier.extended or dossier.extended_on is None:
        return
    sent_on, last_day = dossier.extended_on, term_of(dossier).first_last_day
    if sent_on < dossier.received_on or not is_extended_in_time(dossier, sent_on, last_day):
        raise CorrectionRefused(
            f"De termijn is verlengd met een bericht van {in_words(sent_on)}. Met deze dag van ontvangst kan dat niet: het "
            f"bericht gaat uit tussen de ontvangst en {in_words(last_day)}. Er is niets gewijzigd; controleer de dag."
        )


def people_named_in(text: str) -> tuple[str, ...]:
    """Whom of the archive a text names, as the archive calls them: by the whole name, or by a part of it that says by itself
    who it is. Those whose function the policy makes public may be named, and so are not told; nor is anybody who is known from
    private conversations alone. Two queries.
    """
    words = [match[0] for match in _CAPITALISED.finditer(text) if match[0][0].isupper()]
    if not words:
        return ()
    may_be_meant = Q()
    for word in words:
        may_be_meant |= Q(name__unaccent__icontains=word)
    public = Function.objects.filter(function_class__in=in_force().public_roles()).values("person")
    people = Person.objects.visible().standing().filter(may_be_meant).exclude(pk__in=public)
    names = dict.fromkeys(people.order_by("name").values_list("name", flat=True))
    return tuple(name for name in names if _names(text, name))


def _names(text: str, name: str) -> bool:
    if len(name.split()) > 1 and occurrences(name, text):
        return True
    spans = tell_tales(text, telling([name]))
    return any(text[span.start].isupper() for span in spans)
