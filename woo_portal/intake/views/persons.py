"""The persons: the list, and what the archive knows of one."""

from __future__ import annotations

from django.db.models import Count, F
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from archive.models import Conversation, Handle, Person
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.intake.filters import PersonFilter
from woo_portal.intake.history import history
from woo_portal.intake.naming import named_handles
from woo_portal.intake.same_person import suggestions
from woo_portal.intake.tabs import tabs
from woo_portal.presentation import keyset

BY_NAME = keyset.Order(("sort_name", "id"))
PAGE = 50
CONVERSATIONS = 50
"""So many conversations of a person are listed, the latest first."""


@requires(Capability.READ_ARCHIVE)
@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    """The persons, by name."""
    parameters = {"toon": PersonFilter.EVERYBODY, **request.GET.dict()}
    listed = Person.objects.standing().annotate(sort_name=Lower("name"))
    chosen = PersonFilter(parameters, queryset=listed)
    return render(
        request,
        "intake/persons.html",
        {
            "tabs": tabs("archive-persons"),
            "form": chosen.form,
            "narrowed": any(request.GET.get(name) for name in chosen.filters),
            "page": keyset.page(chosen.qs.with_details(), BY_NAME, parameters, size=PAGE),
            "found": chosen.qs.count(),
        },
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """A person: functions over time, names, conversations, and what was recorded when. Of a name that was merged, the person
    it leads to.
    """
    found = get_object_or_404(Person.objects.with_details(), pk=person_id)
    if found.merged_into_id:
        return redirect("archive-person", found.merged_into_id)
    may_manage = current_user(request).may(Capability.MANAGE_PERSONS)
    handles = Handle.objects.filter(person=found).annotate(count=Count("captures")).order_by("kind", "value")
    chats = Conversation.objects.filter(participants__handle__person=found).distinct()
    return render(
        request,
        "intake/person.html",
        {
            "person": found,
            "functions": found.functions.order_by(F("valid_from").asc(nulls_first=True), "id"),
            "handles": named_handles(handles),
            "conversations": chats.order_by("-last_at", "-id")[:CONVERSATIONS],
            "conversation_count": chats.count(),
            "aliases": found.aliases.all(),
            "suggestions": suggestions(found) if may_manage else [],
            "history": history(found),
            "may_manage": may_manage,
        },
    )
