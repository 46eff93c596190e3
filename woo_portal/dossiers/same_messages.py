"""One message that two phones hold differently: what is withheld of one version is not shown in the other, unless knowingly.

Whoever rejects the proposal in the version that is shown knows it; that is kept as every decision on a passage is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from redaction.models import Redaction
from redaction.twins import open_in_twins
from woo_portal.dossiers.models import Dossier, Item, Judgement
from woo_portal.dossiers.told_places import places_of


def withheld_whole(dossier: Dossier) -> Mapping[int, Sequence[str]]:
    """The messages (ids) of a dossier that are withheld whole and that another phone has differently, with their grounds."""
    linked = Q(message__twin__isnull=False) | Q(message__twins__isnull=False)
    return dict(
        dossier.items.filter(linked, judgement=Judgement.WITHHELD).order_by("pk").values_list("message", "grounds")
    )


def objection_to(dossier: Dossier, shown: QuerySet[Item, Any]) -> str:
    """Why a dossier with these messages `shown` cannot go on: a version of one shows what is withheld of another, and nobody
    decided that it may. A Dutch sentence that says where; empty when there is none.
    """
    untold = open_in_twins(dossier.layer, shown, withheld_whole(dossier))
    return _told(untold) if untold else ""


def _told(untold: Sequence[Redaction]) -> str:
    places = places_of(one.message_id for one in untold if one.message_id is not None)
    return (
        "Wat van een bericht is geweigerd of gelakt, is nog te lezen in de versie van een andere telefoon, die openbaar wordt: "
        f"{places}. Laat op het overzicht zoeken naar wat gelakt moet worden, en beslis over het lakvoorstel "
        "dat dan bij dat bericht staat: lak het, of wijs het af als het openbaar mag zijn."
    )
