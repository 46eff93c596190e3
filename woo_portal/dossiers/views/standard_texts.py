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


@requires(Capability.READ_DOSSIER, Capability.WRITE_DECISION)
@require_http_methods(["GET", "HEAD", "POST"])
def standard_texts(request: HttpRequest) -> HttpResponse:
    """Every section with its text; a form keeps one. A text that is refused comes back on the page, to copy from."""
    user, refused = current_user(request), {}
    if request.method == "POST":
        key, body, seen = (request.POST.get(name, "") for name in ("onderdeel", "tekst", "gezien"))
        try:
            kept = write(
                key, body, seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 18 else -1, by=user
            )
        except TextRefused as refusal:
            messages.error(request, str(refusal))
            refused = {"key": key, "body": body}
        else:
            how = "is opgeslagen" if kept.body else "heeft weer de tekst van het portaal"
            messages.success(request, f"‘{kept.heading}’ {how}. Wat in een dossier al is geschreven, blijft staan.")
            return redirect(f"{reverse('standard-texts')}#onderdeel-{kept.key.replace(':', '')}")
    context = {"rows": standing(), "blanks": BLANKS, "refused": refused}
    return render(request, "dossiers/standard_texts.html", context, status=409 if refused else 200)
