"""One search of a dossier: how it stood, what asking it again brought and adding that, and comparing it with another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from archive.models import Message
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import hits
from woo_portal.dossiers.access import get_dossier, may_search
from woo_portal.dossiers.account import gone_in_words
from woo_portal.dossiers.comparing import overlap, part_of
from woo_portal.dossiers.composing import MOST_AT_ONCE, OPEN_STATES, DossierClosed, add_messages
from woo_portal.dossiers.forms import ComparisonForm
from woo_portal.dossiers.models import Dossier, RecordedSearch
from woo_portal.dossiers.reruns import UNANSWERABLE, new_messages, outside, waiting
from woo_portal.dossiers.searches import CannotAskAgain, ask_again, request_all_again
from woo_portal.dossiers.telling import concealed, searches_of, topics_of
from woo_portal.dossiers.visits import record_view
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import ids_in

_SEARCHES = (Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER, Capability.SEARCH)


@requires(Capability.READ_DOSSIER)
@require_safe
def search(request: HttpRequest, number: str, search_id: int) -> HttpResponse:
    """A search as it was kept, with its re-runs; of a re-run what is new, to who may read the archive."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="zoekslag")
    told = searches_of(dossier)
    this = next((one for one in told if one.search.pk == search_id), None)
    if this is None:
        raise Http404
    context = {
        "dossier": dossier,
        "tab": "searches",
        "told": this,
        "runs": [one for one in told if one.place == this.place],
        "topics": topics_of(this.search),
        "gone": gone_in_words(this.rerun) if this.rerun else "",
        "may_search": may_search(user),
        "is_open": dossier.state in OPEN_STATES,
    }
    if this.rerun and this.rerun.new and may_search(user):
        context |= _news(request, dossier, this.search)
    return render(request, "dossiers/search.html", context)


def _news(request: HttpRequest, dossier: Dossier, run: RecordedSearch) -> dict[str, Any]:
    """The hits that are new in a re-run: a page of them, and how many are not in the dossier.

    Nothing where it was not kept which they were, and the search cannot be asked any more.
    """
    try:
        new = new_messages(run.rerun)
    except UNANSWERABLE:
        return {}
    page = hits.page_of(new, request.GET.dict())
    return {
        "page": page,
        "stretches": hits.stretches(page.rows),
        "present": hits.present(dossier, page.rows),
        "outside": outside(new, dossier).count(),
    }


@requires(*_SEARCHES)
@require_POST
def repeat(request: HttpRequest, number: str, search_id: int) -> HttpResponse:
    """Ask one search again, and show what is new."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    kept = get_object_or_404(dossier.searches, pk=search_id)
    try:
        run = ask_again(kept, by=user)
    except (CannotAskAgain, DossierClosed) as refusal:
        messages.error(request, str(refusal))
        return redirect("dossier-search", number, search_id)
    new = counted(run.rerun.new, "nieuwe treffer", "nieuwe treffers")
    messages.success(request, f"Opnieuw gezocht: {counted(run.hits, 'treffer', 'treffers')}, {new}.")
    return redirect("dossier-search", number, run.pk)


@requires(*_SEARCHES)
@require_POST
def repeat_all(request: HttpRequest, number: str) -> HttpResponse:
    """Ask every search of the dossier again, in a job."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    try:
        request_all_again(dossier, by=user)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Alle zoekvragen worden opnieuw gesteld. U kunt gewoon doorwerken.")
    return redirect("dossier-searches", number)


@requires(*_SEARCHES)
@require_POST
def add(request: HttpRequest, number: str, search_id: int) -> HttpResponse:
    """Put hits that are new in a re-run into the dossier: what was ticked, or all of them."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    run = get_object_or_404(dossier.searches.exclude(rerun=None), pk=search_id)
    try:
        new = outside(new_messages(run.rerun), dossier)
    except UNANSWERABLE:
        new = Message.objects.visible().none()
    if request.POST.get("wat") != "all":
        new = new.filter(pk__in=ids_in(request.POST.getlist("bericht")))
    ids = list(new.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if not ids:
        messages.error(request, "Er is niets aangevinkt dat nog niet in het dossier zit. Er is niets toegevoegd.")
    elif len(ids) > MOST_AT_ONCE:
        messages.error(request, "Dit zijn meer dan 50.000 berichten. Er is niets toegevoegd; verfijn de zoekvraag.")
    else:
        _add(request, dossier, ids, run)
    return redirect("dossier-search", number, search_id)


def _add(request: HttpRequest, dossier: Dossier, ids: list[int], run: RecordedSearch) -> None:
    try:
        added = add_messages(dossier, ids, by=current_user(request), search=run)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{counted(added, 'bericht', 'berichten')} toegevoegd aan dossier {dossier.number}.")


@requires(*_SEARCHES)
@require_safe
def waiting_hits(request: HttpRequest, number: str) -> HttpResponse:
    """How many hits came in since each search was last asked: counted when somebody asks, not on every page."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="nieuwe treffers geteld")
    rows, told = waiting(dossier), concealed(dossier)
    context = {
        "dossier": dossier,
        "tab": "searches",
        "rows": [(row, told.get(row.search.sentence, row.search.sentence)) for row in rows],
        "total": sum(row.hits or 0 for row in rows),
        "is_open": dossier.state in OPEN_STATES,
    }
    return render(request, "dossiers/waiting_hits.html", context)


@requires(*_SEARCHES)
@require_safe
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Two searches side by side, and the messages that only one of them finds, or both."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    record_view(dossier, by=user, part="zoekvragen vergeleken")
    form = ComparisonForm(searches_of(dossier), request.GET or None)
    context: dict[str, Any] = {"dossier": dossier, "tab": "searches", "form": form}
    if form.is_valid():
        first, second = form.cleaned_data["eerste"], form.cleaned_data["tweede"]
        try:
            found = part_of(first.search, second.search, form.cleaned_data["toon"])
            page = hits.page_of(found, request.GET.dict())
            context |= {
                "first": first,
                "second": second,
                "overlap": overlap(first.search, second.search),
                "part": form.cleaned_data["toon"],
                "page": page,
                "stretches": hits.stretches(page.rows),
                "present": hits.present(dossier, page.rows),
            }
        except UNANSWERABLE:
            form.add_error(None, "Een van deze zoekvragen kan niet meer zo worden gesteld. Kies een andere.")
    return render(request, "dossiers/compare.html", context)
