"""The steps of a dossier: who may take them, when, and what the page says when not yet."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from archive.functions import FunctionClass
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import MATRIX, Capability, Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import passages
from woo_portal.dossiers.allowing import allow, disallow
from woo_portal.dossiers.composing import judge, remove
from woo_portal.dossiers.deciders import deciders
from woo_portal.dossiers.missed import leave
from woo_portal.dossiers.models import Dossier, Judgement, PackageState
from woo_portal.dossiers.sight import stamp_of
from woo_portal.dossiers.states import State
from woo_portal.dossiers.tasks import propose_job
from woo_portal.dossiers.workflow import TABLE, MoveRefused, everything_decided, move, moves
from woo_portal.jobs.models import Job, JobState
from woo_portal.worklist.dossier_tasks import dossier_tasks

DOSSIER, MOVE = "/dossiers/2026-0001/", "/dossiers/2026-0001/stap/"


def test_the_next_step_is_a_button_that_says_why_it_cannot_be_taken_yet(client, dossier):
    page = client.get(DOSSIER).content.decode().replace("\xa0", " ")

    assert "Naar lakken" in page
    assert "Nog te beoordelen: 5 berichten." in page
    assert "disabled" in page


def test_the_step_to_redacting_starts_the_search_for_what_must_be_withheld(client, dossier):
    dossier.items.update(judgement=Judgement.PUBLIC)

    response = client.post(MOVE, {"naar": "redacting"}, follow=True)

    assert "staat nu op ‘lakken’" in said(response)
    assert "Er wordt nu gezocht" in said(response)
    assert Job.objects.get().arguments == {"dossier": dossier.pk}
    assert "Lakvoorstellen voor dossier 2026-0001" in response.content.decode()


def test_a_step_pressed_twice_is_taken_once(client, judged):
    client.post(MOVE, {"naar": "redacting"})

    assert "Deze stap kan nu niet" in said(client.post(MOVE, {"naar": "redacting"}, follow=True))
    assert Event.objects.filter(verb=Verb.STATE_CHANGED).count() == 1


@pytest.mark.parametrize("target", ["", "nergens", "\0", "released"])
def test_a_step_that_is_not_in_the_table_changes_nothing(client, judged, target):
    assert "Er is niets gewijzigd" in said(client.post(MOVE, {"naar": target}, follow=True)) or target == "released"
    judged.refresh_from_db()
    assert judged.state == State.COLLECTING


def test_a_step_back_asks_why_and_keeps_it(client, judged):
    Dossier.objects.update(state=State.REDACTING)

    assert "Vul in waarom" in said(client.post(MOVE, {"naar": "collecting", "reden": "  "}, follow=True))
    client.post(MOVE, {"naar": "collecting", "reden": "Er komen berichten bij."})

    judged.refresh_from_db()
    assert judged.state == State.COLLECTING
    assert Event.objects.get(verb=Verb.STATE_CHANGED).details["reason"] == "Er komen berichten bij."


def test_nothing_goes_to_approval_in_which_nobody_looked_for_what_must_be_withheld(judged, coordinator):
    judged.items.filter(pk__in=judged.items.values("pk")[:2]).update(proposed_at=None)
    Dossier.objects.update(state=State.REDACTING)

    with pytest.raises(MoveRefused, match="In 2\xa0berichten is nog niet gezocht"):
        move(judged, to=State.APPROVAL, by=coordinator)

    judged.refresh_from_db()
    passages.propose(judged)
    assert "nog niet gezocht" not in everything_decided(judged, coordinator)


def test_messages_judged_while_the_job_runs_are_looked_at_as_well(judged):
    judged.items.update(proposed_at=None)
    late = judged.items.last()
    judged.items.filter(pk=late.pk).update(judgement="")
    Dossier.objects.update(state=State.REDACTING)
    looked_at = []

    def judge_the_last_one(done: int, total: int) -> None:
        looked_at.append(total)
        judged.items.filter(pk=late.pk).update(judgement=Judgement.PUBLIC)

    propose_job({"dossier": judged.pk}, judge_the_last_one)

    assert looked_at == [4, 5]
    assert not judged.items.filter(proposed_at=None).exists()


def test_after_a_failure_the_search_is_started_again_from_the_page(client, dossier):
    dossier.items.update(judgement=Judgement.PUBLIC)
    Dossier.objects.update(state=State.REDACTING)

    page = client.get(DOSSIER).content.decode().replace("\xa0", " ")
    assert "In 5 berichten is nog niet gezocht" in page

    for _ in range(2):
        client.post(f"{DOSSIER}voorstellen/")
    assert Job.objects.count() == 1
    dossier.items.update(proposed_at=timezone.now())
    assert "Er is niets te zoeken" in said(client.post(f"{DOSSIER}voorstellen/", follow=True))


def test_who_judged_cannot_approve_and_the_page_says_who_did_what(client, client_for, judged):
    Dossier.objects.update(state=State.APPROVAL)

    page = client.get(DOSSIER).content.decode().replace("\xa0", " ")
    assert "Iemand anders moet het vaststellen" in page
    assert "Anna Coenen (Woo-coördinator): 5 berichten beoordeeld" in page
    client.post(MOVE, {"naar": "approved"})
    judged.refresh_from_db()
    assert judged.state == State.APPROVAL

    client_for(Role.REVIEWER).post(MOVE, {"naar": "approved", "gezien": stamp_of(judged)})
    judged.refresh_from_db()
    assert judged.state == State.APPROVED


def test_a_judgement_counts_when_its_message_was_taken_out_or_somebody_judged_anew(dossier, coordinator, user):
    first, last = User.objects.create(username="b", role=Role.COORDINATOR), user(Role.REVIEWER)
    item = dossier.items.first()
    judge(dossier, [item], judgement=Judgement.WITHHELD, by=first, grounds=["5.1.2i"], motivation="Beraad.")
    judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=coordinator)
    dossier.items.update(proposed_at=timezone.now())
    Dossier.objects.update(state=State.APPROVAL)
    with pytest.raises(MoveRefused, match="Iemand anders moet het vaststellen"):
        move(dossier, to=State.APPROVED, by=first)

    Dossier.objects.update(state=State.REDACTING)
    remove(dossier, list(dossier.items.filter(pk=item.pk)), by=last)
    Dossier.objects.update(state=State.APPROVAL)
    for one in (first, last):
        with pytest.raises(MoveRefused, match="Iemand anders moet het vaststellen"):
            move(dossier, to=State.APPROVED, by=one)


def test_the_overview_and_the_worklist_know_everybody_whom_the_four_eyes_rule_refuses(client, judged, user, chat):
    reviewer, kofi = user(Role.REVIEWER), chat[0].sender.person
    Dossier.objects.update(state=State.REDACTING)
    allow(judged, "Delta Pompen", reason="Leverancier.", by=reviewer)
    disallow(judged, judged.layer.allowed.get().pk, by=reviewer)
    liaison = User.objects.create(username="d", first_name="Daan", role=Role.REVIEWER)
    passages.treat_person_as(judged, kofi, FunctionClass.OFFICIAL, by=liaison)
    other = User.objects.create(username="e", first_name="Emma", role=Role.REVIEWER)
    leave(judged, ["Quorzel", "Blemvar"], by=other)
    judged.items.update(proposed_at=timezone.now())
    Dossier.objects.update(state=State.APPROVAL)

    page = client.get(DOSSIER).content.decode().replace("\xa0", " ")

    assert "Bert Tazelaar (juridisch toetser): besliste eerder iets dat intussen anders is" in page
    assert "Daan (juridisch toetser): 1 rol van een persoon gekozen" in page
    assert "Emma (juridisch toetser): 2 woorden nagekeken en gelaten" in page
    for one in (reviewer, liaison, other):
        assert one.pk in deciders(judged)
        (task,) = dossier_tasks(one)
        assert (task.step.label, task.step.mine) == ("Vaststellen door iemand anders", False)


def test_reopening_makes_a_package_expire_and_it_cannot_be_released_later(client, judged, coordinator, user):
    reviewer = user(Role.REVIEWER)
    made = factories.package(judged, coordinator)
    Dossier.objects.update(state=State.APPROVED)

    client.post(MOVE, {"naar": "redacting", "reden": "Er is een naam gemist."})
    made.refresh_from_db()
    assert made.state == PackageState.EXPIRED

    move(judged, to=State.APPROVAL, by=reviewer)
    move(judged, to=State.APPROVED, by=reviewer)
    with pytest.raises(MoveRefused, match="nog geen pakket"):
        move(judged, to=State.RELEASED, by=coordinator)


def test_a_reviewer_takes_no_step_that_is_not_the_reviewers(client_for, judged):
    Dossier.objects.update(state=State.REDACTING)
    response = client_for(Role.REVIEWER).post(MOVE, {"naar": "collecting", "reden": "Nog niet af."}, follow=True)
    assert "Deze stap kan nu niet" in said(response)
    judged.refresh_from_db()
    assert judged.state == State.REDACTING


@pytest.mark.parametrize(
    "taken", [Capability.COMPOSE_DOSSIER, Capability.REDACT, Capability.APPROVE, Capability.PACKAGE]
)
def test_a_step_belonged_to_roles_of_its_own_instead_of_those_of_the_matrix(judged, user, monkeypatch, taken):
    coordinator = user(Role.COORDINATOR)
    monkeypatch.setitem(MATRIX, Role.COORDINATOR, MATRIX[Role.COORDINATOR] - {taken})

    for row in TABLE:
        Dossier.objects.filter(pk=judged.pk).update(state=row.source)
        judged.refresh_from_db()
        assert (row in [step for step, _ in moves(judged, coordinator)]) == (row.capability is not taken)
        if row.capability is taken:
            with pytest.raises(MoveRefused, match="Deze stap kan nu niet"):
                move(judged, to=row.target, by=coordinator, reason="Toch.")


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.ADMINISTRATOR, Role.LIAISON])
def test_to_other_roles_the_dossier_does_not_exist(client_for, judged, role):
    client = client_for(role)
    for page in ("", "zoekslag/", "berichten/", "logboek/"):
        assert client.get(f"{DOSSIER}{page}").status_code == 404
    for page in ("stap/", "verlengen/", "voorstellen/", "berichten/oordeel/", "berichten/eruit/", "berichten/erbij/"):
        assert client.post(f"{DOSSIER}{page}", {"naar": "redacting"}).status_code == 404


@pytest.mark.parametrize("page", ["stap/", "verlengen/", "voorstellen/", "berichten/oordeel/", "berichten/eruit/"])
def test_nothing_changes_by_following_a_link(client, dossier, page):
    assert client.get(f"{DOSSIER}{page}").status_code == 405


def test_the_progress_of_a_job_is_seen_by_whoever_sees_the_dossier(client, client_for, dossier):
    dossier.items.update(judgement=Judgement.PUBLIC)
    client.post(MOVE, {"naar": "redacting"})
    job = Job.objects.get()
    other = Job.objects.create(kind="import", arguments={"run": 1}, subject="Import")
    ask = {"HTTP_HX_REQUEST": "true"}

    for role in (Role.COORDINATOR, Role.REVIEWER):
        assert "wacht" in client_for(role).get(f"{DOSSIER}taken/{job.pk}/", **ask).content.decode()
    assert client.get(f"{DOSSIER}taken/{job.pk}/").status_code == 302
    assert client.get(f"{DOSSIER}taken/{other.pk}/", **ask).status_code == 404
    assert client_for(Role.LIAISON).get(f"{DOSSIER}taken/{job.pk}/", **ask).status_code == 404


def test_a_job_that_failed_is_shown_until_the_same_work_is_done(client, dossier):
    about = {"kind": "propose", "arguments": {"dossier": dossier.pk}, "subject": "Lakvoorstellen"}
    failed = Job.objects.create(**about, state=JobState.FAILED)
    package = Job.objects.create(
        kind="package", arguments={"dossier": dossier.pk}, subject="Pakket", state=JobState.FAILED
    )
    assert set(client.get(DOSSIER).context["jobs"]) == {failed, package}

    again = Job.objects.create(**about, state=JobState.RUNNING)
    assert set(client.get(DOSSIER).context["jobs"]) == {again, package}

    Job.objects.filter(pk=again.pk).update(state=JobState.DONE)
    assert client.get(DOSSIER).context["jobs"] == [package]


def test_the_overview_costs_a_fixed_number_of_queries(client, dossier, chat, django_assert_max_num_queries):
    client.get(DOSSIER)
    with django_assert_max_num_queries(25):
        client.get(DOSSIER)


def test_the_term_is_extended_from_the_overview(client, coordinator):
    today = timezone.localdate()
    factories.dossier(coordinator, received_on=today - timedelta(days=10))
    form = {"sent_on": today.isoformat(), "reason": "De omvang van het verzoek."}

    assert "verplicht" in client.post(f"{DOSSIER}verlengen/", form | {"reason": ""}).content.decode()
    assert "De termijn is verlengd tot en met" in said(client.post(f"{DOSSIER}verlengen/", form, follow=True))
    assert "al verlengd" in said(client.post(f"{DOSSIER}verlengen/", form, follow=True))
    assert "Reden van de verlenging" in client.get(DOSSIER).content.decode()


@time_machine.travel("2026-02-20T12:00+01:00", tick=False)
def test_an_extension_that_comes_too_late_is_refused_with_the_last_day(client, dossier):
    page = client.post(f"{DOSSIER}verlengen/", {"sent_on": "2026-02-19", "reason": "Druk."}).content.decode()
    assert "uiterlijk op 18 februari 2026" in page
