"""Searching the archive, and adding what was found to a dossier."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from archive.models import Message
from archive.privacy import private_total
from archive.search.facets import all_facets, facets
from archive.search.hits import count, hits
from archive.search.query import Query, highlighted, says_nothing, topics_in
from archive.search.widening import asked_words
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import get_dossier, visible_to
from woo_portal.dossiers.composing import OPEN_STATES, DossierClosed, add_messages
from woo_portal.dossiers.models import Dossier, RecordedSearch
from woo_portal.dossiers.searches import record_search
from woo_portal.dossiers.wording import sentence
from woo_portal.presentation import keyset
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import ids_in
from woo_portal.search.adding import AddingRefused, meant
from woo_portal.search.builder import BuilderForm
from woo_portal.search.filters import FIELDS, FORM, MessageFilter, address_of
from woo_portal.search.fragments import Fragment, fragments
from woo_portal.search.histogram import in_days, over_time
from woo_portal.search.lookup import LookupField
from woo_portal.search.more_words import choices, with_more_words
from woo_portal.search.narrowing import parts
from woo_portal.search.spread import groups

HITS_ON_A_PAGE = 25
ALL = "alles"
"""The parameter that asks for every hit to be counted."""
MOST_COUNTED = 10_000
"""Hits are counted up to here, except for a dossier: "meer dan 10.000" says enough to who is still looking."""


@requires(Capability.SEARCH)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The question, and once something is asked the answer. For a dossier the search is kept, also when it finds nothing."""
    user, asked, dossier = current_user(request), MessageFilter(request.GET), _dossier(request)
    query, is_open = asked.query(), dossier is not None and dossier.state in OPEN_STATES
    context: dict[str, Any] = {
        "form": asked.form,
        "form_id": FORM,
        "dossier": dossier,
        "dossiers": _open_dossiers(user),
        "dossier_is_open": is_open,
        "builder_url": f"{reverse('search-build')}?{urlencode(_beside_the_words(request))}",
    }
    if not query.is_empty:
        is_first_page = keyset.AFTER not in request.GET and keyset.BEFORE not in request.GET
        kept = record_search(dossier, query, by=user) if dossier and is_open and is_first_page else None
        context |= _answer(request, query, dossier, kept)
        if is_first_page and dossier is None:
            told = {"what": context["sentence"], "hits": context["total"], "more": context["is_more"]}
            record(Verb.SEARCHED, by=user, **told)
        context["present"] = _present(dossier, context["fragments"])
    return render(request, "search/search.html", context)


@requires(Capability.SEARCH)
@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Names to choose from for the one field that is being typed in."""
    fields = {name: field for name, field in MessageFilter().form.fields.items() if isinstance(field, LookupField)}
    listed = [
        name for key, typed in request.GET.dict().items() if key in fields for name in fields[key].suggested(typed)
    ]
    return render(request, "search/_names.html", {"names": listed})


def _dossier(request: HttpRequest) -> Dossier | None:
    """The dossier the search is for, if any."""
    number = request.GET.get("dossier")
    if not number or not current_user(request).may(Capability.COMPOSE_DOSSIER):
        return None
    return get_dossier(current_user(request), number)


def _open_dossiers(user: User) -> QuerySet[Dossier]:
    """The dossiers a search can be for."""
    if not user.may(Capability.COMPOSE_DOSSIER):
        return Dossier.objects.none()
    return visible_to(user).filter(state__in=OPEN_STATES)


def _answer(request: HttpRequest, query: Query, dossier: Dossier | None, kept: RecordedSearch | None) -> dict[str, Any]:
    parameters, expression = request.GET.dict(), query.expression()
    after, before = keyset.key_in(parameters, keyset.AFTER), keyset.key_in(parameters, keyset.BEFORE)
    found = hits(expression, size=HITS_ON_A_PAGE, after=after, before=before)
    rows = highlighted(Message.objects.visible().for_reading(), expression).in_bulk(found.messages)
    page = keyset.addressed(
        [rows[pk] for pk in found.messages if pk in rows],
        parameters,
        previous=found.has_newer,
        following=found.has_older,
    )
    # For a dossier the number is exact, however long it takes to count; keeping the search has counted already.
    total = kept.hits if kept else count(expression, at_most=None if dossier else MOST_COUNTED + 1)
    is_more = dossier is None and total > MOST_COUNTED
    return {
        "sentence": sentence(query),
        "total": MOST_COUNTED if is_more else total,
        "is_more": is_more,
        "page": page,
        "fragments": fragments(page.rows, topics=topics_in(expression)),
        "parts": _parts(query.words, _beside_the_words(request)),
        "narrow_url": f"?{urlencode({k: v for k, v in _asked(request).items() if k != 'gesprek'})}",
        "spread_url": f"{reverse('search-spread')}?{request.GET.urlencode()}",
        "words_url": f"{reverse('search-words')}?{request.GET.urlencode()}" if asked_words(expression) else "",
        "private_total": private_total(),
        "asks_common_words": not total and says_nothing(expression),
    }


@requires(Capability.SEARCH)
@require_safe
def spread(request: HttpRequest) -> HttpResponse:
    """How the hits of a search are spread: the newest of them at once, or all of them, which may take a while."""
    query = MessageFilter(request.GET).query()
    if query.is_empty:
        raise Http404
    expression, wants_all = query.expression(), ALL in request.GET
    counted = (all_facets if wants_all else facets)(expression, by_day=in_days(query))
    kept = _asked(request)
    in_page = _is_for_a_page(request)
    context: dict[str, Any] = {
        "counted": counted,
        "sentence": sentence(query),
        "kept": urlencode(kept),
        "in_page": in_page,
    }
    if counted is not None:
        page = reverse("search")
        context["groups"] = groups(counted, kept, page=page)
        context["histogram"] = over_time(counted, query, kept, page=page)
    return render(request, "search/_spread.html" if in_page else "search/spread.html", context)


@requires(Capability.SEARCH)
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Words to add to the line of a search, and the search with those that were ticked."""
    asked = MessageFilter(request.GET)
    line, kept = request.GET.get("q", ""), _beside_the_words(request)
    if not asked.is_valid() or not line:
        raise Http404
    if request.GET.get("maak"):
        typed = with_more_words(line, request.GET.getlist("ook"))
        return redirect(f"{reverse('search')}?{urlencode({'q': typed} | kept)}")
    in_page = _is_for_a_page(request)
    context = {"choices": choices(line), "line": line, "kept": kept, "in_page": in_page}
    return render(request, "search/_more_words.html" if in_page else "search/more_words.html", context)


