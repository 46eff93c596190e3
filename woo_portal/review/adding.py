"""Withholding a passage the detectors missed: selected in the page, or typed."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from redaction.decide import Added, DecidedByAnother, InvalidGround, InvalidPassage, StaleDecision
from redaction.detecting import Label
from redaction.grounds import Regime
from redaction.label_names import LABEL_NAMES
from redaction.passages import WHOLE_FIELDS
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers import passages, reading
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.presentation.dutch import counted, enumeration
from woo_portal.review import also_written
from woo_portal.review.addresses import Addresses, Wanted, filter_of, wanted_of
from woo_portal.review.deciding import and_proposed, back, source_of
from woo_portal.review.desk import stands
from woo_portal.review.forms import PassageForm
from woo_portal.review.screen import show


@requires(Capability.READ_DOSSIER, Capability.REDACT)
@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Withhold a passage of one's own; the page stays where it is."""
    user = current_user(request)
    dossier = get_dossier(user, number)
    form = PassageForm(Regime(dossier.layer.regime), request.POST)
    if not form.is_valid():
        return _refused(request, dossier, form)
    try:
        added, waiting = _add(dossier, form, user)
    except InvalidPassage as refusal:
        form.add_error("words", str(refusal))
        return _refused(request, dossier, form)
    except InvalidGround as refusal:
        form.add_error("ground", str(refusal))
        return _refused(request, dossier, form)
    except (DossierClosed, StaleDecision) as refusal:
        messages.error(request, str(refusal) or "Er is intussen iets veranderd. Er is niets gelakt; kijk opnieuw.")
        return redirect(back(request, dossier))
    except DecidedByAnother as refusal:
        found = refusal.redaction
        messages.error(
            request, f"Hierover is al beslist: {stands(found)}. Er is niets gewijzigd; kijk of u het eens bent."
        )
        return redirect(Addresses(number, filter_of(request.GET)).source(source_of(found), found.pk))
    messages.success(request, _said(added, waiting))
    also_written.tell(request, dossier, [added.redaction.pk])
    return redirect(back(request, dossier))


def _refused(request: HttpRequest, dossier: Dossier, form: PassageForm) -> HttpResponse:
    """The page again, at the text that was chosen, with everything that was typed."""
    wanted = wanted_of(request.POST)
    return show(request, dossier, Wanted(wanted.source, passage=wanted.passage), passage_form=form)


def _add(dossier: Dossier, form: PassageForm, by: User) -> tuple[Added, int]:
    chosen = form.cleaned_data
    source, field, index = chosen["place"]
    text = reading.open_text(dossier, source, field, index)
    if text is None:
        raise InvalidPassage("Deze tekst hoort niet bij het dossier, of wordt niet gedrukt. Er is niets gelakt.")
    start, end = (0, len(text.text)) if field in WHOLE_FIELDS else _span(text.text, chosen)
    return passages.add_and_follow(
        dossier,
        by=by,
        source=text.source,
        label=Label(chosen["label"]),
        **form.reasons(),
        motivation=chosen["motivation"],
        field=field,
        index=index,
        start=start,
        end=end,
    )


def _span(text: str, chosen: dict[str, Any]) -> tuple[int, int]:
    """Where the passage stands, in code points. Raises `InvalidPassage` when the words are not there."""
    if not chosen["words"].strip():
        raise InvalidPassage("Typ of selecteer de woorden die gelakt moeten worden.")
    words = _as_sent(chosen["words"])
    if chosen["start"] is not None:
        found = words.match(text, chosen["start"])
        if found is None:
            raise InvalidPassage(
                "Op deze plaats staat iets anders dan u selecteerde. Er is niets gelakt; selecteer opnieuw."
            )
        return found.span()
    places = [found.span() for found in words.finditer(text)]
    if len(places) < chosen["occurrence"]:
        raise InvalidPassage(
            f"Deze woorden staan {counted(len(places), 'keer', 'keer') if places else 'niet'} in de gekozen tekst. "
            "Er is niets gelakt. Let op hoofdletters, leestekens en spaties."
        )
    return places[chosen["occurrence"] - 1]


def _as_sent(words: str) -> re.Pattern[str]:
    """These words, letter for letter; of a line end a form does not tell how it was written in the message."""
    line_end = "\r\n|\r|\n"
    return re.compile(f"(?:{line_end})".join(re.escape(line) for line in re.split(line_end, words)))


def _said(added: Added, waiting: int) -> str:
    name, grounds = LABEL_NAMES[Label(added.redaction.label)], enumeration(list(added.redaction.grounds))
    if not added.decided:
        return f"Dit was al gelakt op {grounds}: {name}."
    within = ""
    if added.decided > 1:
        within = f" Ook {counted(added.decided - 1, 'voorstel', 'voorstellen')} erbinnen."
    return f"Gelakt op {grounds}: {name}.{within}{and_proposed(waiting)}"
