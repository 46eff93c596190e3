"""Taking a person for somebody in another role, once for every mention in the dossier."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from archive.functions import FunctionClass
from redaction.policy_table import Treated
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import passages
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.presentation.dutch import counted
from woo_portal.review.addresses import Addresses, filter_of
from woo_portal.review.deciding import passage_or_404
from woo_portal.review.forms import RoleForm


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def give_role(request: HttpRequest, number: str) -> HttpResponse:
    """The role of the person whose data the passage is; the messages are searched again."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    redaction = passage_or_404(dossier, request.POST)
    if redaction.person is None:
        raise Http404
    role = FunctionClass(form.cleaned_data["role"]) if form.cleaned_data["role"] else None
    try:
        treated = passages.treat_person_as(dossier, redaction.person, role, by=user)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(role, treated))
    return redirect(Addresses(number, filter_of(request.GET)).start())


def _said(role: FunctionClass | None, treated: Treated) -> str:
    how = f"Behandeld als {role.label}" if role else "Behandeld volgens de functietabel"
    lapsed = counted(treated.lapsed, "open voorstel is", "open voorstellen zijn")
    said = f"{how}, overal in dit dossier. {lapsed.capitalize()} vervallen; het portaal zoekt opnieuw."
    if treated.differing:
        said += f" Over {counted(treated.differing, 'naam', 'namen')} is anders beslist; dat blijft zo."
    return said
