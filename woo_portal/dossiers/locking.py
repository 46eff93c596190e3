"""The one order in which dossiers are locked, so that nobody waits for who waits for them; see decision record 91.

Whoever changes messages, proposals or decisions of a dossier locks the dossier first. Whoever changes those of several locks all
of these at once, in the order of their ids, before functions, messages and passages. Before dossiers come only the standstill of
the archive and what an import holds for as long as it runs, such as names: who has a dossier does not wait for those.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from woo_portal.dossiers.states import State


def lock_in_order(dossiers: QuerySet[Any]) -> list[int]:
    """Lock dossiers until the end of the transaction, in the order of their ids; which ones (ids)."""
    return list(dossiers.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


def lock_unreleased() -> list[int]:
    """Lock every dossier that may still change (ids).

    For who has to know that nobody decides on anything before it is known which dossiers are affected.
    """
    return lock_in_order(apps.get_model("dossiers", "Dossier").objects.exclude(state=State.RELEASED))
