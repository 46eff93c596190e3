"""Suspending the term of a Woo request while third parties are asked for their views (Woo art. 4.4 lid 3, Awb art. 4:15)."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.composing import extend
from woo_portal.dossiers.correcting import CorrectionRefused, correct
from woo_portal.dossiers.course import course_of
from woo_portal.dossiers.models import Dossier, Kind, SuspensionGround
from woo_portal.dossiers.states import State
from woo_portal.dossiers.suspending import SuspensionRefused, move_end, suspend, withdraw
from woo_portal.dossiers.terms import term_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
VIEWS = SuspensionGround.VIEWS
TOLD, RESUMES = date(2026, 2, 2), date(2026, 2, 17)


@pytest.fixture
def today():
    with time_machine.travel("2026-02-10T12:00+01:00", tick=False):
        yield


@pytest.fixture
def dossier(coordinator) -> Dossier:
    """Received on 21 January 2026: its term ends on 18 February."""
    return factories.dossier(coordinator, number="2026-0142")


def test_the_days_on_which_the_term_stands_still_come_behind_it(dossier, coordinator):
    suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)

    term = term_of(dossier)
    assert term.last_day == date(2026, 3, 4)  # fourteen days on
    assert (term.days_left, term.resumes_on) == (22, RESUMES)


def test_a_view_that_comes_in_early_lets_the_term_run_again(dossier, coordinator):
    row = suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)
    assert move_end(row, resumes_on=date(2026, 2, 9), by=coordinator)
    assert not move_end(row, resumes_on=date(2026, 2, 9), by=coordinator)

    assert term_of(dossier).last_day == date(2026, 2, 24)
    assert term_of(dossier).resumes_on is None
    told = [event.details["what"] for event in Event.objects.filter(verb=Verb.DEADLINE_SUSPENDED).order_by("pk")]
    assert told == ["opgeschort", "gewijzigd"]


def test_a_form_that_is_sent_twice_suspends_once(dossier, coordinator):
    for _ in range(2):
        suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)

    assert dossier.suspensions.count() == 1
    assert Event.objects.filter(verb=Verb.DEADLINE_SUSPENDED).count() == 1


def test_a_suspension_that_was_a_mistake_is_taken_away_and_stays_in_the_log(dossier, coordinator):
    row = suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)
    withdraw(row, by=coordinator)
    withdraw(row, by=coordinator)

    assert term_of(dossier).last_day == date(2026, 2, 18)
    assert Event.objects.filter(verb=Verb.DEADLINE_SUSPENDED, details__what="weggehaald").count() == 1


@pytest.mark.parametrize(
    ("notified_on", "resumes_on", "why"),
    [
        (date(2026, 1, 20), RESUMES, "niet vóór de ontvangst"),
        (date(2026, 2, 11), RESUMES, "in de toekomst"),
        (TOLD, date(2026, 2, 3), "kan dus pas daarna weer lopen"),
        (TOLD, date(2027, 2, 17), "hoogstens een jaar"),
    ],
)
def test_days_that_cannot_be_are_refused(dossier, coordinator, notified_on, resumes_on, why):
    with pytest.raises(SuspensionRefused, match=why):
        suspend(dossier, VIEWS, notified_on=notified_on, resumes_on=resumes_on, by=coordinator)
    assert not dossier.suspensions.exists()


def test_a_term_that_has_passed_is_not_suspended(dossier, coordinator):
    with (
        time_machine.travel("2026-02-20T12:00+01:00", tick=False),
        pytest.raises(SuspensionRefused, match="liep dan tot en met 18 februari 2026"),
    ):
        suspend(dossier, VIEWS, notified_on=date(2026, 2, 18), resumes_on=date(2026, 3, 2), by=coordinator)


def test_only_an_open_woo_request_is_suspended(dossier, coordinator, user):
    questions = factories.dossier(user(Role.LIAISON), number="2026Z1", kind=Kind.PARLIAMENT)
    with pytest.raises(SuspensionRefused, match="Alleen de termijn van een Woo-verzoek"):
        suspend(questions, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)

    Dossier.objects.filter(pk=dossier.pk).update(state=State.RELEASED)
    with pytest.raises(SuspensionRefused, match="is vrijgegeven"):
        suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)


def test_an_extension_that_was_in_time_stays_in_time(dossier, coordinator):
    row = suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)
    with time_machine.travel("2026-03-02T12:00+01:00", tick=False):
        extend(dossier, reason="Omvang.", sent_on=date(2026, 3, 2), by=coordinator)
        assert term_of(Dossier.objects.get()).last_day == date(2026, 3, 18)
        with pytest.raises(SuspensionRefused, match="was dat bericht te laat"):
            withdraw(row, by=coordinator)
        with pytest.raises(SuspensionRefused, match="was dat bericht te laat"):
            move_end(row, resumes_on=date(2026, 2, 4), by=coordinator)

    row.refresh_from_db()
    assert row.resumes_on == RESUMES
    assert Event.objects.filter(verb=Verb.DEADLINE_SUSPENDED).count() == 1


def test_the_decision_tells_when_and_why_the_term_stood_still(dossier, coordinator):
    suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)

    told = course_of(dossier)
    assert (
        "stond stil van 3 februari 2026 tot 17 februari 2026, omdat ik belanghebbenden om hun zienswijze vroeg" in told
    )
    assert told.endswith("Daarmee liep de termijn tot en met 4 maart 2026.")


def test_a_suspension_that_only_an_earlier_one_made_possible_was_left_in_the_air(dossier, coordinator):
    first = suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=date(2026, 2, 9), by=coordinator)
    with time_machine.travel("2026-02-25T12:00+01:00", tick=False):
        suspend(dossier, VIEWS, notified_on=date(2026, 2, 20), resumes_on=date(2026, 3, 2), by=coordinator)
        with pytest.raises(SuspensionRefused, match="liep dan tot en met 18 februari 2026"):
            withdraw(first, by=coordinator)
        with pytest.raises(SuspensionRefused, match="liep dan tot en met 19 februari 2026"):
            move_end(first, resumes_on=date(2026, 2, 4), by=coordinator)

    assert dossier.suspensions.count() == 2


def test_a_day_of_receipt_after_the_notice_was_taken(dossier, coordinator):
    suspend(dossier, VIEWS, notified_on=TOLD, resumes_on=RESUMES, by=coordinator)
    with pytest.raises(CorrectionRefused, match="een bericht van 2 februari 2026, vóór de ontvangst"):
        correct(dossier, {"received_on": date(2026, 2, 3)}, by=coordinator)

    dossier.refresh_from_db()
    assert dossier.received_on == date(2026, 1, 21)


def test_a_term_that_runs_to_monday_could_not_be_suspended_on_its_saturday(coordinator):
    dossier = factories.dossier(coordinator, number="2026-0200", received_on=date(2026, 1, 24))
    assert term_of(dossier).last_day == date(2026, 2, 23)  # counted to Saturday the 21st
    with time_machine.travel("2026-02-22T12:00+01:00", tick=False):
        suspend(dossier, VIEWS, notified_on=date(2026, 2, 22), resumes_on=date(2026, 3, 2), by=coordinator)

    assert term_of(dossier).last_day == date(2026, 3, 2)  # the Monday that was left


def test_a_standstill_during_the_extension_was_told_before_it(dossier, coordinator):
    extend(dossier, reason="Omvang", sent_on=date(2026, 2, 9), by=coordinator)
    dossier.refresh_from_db()
    with time_machine.travel("2026-02-25T12:00+01:00", tick=False):
        suspend(dossier, VIEWS, notified_on=date(2026, 2, 24), resumes_on=date(2026, 3, 4), by=coordinator)

    told = course_of(dossier)
    assert "uiterlijk op 18 februari 2026. Die termijn heb ik op 9 februari 2026 met twee weken verlengd" in told
    assert "De reden was: Omvang. Die termijn stond stil van 25 februari 2026 tot 4 maart 2026" in told
    assert told.endswith("Daarmee liep de termijn tot en met 11 maart 2026.")


class TestThePages:
    def test_a_released_dossier_offers_no_form_that_would_be_refused(self, dossier, client_for):
        Dossier.objects.filter(pk=dossier.pk).update(state=State.RELEASED)
        page = client_for(Role.COORDINATOR).get("/dossiers/2026-0142/opschorten/").content.decode()

        assert "er loopt geen termijn meer" in page
        assert "Schort de termijn op" not in page

    def test_the_coordinator_suspends_moves_and_takes_away(self, dossier, client_for):
        client = client_for(Role.COORDINATOR)
        form = {"ground": "views", "notified_on": "2026-02-02", "resumes_on": "2026-02-17"}
        page = client.post("/dossiers/2026-0142/opschorten/", form, follow=True).content.decode()
        assert "De termijn is opgeschort. Beslissen kan nu tot en met 4 maart 2026." in page
        assert "De termijn staat stil tot 17 februari 2026." in page
        assert "Opgeschort van 3 februari 2026 tot 17 februari 2026" in page

        address = f"/dossiers/2026-0142/opschorten/{dossier.suspensions.get().pk}/"
        assert 'value="2026-02-17"' in client.get(address).content.decode()
        page = client.post(address, {"resumes_on": "2026-02-09"}, follow=True).content.decode()
        assert "De opschorting is gewijzigd. Beslissen kan nu tot en met 24 februari 2026." in page
        assert "staat stil tot" not in page

        page = client.post(address, {"weg": "ja"}, follow=True).content.decode()
        assert "De opschorting is weggehaald. Beslissen kan nu tot en met 18 februari 2026." in page

    def test_what_is_missing_is_said_and_what_was_filled_in_is_kept(self, dossier, client_for):
        form = {"notified_on": "2026-02-02", "resumes_on": "2026-02-03", "ground": "views"}
        answer = client_for(Role.COORDINATOR).post("/dossiers/2026-0142/opschorten/", form)

        assert answer.status_code == 400
        assert "kan dus pas daarna weer lopen" in answer.content.decode()
        assert 'value="2026-02-02"' in answer.content.decode()
