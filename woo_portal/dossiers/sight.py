"""What somebody had before them who takes a step: who approves or releases answers for what stood on the page, and no more."""

from __future__ import annotations

from django.db.models import QuerySet

from woo_portal.audit.models import Event
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.visits import VIEWS
from woo_portal.presentation.typed_ids import id_in


def stamp_of(dossier: Dossier) -> str:
    """Changes with everything that is done in a dossier, and with its newest package; not with who looked at it."""
    last = changes_after("", dossier).order_by("-pk").values_list("pk", flat=True).first()
    package = dossier.packages.public().values_list("pk", flat=True).first()
    return f"{last or 0}.{package or 0}"


def changes_after(stamp: str, dossier: Dossier) -> QuerySet[Event]:
    """What was done in a dossier after a page with this stamp was made; everything for what is no stamp."""
    last, _, _ = stamp.partition(".")
    return Event.objects.filter(dossier_id=dossier.pk, pk__gt=id_in(last) or 0).exclude(verb__in=VIEWS)
