"""The dossiers of an account in which something is left to do, ordered by deadline, each with its one next step.

A released one is among them until it was published, where the portal publishes itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.assigning import with_assignee
from woo_portal.dossiers.deciders import worked_on
from woo_portal.dossiers.figures import with_progress
from woo_portal.dossiers.header import tone_of
from woo_portal.dossiers.models import SHOWN, Dossier, Item, Kind, Package
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
    """A dossier in which something is left to do, as a row of the page; its dossier has `figures.with_progress`. `imports` came
    into the archive since it was last searched for the dossier. This account handles it where it `is_mine`;
    who handles it can do nothing in it any more where it `is_to_be_given`.
    """

    dossier: Dossier
    term: TermFacts
    tone: str
    step: NextStep
    imports: int
    is_mine: bool
    is_to_be_given: bool


def dossier_tasks(user: User) -> list[DossierTask]:
    """The open dossiers this account sees, those it handles before the others, the earliest deadline first.

    Five queries however many there are.
    """
    if not user.may(Capability.READ_DOSSIER):
        return []
    seen = visible_to(user).filter(~Q(state=State.RELEASED) | _still_to_publish())
    unsearched = Item.objects.filter(dossier=OuterRef("pk"), judgement__in=SHOWN, proposed_at=None)
    dossiers = list(with_assignee(with_progress(seen)).annotate(unsearched=Exists(unsearched)))
    terms, own, imports = terms_of(dossiers), _own_work(user), imports_since(row.pk for row in dossiers)
    tasks = [
        DossierTask(
            dossier=dossier,
            term=terms[dossier.pk],
            tone=tone_of(dossier),
            step=_next_step(dossier, user, is_own_work=dossier.pk in own),
            imports=imports.get(dossier.pk, 0),
            is_mine=dossier.assignee_id == user.pk,
            is_to_be_given=cast(Any, dossier).is_to_be_given,
        )
        for dossier in dossiers
    ]
    return sorted(tasks, key=lambda task: (not task.is_mine, task.term.last_day, task.dossier.number))


def _still_to_publish() -> Q:
    """Condition: released, and no package of it was ever before the public. Nothing where there is no publicatiebank: then the
    portal does not know what becomes of a package.
    """
    if not (settings.GPP_URL and settings.GPP_TOKEN):
        return Q(pk__in=())
    published = Package.objects.filter(dossier=OuterRef("pk"), publications__published_at__isnull=False)
    return Q(~Exists(published), state=State.RELEASED, kind=Kind.WOO)


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
    if dossier.state == State.RELEASED:
        return "Publiceren", "publication", Capability.PUBLISH
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
