"""What each role finds waiting when it opens the portal."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from archive.models import ImportRun, ImportState, Source
from archive.search.query import Query
from redaction.models import PolicyRule
from tests import factories
from tests.portal.intake.conftest import words
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Item, Judgement, Kind
from woo_portal.dossiers.policy import save_rule
from woo_portal.dossiers.searches import record_search
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job, JobState

TODAY = date(2026, 3, 11)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+01:00", tick=False)


@pytest.fixture
def dossier(user):
    """A dossier of so many days old with three messages: `dossier("Woo-1", days=5)`."""

    def make(number: str, *, days: int = 5, kind: Kind = Kind.WOO, messages: int = 3) -> Dossier:
        by = user(Role.COORDINATOR if kind == Kind.WOO else Role.LIAISON)
        made = composing.create(
            kind=kind,
            number=number,
            subject=f"Onderwerp van {number}",
            received_on=TODAY - timedelta(days=days),
            requester="",
            by=by,
        )
        chat = factories.conversation(f"Chat {number}")
        ids = [factories.message(chat, f"bericht {place}").pk for place in range(messages)]
        composing.add_messages(made, ids, by=by)
        return made

    return make


def judged(dossier: Dossier, by: User, *, state: State = State.COLLECTING) -> Dossier:
    """Every message judged and searched, and the dossier in a state."""
    composing.judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=by)
    dossier.items.update(proposed_at=timezone.now())
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    return dossier


def propose(dossier: Dossier, count: int) -> None:
    for item in dossier.items.all()[:count]:
        factories.proposal(dossier.layer, item.message, "bericht")


def steps(client) -> dict[str, tuple[str, bool]]:
    rows = client.get("/").context["dossiers"]
    return {row.dossier.number: (row.step.label.replace("\u00a0", " "), row.step.mine) for row in rows}


def test_the_coordinator_sees_every_woo_dossier_the_most_pressing_first(client_for, dossier):
    dossier("Woo-nieuw", days=2)
    dossier("Woo-te-laat", days=30)
    dossier("Kamer", kind=Kind.PARLIAMENT)
    Dossier.objects.filter(pk=dossier("Woo-af").pk).update(state=State.RELEASED)

    page = client_for(Role.COORDINATOR).get("/")
    assert [row.dossier.number for row in page.context["dossiers"]] == ["Woo-te-laat", "Woo-nieuw"]
    assert "2 dagen te laat 9 mrt 2026" in words(page)
    assert "nog 26 dagen 6 apr 2026" not in words(page)  # Easter Monday, a holiday
    assert "nog 27 dagen 7 apr 2026" in words(page)


def test_the_liaison_sees_the_questions_of_parliament(client_for, dossier):
    dossier("Woo-1")
    dossier("2026Z04117", days=12, kind=Kind.PARLIAMENT)

    page = client_for(Role.LIAISON).get("/")
    assert [row.dossier.number for row in page.context["dossiers"]] == ["2026Z04117"]
    assert "nog 9 dagen" in words(page)


def test_each_dossier_names_its_one_next_step(client_for, user, dossier):
    anna, coordinator = user(Role.COORDINATOR), client_for(Role.COORDINATOR)
    dossier("leeg", messages=0)
    dossier("vers")
    judged(dossier("beoordeeld"), anna)
    propose(judged(dossier("lakken"), anna, state=State.REDACTING), 2)
    judged(dossier("gelakt"), anna, state=State.REDACTING)
    unsearched = judged(dossier("zoekt"), anna, state=State.REDACTING)
    Item.objects.filter(dossier=unsearched).update(proposed_at=None)
    judged(dossier("vastgesteld"), anna, state=State.APPROVED)

    assert steps(coordinator) == {
        "leeg": ("Berichten zoeken en toevoegen", True),
        "vers": ("3 berichten beoordelen", True),
        "beoordeeld": ("Naar lakken brengen", True),
        "lakken": ("2 lakvoorstellen beslissen", True),
        "gelakt": ("Ter vaststelling aanbieden", True),
        "zoekt": ("Het portaal zoekt wat gelakt moet worden", False),
        "vastgesteld": ("Pakket maken en vrijgeven", True),
    }


def test_the_reviewer_sees_what_is_to_redact_and_to_approve(client_for, user, dossier):
    anna = user(Role.COORDINATOR)
    dossier("verzamelen")
    propose(judged(dossier("lakken"), anna, state=State.REDACTING), 3)
    judged(dossier("vaststellen"), anna, state=State.APPROVAL)
    judged(dossier("vastgesteld"), anna, state=State.APPROVED)

    assert steps(client_for(Role.REVIEWER)) == {
        "lakken": ("3 lakvoorstellen beslissen", True),
        "vaststellen": ("Vaststellen", True),
        "vastgesteld": ("Pakket maken en vrijgeven", False),
    }


def test_who_worked_on_a_dossier_is_not_asked_to_approve_it(client_for, user, dossier):
    judged(dossier("eigen werk"), user(Role.COORDINATOR), state=State.APPROVAL)

    assert steps(client_for(Role.COORDINATOR))["eigen werk"] == ("Vaststellen door iemand anders", False)
    assert steps(client_for(Role.REVIEWER))["eigen werk"] == ("Vaststellen", True)


def test_after_a_change_of_policy_the_portal_searches_and_does_not_only_say_so(client_for, user, dossier):
    anna = user(Role.COORDINATOR)
    searching = judged(dossier("lakken"), anna, state=State.REDACTING)
    judged(dossier("verzamelen"), anna)
    judged(dossier("vaststellen"), anna, state=State.APPROVAL)
    judged(dossier("vastgesteld"), anna, state=State.APPROVED)

    save_rule(PolicyRule.objects.first(), by=user(Role.ADMINISTRATOR))

    assert steps(client_for(Role.REVIEWER))["lakken"] == ("Het portaal zoekt wat gelakt moet worden", False)
    assert [job.arguments for job in Job.objects.all()] == [{"dossier": searching.pk}]
    assert client_for(Role.ADMINISTRATOR).get("/").context["jobs"] == []
    waiting = steps(client_for(Role.COORDINATOR))
    assert waiting["vaststellen"] == ("Terug naar lakken: er moet opnieuw worden gezocht", True)
    assert waiting["vastgesteld"] == ("Heropenen: er moet opnieuw worden gezocht wat gelakt moet worden", True)


def test_shares_are_told_as_figures(client_for, user, dossier):
    made = dossier("Woo-1")
    composing.judge(made, list(made.items.all()[:1]), judgement=Judgement.PUBLIC, by=user(Role.COORDINATOR))
    assert "33% 1 van 3" in words(client_for(Role.COORDINATOR).get("/"))


def _run(name: str, state: ImportState, **fields: object) -> ImportRun:
    source = Source.objects.create(sha256=name.ljust(64, "0"), size=1, file_name=f"{name}.txt")
    return ImportRun.objects.create(source=source, state=state, started_by="Els Archema", **fields)


def test_the_archivist_sees_what_asks_what_runs_what_was_refused_and_who_is_unknown(client_for):
    _run("vraag", ImportState.QUESTION)
    _run("bezig", ImportState.RUNNING)
    _run("fout", ImportState.REFUSED, problem="«fout.txt» is leeg.", finished_at=timezone.now())
    _run("oud", ImportState.REFUSED, problem="oud", finished_at=timezone.now() - timedelta(days=15))
    _run("stuk", ImportState.FAILED, problem="Er ging iets mis.", finished_at=timezone.now() - timedelta(days=15))
    _run("klaar", ImportState.DONE)
    factories.handle("Faat ❤️ werk")

    page = words(client_for(Role.ARCHIVIST).get("/"))
    assert "Wacht op uw antwoord vraag.txt" in page
    assert "Wordt ingelezen bezig.txt" in page
    assert "«fout.txt» is leeg." in page
    assert "Er ging iets mis." in page
    assert "1 persoon zonder functie" in page
    assert "oud.txt" not in page
    assert "klaar.txt" not in page


def test_the_administrator_finds_the_tables(client_for):
    page = words(client_for(Role.ADMINISTRATOR).get("/"))
    assert "Feestdagen" in page
    assert "Gebruikers" in page


@pytest.mark.parametrize(
    ("role", "advice"),
    [
        (Role.COORDINATOR, "Er loopt geen dossier"),
        (Role.LIAISON, "Er loopt geen dossier"),
        (Role.REVIEWER, "Er is niets te lakken of vast te stellen"),
        (Role.ARCHIVIST, "Er wacht niets op u"),
    ],
)
def test_when_nothing_waits_it_says_what_to_do(client_for, role, advice):
    assert advice in words(client_for(role).get("/"))


def test_an_account_without_a_role_is_told_so(client, db):
    nobody = User.objects.create(username="nieuw")
    client.force_login(nobody, backend="django.contrib.auth.backends.ModelBackend")
    assert "Uw account heeft nog geen rol" in words(client.get("/"))


def test_my_jobs_are_followed_and_nobody_elses(client_for, user):
    mine = Job.objects.create(
        kind="proef", subject="Mijn import", state=JobState.RUNNING, started_by_id=user(Role.ARCHIVIST).pk
    )
    Job.objects.create(
        kind="proef",
        subject="Van gisteren",
        state=JobState.DONE,
        finished_at=timezone.now() - timedelta(days=1),
        started_by_id=mine.started_by_id,
    )
    Job.objects.create(kind="proef", subject="Andermans import", state=JobState.RUNNING, started_by_id=404)

    page = client_for(Role.ARCHIVIST).get("/")
    assert page.context["jobs"] == [mine]
    assert f'hx-get="/taken/{mine.pk}/"' in page.content.decode()


def test_work_that_was_done_again_is_shown_as_it_ended_last(client_for, user):
    archivist = user(Role.ARCHIVIST).pk
    ended = {"kind": "proef", "subject": "Import", "finished_at": timezone.now(), "started_by_id": archivist}
    Job.objects.create(**ended, arguments={"run": 1}, state=JobState.FAILED)
    other = Job.objects.create(**ended, arguments={"run": 2}, state=JobState.FAILED)
    again = Job.objects.create(**ended, arguments={"run": 1}, state=JobState.DONE)

    assert client_for(Role.ARCHIVIST).get("/").context["jobs"] == [again, other]


def test_it_costs_a_fixed_number_of_queries(client_for, user, dossier, django_assert_max_num_queries):
    client = client_for(Role.COORDINATOR)
    for number in range(12):
        made = dossier(f"Woo-{number}")
        record_search(made, Query(words="bericht"), by=user(Role.COORDINATOR))
        propose(judged(made, user(Role.COORDINATOR), state=State.APPROVAL), 1)
    with django_assert_max_num_queries(9):
        assert len(client.get("/").context["dossiers"]) == 12


def test_what_is_to_redact_opens_at_its_first_proposal_and_not_at_the_top_of_the_page(client_for, user, dossier):
    """The keys did nothing on arrival, and the buttons were half below the edge."""
    propose(judged(dossier("lakken"), user(Role.COORDINATOR), state=State.REDACTING), 3)

    page = client_for(Role.REVIEWER).get("/").content.decode()

    assert f'href="{reverse("review", args=["lakken"])}#lakken"' in page
