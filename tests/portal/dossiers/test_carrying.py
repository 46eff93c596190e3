"""When a dossier is established, what it withholds is proposed by itself in the dossiers that hold the same messages."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

import pytest

from archive.acting import Actor
from archive.models import Message
from redaction.choices import EARLIER, Status
from redaction.decide import accept, reject
from redaction.models import Redaction
from tests import factories
from tests.portal.at_once import at_once
from tests.portal.dossiers.conftest import said
from tests.portal.intake.conftest import words
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.access import acting
from woo_portal.dossiers.carrying import CARRY, receiving, request_carried
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.passages import follow_established
from woo_portal.dossiers.sight import stamp_of
from woo_portal.dossiers.states import State
from woo_portal.dossiers.tasks import carry_job
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import perform

BERT = Actor(0, "Bert")
WORDS = "het gemaal van de buren"
NUMBER = "2026-0202"
PAGE = f"/dossiers/{NUMBER}/"
Make = Callable[..., Dossier]


@pytest.fixture
def message(db: None) -> Message:
    return factories.message(factories.conversation("Crisisteam"), f"Bel Zwirblis over {WORDS}")


@pytest.fixture
def make(coordinator: User, message: Message) -> Make:
    """A way to make a dossier with the message in it, judged by a coordinator and searched."""

    def made(number: str, *, state: State = State.REDACTING, kind: Kind = Kind.WOO) -> Dossier:
        dossier = factories.dossier(coordinator, message, number=number, kind=kind)
        dossier.items.update(judgement=Judgement.PARTIAL, judged_by=coordinator, proposed_at=timezone.now())
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        dossier.refresh_from_db()
        return dossier

    return made


@pytest.fixture
def offered(make: Make, message: Message) -> Dossier:
    """A dossier that waits for approval, with words withheld that no detector finds."""
    dossier = make("2026-0101", state=State.APPROVAL)
    accept([factories.proposal(dossier.layer, message, WORDS, ground="5.1.2i")], by=BERT)
    return dossier


@pytest.fixture
def establish(offered: Dossier, client_for) -> Callable[[], None]:
    """Has a reviewer establish it on its page."""

    def step() -> None:
        form = {"naar": "approved", "gezien": stamp_of(offered)}
        answer = client_for(Role.REVIEWER).post("/dossiers/2026-0101/stap/", form, follow=True)
        assert "‘vastgesteld’" in said(answer)

    return step


def do_jobs() -> list[str]:
    """The jobs that wait are done; how each ended."""
    jobs = list(Job.objects.filter(kind=CARRY, state="queued").order_by("pk"))
    for job in jobs:
        perform(job.pk)
        job.refresh_from_db()
    return [job.message.replace("\xa0", " ") for job in jobs]


def carried(dossier: Dossier) -> list[Redaction]:
    return list(dossier.layer.redactions.filter(found_by=EARLIER))


def test_it_is_proposed_in_the_dossier_in_work_and_told_there(make, offered, establish, client_for):
    dossier = make(NUMBER)
    establish()
    assert carried(dossier) == [], "a job does it"
    waits = words(client_for(Role.COORDINATOR).get(PAGE))
    assert "Lakvoorstellen voor dossier 2026-0202 uit dossiers die zijn vastgesteld" in waits

    assert do_jobs() == ["1 nieuw lakvoorstel uit dossiers die zijn vastgesteld."]

    (row,) = carried(dossier)
    assert (row.status, row.ground, row.why) == (Status.PROPOSED, "5.1.2i", "In dossier 2026-0101 gelakt (5.1.2i).")
    page = words(client_for(Role.COORDINATOR).get(PAGE))
    assert (
        "1 lakvoorstel komt uit een ander dossier dat is vastgesteld of vrijgegeven. Het portaal stelde dit zelf voor; niemand "
        "besliste er nog over. Beslis erover bij Lakken"
    ) in page
    assert "hier te lezen en in dossier 2026-0101 gelakt" not in page
    assert "1 lakvoorstel beslissen" in words(client_for(Role.COORDINATOR).get("/"))
    event = Event.objects.get(verb=Verb.PASSAGES_PROPOSED, dossier_id=dossier.pk)
    assert sentence(event).replace("\xa0", " ") == (
        "Het portaal stelde voor wat in vastgestelde dossiers is gelakt: 1 nieuw voorstel."
    )
    assert event.actor_id is None


def test_a_decision_ends_what_is_told(make, establish, coordinator, client_for):
    dossier = make(NUMBER)
    establish()
    do_jobs()
    reject(carried(dossier), by=acting(coordinator))
    assert "lakvoorstel komt uit" not in words(client_for(Role.COORDINATOR).get(PAGE))


def test_the_job_done_twice_proposes_nothing_twice(make, establish):
    dossier = make(NUMBER)
    establish()
    do_jobs()
    again = carry_job({"dossier": dossier.pk}, lambda done, total: None)
    assert again.replace("\xa0", " ") == "Geen nieuwe lakvoorstellen uit dossiers die zijn vastgesteld."
    assert len(carried(dossier)) == 1
    assert Event.objects.filter(verb=Verb.PASSAGES_PROPOSED, dossier_id=dossier.pk).count() == 1


def test_what_somebody_decided_to_show_is_not_proposed_again(make, establish, message, coordinator):
    dossier = make(NUMBER)
    reject([factories.proposal(dossier.layer, message, WORDS)], by=acting(coordinator))
    establish()
    do_jobs()
    assert carried(dossier) == []


@pytest.mark.parametrize("state", [state for state in State if state != State.REDACTING])
def test_a_dossier_that_is_not_being_redacted_stays_as_it_is(make, establish, state):
    dossier = make(NUMBER, state=state)
    establish()
    assert not Job.objects.filter(kind=CARRY).exists()
    assert carried(dossier) == []


@pytest.mark.parametrize("state", [state for state in State if state != State.REDACTING])
def test_one_that_went_on_before_its_turn_stays_as_it_is(make, establish, state):
    dossier = make(NUMBER)
    establish()
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    assert do_jobs() == [f"Er is niets voorgesteld: dossier {NUMBER} staat op ‘{state.label}’."]
    assert carried(dossier) == []
    assert not Event.objects.filter(verb=Verb.PASSAGES_PROPOSED, dossier_id=dossier.pk).exists()


def test_what_was_established_while_it_was_offered_is_proposed_when_it_comes_back(make, establish, client_for):
    dossier = make(NUMBER, state=State.APPROVAL)
    establish()
    client_for(Role.REVIEWER).post(f"{PAGE}stap/", {"naar": "redacting", "reden": "Nog eens nalopen."})
    assert len(do_jobs()) == 1
    assert len(carried(dossier)) == 1


def test_a_step_that_is_refused_asks_for_nothing(make, offered, client_for):
    make(NUMBER)
    client_for(Role.COORDINATOR).post("/dossiers/2026-0101/stap/", {"naar": "approved", "gezien": stamp_of(offered)})
    offered.refresh_from_db()
    assert offered.state == State.APPROVAL, "who judged does not approve"
    assert not Job.objects.filter(kind=CARRY).exists()


class TestWhichDossiers:
    def test_those_of_the_same_kind_with_the_message_that_were_searched(self, make, offered, coordinator):
        same, unsearched = make(NUMBER), make("2026-0203")
        unsearched.items.update(proposed_at=None)
        make("2026Z1", kind=Kind.PARLIAMENT)
        hidden = make("2026-0204")
        hidden.items.update(judgement=Judgement.WITHHELD, grounds=["5.1.2e"])
        other = factories.dossier(coordinator, factories.message(factories.conversation("Ander")), number="2026-0205")
        other.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
        Dossier.objects.filter(pk=other.pk).update(state=State.REDACTING)
        assert list(receiving(offered)) == [same]

    def test_the_title_of_a_chat_is_held_by_who_has_another_message_of_it(self, make, offered, coordinator, message):
        accept([factories.proposal(offered.layer, message.conversation, "Crisisteam")], by=BERT)
        other = factories.dossier(coordinator, factories.message(message.conversation, "Ja"), number=NUMBER)
        other.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
        Dossier.objects.filter(pk=other.pk).update(state=State.REDACTING)
        assert list(receiving(offered)) == [other]
        Dossier.objects.filter(pk=offered.pk).update(state=State.APPROVED)
        assert follow_established(other) == 1

    def test_asking_costs_one_query(self, make, offered, django_assert_num_queries):
        make(NUMBER), make("2026-0203")
        with django_assert_num_queries(1):
            assert len(receiving(offered)) == 2

    def test_two_that_are_established_are_two_jobs(self, make, offered, message):
        """One that runs may have looked before the second was established."""
        dossier, second = make(NUMBER), make("2026-0102")
        accept([factories.proposal(second.layer, message, "Zwirblis")], by=BERT)
        for one in (offered, second):
            Dossier.objects.filter(pk=one.pk).update(state=State.APPROVED)
            one.refresh_from_db()
            request_carried(one)
            request_carried(one)
        assert Job.objects.filter(kind=CARRY, arguments__dossier=dossier.pk).count() == 2


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_who_works_in_the_dossier(make, offered):
    """Under the lock of decision 91: what somebody brings to approval meanwhile gets no proposal any more."""
    dossier = make(NUMBER)
    Dossier.objects.filter(pk=offered.pk).update(state=State.APPROVED)

    def lock() -> None:
        Dossier.objects.select_for_update().get(pk=dossier.pk)

    failed = at_once(
        lock,
        lambda: carry_job({"dossier": dossier.pk}, lambda done, total: None),
        lambda: Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVAL),
    )
    assert failed == []
    assert carried(dossier) == []
