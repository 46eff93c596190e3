"""That somebody looked at a dossier: an event as well, once a sitting and not once a click."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier

VIEWS = (Verb.DOSSIER_VIEWED, Verb.PACKAGE_DOWNLOADED)
"""Events in which nothing changed."""
SITTING = timedelta(minutes=15)
"""Who looks again at the same part within this time was still looking: a log of reloads tells nobody anything."""


def record_view(dossier: Dossier, *, by: User, part: str) -> None:
    """Record that somebody looks at a part of the dossier ("berichten")."""
    recent = Event.objects.filter(dossier_id=dossier.pk, verb=Verb.DOSSIER_VIEWED, actor_id=by.pk)
    if not recent.filter(at__gt=timezone.now() - SITTING, details__part=part).exists():
        record(Verb.DOSSIER_VIEWED, by=by, subject=dossier.number, dossier_id=dossier.pk, part=part)
