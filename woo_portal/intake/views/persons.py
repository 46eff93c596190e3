"""The persons: the list, and what the archive knows of one."""

from __future__ import annotations

from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from archive.models import Conversation, Handle, Message, Person
from archive.querysets.persons import HandleQuerySet
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.intake.filters import PersonFilter
from woo_portal.intake.history import history
from woo_portal.intake.naming import named_handles
from woo_portal.intake.same_person import suggestions
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
    guards = current_user(request).may(Capability.GUARD_PRIVACY)
    listed = Person.objects.standing() if guards else Person.objects.standing().visible()
    chosen = PersonFilter(parameters, queryset=listed.annotate(sort_name=Lower("name")), request=request)
    rows = chosen.qs.with_details() if guards else chosen.qs.with_visible_details()
    return render(
        request,
        "intake/persons.html",
        {
            "tabs": archive_tabs(current_user(request), "archive-persons"),
            "form": chosen.form,
            "narrowed": any(request.GET.get(name) for name in chosen.filters),
            "page": keyset.page(rows, BY_NAME, parameters, size=PAGE),
            "found": chosen.qs.count(),
        },
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """A person: functions over time, names, conversations, and what was recorded when. Of a name that was merged, the person
    it leads to.
    """
    guards = current_user(request).may(Capability.GUARD_PRIVACY)
    known = Person.objects.with_details() if guards else Person.objects.visible().with_visible_details()
    found = get_object_or_404(known, pk=person_id)
    if found.merged_into_id:
        return redirect("archive-person", found.merged_into_id)
    may_manage = current_user(request).may(Capability.MANAGE_PERSONS)
    handles = Handle.objects.all() if guards else Handle.objects.visible()
    chats = Conversation.objects.visible().filter(participants__handle__person=found).distinct()
    return render(
        request,
        "intake/person.html",
        {
            "person": found,
            "functions": found.functions.order_by(F("valid_from").asc(nulls_first=True), "id"),
            "handles": named_handles(_counted(handles.filter(person=found))),
            "conversations": chats.with_counts().order_by("-last_at", "-id")[:CONVERSATIONS],
            "conversation_count": chats.count(),
            "aliases": found.aliases.all(),
            "suggestions": suggestions(found) if may_manage else [],
            "history": history(found, handles),
            "may_manage": may_manage,
        },
    )


def _counted(handles: HandleQuerySet) -> HandleQuerySet:
    """The handles with `count`: how many messages that may be read some source has under each."""
    readable = Message.objects.visible().values("pk")
    return handles.annotate(count=Count("captures", filter=Q(captures__message__in=readable))).order_by("kind", "value")
