"""Saying that two persons are one, or that one is two."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive.models import Person
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.intake import consequences, merging
from woo_portal.intake.forms import ConfirmedSplitForm, MergeForm, PersonSearchForm, SplitForm
from woo_portal.intake.linking import persons_like
from woo_portal.intake.naming import NamedHandle, named_handles
from woo_portal.intake.same_person import suggestions
from woo_portal.presentation.dutch import counted

UNDO = "Terugdraaien kan op de pagina van de persoon, onder Geschiedenis."


@requires(Capability.MANAGE_PERSONS)
@require_safe
def choose(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who may be the same as a person: the suggestions, and a search."""
    person = get_object_or_404(Person.objects.with_details(), pk=person_id)
    if person.merged_into_id:
        return redirect("archive-merge-choose", person.merged_into_id)
    search = PersonSearchForm(request.GET or None)
    words = search.cleaned_data["zoek"] if search.is_valid() else ""
    found = persons_like(words or person.name, but=person.pk, is_typed=bool(words))
    return render(
        request,
        "intake/merge_choose.html",
        {
            "person": person,
            "search": search,
            "words": words,
            "suggestions": [] if words else suggestions(person),
            "candidates": found,
        },
    )


@requires(Capability.MANAGE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, person_id: int, other_id: int) -> HttpResponse:
    """Two persons beside each other, what merging them does, and the button that does it."""
    details = Person.objects.select_related("merged_into").with_details()
    one, other = (get_object_or_404(details, pk=pk) for pk in (person_id, other_id))
    if one.standing == other.standing:
        messages.info(request, f"Dit is al dezelfde persoon: {one.standing.name}.")
        return redirect("archive-person", one.standing_id)
    if one.merged_into_id or other.merged_into_id:
        return redirect("archive-merge", one.standing_id, other.standing_id)
    initial = {"seen": merging.fingerprint(one, other), "keep": one.pk}
    form = MergeForm([one, other], request.POST or None, initial=initial)
    if form.is_valid():
        stays, goes = (one, other) if form.cleaned_data["keep"] == one.pk else (other, one)
        return _merge(request, goes, into=stays, seen=form.cleaned_data["seen"])
    return render(
        request,
        "intake/merge.html",
        {
            "person": one,
            "sides": [(side, _named(side)) for side in (one, other)],
            "form": form,
            "question": f"Zijn {one.name} en {other.name} dezelfde persoon?",
            "consequences": consequences.of_merging(one, other),
            "undo": f"{UNDO} Wat er in de tussentijd bij kwam, blijft dan bij de persoon.",
        },
    )


def _merge(request: HttpRequest, person: Person, *, into: Person, seen: str) -> HttpResponse:
    try:
        merging.merge(person, into=into, seen=seen, by=current_user(request))
    except merging.PersonsChanged as changed:
        messages.error(request, str(changed))
        return redirect("archive-merge", into.pk, person.pk)
    messages.success(request, f"{person.name} en {into.name} zijn nu één persoon. Terugdraaien kan onder Geschiedenis.")
    return redirect("archive-person", into.pk)


@requires(Capability.MANAGE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, person_id: int) -> HttpResponse:
    """Choose names of a person that are another's, see what that does, and do it."""
    person = get_object_or_404(Person, pk=person_id)
    if person.merged_into_id:
        return redirect("archive-split", person.merged_into_id)
    choices = [(one.handle.pk, _in_words(one)) for one in _named(person)]
    confirmed = ConfirmedSplitForm(choices, request.POST or None)
    if "seen" in request.POST and confirmed.is_valid():
        return _split(request, person, confirmed)
    form = SplitForm(person, choices, request.POST or None)
    if form.is_valid():
        return _ask_to_split(request, person, choices, form)
    return render(request, "intake/split.html", {"person": person, "form": form})


def _ask_to_split(
    request: HttpRequest, person: Person, choices: list[tuple[int, str]], form: SplitForm
) -> HttpResponse:
    handles, to = form.cleaned_data["handles"], form.cleaned_data["person"]
    initial = {"handles": handles, "person": to.pk, "name": to.name, "seen": merging.fingerprint(person)}
    return render(
        request,
        "intake/split_confirm.html",
        {
            "person": person,
            "form": ConfirmedSplitForm(choices, initial=initial),
            "question": f"{person.name} splitsen?",
            "consequences": consequences.of_splitting(person, handles, to.name, receiver=to.pk),
            "undo": UNDO,
            "cancel_url": reverse("archive-person", args=[person.pk]),
        },
    )


def _split(request: HttpRequest, person: Person, form: ConfirmedSplitForm) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        other = merging.split(
            person,
            chosen["handles"],
            to=chosen["person"],
            name=chosen["name"].strip(),
            seen=chosen["seen"],
            by=current_user(request),
        )
    except merging.PersonsChanged as changed:
        messages.error(request, str(changed))
        return redirect("archive-split", person.pk)
    messages.success(request, f"Deze namen horen nu bij {other.name}. Terugdraaien kan onder Geschiedenis.")
    return redirect("archive-person", other.pk)


def _in_words(named: NamedHandle) -> str:
    count = counted(named.handle.count, "bericht", "berichten")  # type: ignore[attr-defined]
    return f"{named.handle.value} ({named.kind}, {named.place}, {count})"


def _named(person: Person) -> list[NamedHandle]:
    return named_handles(person.handles.annotate(count=Count("captures")).order_by("kind", "value"))
