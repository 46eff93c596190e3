"""De pagina waarop iemand op een taak wacht, zegt na afloop hoe het ervoor staat; wat er intussen getypt is, blijft staan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from archive.models import Attachment, Message
from redaction.models import AttachmentTreatment
from tests import factories
from tests.browser import axe, log_in
from tests.journeys.conftest import judged_dossier
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.attachments import LOOK_AT_ALL
from woo_portal.dossiers.models import Dossier, Package, PackageState
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(user: Callable[[Role], User]) -> User:
    return user(Role.COORDINATOR)


@pytest.fixture
def dossier(anna: User, archive: list[Message]) -> Dossier:
    made = judged_dossier(archive[-4:], by=anna)
    Dossier.objects.update(state=State.APPROVED)
    return made


def test_a_package_that_was_held_back_still_said_it_was_being_made(
    browser_page: Page, anna: User, dossier: Dossier
) -> None:
    page = browser_page
    package = factories.package(dossier, anna, state=PackageState.MAKING)
    job = Job.objects.create(
        kind="package",
        subject="Pakket",
        state=JobState.RUNNING,
        started_by_id=anna.pk,
        arguments={"package": package.pk},
    )
    log_in(page, anna)
    page.goto(f"/dossiers/{dossier.number}/pakket/")
    expect(page.get_by_text("wordt gemaakt", exact=True)).to_be_visible()
    page.get_by_text("Heropenen", exact=True).first.click()
    page.get_by_label("Waarom gaat het dossier terug?").fill("Er kwam een bericht bij.")

    Package.objects.update(state=PackageState.BLOCKED, report={"summary": "1 bevinding.", "findings": []})
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, message="1 bevinding.")

    expect(page.get_by_text("tegengehouden", exact=True)).to_be_visible()
    expect(page.get_by_text("wordt gemaakt", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Breek af")).to_have_count(0)
    expect(page.get_by_label("Waarom gaat het dossier terug?")).to_have_value("Er kwam een bericht bij.")
    axe(page)


def test_attachments_that_were_made_ready_still_stood_as_not_looked_at(
    browser_page: Page, user: Callable[[Role], User], dossier: Dossier
) -> None:
    page, bert = browser_page, user(Role.REVIEWER)
    attachment = Attachment.objects.create(
        message=dossier.items.get(message__text__contains="Roermond").message,
        number=1,
        file_name="kaart.xyz",
        size=3,
        sha256="a" * 64,
    )
    Dossier.objects.update(state=State.REDACTING)
    job = Job.objects.create(
        kind=LOOK_AT_ALL, subject="Bijlagen", state=JobState.RUNNING, arguments={"dossier": dossier.pk}
    )
    log_in(page, bert)
    page.goto(f"/dossiers/{dossier.number}/lakken/bijlagen/")
    expect(page.get_by_text("nog niet bekeken", exact=True)).to_be_visible()

    AttachmentTreatment.objects.create(layer=dossier.layer, attachment=attachment, problem="Dit is niet te tonen.")
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, message="1 bijlage is niet te tonen.")

    expect(page.get_by_text("niet te tonen", exact=True)).to_be_visible()
    expect(page.get_by_text("1 bijlage is niet te tonen.")).to_be_visible()
