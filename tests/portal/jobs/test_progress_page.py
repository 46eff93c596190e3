"""Who started long work sees how far it is, on its page and in a part that refreshes itself; nobody else does."""

from __future__ import annotations

import pytest

from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.passages import request_proposals
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job, JobState


@pytest.fixture
def job(user) -> Job:
    return Job.objects.create(
        kind="proef",
        subject="Import van «chat.txt»",
        state=JobState.RUNNING,
        done=250,
        total=1000,
        started_by_id=user(Role.ARCHIVIST).pk,
    )


def test_the_page_works_by_reloading_it(client_for, job):
    page = client_for(Role.ARCHIVIST).get(f"/taken/{job.pk}/").content.decode()
    assert "250 van 1.000 (25%)" in page
    assert "</html>" in page


def test_the_part_refreshes_itself_until_the_work_has_ended(client_for, job):
    client = client_for(Role.ARCHIVIST)
    part = client.get(f"/taken/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "</html>" not in part
    assert f'hx-get="/taken/{job.pk}/"' in part

    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, message="4 nieuwe berichten.")
    ended = client.get(f"/taken/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "4 nieuwe berichten." in ended
    assert "hx-get" not in ended


@pytest.mark.parametrize(("again", "leads_to"), [("", "/archief/importen/"), ("/archief/", "/archief/")])
def test_work_that_failed_told_nobody_where_to_try_again(client_for, job, again, leads_to):
    Job.objects.filter(pk=job.pk).update(
        state=JobState.FAILED, message="Er ging iets mis.", url="/archief/importen/", again=again
    )

    page = client_for(Role.ARCHIVIST).get(f"/taken/{job.pk}/").content.decode()

    assert f'<a href="{leads_to}">Naar de pagina waar u het opnieuw kunt proberen' in page
    assert "Bekijk het resultaat" not in page


@pytest.mark.django_db
def test_proposals_are_asked_again_on_the_first_page_of_the_dossier(coordinator):
    message = factories.message(factories.conversation(), "Bel mij")
    dossier = factories.dossier(coordinator, message)
    dossier.items.update(judgement=Judgement.PUBLIC)
    Dossier.objects.update(state=State.REDACTING)

    job = request_proposals(Dossier.objects.get(), by=coordinator)

    assert (job.url, job.again_url) == (f"/dossiers/{dossier.number}/lakken/", f"/dossiers/{dossier.number}/")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ARCHIVIST])
def test_somebody_elses_job_is_not_there(client_for, job, role):
    assert client_for(role).get(f"/taken/{job.pk}/").status_code == 404


def test_a_job_nobody_started_is_nobodys(client_for, db):
    job = Job.objects.create(kind="proef", subject="proef")
    assert client_for(Role.ADMINISTRATOR).get(f"/taken/{job.pk}/").status_code == 404


def test_a_visitor_is_asked_to_log_in(client, job):
    assert client.get(f"/taken/{job.pk}/").status_code == 302
