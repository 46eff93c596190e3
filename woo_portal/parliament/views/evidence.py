"""The evidence for one question: what is proposed and why, by which terms, and what was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from archive.models import Message
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import get_dossier
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.forms import DayField
from woo_portal.dossiers.models import Item, Kind
from woo_portal.dossiers.visits import record_view
from woo_portal.parliament import evidence
from woo_portal.parliament.evidence import DEEPEST, InvalidQuery, Sought, StaleQuery
from woo_portal.parliament.models import EvidenceJudgement, Question, Verdict
from woo_portal.parliament.scoring import Hit
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.typed_ids import id_in, ids_in

_SEEKS = (Capability.READ_DOSSIER, Capability.READ_QUESTIONS, Capability.SEARCH)
_BACK = "terug"
"""In place of a verdict: a judgement is taken back."""


@dataclass(frozen=True, slots=True)
class Row:
    """A hit with the messages around it, in order, and what it was judged to be for other questions and in other dossiers.

    `following` is the message of the hit that one goes on at once this one is judged; None when it is alone on its page.
    """

    hit: Hit
    around: tuple[Message, ...]
    before: tuple[EvidenceJudgement, ...]
    used: tuple[Item, ...]
    following: int | None


class SeekForm(forms.Form):
    """The terms that are on, words to add, and the days."""

    aan = forms.MultipleChoiceField(label="Termen", required=False, widget=forms.CheckboxSelectMultiple)
    erbij = forms.CharField(
        label="Term erbij",
        required=False,
        max_length=200,
        help_text="Meer termen: met een komma ertussen. Berichten van iemand: van:naam. Aan iemand: aan:naam.",
    )
    van = DayField(label="Vanaf")
    tot = DayField(label="Tot en met")
    versie = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, how: Sought, data: Any = None) -> None:
        initial = {"aan": list(how.terms), "van": how.first_day, "tot": how.last_day, "versie": how.version}
        super().__init__(data, initial=initial)
        self.known = (*how.terms, *how.off)
        self.fields["aan"].choices = [(term, term) for term in self.known]  # type: ignore[attr-defined]


@requires(*_SEEKS)
@require_safe
def question(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """A question with its evidence: a page of hits, the most likely first."""
    user = current_user(request)
    found = _get(user, number, key)
    record_view(found.question_set.dossier, by=user, part=f"bewijs bij vraag {', '.join(found.numbers)}")
    return _page(request, found)


def _get(user: User, number: str, key: int) -> Question:
    dossier = get_dossier(user, number, kind=Kind.PARLIAMENT)
    questions = Question.objects.select_related("question_set__dossier__layer")
    return get_object_or_404(questions, question_set__dossier=dossier, key=key)


def _page(request: HttpRequest, asked: Question, *, form: SeekForm | None = None) -> HttpResponse:
    user, how = current_user(request), evidence.sought(asked)
    page = _page_asked(request)
    found = evidence.hits_for(asked, how, page=page)
    judged = list(evidence.judged(asked))
    others = list(asked.question_set.questions.all())
    place = next(place for place, other in enumerate(others) if other.pk == asked.pk)
    address = reverse("parliament-question", args=[asked.question_set.dossier.number, asked.key])
    context = {
        "dossier": asked.question_set.dossier,
        "tab": "questions",
        "question": asked,
        "previous": others[place - 1] if place else None,
        "next": others[place + 1] if place + 1 < len(others) else None,
        "how": how,
        "form": form or SeekForm(how),
        "found": found,
        "page": page,
        "rows": _rows(asked, found.hits, user),
        "judged": [(row, message) for row, message in _with_messages(judged)],
        "counts": [(verdict, sum(row.verdict == verdict for row in judged)) for verdict in Verdict],
        "verdicts": Verdict.choices,
        "previous_url": f"{address}?pagina={page - 1}" if page > 1 else "",
        "next_url": f"{address}?pagina={page + 1}" if found.has_more else "",
    }
    return render(request, "parliament/question.html", context, status=422 if form is not None else 200)


def _page_asked(request: HttpRequest) -> int:
    return min(id_in(request.GET.get("pagina")) or 1, DEEPEST)


def _rows(asked: Question, hits: Sequence[Hit], user: User) -> list[Row]:
    wanted = [pk for hit in hits for pk in hit.around]
    known = Message.objects.visible().for_reading().in_bulk(wanted)
    shown = [hit for hit in hits if hit.message in known]
    ids = [hit.message for hit in shown]
    before, used = evidence.judged_before(asked, ids, user), evidence.used_before(asked, ids, user)
    # After the last of the page comes the one before it: what is judged is no longer proposed.
    following = dict(pairwise([*ids, *ids[-2:-1]]))
    return [
        Row(
            hit,
            around=tuple(known[pk] for pk in hit.around if pk in known),
            before=tuple(before.get(hit.message, ())),
            used=tuple(used.get(hit.message, ())),
            following=following.get(hit.message),
        )
        for hit in shown
    ]


def _with_messages(rows: Sequence[EvidenceJudgement]) -> list[tuple[EvidenceJudgement, Message]]:
    known = Message.objects.visible().for_reading().in_bulk([row.message_id for row in rows])
    return [(row, known[row.message_id]) for row in rows if row.message_id in known]


@requires(*_SEEKS, Capability.COMPOSE_DOSSIER)
@require_POST
def seek(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Seek by other terms or days."""
    user = current_user(request)
    asked = _get(user, number, key)
    form = SeekForm(evidence.sought(asked), request.POST)
    if not form.is_valid():
        return _page(request, asked, form=form)
    data = form.cleaned_data
    terms = [*data["aan"], *data["erbij"].split(",")]
    try:
        evidence.seek(
            asked,
            terms=terms,
            off=[term for term in form.known if term not in data["aan"]],
            first_day=data["van"],
            last_day=data["tot"],
            seen=data["versie"],
            by=user,
        )
    except InvalidQuery as refusal:
        form.add_error(None, str(refusal))
        return _page(request, asked, form=form)
    except StaleQuery:
        messages.error(request, "Een collega heeft de termen intussen gewijzigd. Er is niets gewijzigd; kijk opnieuw.")
    return redirect("parliament-question", number, key)


