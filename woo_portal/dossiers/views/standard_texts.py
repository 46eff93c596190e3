"""The page of the organisation's own texts for its decisions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.standard_texts import BLANKS, TextRefused, standing, write
from woo_portal.presentation.typed_ids import id_in


@requires(Capability.READ_DOSSIER, Capability.WRITE_DECISION)
@require_http_methods(["GET", "HEAD", "POST"])
def standard_texts(request: HttpRequest) -> HttpResponse:
    """Every section with its text; a form keeps one. A text that is refused comes back on the page, to copy from."""
    user, refused = current_user(request), {}
    if request.method == "POST":
        key, body = request.POST.get("onderdeel", ""), request.POST.get("tekst", "")
        seen = id_in(request.POST.get("gezien"))
        try:
            kept = write(key, body, seen=-1 if seen is None else seen, by=user)
        except TextRefused as refusal:
            messages.error(request, str(refusal))
            refused = {"key": key, "body": body}
        else:
            how = "is opgeslagen" if kept.body else "heeft weer de tekst van het portaal"
            messages.success(request, f"‘{kept.heading}’ {how}. Wat in een dossier al is geschreven, blijft staan.")
            return redirect(f"{reverse('standard-texts')}#onderdeel-{kept.key.replace(':', '')}")
    context = {"rows": standing(), "blanks": BLANKS, "refused": refused}
    return render(request, "dossiers/standard_texts.html", context, status=409 if refused else 200)
