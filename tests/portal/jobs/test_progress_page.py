"""Who started long work sees how far it is, on its page and in a part that refreshes itself; nobody else does."""

from __future__ import annotations

import pytest

from woo_portal.accounts.roles import Role
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


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ARCHIVIST])
def test_somebody_elses_job_is_not_there(client_for, job, role):
    assert client_for(role).get(f"/taken/{job.pk}/").status_code == 404


def test_a_job_nobody_started_is_nobodys(client_for, db):
    job = Job.objects.create(kind="proef", subject="proef")
    assert client_for(Role.ADMINISTRATOR).get(f"/taken/{job.pk}/").status_code == 404


def test_a_visitor_is_asked_to_log_in(client, job):
    assert client.get(f"/taken/{job.pk}/").status_code == 302
