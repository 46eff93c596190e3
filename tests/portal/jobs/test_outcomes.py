"""Work that was done and did not bring what was asked for is not called ready."""

from __future__ import annotations

import pytest

from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.disclosure import tasks
from woo_portal.disclosure.package import request_package
from woo_portal.dossiers.models import Dossier, PackageState
from woo_portal.dossiers.states import State
from woo_portal.jobs import running
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import Otherwise, handler, perform


@pytest.mark.django_db
def test_work_that_failed_was_called_ready(monkeypatch, user, client_for):
    monkeypatch.setattr(running, "_HANDLERS", {})
    handler("refuse")(lambda arguments, progress: Otherwise("Geweigerd. Dit is geen export.", "geweigerd"))
    officer = user(Role.ARCHIVIST)
    job = Job.objects.create(kind="refuse", subject="Import van «kapot.txt»", started_by_id=officer.pk, url="/archief/")

    perform(job.pk)

    job.refresh_from_db()
    assert (job.state, job.outcome) == (JobState.DONE, "geweigerd")
    page = client_for(Role.ARCHIVIST).get("/").content.decode()
    assert ">geweigerd<" in page.replace("\n", "").replace("  ", "")
    assert ">klaar<" not in page
    assert "Bekijk het resultaat" in page


def test_a_package_that_was_stopped_says_so_and_leads_to_its_page(monkeypatch, coordinator, db):
    dossier = factories.dossier(coordinator, factories.message(factories.conversation(), "Hallo"))
    package = factories.package(
        dossier,
        coordinator,
        state=PackageState.BLOCKED,
        report={"summary": "2 bevindingen. Het pakket is niet vrijgegeven."},
    )
    monkeypatch.setattr(tasks, "make_package", lambda pk, progress: package)

    ended = tasks.package_job({"package": package.pk}, lambda done, total: None)

    assert ended == Otherwise("2 bevindingen. Het pakket is niet vrijgegeven.", "tegengehouden")


def test_the_work_on_a_package_had_no_link(coordinator, db):
    dossier = factories.dossier(coordinator, factories.message(factories.conversation(), "Hallo"))
    dossier.items.update(judgement="public", proposed_at=dossier.created_at)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVED)

    package = request_package(dossier, by=coordinator)

    assert Job.objects.get(arguments__package=package.pk).url == f"/dossiers/{dossier.number}/pakket/"
