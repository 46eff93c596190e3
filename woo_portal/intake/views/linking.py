"""Saying that a name belongs to another person; taking that back, or a merge or split."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from archive.models import Handle, Message, Person
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.models import Event, Verb
from woo_portal.intake import linking, merging
from woo_portal.intake.forms import LinkForm, NewPersonForm, PersonSearchForm
from woo_portal.intake.naming import named_handles


@requires(Capability.MANAGE_PERSONS)
@require_safe
def choose(request: HttpRequest, handle_id: int) -> HttpResponse:
    """A name, where it is used, and the persons it may belong to."""
    handle = get_object_or_404(Handle.objects.select_related("person"), pk=handle_id)
    return _choice(request, handle, NewPersonForm(initial={"name": handle.value}))


@requires(Capability.MANAGE_PERSONS)
@require_POST
def link(request: HttpRequest, handle_id: int) -> HttpResponse:
    """Link a name to a person who was chosen, or to a new one."""
    handle = get_object_or_404(Handle.objects.select_related("person"), pk=handle_id)
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise Http404
    seen, user = form.cleaned_data["seen"], current_user(request)
    person: Person | None = form.cleaned_data["person"]
    new = NewPersonForm(request.POST)
    if person is None and not new.is_valid():
        return _choice(request, handle, new)
    try:
        if person is not None:
            linked = linking.link(handle.pk, seen=seen, person=person, by=user)
        else:
            linked = linking.link_to_new_person(handle.pk, seen=seen, name=new.cleaned_data["name"], by=user)
    except linking.LinkChanged as changed:
        messages.error(request, str(changed))
        return redirect("archive-handle", handle.pk)
    messages.success(
        request, f"«{handle.value}» hoort nu bij {linked.person.name}. Terugdraaien kan onder Geschiedenis."
    )
    return redirect("archive-person", linked.person_id)


@requires(Capability.MANAGE_PERSONS)
@require_POST
def undo(request: HttpRequest, event_id: int) -> HttpResponse:
    """Take back what an event in the history of a person tells: a link, a merge or a split."""
    event = get_object_or_404(Event, pk=event_id, verb__in=_UNDO)
    try:
        person, done = _UNDO[Verb(event.verb)](event, current_user(request))
    except (linking.LinkChanged, merging.PersonsChanged) as changed:
        messages.error(request, str(changed))
        return redirect("archive-person", event.details["to_person"])
    messages.success(request, f"Teruggedraaid: {done}.")
    return redirect("archive-person", person.pk)


def _undo_link(event: Event, by: User) -> tuple[Person, str]:
    handle = linking.undo(event, by=by)
    return handle.person, f"«{handle.value}» hoort weer bij {handle.person.name}"


def _undo_merge(event: Event, by: User) -> tuple[Person, str]:
    alias = merging.undo_merge(event, by=by)
    return alias, f"{alias.name} is weer een eigen persoon"


def _undo_split(event: Event, by: User) -> tuple[Person, str]:
    person = merging.undo_split(event, by=by)
    return person, f"de namen horen weer bij {person.name}"


_UNDO = {Verb.HANDLE_LINKED: _undo_link, Verb.PERSONS_MERGED: _undo_merge, Verb.PERSON_SPLIT: _undo_split}


def _choice(request: HttpRequest, handle: Handle, new: NewPersonForm) -> HttpResponse:
    search = PersonSearchForm(request.GET or None)
    words = search.cleaned_data["zoek"] if search.is_valid() else ""
    return render(
        request,
        "intake/handle.html",
        {
            "named": named_handles([handle])[0],
            "handle": handle,
            "message_count": handle.captures.filter(message__in=Message.objects.visible().values("pk")).count(),
            "places": linking.places_of(handle),
            "search": search,
            "words": words,
            "candidates": linking.candidates(handle, words),
            "form": new,
        },
    )
