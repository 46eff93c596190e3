"""The dossiers of an account that are not released yet, ordered by deadline, each with its one next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.deciders import worked_on
from woo_portal.dossiers.figures import with_progress
from woo_portal.dossiers.header import TONES
from woo_portal.dossiers.models import SHOWN, Dossier, Item
from woo_portal.dossiers.reruns import imports_since
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import TermFacts, terms_of
from woo_portal.presentation.dutch import counted


@dataclass(frozen=True, slots=True)
class NextStep:
    """What has to be done now, and on which page. `mine` is false when it waits for somebody else, or for the portal."""

    label: str
    url: str
    mine: bool


@dataclass(frozen=True, slots=True)
class DossierTask:
    """A dossier that is not released, as a row of the page; its dossier has `figures.with_progress`. `imports` came into the
    archive since it was last searched for the dossier.
    """

    dossier: Dossier
    term: TermFacts
    tone: str
    step: NextStep
    imports: int


def dossier_tasks(user: User) -> list[DossierTask]:
    """The open dossiers this account sees, the earliest deadline first; five queries however many there are."""
    if not user.may(Capability.READ_DOSSIER):
        return []
    seen = visible_to(user).exclude(state=State.RELEASED)
    unsearched = Item.objects.filter(dossier=OuterRef("pk"), judgement__in=SHOWN, proposed_at=None)
    dossiers = list(with_progress(seen).annotate(unsearched=Exists(unsearched)))
    terms, own, imports = terms_of(dossiers), _own_work(user), imports_since(row.pk for row in dossiers)
    tasks = [
        DossierTask(
            dossier=dossier,
            term=terms[dossier.pk],
            tone=TONES.get(State(dossier.state), "info"),
            step=_next_step(dossier, user, is_own_work=dossier.pk in own),
            imports=imports.get(dossier.pk, 0),
        )
        for dossier in dossiers
    ]
    return sorted(tasks, key=lambda task: (task.term.last_day, task.dossier.number))


def _own_work(user: User) -> frozenset[int]:
    """The dossiers up for approval in which this account decided something: somebody else must approve them."""
    return worked_on(user, visible_to(user).filter(state=State.APPROVAL))


def _next_step(dossier: Any, user: User, *, is_own_work: bool) -> NextStep:
    label, page, capability = _work_left(dossier)
    if dossier.state == State.APPROVAL and is_own_work and not dossier.unsearched:
        return NextStep("Vaststellen door iemand anders", reverse("dossier", args=[dossier.number]), mine=False)
    mine = capability is not None and user.may(capability)
    # With its fragment the review screen begins at the first proposal, with the focus there and its buttons in sight.
    place = "#lakken" if page == "review" else ""
    return NextStep(label, reverse(page, args=[dossier.number]) + place, mine)


def _work_left(dossier: Any) -> tuple[str, str, Capability | None]:
    """What is left to do first, the page for it, and what one must be allowed to do; None when the portal does it.

    `dossier` has the counts of `figures.with_progress`, and `unsearched`.
    """
    to_judge, to_decide = dossier.messages - dossier.judged, dossier.passages - dossier.decided
    if dossier.unsearched and dossier.state == State.APPROVED:
        return "Heropenen: er moet opnieuw worden gezocht wat gelakt moet worden", "dossier", Capability.PACKAGE
    if dossier.unsearched and dossier.state == State.APPROVAL:
        return "Terug naar lakken: er moet opnieuw worden gezocht", "dossier", Capability.REDACT
    if dossier.state == State.APPROVED:
        return "Pakket maken en vrijgeven", "package", Capability.PACKAGE
    if dossier.state == State.APPROVAL:
        return "Vaststellen", "dossier", Capability.APPROVE
    if not dossier.messages:
        return "Berichten zoeken en toevoegen", "dossier-searches", Capability.COMPOSE_DOSSIER
    if to_judge:
        label = f"{counted(to_judge, 'bericht', 'berichten')} beoordelen"
        return label, "dossier-messages", Capability.COMPOSE_DOSSIER
    if dossier.state == State.COLLECTING:
        return "Naar lakken brengen", "dossier", Capability.COMPOSE_DOSSIER
    if dossier.unsearched:
        return "Het portaal zoekt wat gelakt moet worden", "review", None
    if to_decide:
        return f"{counted(to_decide, 'lakvoorstel', 'lakvoorstellen')} beslissen", "review", Capability.REDACT
    return "Ter vaststelling aanbieden", "dossier", Capability.REDACT