@requires(*_SEEKS, Capability.COMPOSE_DOSSIER)
@require_POST
def judge(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """What the ticked messages are to the question; then on at the proposal that follows."""
    user = current_user(request)
    asked = _get(user, number, key)
    wanted = request.POST.get("oordeel", "")
    if wanted not in Verdict.values and wanted != _BACK:
        raise Http404
    verdict = Verdict(wanted) if wanted in Verdict.values else None
    chosen = ids_in(request.POST.getlist("bericht"))
    changed = 0
    try:
        changed = evidence.judge(asked, chosen, verdict=verdict, by=user)
    except DossierClosed as refusal:
        messages.error(request, str(refusal))
    else:
        said = counted(changed, "bericht", "berichten").capitalize()
        what = f"gemarkeerd als ‘{verdict.label}’" if verdict else "weer te beoordelen"
        messages.success(request, f"{said} {what}." if changed else "Er is niets gewijzigd: vink eerst berichten aan.")
    return redirect(_place_after(request, asked, is_done=bool(changed)))


def _place_after(request: HttpRequest, asked: Question, *, is_done: bool) -> str:
    """The page a judgement was given on, at the proposal that follows, or at the same one when nothing came of it."""
    page, place = _page_asked(request), id_in(request.POST.get("verder" if is_done else "hier"))
    address = reverse("parliament-question", args=[asked.question_set.dossier.number, asked.key])
    if "hier" in request.POST and place is None:
        page -= 1
    query = f"?pagina={page}" if page > 1 else ""
    return f"{address}{query}{f'#voorstel-{place}' if place else ''}"