def _is_for_a_page(request: HttpRequest) -> bool:
    """Whether a script asks, to put the answer into the page that is open."""
    return request.headers.get("HX-Request") == "true"


def _present(dossier: Dossier | None, pieces: list[Fragment]) -> set[int]:
    """The ids of the shown messages that are in the dossier already."""
    if dossier is None:
        return set()
    shown = [line.message.pk for piece in pieces for line in piece.lines]
    return set(dossier.items.filter(message__in=shown).values_list("message_id", flat=True))


@requires(Capability.SEARCH, Capability.COMPOSE_DOSSIER)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add what a button of the search page means to the dossier; the address holds the search."""
    user, query = current_user(request), MessageFilter(request.GET).query()
    dossier = get_dossier(user, request.GET.get("dossier", ""))
    ticked = ids_in(request.POST.getlist("bericht"))
    try:
        ids = meant(request.POST.get("wat", ""), ticked, query)
        with transaction.atomic():
            kept = record_search(dossier, query, by=user)
            added = add_messages(dossier, ids, by=user, search=kept)
    except (AddingRefused, DossierClosed) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _outcome(dossier, added, len(set(ids))))
    # A button of one fragment has its own place in the address it was sent to; what was ticked is found by its first message.
    place = f"#bericht-{ticked[0]}" if ticked and ":" not in request.POST.get("wat", "") else ""
    return HttpResponseRedirect(f"{reverse('search')}?{request.GET.urlencode()}{place}")


def _outcome(dossier: Dossier, added: int, wanted: int) -> str:
    if not added:
        return f"Er is niets bijgekomen: dossier {dossier.number} bevatte deze berichten al."
    known = f" Wat er al in zat: {counted(wanted - added, 'bericht', 'berichten')}." if wanted > added else ""
    return f"{counted(added, 'bericht', 'berichten')} toegevoegd aan dossier {dossier.number}.{known}"


@requires(Capability.SEARCH, Capability.COMPOSE_DOSSIER)
@require_safe
def again(request: HttpRequest, search_id: int) -> HttpResponse:
    """Ask a kept search again, for its dossier."""
    kept = get_object_or_404(RecordedSearch.objects.filter(dossier__in=visible_to(current_user(request))), pk=search_id)
    return redirect(f"{reverse('search')}?{address_of(kept.asked)}&dossier={kept.dossier.number}")


@requires(Capability.SEARCH)
@require_safe
def build(request: HttpRequest) -> HttpResponse:
    """A search put together in fields, which is then asked; what was chosen beside the words stays chosen."""
    form = BuilderForm(request.GET if request.GET.get("maak") else None)
    kept = _beside_the_words(request)
    if form.is_valid() and (typed := form.typed()):
        return redirect(f"{reverse('search')}?{urlencode({'q': typed} | kept)}")
    return render(request, "search/builder.html", {"form": form, "kept": kept})


def _asked(request: HttpRequest) -> dict[str, str]:
    """What is asked, and for which dossier, as parameters of an address; not which page of it."""
    chosen = request.GET.dict().items()
    return {name: value for name, value in chosen if value and name in (*FIELDS, "dossier")}


def _beside_the_words(request: HttpRequest) -> dict[str, str]:
    """What is chosen beside the line of words."""
    return {name: value for name, value in _asked(request).items() if name != "q"}


def _parts(line: str, kept: dict[str, str]) -> list[tuple[str, str]]:
    """The conditions in the line of words, when there are several, each with the address of the search without it."""
    found = parts(line)
    return [(part.typed, f"?{urlencode({'q': part.without} | kept)}") for part in found] if len(found) > 1 else []
