"""The tab Berichten: reading the messages of a dossier and judging them, one by one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Min, Prefetch, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from archive.days import local_day
from archive.models import Message
from redaction.grounds import Regime, age_motivation_needed
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier, may_search
from woo_portal.dossiers.composing import (
    OPEN_STATES,
    DossierClosed,
    InvalidJudgement,
    StaleJudgement,
    add_messages,
    judge,
    remove,
)
from woo_portal.dossiers.earlier import judged_elsewhere, may_be_taken_over
from woo_portal.dossiers.figures import judgement_counts
from woo_portal.dossiers.filters import UNJUDGED, ItemFilter
from woo_portal.dossiers.forms import details_form
from woo_portal.dossiers.models import Dossier, Item, Judgement
from woo_portal.dossiers.passages import request_proposals
from woo_portal.dossiers.pieces import page_of, pieces
from woo_portal.dossiers.selection import chosen
from woo_portal.dossiers.visits import record_view
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import id_in

STALE = (
    "Intussen is er iets gewijzigd aan deze berichten, door een collega of door u in een ander venster. Uw oordeel is "
    "niet bewaard. Hieronder staat hoe het nu is; oordeel opnieuw als dat nodig is."
)
NOTHING_CHOSEN = "Er is niets aangevinkt. Vink eerst berichten aan; er is niets gewijzigd."
EXAMPLES = 5
"""So many of the messages are shown above the form that asks for grounds."""


@requires(Capability.READ_DOSSIER)
@require_safe
def messages_of(request: HttpRequest, number: str) -> HttpResponse:
    """The messages of a dossier by conversation and day, with their judgements."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="berichten")
    may_read_archive = user.may(Capability.READ_ARCHIVE)
    narrowed = ItemFilter(request.GET, dossier=dossier, user=user, reads_archive=may_read_archive)
    items = narrowed.qs if narrowed.is_valid() else dossier.items.all()
    page = page_of(items, request.GET.dict())
    earlier = judged_elsewhere(dossier, user, [row.message_id for row in page.rows])
    may_judge = user.may(Capability.COMPOSE_DOSSIER) and dossier.state in OPEN_STATES
    context = {
        "dossier": dossier,
        "tab": "messages",
        "filter": narrowed,
        "facets": _facets(request, dossier),
        "page": page,
        "pieces": pieces(dossier, items, page.rows, surroundings=narrowed.shows_surroundings, earlier=earlier),
        "judgements": [(one.value, one.label) for one in Judgement.of(dossier.kind)],
        "may_judge": may_judge,
        "may_take_over": may_judge and may_be_taken_over(dossier, user),
        "may_search": may_search(user),
        "may_read_archive": may_read_archive,
    }
    return render(request, "dossiers/messages.html", context)


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow the messages: how many it leaves, and whether it is open."""

    label: str
    count: int
    url: str
    active: bool


def _facets(request: HttpRequest, dossier: Dossier) -> list[Facet]:
    """All messages, and those judged so; the rest of the address stays, but for the page of the list."""
    kept = {name: request.GET[name] for name in ("gesprek", "eerder", "omgeving") if request.GET.get(name)}
    counts = judgement_counts(dossier)
    asked = request.GET.get("oordeel", "")
    open_one = asked if asked in {UNJUDGED, *Judgement.values} else ""
    facets = [Facet("alle berichten", sum(row.count for row in counts), f"?{urlencode(kept)}", not open_one)]
    for row in counts:
        key = row.key or UNJUDGED
        facets.append(Facet(row.label, row.count, f"?{urlencode(kept | {'oordeel': key})}", key == open_one))
    return facets


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_POST
def judge_messages(request: HttpRequest, number: str) -> HttpResponse:
    """Judge what was ticked, or the one message whose own button was pressed.

    A judgement that asks for more than itself is answered with the form that asks it, for the same messages.
    """
    user = current_user(request)
    dossier = get_dossier(user, number)
    judgement, tokens = _asked(request)
    form = details_form(judgement, Regime(dossier.layer.regime), request.POST if "ingevuld" in request.POST else None)
    try:
        items = chosen(dossier, _narrowed(request, dossier), tokens)
        if not items:
            messages.error(request, NOTHING_CHOSEN)
            return _back(request, dossier)
        if form is not None and not form.is_valid():
            return _ask_details(request, dossier, items, tokens, judgement, form)
        changed = judge(dossier, items, judgement=judgement, by=user, **(form.cleaned_data if form else {}))
    except InvalidJudgement as error:
        if form is None:
            messages.error(request, str(error))
            return _back(request, dossier)
        form.add_error(None, str(error))
        return _ask_details(request, dossier, items, tokens, judgement, form)
    except (StaleJudgement, DossierClosed) as error:
        messages.error(request, str(error) or STALE)
        return _back(request, dossier)
    if changed:
        messages.success(request, f"{counted(changed, 'bericht', 'berichten')} beoordeeld als ‘{judgement.label}’.")
        request_proposals(dossier, by=user)
    else:
        messages.info(request, "Er is niets gewijzigd: dit oordeel stond er al.")
    return _back(request, dossier, items)


def _asked(request: HttpRequest) -> tuple[Judgement, list[str]]:
    """The judgement, and the tokens of what it is about: "public:b:12:3" is one message's own button."""
    judgement, _, token = request.POST.get("een", "").partition(":")
    judgement = judgement or request.POST.get("oordeel", "")
    if judgement not in Judgement.values:
        raise Http404
    return Judgement(judgement), [token] if token else request.POST.getlist("keuze")


