"""What an established dossier withholds of a message is proposed in another one that holds it, and told where it is shown."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

import pytest

from archive.acting import Actor
from archive.models import Message
from redaction.choices import EARLIER, Status
from redaction.decide import accept, reject
from redaction.detecting import Label
from redaction.models import Redaction
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.roles import MATRIX, Capability, Role
from woo_portal.dossiers.access import acting, visible_to
from woo_portal.dossiers.beforehand import beforehand
from woo_portal.dossiers.examples import export
from woo_portal.dossiers.found import found_by_month
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.passages import propose
from woo_portal.dossiers.states import State
from woo_portal.dossiers.tasks import propose_job
from woo_portal.dossiers.workflow import FINAL

BERT = Actor(0, "Bert")
WORDS = "het gemaal van de buren"


@pytest.fixture
def message(db) -> Message:
    return factories.message(factories.conversation("Crisisteam"), f"Bel Zwirblis over {WORDS}")


@pytest.fixture
def make(coordinator, message) -> Callable[..., Dossier]:
    """A way to make a dossier with the message in it, judged and searched."""

    def made(number: str, *, state: State = State.REDACTING, kind: Kind = Kind.WOO, judgement=Judgement.PARTIAL):
        dossier = factories.dossier(coordinator, message, number=number, kind=kind)
        dossier.items.update(judgement=judgement, judged_by=coordinator, proposed_at=timezone.now())
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        dossier.refresh_from_db()
        return dossier

    return made


@pytest.fixture
def established(make, message) -> Dossier:
    """A dossier that was established with words withheld that no detector finds."""
    dossier = make("2026-0101", state=State.APPROVED)
    withhold(dossier, message)
    return dossier


def withhold(dossier: Dossier, message: Message, words: str = WORDS, label: Label = Label.OTHER) -> Redaction:
    row = factories.proposal(dossier.layer, message, words, ground="5.1.2i", label=label)
    accept([row], by=BERT)
    return row


def carried(dossier: Dossier) -> list[tuple[str, str]]:
    return list(dossier.layer.redactions.filter(found_by=EARLIER).values_list("ground", "why"))


@pytest.mark.parametrize("state", FINAL)
def test_what_an_established_dossier_withholds_is_proposed_where_it_would_have_been_shown(make, established, state):
    Dossier.objects.filter(pk=established.pk).update(state=state)
    dossier = make("2026-0202")
    dossier.items.update(proposed_at=None)

    told = propose_job({"dossier": dossier.pk}, lambda done, total: None)

    assert carried(dossier) == [("5.1.2i", "In dossier 2026-0101 gelakt (5.1.2i).")]
    assert "nieuw" in told
    before = dossier.layer.redactions.count()
    propose(dossier)
    assert dossier.layer.redactions.count() == before


@pytest.mark.parametrize("state", [state for state in State if state not in FINAL])
def test_a_dossier_that_is_not_established_yet_tells_nothing(make, established, state):
    Dossier.objects.filter(pk=established.pk).update(state=state)
    dossier = make("2026-0202")
    propose(dossier)
    assert carried(dossier) == []


def test_answers_to_parliament_and_woo_requests_do_not_speak_of_each_other(make, established):
    dossier = make("2026-K1", kind=Kind.PARLIAMENT)
    propose(dossier)
    assert carried(dossier) == []


@pytest.mark.parametrize("judgement", [Judgement.WITHHELD, Judgement.OUT_OF_SCOPE])
def test_passages_of_a_message_that_the_other_dossier_does_not_print_are_no_example(make, established, judgement):
    established.items.update(judgement=judgement, grounds=["5.1.2i"] if judgement == Judgement.WITHHELD else [])
    dossier = make("2026-0202")
    propose(dossier)
    assert carried(dossier) == []


@pytest.mark.parametrize("state", FINAL)
@pytest.mark.parametrize("kind", Kind)
def test_whoever_reads_why_may_also_open_the_dossier_that_is_named(make, user, state, kind):
    here, named = make("2026-0202", kind=kind), make("2026-0101", kind=kind, state=state)
    for role in Role:
        if Capability.REDACT in MATRIX[role]:
            seen = visible_to(user(role))
            assert not seen.filter(pk=here.pk).exists() or seen.filter(pk=named.pk).exists(), role


def test_the_proposal_explains_itself_in_the_review_screen(make, established, client, message):
    dossier = make("2026-0202")
    propose(dossier)
    row = dossier.layer.redactions.get(found_by=EARLIER)
    page = client.get(f"/dossiers/2026-0202/lakken/?bericht={message.pk}&passage={row.pk}")
    assert "In dossier 2026-0101 gelakt (5.1.2i)." in page.content.decode()


class TestBeforehand:
    def test_what_is_shown_here_and_withheld_there_is_told_with_the_way_to_it(self, make, established, client, message):
        dossier = make("2026-0202", state=State.APPROVAL)
        page = client.get("/dossiers/2026-0202/").content.decode().replace("\xa0", " ")
        assert "1 passage is hier te lezen en in dossier 2026-0101 gelakt. Dat kan juist zijn; ga het na." in page
        there = f"/dossiers/2026-0202/lakken/?toon=alles&bericht={message.pk}"
        assert f"{there}#bericht-{message.pk}".replace("&", "&amp;") in page
        assert f'id="bericht-{message.pk}"' in client.get(there).content.decode()
        assert beforehand(dossier, dossier.created_by).differing.message == message.pk

    def test_the_title_of_a_chat_is_told_too(self, make, established, client, message):
        row = factories.proposal(established.layer, message.conversation, "Crisisteam")
        accept([row], by=BERT)
        dossier = make("2026-0202", state=State.APPROVAL)
        withhold(dossier, message)
        page = client.get("/dossiers/2026-0202/").content.decode()
        assert f"?toon=alles&amp;gesprek={message.conversation_id}#gesprek" in page
        assert (
            client.get(f"/dossiers/2026-0202/lakken/?toon=alles&gesprek={message.conversation_id}").status_code == 200
        )

    def test_what_was_established_after_the_search_is_proposed_when_somebody_asks(self, make, established, client):
        dossier = make("2026-0202")
        assert (
            "Wat nog niemand hier besliste, kunt u laten voorstellen."
            in client.get("/dossiers/2026-0202/").content.decode()
        )

        answer = client.post("/dossiers/2026-0202/voorstellen/", follow=True)

        assert said(answer) == "Uit dossiers die zijn vastgesteld: 1 lakvoorstel. Beslis erover bij Lakken."
        assert carried(dossier) == [("5.1.2i", "In dossier 2026-0101 gelakt (5.1.2i).")]
        dossier.items.update(proposed_at=timezone.now())
        assert said(client.post("/dossiers/2026-0202/voorstellen/", follow=True)).startswith("Er is niets te zoeken")

    def test_it_is_told_as_well_where_somebody_decided_to_show_it(self, make, established, coordinator):
        dossier = make("2026-0202")
        propose(dossier)
        assert beforehand(dossier, dossier.created_by).differing is None, (
            "a proposal that waits stops the dossier by itself"
        )
        reject(list(dossier.layer.redactions.filter(found_by=EARLIER)), by=acting(coordinator))
        assert beforehand(dossier, dossier.created_by).differing.passages == 1

    def test_nothing_is_told_of_what_is_withheld_here_too_or_not_searched_yet(self, make, established, message):
        dossier = make("2026-0202")
        dossier.items.update(proposed_at=None)
        assert beforehand(dossier, dossier.created_by).differing is None
        dossier.items.update(proposed_at=timezone.now())
        assert beforehand(dossier, dossier.created_by).differing.numbers == ("2026-0101",)
        withhold(dossier, message)
        assert beforehand(dossier, dossier.created_by).differing is None


def test_a_decision_that_follows_from_another_dossier_says_nothing_of_how_well_the_portal_finds(make, established):
    dossier = make("2026-0202")
    propose(dossier)
    before = found_by_month()
    accept(list(dossier.layer.redactions.filter(found_by=EARLIER)), by=BERT)
    assert found_by_month() == before


def test_a_name_that_is_carried_over_is_one_example_to_learn_from(make, established, message, tmp_path):
    withhold(established, message, "Zwirblis", Label.PERSON)
    dossier = make("2026-0202")
    propose(dossier)
    accept(list(dossier.layer.redactions.filter(status=Status.PROPOSED)), by=BERT)
    assert dossier.layer.redactions.filter(status=Status.ACCEPTED).count() > 1

    told = export(tmp_path / "voorbeelden.jsonl", by="Els")

    assert (told.messages, told.dossiers, told.names) == (1, 2, 1)
