"""The reviewer is asked who is meant, where a name fits several persons, and says so here or for the conversation."""

from __future__ import annotations

import pytest

from archive.acting import Actor
from archive.models import Message
from redaction.choices import Status
from redaction.meant import choose
from tests import factories
from tests.portal.review.conftest import NUMBER, SCREEN, form_of, redacting, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State

MEANT = f"{SCREEN}bedoeld/"
QUESTION = "Dit kan Jan de Vries of Jan Smit zijn. Wie is bedoeld?"
ANNA = Actor(0, "Anna Coenen")


@pytest.fixture
def vries():
    return factories.person("Jan de Vries", function="adviseur")


@pytest.fixture
def hits(user, vries):
    """Two messages in a chat with two Jans, with a proposal of nobody in each."""
    chat = factories.conversation("Crisis", factories.handle(vries), factories.handle("Jan Smit"))
    found = [factories.message(chat, text) for text in ("Jan komt", "vraag jan")]
    dossier = redacting(Message.objects.all(), by=user(Role.COORDINATOR))
    return [factories.proposal(dossier.layer, row, row.text.split()[place]) for place, row in enumerate(found)]


def at(redaction) -> str:
    return f"{SCREEN}?bericht={redaction.message_id}&passage={redaction.pk}"


def answer(redaction, who: object, scope: str = "hier", **fields: object) -> dict[str, object]:
    return {"passage": redaction.pk, "version": redaction.version, "who": who, "voor": scope} | fields


def test_it_is_asked_in_one_sentence_with_a_way_out(hits, vries, reviewer):
    page = reviewer.get(at(hits[0]))

    assert QUESTION in words(page)
    assert "Jan de Vries, adviseur" in words(page)
    assert "iemand anders of onbekend" in words(page)
    assert "Ook op 1 andere plaats in dit gesprek" in words(page)


def test_chosen_it_is_of_that_person_and_still_to_be_decided(hits, vries, reviewer):
    page = reviewer.post(MEANT, answer(hits[0], vries.pk), follow=True)

    assert "Gekozen wie is bedoeld, op 1 plaats. Er is nog niets gelakt of getoond." in words(page)
    assert "Bedoeld is Jan de Vries, koos Bert Tazelaar" in words(page)
    assert "Van wieJan de Vries, adviseur" in words(page).replace("Van wie Jan", "Van wieJan")
    assert page.context["current"] == hits[0].pk
    assert QUESTION in words(reviewer.get(at(hits[1])))
    event = Event.objects.get(verb=Verb.MEANT_CHOSEN)
    assert sentence(event) == f"Bert Tazelaar koos wie is bedoeld met 1{chr(160)}naam in dit dossier."


def test_for_the_conversation_and_taken_back_again(hits, vries, reviewer):
    page = reviewer.post(MEANT, answer(hits[0], vries.pk, "gesprek"), follow=True)
    assert "op 2 plaatsen" in words(page).replace("\xa0", " ")

    hits[0].refresh_from_db()
    page = reviewer.post(MEANT, answer(hits[0], "", "terug"), follow=True)
    assert "Teruggenomen op 2 plaatsen: er wordt weer gevraagd." in words(page).replace("\xa0", " ")
    assert QUESTION in words(page)
    assert not Dossier.objects.get(number=NUMBER).layer.meant.exists()


def test_somebody_else_is_an_answer_too(hits, reviewer):
    page = reviewer.post(MEANT, answer(hits[0], "onbekend"), follow=True)

    assert "Bedoeld is iemand anders of onbekend, koos Bert Tazelaar" in words(page)
    assert QUESTION not in words(page)


def test_sent_twice_it_is_done_once(hits, vries, reviewer):
    form = answer(hits[0], vries.pk, "gesprek")
    reviewer.post(MEANT, form)
    page = reviewer.post(MEANT, form, follow=True)

    assert "Dit was al zo gekozen." in words(page)
    assert Event.objects.filter(verb=Verb.MEANT_CHOSEN).count() == 1


def test_a_colleague_who_chose_first_is_not_overwritten(hits, vries, reviewer):
    form = answer(hits[0], "onbekend")
    decision = form_of(hits[0], "lakken")
    choose(hits[0], vries, by=ANNA)

    page = reviewer.post(MEANT, form, follow=True)
    assert "Anna Coenen koos intussen wie hier is bedoeld. Er is niets gewijzigd" in words(page)
    page = reviewer.post(f"{SCREEN}beslissen/", decision, follow=True)
    assert "Anna Coenen koos intussen wie hier is bedoeld. Er is niets gewijzigd" in words(page)
    hits[0].refresh_from_db()
    assert (hits[0].person, hits[0].status) == (vries, Status.PROPOSED)


def test_without_an_answer_nothing_is_kept(hits, reviewer):
    for who in ("", "999999"):
        page = reviewer.post(MEANT, answer(hits[0], who), follow=True)
        assert "Kies eerst wie is bedoeld. Er is niets gewijzigd." in words(page)
    assert reviewer.post(MEANT, answer(hits[0], "onbekend", "overal")).status_code == 404


def test_a_name_of_one_person_is_not_asked_about(case, reviewer):
    assert "Wie is bedoeld?" not in words(reviewer.get(at(case.name)))
    assert "Er is niets gewijzigd" in words(reviewer.post(MEANT, answer(case.name, "onbekend"), follow=True))


def test_a_closed_dossier_keeps_its_choices(hits, vries, reviewer):
    Dossier.objects.update(state=State.APPROVED)

    assert "er kan nu niet gelakt worden" in words(reviewer.post(MEANT, answer(hits[0], vries.pk), follow=True))
    assert "Wie is bedoeld?" not in words(reviewer.get(at(hits[0])))