def _narrowed(request: HttpRequest, dossier: Dossier) -> QuerySet[Item]:
    """The messages that the filter in the address lets through."""
    narrowed = ItemFilter(request.GET, dossier=dossier, user=current_user(request))
    return narrowed.qs if narrowed.is_valid() else dossier.items.all()


def _ask_details(
    request: HttpRequest,
    dossier: Dossier,
    items: Sequence[Item],
    tokens: Sequence[str],
    judgement: Judgement,
    form: Form,
) -> HttpResponse:
    rows = dossier.items.filter(pk__in=[item.pk for item in items])
    oldest = rows.aggregate(oldest=Min("message__sent_at"))["oldest"]
    context = {
        "dossier": dossier,
        "tab": "messages",
        "judgement": judgement,
        "form": form,
        "count": len(items),
        "tokens": tokens,
        "examples": rows.prefetch_related(Prefetch("message", Message.objects.visible().for_reading()))[:EXAMPLES],
        "is_old": judgement == Judgement.WITHHELD
        and age_motivation_needed("5.2", written_on=local_day(oldest), requested_on=dossier.received_on) is not None,
    }
    return _as_page(request, render(request, "dossiers/judgement_details.html", context))


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_POST
def remove_messages(request: HttpRequest, number: str) -> HttpResponse:
    """Take what was ticked out of the dossier, after a page that says what that means."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    try:
        tokens = request.POST.getlist("keuze")
        items = chosen(dossier, _narrowed(request, dossier), tokens)
        if items and "zeker" not in request.POST:
            return _ask_certain(request, dossier, items, tokens)
        removed = remove(dossier, items, by=user)
    except (StaleJudgement, DossierClosed) as error:
        messages.error(request, str(error) or STALE)
    else:
        if removed:
            messages.success(request, f"{counted(removed, 'bericht', 'berichten')} uit het dossier gehaald.")
        else:
            messages.error(request, NOTHING_CHOSEN)
    return _back(request, dossier)


def _ask_certain(request: HttpRequest, dossier: Dossier, items: Sequence[Item], tokens: Sequence[str]) -> HttpResponse:
    context = {
        "dossier": dossier,
        "count": len(items),
        "judged": sum(bool(item.judgement) for item in items),
        "tokens": tokens,
    }
    return _as_page(request, render(request, "dossiers/remove.html", context))


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_POST
def add_message(request: HttpRequest, number: str) -> HttpResponse:
    """Add a message that stands around those of the dossier."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    message = get_object_or_404(Message.objects.visible(), pk=id_in(request.POST.get("bericht")))
    try:
        added = add_messages(dossier, [message.pk], by=user)
    except DossierClosed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Bericht toegevoegd." if added else "Dit bericht zat al in het dossier.")
    return _back(request, dossier)


def _back(request: HttpRequest, dossier: Dossier, items: Sequence[Item] = ()) -> HttpResponse:
    """The page the form was on, at the first of the messages it was about."""
    anchor = f"#bericht-{items[0].message_id}" if items else ""
    return HttpResponseRedirect(
        f"{reverse('dossier-messages', args=[dossier.number])}?{request.GET.urlencode()}{anchor}"
    )


def _as_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page that replaces the list, where the browser asked to replace a part of it only."""
    if request.headers.get("HX-Request") == "true":
        response["HX-Retarget"] = response["HX-Reselect"] = "#inhoud"
        response["HX-Reswap"] = "outerHTML show:top"
    return response
