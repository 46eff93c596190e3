"""The list of dossiers, and a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability, Role
from woo_portal.dossiers.access import MAKES, visible_to
from woo_portal.dossiers.assigning import with_assignee
from woo_portal.dossiers.composing import NumberTaken, create
from woo_portal.dossiers.figures import with_progress
from woo_portal.dossiers.filters import DossierFilter
from woo_portal.dossiers.forms import DossierForm
from woo_portal.dossiers.header import tone_of
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.terms import TermFacts, terms_of
from woo_portal.presentation import keyset

LATEST_RECEIVED_FIRST = keyset.Order(("received_on", "id"), falling=True)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier in the list, with its term and the tone of its state."""

    dossier: Dossier
    term: TermFacts
    tone: str


@requires(Capability.READ_DOSSIER)
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers this account may know of, the latest received first."""
    user = current_user(request)
    chosen = DossierFilter(request.GET, visible_to(user), user=user, both_kinds=user.role not in MAKES)
    found = chosen.qs if chosen.is_valid() else visible_to(user)
    rows = with_assignee(with_progress(found)).annotate(total=_number_of(found))
    page = keyset.page(rows, LATEST_RECEIVED_FIRST, request.GET.dict(), size=PAGE)
    terms = terms_of(page.rows)
    context = {
        "filter": chosen,
        "narrowed": any(request.GET.get(name) for name in chosen.filters),
        "page": page,
        "total": cast(Any, page.rows[0]).total if page.rows else 0,
        "rows": [Row(row, terms[row.pk], tone_of(row)) for row in page.rows],
        "may_make": user.may(Capability.COMPOSE_DOSSIER) and user.role in MAKES,
        "takes_in": user.may(Capability.TAKE_IN_QUESTIONS),
    }
    return render(request, "dossiers/dossiers.html", context)


def _number_of(found: QuerySet[Dossier]) -> Subquery:
    """How many they are in all: told with each row of a page of them, so that it takes no query of its own."""
    counted = found.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Subquery(counted, output_field=IntegerField())


@requires(Capability.READ_DOSSIER, Capability.COMPOSE_DOSSIER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new dossier on a Woo request. One on parliamentary questions begins with their document."""
    user = current_user(request)
    if user.role not in MAKES:
        raise Http404
    if MAKES[Role(user.role)] == Kind.PARLIAMENT:
        return redirect("parliament-take-in")
    form = DossierForm(request.POST or None)
    if form.is_valid():
        try:
            dossier = create(kind=Kind.WOO, by=user, **form.facts)
        except NumberTaken as error:
            form.add_error("number", str(error))
        else:
            messages.success(request, f"Dossier {dossier.number} is gemaakt. Zoek nu naar berichten.")
            return redirect("dossier", dossier.number)
    return render(request, "dossiers/new.html", {"form": form})
