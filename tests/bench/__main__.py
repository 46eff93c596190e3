"""Walks the road with generated messages and prints what each step costs: `python -m tests.bench [MESSAGES]`.

Each step runs in a process of its own, so that its peak memory is its own (processes it starts are counted apart).
The database is a throw-away one.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.test")
QUERIES = 60
NUMBER = "bench"


def set_up(folder: Path) -> None:
    """Django, with a database and folders of the benchmark's own."""
    import django
    from django.conf import settings

    from woo_portal.services import start_services

    start_services()
    settings.DATABASES["default"]["NAME"] = "woo_bench"
    settings.CONTENT_DIR, settings.PACKAGE_DIR = folder / "content", folder / "packages"
    django.setup()


def make_database() -> None:
    """An empty, migrated database; an earlier one is dropped."""
    from django.core.management import call_command
    from django.db import connection

    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("DROP DATABASE IF EXISTS woo_bench")
        cursor.execute("CREATE DATABASE woo_bench")
    call_command("migrate", verbosity=0)


def import_step(folder: Path, messages: int) -> dict[str, object]:
    """File to stored and searchable."""
    from archive.ingest import receive, run_import
    from tests.bench.generate import export

    export(folder / "bench.txt", messages)
    run = receive(folder / "bench.txt", file_name="WhatsApp-chat met Bench.txt", by="bench")
    seconds = timed(lambda: run_import(run.pk))
    return {"rate": messages / seconds, "unit": "berichten/s"}


def search_step(folder: Path, messages: int) -> dict[str, object]:
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
        laps.append(1000 * timed(lambda query=query: (list(find(query)[:50]), find(query).count())))
    laps.sort()
    return {"p95": laps[int(0.95 * len(laps))], "median": statistics.median(laps), "unit": "ms"}


def propose_step(folder: Path, messages: int) -> dict[str, object]:
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
    seconds = timed(lambda: passages.propose(dossier))
    return {"rate": messages / seconds, "unit": "berichten/s"}


def render_step(folder: Path, messages: int) -> dict[str, object]:
    """Everything accepted, then the whole package: render, zip and leak check."""
    from woo_portal.accounts.models import User
    from woo_portal.disclosure.package import make_package, request_package
    from woo_portal.dossiers import passages
    from woo_portal.dossiers.models import Dossier
    from woo_portal.dossiers.states import State

    dossier, user = Dossier.objects.select_related("layer").get(number=NUMBER), User.objects.get(username="bench")
    while proposals := passages.open_proposals(dossier):  # what reads the same in a message follows as a proposal
        passages.accept(dossier, proposals, by=user)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVED)
    package = request_package(dossier, by=user)
    seconds = timed(lambda: make_package(package.pk, progress=lambda done, total: None))
    package.refresh_from_db()
    return {
        "rate": messages / seconds,
        "unit": "berichten/s",
        "note": f"{package.documents} documenten, {package.size / 1024:.0f} kB, stand {package.get_state_display()}",
    }


STEPS: dict[str, tuple[str, Callable[[Path, int], dict[str, object]]]] = {
    "import": ("Importeren, tot en met doorzoekbaar", import_step),
    "search": ("Zoeken, nieuwste 50 en aantal", search_step),
    "propose": ("Lakvoorstellen", propose_step),
    "render": ("Pakket: opmaken, inpakken, lekcontrole", render_step),
}


def timed(work: Callable[[], object]) -> float:
    """How many seconds it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run_step(name: str, folder: Path, messages: int) -> None:
    """One step, in this process; prints its figures as JSON."""
    set_up(folder)
    if name == "import":
        make_database()
    figures = STEPS[name][1](folder, messages)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(figures | {"memory": own, "children": children}))


def main() -> None:
    """Every step and a table."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"De weg met {messages:,} gegenereerde berichten".replace(",", "."))
    with tempfile.TemporaryDirectory() as folder:
        for name, (label, _) in STEPS.items():
            command = [sys.executable, "-m", "tests.bench", "--step", name, folder, str(messages)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            figures = json.loads(done.stdout.splitlines()[-1])
            print(f"{label:42}{_told(figures):>34}   piek {figures['memory']:5.0f} MB", end="")
            print(f" (deelproces {figures['children']:.0f} MB)" if figures["children"] > 60 else "", end="")
            print(f"   {figures['note']}" if "note" in figures else "", flush=True)


def _told(figures: dict[str, float | str]) -> str:
    if "p95" in figures:
        return f"p95 {figures['p95']:.1f} {figures['unit']}, mediaan {figures['median']:.1f} {figures['unit']}"
    return f"{figures['rate']:.0f} {figures['unit']}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        run_step(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
