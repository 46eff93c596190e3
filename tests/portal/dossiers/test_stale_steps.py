"""A step from a page that is no longer what the dossier is: who approves or releases answers for what they saw."""

from __future__ import annotations

import re

from django.test import Client
from django.utils import timezone

import pytest

from redaction.choices import Status
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import passages
from woo_portal.dossiers.models import Dossier, PackageState
from woo_portal.dossiers.sight import stamp_of
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveOvertaken, MoveRefused, move

DOSSIER, MOVE = "/dossiers/2026-0001/", "/dossiers/2026-0001/stap/"


def stamp_on(page: Client) -> str:
    """What the form of the next step sends along, as the page has it now."""
    return re.search(r'name="gezien" value="([^"]*)"', page.get(DOSSIER).content.decode())[1]


@pytest.fixture
def offered(judged, chat, user) -> Dossier:
    """A dossier with one withheld passage that the reviewer offered for approval."""
    Dossier.objects.update(state=State.REDACTING)
    passages.accept(judged, [factories.proposal(judged.layer, chat[1], "Delta Pompen")], by=user(Role.REVIEWER))
    return move(judged, to=State.APPROVAL, by=user(Role.REVIEWER))


@pytest.fixture
def approver(client_for) -> Client:
    """The browser of a second reviewer."""
    second = User.objects.create(username="chantal", first_name="Chantal", role=Role.REVIEWER)
    browser = Client()
    browser.force_login(second, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def shown_after_all(dossier: Dossier, coordinator: User, reviewer: User) -> None:
    move(dossier, to=State.REDACTING, by=coordinator, reason="De leverancier mag genoemd.")
    passages.reject(dossier, list(dossier.layer.redactions.all()), by=reviewer)
    dossier.items.update(proposed_at=timezone.now())
    move(dossier, to=State.APPROVAL, by=reviewer)


def test_an_old_page_approved_what_the_approver_never_saw(offered, approver, coordinator, user):
    old = stamp_on(approver)
    shown_after_all(offered, coordinator, user(Role.REVIEWER))

    answer = approver.post(MOVE, {"naar": "approved", "gezien": old}, follow=True)

    told = said(answer)
    assert "Sinds u deze pagina opende, is er iets gebeurd in het dossier. Er is niets gewijzigd. Dit gebeurde:" in told
    assert "Anna Coenen bracht het dossier van ‘ter vaststelling’ naar ‘lakken’. Reden: De leverancier mag" in told
    assert told.index("‘lakken’. Reden") < told.index("van ‘lakken’ naar ‘ter vaststelling’")
    assert told.endswith("Kijk het na, en doe de stap dan opnieuw.")
    assert answer.redirect_chain == [(DOSSIER, 302)]
    offered.refresh_from_db()
    assert offered.state == State.APPROVAL
    assert offered.layer.redactions.get().status == Status.REJECTED

    approver.post(MOVE, {"naar": "approved", "gezien": stamp_on(approver)})
    offered.refresh_from_db()
    assert offered.state == State.APPROVED


@pytest.mark.parametrize("sent", [{}, {"gezien": ""}, {"gezien": "0.0"}, {"gezien": "x" * 400}, {"gezien": "9" * 19}])
def test_a_form_that_does_not_say_what_was_seen_approved(offered, approver, sent):
    assert "Er is niets gewijzigd" in said(approver.post(MOVE, {"naar": "approved"} | sent, follow=True))
    offered.refresh_from_db()
    assert offered.state == State.APPROVAL


def test_who_only_looks_overtakes_nobody(offered, approver, client):
    seen = stamp_on(approver)
    client.get(DOSSIER)
    client.get(f"{DOSSIER}logboek/")

    approver.post(MOVE, {"naar": "approved", "gezien": seen})

    offered.refresh_from_db()
    assert offered.state == State.APPROVED


def test_of_much_that_changed_the_last_is_told_and_the_rest_counted(offered, approver, coordinator, user):
    old = stamp_on(approver)
    for _ in range(3):
        shown_after_all(offered, coordinator, user(Role.REVIEWER))

    told = said(approver.post(MOVE, {"naar": "approved", "gezien": old}, follow=True)).replace("\xa0", " ")

    assert told.count("bracht het dossier") == 5
    assert "Daarvoor nog 2 wijzigingen; zie het logboek." in told


def test_an_old_page_released_whatever_package_was_the_newest(judged, client, coordinator, user):
    Dossier.objects.update(state=State.APPROVED)
    seen_package = factories.package(judged, coordinator)
    old = stamp_on(client)
    newer = factories.package(judged, coordinator)

    answer = client.post(MOVE, {"naar": "released", "gezien": old}, follow=True)

    assert "Er is een ander pakket gekomen." in said(answer)
    for package in (seen_package, newer):
        package.refresh_from_db()
        assert package.state == PackageState.READY

    client.post(MOVE, {"naar": "released", "gezien": stamp_on(client)})
    newer.refresh_from_db()
    assert newer.state == PackageState.RELEASED


def test_a_step_back_asks_for_no_fresh_page(offered, client, coordinator, user):
    old = stamp_on(client)
    shown_after_all(offered, coordinator, user(Role.REVIEWER))

    client.post(MOVE, {"naar": "redacting", "reden": "Nog een keer.", "gezien": old})

    offered.refresh_from_db()
    assert offered.state == State.REDACTING


def test_a_step_that_somebody_took_already_is_told_so_and_not_that_the_page_is_old(offered, user, coordinator):
    second = User.objects.create(username="chantal", role=Role.REVIEWER)
    old = stamp_of(offered)
    move(offered, to=State.APPROVED, by=second, seen=old)

    with pytest.raises(MoveRefused, match="Deze stap kan nu niet") as refused:
        move(offered, to=State.APPROVED, by=second, seen=old)
    assert not isinstance(refused.value, MoveOvertaken)
