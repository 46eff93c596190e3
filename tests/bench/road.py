"""What comes after an import, on the archive it made: searching, proposals for redaction, and a package."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from pathlib import Path

from tests.bench.processes import cost_of

QUERIES = 60
NUMBER = "bench"


def search(folder: Path, messages: int) -> str:
    """The newest fifty hits and their count, over different words and months."""
    from archive.models import Person
    from archive.search.query import Query, find
    from tests.bench.generate import vocabulary

    words, person = vocabulary()[50 : 50 + QUERIES], Person.objects.first()
    assert person is not None
    laps = []
    for number, word in enumerate(words):
        first = date(2020, 1, 6) + timedelta(days=number)
        query = Query(words=word, person=person.pk if number % 2 else None, first_day=first)
        laps.append(1000 * cost_of(lambda query=query: (list(find(query)[:50]), find(query).count())).clock)
    laps.sort()
    return f"p95 {laps[int(0.95 * len(laps))]:.1f} ms, mediaan {statistics.median(laps):.1f} ms"


def propose(folder: Path, messages: int) -> str:
    """Detectors over every message, and the proposals stored."""
    from archive.models import Message
    from woo_portal.accounts.models import User
    from woo_portal.accounts.roles import Role
    from woo_portal.dossiers import composing, passages
    from woo_portal.dossiers.models import Judgement, Kind
    from woo_portal.dossiers.states import State
    from woo_portal.dossiers.workflow import move

    user = User.objects.create(username="bench", role=Role.COORDINATOR)
    dossier = composing.create(
        kind=Kind.WOO, number=NUMBER, subject="Bench", received_on=date(2026, 1, 1), requester="", by=user
    )
    composing.add_messages(dossier, Message.objects.values_list("pk", flat=True), by=user)
    composing.judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=user)
    dossier = move(dossier, to=State.REDACTING, by=user)
    cost = cost_of(lambda: passages.propose(dossier))
    return f"{messages / cost.clock:.0f} berichten/s"


def accept(folder: Path, messages: int) -> str:
    """Everything that was proposed is withheld, all at once: in an office that is the work of weeks."""
    from woo_portal.accounts.models import User
    from woo_portal.dossiers import passages
    from woo_portal.dossiers.models import Dossier

    dossier, user = Dossier.objects.select_related("layer").get(number=NUMBER), User.objects.get(username="bench")
    accepted = 0

    def accept_all() -> None:
        nonlocal accepted
        while proposals := passages.open_proposals(dossier):  # what reads the same in a message follows as a proposal
            accepted += passages.accept(dossier, proposals, by=user)

    cost = cost_of(accept_all)
    return f"{accepted / cost.clock:.0f} passages/s"


def render(folder: Path, messages: int) -> str:
    """The whole package of what was accepted: render, merge, zip and leak check."""
    from woo_portal.accounts.models import User
    from woo_portal.disclosure.package import make_package, request_package
    from woo_portal.dossiers.models import Dossier
    from woo_portal.dossiers.states import State

    dossier, user = Dossier.objects.select_related("layer").get(number=NUMBER), User.objects.get(username="bench")
    Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVED)
    package = request_package(dossier, by=user)
    cost = cost_of(lambda: make_package(package.pk, progress=lambda done, total: None))
    package.refresh_from_db()
    share = package.report["seconds"] / (cost.clock - package.report["seconds"])
    return (
        f"{messages / cost.clock:.0f} berichten/s, {package.documents} documenten, {package.size / 1024:.0f} kB, "
        f"lekcontrole {100 * share:.0f} % van de rest, stand {package.get_state_display()}"
    )
