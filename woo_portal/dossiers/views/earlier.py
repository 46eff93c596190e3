"""The page on which what other dossiers decided is taken over, after it said what that means."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import OPEN_STATES, DossierClosed, StaleJudgement
from woo_portal.dossiers.earlier import Offer, offer_for, take_over
from woo_portal.dossiers.filters import EARLIER, UNJUDGED
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.passages import request_proposals
from woo_portal.dossiers.told_places import places_of
from woo_portal.presentation.dutch import counted, enumeration

_CHANGED = (
    "Intussen is er iets gewijzigd aan deze berichten, hier of in een ander dossier. Er is niets overgenomen. Hieronder staat "
    "wat er nu over te nemen is."
)
_NOTHING = "Er is niets over te nemen: er is niets gewijzigd."


class _SeenForm(forms.Form):
    """What stood on the page that is answered."""

    gezien = forms.CharField(widget=forms.HiddenInput, max_length=64)


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_over_judgements(request: HttpRequest, number: str) -> HttpResponse:
    """Take over what established and released dossiers decided about messages that nobody judged in this one."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    if request.method == "POST":
        try:
            judged = take_over(dossier, by=user, seen=request.POST.get("gezien", ""))
        except StaleJudgement:
            messages.error(request, _CHANGED)
            return redirect("dossier-take-over", number)
        except DossierClosed as error:
            messages.error(request, str(error))
            return redirect("dossier-messages", number)
        if judged:
            messages.success(
                request, f"Het eerdere oordeel over {counted(judged, 'bericht', 'berichten')} is overgenomen."
            )
            request_proposals(dossier, by=user)
        else:
            messages.info(request, _NOTHING)
        return _back_to_messages(request, dossier, _refused(offer_for(dossier, user)))
    return _page(request, dossier, offer_for(dossier, user))


def _back_to_messages(request: HttpRequest, dossier: Dossier, refused: list[str]) -> HttpResponse:
    """The messages; those that are left and were judged elsewhere when some could not be taken over, with which and why."""
    address = reverse("dossier-messages", args=[dossier.number])
    for sentence in refused:
        messages.warning(request, sentence)
    return redirect(f"{address}?{urlencode({'oordeel': UNJUDGED, 'eerder': EARLIER})}" if refused else address)


def _page(request: HttpRequest, dossier: Dossier, offer: Offer) -> HttpResponse:
    """The question, or why there is nothing to ask."""
    context = {"dossier": dossier, "cancel_url": reverse("dossier-messages", args=[dossier.number])}
    if dossier.state not in OPEN_STATES:
        context["nothing"] = (
            f"Het dossier staat op ‘{dossier.get_state_display()}’. Breng het eerst terug naar lakken om te beoordelen."
        )
    elif not offer.groups:
        context["nothing"] = " ".join([*_refused(offer), *_left_alone(offer)]) or (
            "Geen vastgesteld of vrijgegeven dossier oordeelde over berichten die hier nog te beoordelen zijn."
        )
    else:
        context |= _question(offer)
    return render(request, "dossiers/take_over.html", context)


def _question(offer: Offer) -> dict[str, Any]:
    whole = counted(sum(count for _, count in offer.counts), "bericht", "berichten")
    return {
        "form": _SeenForm(initial={"gezien": offer.stamp}),
        "question": f"Het eerdere oordeel over {whole} overnemen?",
        "consequences": [
            *(f"{counted(count, 'bericht wordt', 'berichten worden')} ‘{label}’." for label, count in offer.counts),
            f"Zo is erover geoordeeld in {enumeration(offer.numbers)}. Gronden, motivering en vindplaats gaan mee; wat daar in "
            "berichten is gelakt, niet.",
            *_refused(offer),
            *_left_alone(offer),
            "Wat in dit dossier al is beoordeeld, blijft zoals het is.",
            "U geldt als degene die deze berichten beoordeelt: iemand anders moet het dossier vaststellen.",
        ],
        "undo": "U kunt elk bericht daarna anders beoordelen.",
        "confirm": f"Neem het oordeel over {whole} over",
    }


def _left_alone(offer: Offer) -> list[str]:
    if not offer.disputed:
        return []
    left = counted(offer.disputed, "bericht blijft", "berichten blijven")
    return [f"{left} te beoordelen, omdat andere dossiers er verschillend over oordelen."]


def _refused(offer: Offer) -> list[str]:
    """Which messages stay behind because their judgement is older than a rule it breaks, and what that rule asks."""
    return [
        f"{counted(len(group.items), 'bericht blijft', 'berichten blijven')} te beoordelen: het oordeel "
        f"‘{group.judgement.label}’ uit {enumeration(list(group.numbers))} voldoet niet aan de regels van nu. "
        f"{group.objection} Het gaat om {places_of(item.message_id for item in group.items)}."
        for group in offer.refused
    ]
