"""Deciding on one passage, and taking back one's last decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from redaction.choices import Status
from redaction.decide import InvalidGround, StaleDecision
from redaction.detecting import Label
from redaction.grounds import Regime, together
from redaction.label_names import LABEL_NAMES
from redaction.meant import choice_for
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import passages, queue
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.queue import Show, Source
from woo_portal.presentation.dutch import counted, enumeration
from woo_portal.presentation.typed_ids import id_in
from woo_portal.review import also_written
from woo_portal.review.addresses import Addresses, Wanted, filter_of, wanted_of
from woo_portal.review.desk import stands
from woo_portal.review.forms import DECISIONS, DecisionForm
from woo_portal.review.rows import PassageRow
from woo_portal.review.screen import show


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Withhold or show one passage; on to the next."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    form = DecisionForm(Regime(dossier.layer.regime), request.POST)
    redaction = passage_or_404(dossier, request.POST)
    status = DECISIONS.get(request.POST.get("besluit", ""))
    if status is None or not form.is_valid():
        return show(request, dossier, Wanted(source_of(redaction), passage=redaction.pk), decision_form=form)
    if not _is_repeated(redaction, status, form, user):
        version, redaction.version = redaction.version, form.cleaned_data["version"]
        try:
            messages.success(request, _decide(dossier, redaction, status, form, user))
            if status == Status.ACCEPTED:
                also_written.tell(request, dossier, [redaction.pk])
        except InvalidGround as refusal:
            redaction.version = version
            form.add_error("ground", str(refusal))
            return show(request, dossier, Wanted(source_of(redaction), passage=redaction.pk), decision_form=form)
        except StaleDecision:
            messages.error(request, overtaken(dossier, redaction.pk))
            return redirect(address_of(request, dossier, redaction))
        except DossierClosed as refusal:
            messages.error(request, str(refusal))
            return redirect(address_of(request, dossier, redaction))
    return redirect(address_after(request, dossier, redaction))


def _is_repeated(redaction: PassageRow, status: Status, form: DecisionForm, by: User) -> bool:
    """Whether this is the form that made the decision as it stands, sent once more."""
    choices = form.cleaned_data
    grounds = together(**form.reasons()) if status == Status.ACCEPTED else redaction.grounds
    return (
        redaction.version == choices["version"] + 1
        and redaction.decided_by_id == by.pk
        and (redaction.status, redaction.grounds, redaction.motivation) == (status, grounds, choices["motivation"])
    )


def overtaken(dossier: Dossier, pk: int) -> str:
    """What to tell who decided on a passage as it no longer stands."""
    redaction = queue.find(dossier, pk)
    if redaction and redaction.status == Status.PROPOSED and (choice := choice_for(redaction)):
        return f"{choice.by} koos intussen wie hier is bedoeld. Er is niets gewijzigd; kijk of u het eens bent."
    how = f": {stands(redaction)}" if redaction and redaction.status != Status.PROPOSED else ", en dat is teruggedraaid"
    return f"Over deze passage is intussen beslist{how}. Er is niets gewijzigd; kijk of u het eens bent."


def _decide(dossier: Dossier, redaction: Any, status: Status, form: DecisionForm, by: User) -> str:
    """Decide; what was done, as a Dutch sentence."""
    name, motivation = LABEL_NAMES[Label(redaction.label)], form.cleaned_data["motivation"]
    if status == Status.REJECTED:
        changed = passages.reject(dossier, [redaction], by=by, motivation=motivation)
        return f"Openbaar: {name}." if changed else f"Dit was al openbaar: {name}."
    changed, waiting = passages.accept_and_follow(dossier, redaction, by=by, motivation=motivation, **form.reasons())
    redaction.refresh_from_db()
    grounds = enumeration(list(redaction.grounds))
    if not changed:
        return f"Dit was al gelakt op {grounds}: {name}."
    return f"Gelakt op {grounds}: {name}.{and_proposed(waiting)}"


def and_proposed(count: int) -> str:
    """The sentence that tells of proposals a decision brought along."""
    if not count:
        return ""
    places = counted(count, "andere plaats", "andere plaatsen").capitalize()
    return f" {places} met dezelfde woorden {'staat' if count == 1 else 'staan'} nu als voorstel in de lijst."


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take back one's last decision, and look at it again."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    try:
        undone = passages.undo(dossier, by=user)
    except InvalidGround as refusal:
        messages.error(
            request, f"{refusal} Er is niets ongedaan gemaakt: een collega lakte intussen iets anders op deze plaats."
        )
        return redirect(back(request, dossier))
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
        return redirect(back(request, dossier))
    if not undone.restored:
        messages.info(request, "Er is niets om ongedaan te maken: u besliste nog niets, of een collega besliste erna.")
        return redirect(back(request, dossier))
    kept = ""
    if undone.overtaken:
        kept = f" Over {counted(undone.overtaken, 'passage', 'passages')} besliste een collega daarna; die bleven zo."
    messages.success(request, f"Ongedaan gemaakt: {counted(len(undone.restored), 'beslissing', 'beslissingen')}.{kept}")
    redaction = queue.find(dossier, undone.restored[0])
    return redirect(address_of(request, dossier, redaction) if redaction else back(request, dossier))


def back(request: HttpRequest, dossier: Dossier) -> str:
    """Where the form came from, as it says itself."""
    addresses, wanted = Addresses(dossier.number, filter_of(request.GET)), wanted_of(request.POST)
    return addresses.source(wanted.source, wanted.passage) if wanted.source else addresses.start()


def passage_or_404(dossier: Dossier, parameters: QueryDict) -> Any:
    """The passage a form is about. Raises `Http404` when the dossier has no such passage."""
    pk = id_in(parameters.get("passage"))
    redaction = queue.find(dossier, pk) if pk is not None else None
    if redaction is None:
        raise Http404
    return redaction


def source_of(redaction: PassageRow) -> Source:
    """What a passage lies in."""
    return Source(redaction.message_id, redaction.conversation_id)


def address_of(request: HttpRequest, dossier: Dossier, redaction: PassageRow) -> str:
    """A passage on the screen, with the filter as it is."""
    return Addresses(dossier.number, filter_of(request.GET)).source(source_of(redaction), redaction.pk)


def address_after(request: HttpRequest, dossier: Dossier, redaction: Any) -> str:
    """Where to go on after a decision: the next proposal; the same passage for who looks at what was decided."""
    wanted = filter_of(request.GET)
    addresses = Addresses(dossier.number, wanted)
    if wanted.show == Show.DECIDED:
        return addresses.source(source_of(redaction), redaction.pk)
    following = queue.next_waiting(dossier, wanted, redaction)
    return addresses.source(source_of(following), following.pk) if following else addresses.start()
