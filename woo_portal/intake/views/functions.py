"""Recording a person's functions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from archive.models import Function, Person
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.intake import recording
from woo_portal.intake.forms import FunctionForm, RemovalForm

CHANGED = "Iemand anders heeft deze functie intussen gewijzigd. Uw wijziging is niet bewaard; kijk wat er nu staat."


@requires(Capability.MANAGE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a function of a person."""
    person = get_object_or_404(Person.objects.standing(), pk=person_id)
    return _edit(request, Function(person=person))


@requires(Capability.MANAGE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, function_id: int) -> HttpResponse:
    """Change or end a function."""
    return _edit(request, get_object_or_404(Function.objects.select_related("person"), pk=function_id))


@requires(Capability.MANAGE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, function_id: int) -> HttpResponse:
    """Ask whether a function that was never held must go, and remove it."""
    function = get_object_or_404(Function.objects.select_related("person"), pk=function_id)
    if request.method == "POST":
        try:
            recording.remove(function.pk, seen=request.POST.get("seen", ""), by=current_user(request))
        except recording.FunctionChanged:
            messages.error(request, CHANGED)
        else:
            messages.success(request, f"De functie ‘{function}’ is verwijderd.")
        return redirect("archive-person", function.person_id)
    form = RemovalForm(initial={"seen": recording.fingerprint(function)})
    return render(
        request,
        "intake/function_remove.html",
        {
            "function": function,
            "form": form,
            "question": f"Functie ‘{function.title}’ verwijderen?",
            "consequences": [
                f"{function.person.name} heeft haar dan volgens het archief nooit vervuld.",
                "Het portaal stelt voortaan op grond van de andere functies voor de naam te tonen of te lakken.",
                "In lopende dossiers moet in de gesprekken van deze persoon opnieuw worden gezocht; wat beslist is, blijft.",
            ],
        },
    )


def _edit(request: HttpRequest, function: Function) -> HttpResponse:
    seen = recording.fingerprint(function) if function.pk else ""
    form = FunctionForm(request.POST or None, instance=function, initial={"seen": seen})
    if form.is_valid():
        try:
            recording.save(form.save(commit=False), seen=form.cleaned_data["seen"], by=current_user(request))
        except recording.FunctionChanged:
            messages.error(request, CHANGED)
        else:
            messages.success(request, f"De functie ‘{function}’ van {function.person.name} is bewaard.")
        return redirect("archive-person", function.person_id)
    return render(request, "intake/function.html", {"form": form, "person": function.person, "function": function})
