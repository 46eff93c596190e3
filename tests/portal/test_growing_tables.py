"""The log and the list of jobs grow for ever: what a page asks of them is found without reading them through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from archive.models import Handle, ImportRun
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.figures import jobs_of, unfinished_jobs
from woo_portal.intake import merging
from woo_portal.intake.history import history
from woo_portal.intake.receiving import job_of
from woo_portal.jobs.models import Job, JobState
from woo_portal.worklist.views import _jobs

pytestmark = pytest.mark.django_db
MANY = 4000
VERBS = (Verb.SEARCHED, Verb.DOSSIER_VIEWED, Verb.HANDLE_LINKED, Verb.PERSONS_MERGED, Verb.IMPORT_STARTED)


@pytest.fixture(autouse=True)
def years_of_work() -> None:
    """Rows of every kind in every part of the tables."""
    Event.objects.bulk_create(
        Event(
            verb=VERBS[number % len(VERBS)],
            actor_name="Anna",
            details={"from_person": -number, "to_person": -number, "claim": f"bezig/{number}"},
        )
        for number in range(MANY)
    )
    Job.objects.bulk_create(
        Job(kind=kind, arguments={argument: -number}, subject="proef", state=JobState.DONE, started_by_id=-number)
        for number in range(MANY // 4)
        for kind, argument in (("import", "run"), ("propose", "dossier"), ("package", "package"), ("topic", "version"))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_event, jobs_job")


def plans_of(asked: Callable[[], Any], table: str) -> list[str]:
    """How the database answers each question that is asked of the table."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        asked()
    plans = []
    with connection.cursor() as cursor:
        for statement in (query["sql"] for query in caught if f'FROM "{table}"' in query["sql"]):
            cursor.execute(f"EXPLAIN {statement}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


@pytest.mark.parametrize(
    "asked",
    [
        lambda person: history(person, Handle.objects.all()),
        lambda person: merging._last_merge(person),
        lambda person: Event.objects.filter(verb=Verb.IMPORT_STARTED, details__claim="bezig/nieuw").first(),
    ],
    ids=["the history of a person", "the last merge", "a file in a watched folder"],
)
def test_one_person_or_file_is_found_in_a_log_of_years(asked: Callable[[Any], Any]) -> None:
    person = factories.person("Katja")

    plans = plans_of(lambda: asked(person), "audit_event")

    assert plans
    assert [
        plan for plan in plans if "Seq Scan on audit_event" in plan or "Backward using audit_event_pkey" in plan
    ] == []


@pytest.mark.parametrize(
    "asked",
    [
        lambda dossier, user: list(jobs_of(dossier)),
        lambda dossier, user: unfinished_jobs(dossier),
        lambda dossier, user: job_of(ImportRun(pk=12)),
        lambda dossier, user: _jobs(user),
    ],
    ids=["the jobs of a dossier", "those that are not done", "the job of an import", "somebody's own"],
)
def test_the_jobs_of_a_page_are_found_among_those_of_years(
    asked: Callable[[Any, Any], Any], user: Callable[[Role], Any]
) -> None:
    coordinator = user(Role.COORDINATOR)
    dossier = factories.dossier(coordinator)
    factories.package(dossier, coordinator)

    plans = plans_of(lambda: asked(dossier, coordinator), "jobs_job")

    assert plans
    assert [plan for plan in plans if "Seq Scan on jobs_job" in plan or "Backward using jobs_job_pkey" in plan] == []
