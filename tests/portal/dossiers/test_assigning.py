"""A dossier is given to a colleague: who may, to whom, what it opens (nothing), and what is told when that person is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

import pytest

from tests import factories
from tests.portal.at_once import at_once
from tests.portal.dossiers.conftest import said
from tests.portal.intake.conftest import words
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.assigning import AssignmentRefused, assign, workers_for
from woo_portal.dossiers.deciders import deciders
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State

LIST, DOSSIER = "/dossiers/", "/dossiers/2026-0001/"
ASSIGN = f"{DOSSIER}behandelaar/"
LEFT = "over te dragen"


@pytest.fixture
def colleague(db: None) -> User:
    """A second coordinator."""
    return User.objects.create(username="tweede", first_name="Tom", last_name="Wee", role=Role.COORDINATOR)


@pytest.fixture
def bert(user: Callable[[Role], User]) -> User:
    return user(Role.REVIEWER)


def give(client: Client, to: User | None, *, seen: User | None = None, address: str = ASSIGN) -> Any:
    form = {"behandelaar": to.pk if to else "niemand", "gezien": seen.pk if seen else ""}
    return client.post(address, form, follow=True)


def handles(dossier: Dossier) -> User | None:
    return Dossier.objects.get(pk=dossier.pk).assignee


def listed(client: Client, whom: object) -> list[str]:
    return [row.dossier.number for row in client.get(LIST, {"behandelaar": whom}).context["rows"]]


def in_state(dossier: Dossier, state: State) -> Dossier:
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    dossier.refresh_from_db()
    return dossier


def offered(client: Client) -> list[str]:
    return [label for _, label in client.get(DOSSIER).context["assignee_form"].fields["behandelaar"].choices]


class TestGiving:
    def test_the_coordinator_gives_it_to_somebody_changes_that_and_clears_it(self, client, dossier, colleague, bert):
        in_state(dossier, State.REDACTING)
        assert "Behandelaar niemand" in words(client.get(DOSSIER))

        page = give(client, bert)
        assert said(page) == "Bert Tazelaar behandelt nu dossier 2026-0001."
        assert "Behandelaar Bert Tazelaar" in words(page)
        assert f'<option value="{bert.pk}" selected>Bert Tazelaar (juridisch toetser)' in page.content.decode()

        assert said(give(client, colleague, seen=bert)) == "Tom Wee behandelt nu dossier 2026-0001."
        assert said(give(client, None, seen=colleague)) == "Niemand behandelt nu dossier 2026-0001."
        assert handles(dossier) is None

    def test_it_stands_in_the_log_of_the_dossier(self, client, dossier, colleague, bert):
        in_state(dossier, State.REDACTING)
        give(client, bert)
        give(client, colleague, seen=bert)
        give(client, None, seen=colleague)
        events = Event.objects.filter(verb=Verb.DOSSIER_ASSIGNED, dossier_id=dossier.pk).order_by("pk")
        assert [sentence(event) for event in events] == [
            "Anna Coenen gaf het dossier aan Bert Tazelaar.",
            "Anna Coenen gaf het dossier aan Tom Wee; Bert Tazelaar behandelde het.",
            "Anna Coenen haalde Tom Wee weg als behandelaar.",
        ]
        assert "Anna Coenen gaf het dossier aan Bert Tazelaar." in words(client.get(f"{DOSSIER}logboek/"))

    def test_only_active_people_whose_role_works_on_it_are_offered(self, client, dossier, user, colleague, bert):
        for role in Role:
            user(role)
        gone = User.objects.create(username="weg", first_name="Wim", role=Role.REVIEWER, is_active=False)
        User.objects.create(username="zonder", first_name="Zoe")
        anna, tom = "Anna Coenen (Woo-coördinator)", "Tom Wee (Woo-coördinator)"
        assert offered(client) == ["Niemand", anna, tom], "a reviewer sees nothing of what is collected"
        in_state(dossier, State.REDACTING)
        assert offered(client) == ["Niemand", anna, "Bert Tazelaar (juridisch toetser)", tom]

        for nobody in (gone, user(Role.LIAISON), user(Role.ARCHIVIST), user(Role.ADMINISTRATOR)):
            assert "Er is niets gewijzigd" in said(give(client, nobody))
        assert handles(dossier) is None
        assert not Event.objects.filter(verb=Verb.DOSSIER_ASSIGNED).exists()

    def test_the_liaison_gives_questions_to_who_may_answer_them(self, client_for, chat, user, bert, coordinator):
        daan = user(Role.LIAISON)
        questions = factories.dossier(daan, *chat, kind=Kind.PARLIAMENT, number="2026Z01")
        in_state(questions, State.REDACTING)
        assert set(workers_for(questions)) == {daan, bert}
        give(client_for(Role.LIAISON), bert, address="/dossiers/2026Z01/behandelaar/")
        assert handles(questions) == bert

    def test_a_reviewer_sees_who_handles_it_and_cannot_change_that(self, client_for, dossier, colleague, bert):
        in_state(dossier, State.REDACTING)
        Dossier.objects.update(assignee=colleague)
        reviewer = client_for(Role.REVIEWER)
        page = reviewer.get(DOSSIER)
        assert "Behandelaar Tom Wee" in words(page)
        assert ASSIGN not in page.content.decode()
        assert give(reviewer, bert, seen=colleague).status_code == 404
        assert handles(dossier) == colleague


class TestTwoAtOnce:
    def test_who_looked_at_an_older_page_is_told_and_overwrites_nothing(self, client, dossier, colleague, coordinator):
        assign(dossier, coordinator, by=colleague, seen=None)
        answer = give(client, colleague, seen=None)
        assert "Anna Coenen behandelt het nu. Uw keuze is niet bewaard" in said(answer)
        assert handles(dossier) == coordinator
        assert f'name="gezien" value="{coordinator.pk}"' in answer.content.decode()

        give(client, None, seen=coordinator)
        assert "niemand behandelt het nu" in said(give(client, colleague, seen=coordinator))
        assert handles(dossier) is None

    def test_a_form_sent_twice_is_harmless(self, client, dossier, colleague):
        give(client, colleague)
        assert said(give(client, colleague)) == "Er was niets gewijzigd."
        assert Event.objects.filter(verb=Verb.DOSSIER_ASSIGNED).count() == 1

    @pytest.mark.parametrize("behandelaar", ["", "x", "0", "-1", "9" * 40, "\0"])
    def test_who_is_nobody_is_not_given_anything(self, client, dossier, coordinator, behandelaar):
        assign(dossier, coordinator, by=coordinator, seen=None)
        answer = client.post(ASSIGN, {"behandelaar": behandelaar, "gezien": coordinator.pk}, follow=True)
        assert "kies iemand anders" in said(answer)
        assert handles(dossier) == coordinator

    @pytest.mark.parametrize("gezien", ["", "x", "0", "-1", "9" * 40])
    def test_what_is_no_form_changes_nothing_that_was_given(self, client, dossier, colleague, coordinator, gezien):
        assign(dossier, coordinator, by=coordinator, seen=None)
        client.post(ASSIGN, {"behandelaar": colleague.pk, "gezien": gezien})
        assert handles(dossier) == coordinator


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_the_second_is_refused(dossier, coordinator, colleague):
    failed = at_once(
        lambda: assign(dossier, coordinator, by=coordinator, seen=None),
        lambda: assign(dossier, colleague, by=colleague, seen=None),
        lambda: None,
    )
    assert [type(one) for one in failed] == [AssignmentRefused]
    assert handles(dossier) == coordinator


class TestItOpensNothing:
    def test_who_handles_it_sees_and_may_do_what_the_role_says(self, client_for, dossier, bert, coordinator):
        Dossier.objects.update(assignee=bert)
        reviewer = client_for(Role.REVIEWER)
        assert reviewer.get(DOSSIER).status_code == 404, "what is collected is not for a reviewer"
        in_state(dossier, State.REDACTING)
        assert reviewer.get(DOSSIER).status_code == 200
        assert reviewer.get(f"{DOSSIER}gegevens/").status_code == 404
        assert deciders(dossier) == frozenset(), "who handles it decided nothing, and may approve it"

    def test_nor_does_it_take_anything_from_who_does_not_handle_it(self, client, dossier, colleague):
        Dossier.objects.update(assignee=colleague)
        assert client.get(f"{DOSSIER}gegevens/").status_code == 200


class TestTheList:
    @pytest.fixture(autouse=True)
    def dossiers(self, dossier, coordinator, colleague) -> None:
        for number, assignee in (("mijn", coordinator), ("tom", colleague), ("niets", None)):
            factories.dossier(coordinator, number=number)
            Dossier.objects.filter(number=number).update(assignee=assignee)

    def test_shows_who_handles_each(self, client):
        page = words(client.get(LIST))
        assert "verzamelen Tom Wee" in page
        assert "verzamelen Anna Coenen" in page

    def test_is_narrowed_to_mine_to_a_person_and_to_nobody(self, client, colleague):
        assert listed(client, "mij") == ["mijn"]
        assert listed(client, colleague.pk) == ["tom"]
        assert set(listed(client, "niemand")) == {"niets", "2026-0001"}
        assert listed(client, "opnieuw") == []

    def test_an_odd_choice_narrows_nothing(self, client):
        assert len(listed(client, "999999")) == 4

    def test_names_nobody_of_dossiers_one_does_not_see(self, client_for, colleague, user):
        user(Role.LIAISON)
        assert "Tom Wee" not in words(client_for(Role.LIAISON).get(LIST))

    def test_whoever_is_deactivated_is_shown_as_such_and_the_dossier_is_to_be_given(self, client, colleague):
        User.objects.filter(pk=colleague.pk).update(is_active=False)
        assert listed(client, "opnieuw") == ["tom"]
        page = words(client.get(LIST, {"behandelaar": "opnieuw"}))
        assert "1 dossier dat aan de filters voldoet" in page
        assert f"Tom Wee (account uitgeschakeld) {LEFT}" in page
        assert f"Tom Wee (account uitgeschakeld) {LEFT}" in words(client.get("/dossiers/tom/"))
        assert "1 dossier heeft een behandelaar die er niet meer aan kan werken." in words(client.get("/"))

        give(client, None, seen=colleague, address="/dossiers/tom/behandelaar/")
        assert listed(client, "opnieuw") == []
        assert "niet meer aan kan werken" not in words(client.get("/"))

    @pytest.mark.parametrize("role", ["", Role.ARCHIVIST, Role.LIAISON])
    def test_so_is_one_whose_new_role_does_not_see_it(self, client, colleague, role):
        User.objects.filter(pk=colleague.pk).update(role=role)
        assert listed(client, "opnieuw") == ["tom"]
        assert "uitgeschakeld" not in words(client.get(LIST))

    def test_a_dossier_that_goes_back_to_collecting_is_to_be_given_to_who_collects(self, client, dossier, bert):
        Dossier.objects.filter(number="tom").update(assignee=bert, state=State.REDACTING)
        assert listed(client, "opnieuw") == []
        Dossier.objects.filter(number="tom").update(state=State.COLLECTING)
        assert listed(client, "opnieuw") == ["tom"]

    def test_what_is_released_waits_for_nobody(self, client, colleague):
        User.objects.filter(pk=colleague.pk).update(is_active=False)
        Dossier.objects.filter(number="tom").update(state=State.RELEASED)
        assert listed(client, "opnieuw") == []
        assert f"Tom Wee (account uitgeschakeld) {LEFT}" not in words(client.get(LIST))

    def test_costs_as_many_queries_however_many_people_handle_dossiers(
        self, client, coordinator, django_assert_num_queries, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(6) as few:
            client.get(LIST)
        for number in range(60):
            made = factories.dossier(coordinator, number=f"nr-{number}")
            person = User.objects.create(username=f"nr-{number}", role=Role.COORDINATOR, is_active=bool(number % 2))
            Dossier.objects.filter(pk=made.pk).update(assignee=person)
        with django_assert_num_queries(len(few)):
            page = client.get(LIST)
        assert page.context["total"] == 64
        assert client.get(LIST + page.context["page"].next_url).context["total"] == 64


class TestTheWorkList:
    def test_mine_stand_first_with_their_term(self, client, chat, coordinator, colleague, time_machine):
        time_machine.move_to("2026-03-11T10:00:00+01:00", tick=False)
        for number, day, assignee in (
            ("oud", "2026-02-02", colleague),
            ("nieuw", "2026-03-02", coordinator),
            ("ouder", "2026-02-23", coordinator),
            ("niets", "2026-03-09", None),
        ):
            factories.dossier(coordinator, number=number)
            Dossier.objects.filter(number=number).update(received_on=day, assignee=assignee)
        page = client.get("/")
        rows = page.context["dossiers"]
        assert [(row.dossier.number, row.is_mine) for row in rows] == [
            ("ouder", True),
            ("nieuw", True),
            ("oud", False),
            ("niets", False),
        ]
        read = words(page)
        assert "Uw dossiers 2 lopende dossiers van u, het eerst af te ronden bovenaan" in read
        assert "Andere dossiers 2 lopende dossiers, het eerst af te ronden bovenaan" in read
        mine = read.split("Andere dossiers")[0]
        assert "nog 12 dagen" in mine

    def test_where_nobody_handles_anything_it_is_one_list(self, client, dossier):
        read = words(client.get("/"))
        assert "1 lopend dossier, het eerst af te ronden bovenaan" in read
        assert "Uw dossiers" not in read

    def test_a_reviewer_is_not_asked_to_give_dossiers_away(self, client_for, dossier, colleague):
        in_state(dossier, State.REDACTING)
        Dossier.objects.update(assignee=colleague)
        User.objects.filter(pk=colleague.pk).update(is_active=False)
        read = words(client_for(Role.REVIEWER).get("/"))
        assert "niet meer aan kan werken" not in read
        assert f"Tom Wee (account uitgeschakeld) {LEFT}" in read
