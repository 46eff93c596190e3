"""What is withheld of a message in the layer of one dossier is proposed in that of another that holds the same message."""

from __future__ import annotations

import pytest

from archive.functions import FunctionClass
from archive.models import Conversation, Message, Person
from redaction.allowing import allow
from redaction.choices import BY_HAND, EARLIER, Field, Status
from redaction.decide import accept, add, reject, undo
from redaction.detecting import Confidence, Label
from redaction.elsewhere import propose_from_elsewhere, readable_from_elsewhere
from redaction.models import Redaction, RedactionLayer
from redaction.policy_table import treat_as
from redaction.propagate import passage_text
from tests import factories
from tests.redaction.conftest import BERT, FATIMA

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat() -> Conversation:
    return factories.conversation("Overleg met Zwirblis")


@pytest.fixture
def message(chat) -> Message:
    return factories.message(chat, "Bel Zwirblis Oyelunda over het gemaal", sender=factories.handle("Kofi Mensah"))


@pytest.fixture
def other(db) -> RedactionLayer:
    """The layer of the dossier in which the message is established."""
    return factories.layer()


def withhold(layer: RedactionLayer, source: Message | Conversation, words: str = "", **fields) -> Redaction:
    row = factories.proposal(layer, source, words, **fields)
    accept([row], by=BERT)
    return row


def propose(layer: RedactionLayer, *others: RedactionLayer) -> int:
    called = {one.pk: f"dossier 2026-010{place}" for place, one in enumerate(others, 1)}
    elsewhere = Redaction.objects.filter(layer__in=others, status=Status.ACCEPTED)
    return propose_from_elsewhere(layer, list(Message.objects.values_list("pk", flat=True)), elsewhere, called)


def readable_rows(layer: RedactionLayer, *others: RedactionLayer) -> list[Redaction]:
    elsewhere = Redaction.objects.filter(layer__in=others, status=Status.ACCEPTED)
    return [rows[0] for rows in readable_from_elsewhere(layer, Message.objects.order_by().values("pk"), elsewhere)]


def readable(layer: RedactionLayer, *others: RedactionLayer) -> list[str]:
    return [passage_text(row) for row in readable_rows(layer, *others)]


def proposed(layer: RedactionLayer) -> list[str]:
    return [passage_text(row) for row in layer.redactions.filter(status=Status.PROPOSED).order_by("message", "start")]


def test_a_name_withheld_elsewhere_waits_here_with_its_ground_and_says_why(layer, other, message):
    person = Person.objects.get(name="Kofi Mensah")
    withhold(other, message, "Zwirblis Oyelunda", ground="5.1.2i", person=person, label=Label.OTHER)

    assert propose(layer, other) == 1

    row = layer.redactions.get()
    assert (passage_text(row), row.status, row.ground, row.label) == (
        "Zwirblis Oyelunda",
        Status.PROPOSED,
        "5.1.2i",
        Label.OTHER,
    )
    assert (row.person, row.found_by, row.confidence) == (person, EARLIER, Confidence.CHECK)
    assert row.why == "In dossier 2026-0101 gelakt (5.1.2i)."
    assert propose(layer, other) == 0, "once is enough"
    assert layer.redactions.get().why == "In dossier 2026-0101 gelakt (5.1.2i)."


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.REJECTED])
def test_what_nobody_withheld_elsewhere_is_not_proposed(layer, other, message, status):
    factories.proposal(other, message, "Zwirblis", status=status)
    assert propose(layer, other) == 0


def test_several_grounds_are_all_told_and_the_first_is_proposed(layer, other, message):
    row = factories.proposal(other, message, "het gemaal", ground="5.1.2i")
    accept([row], by=BERT, ground="5.1.2i", further=["5.1.2e"])
    propose(layer, other)
    assert layer.redactions.get().ground == row.ground
    assert layer.redactions.get().why == "In dossier 2026-0101 gelakt (5.1.2e, 5.1.2i)."


def test_a_name_that_was_found_here_too_stays_one_proposal_that_tells_both_reasons(layer, other, message):
    found = factories.proposal(layer, message, "Zwirblis", why="Naam volgens een lijst.", confidence=Confidence.HIGH)
    withhold(other, message, "Zwirblis", ground="5.1.2i")

    assert propose(layer, other) == 0
    propose(layer, other)

    row = layer.redactions.get()
    assert row.why == "Naam volgens een lijst. In dossier 2026-0101 gelakt (5.1.2i)."
    assert (row.pk, row.ground, row.found_by, row.confidence, row.version) == (
        found.pk,
        "5.1.2e",
        "proef",
        Confidence.HIGH,
        found.version,
    )


@pytest.mark.parametrize("words", ["Zwirblis", "Bel Zwirblis Oyelunda"])
@pytest.mark.parametrize("decide", [accept, reject])
def test_what_a_person_decided_here_is_never_touched(layer, other, message, decide, words):
    decide([factories.proposal(layer, message, words, why="Naam.")], by=FATIMA)
    before = layer.redactions.values().get()
    withhold(other, message, "Zwirblis")

    assert propose(layer, other) == 0
    assert layer.redactions.values().get() == before


def test_it_does_not_lapse_with_the_role_of_a_person(layer, other, message):
    person = Person.objects.get(name="Kofi Mensah")
    withhold(other, message, field=Field.SENDER, person=person)
    propose(layer, other)
    treat_as(layer, person, FunctionClass.MINISTER, by=FATIMA)
    assert proposed(layer) == ["Kofi Mensah"]


def test_a_name_of_which_only_the_half_is_withheld_here_is_proposed_whole(layer, other, message):
    withhold(layer, message, "Zwirblis")
    withhold(other, message, "Zwirblis Oyelunda")
    propose(layer, other)
    assert proposed(layer) == ["Zwirblis Oyelunda"]


def test_a_name_that_is_withheld_here_in_two_pieces_is_not_asked_about(layer, other, message):
    withhold(layer, message, "Zwirblis")
    withhold(layer, message, "Oyelunda")
    withhold(other, message, "Zwirblis Oyelunda")
    assert propose(layer, other) == 0
    assert readable(layer, other) == []


def test_a_wide_passage_that_was_let_go_again_does_not_hide_a_name_in_it(layer, other, message):
    place = {"source": message, "field": Field.TEXT, "index": 0, "start": 0, "end": len(message.text)}
    add(layer, **place, label=Label.OTHER, ground="5.1.2i", by=FATIMA)
    undo(layer, by=FATIMA)
    assert layer.redactions.get().found_by == BY_HAND
    withhold(other, message, "Zwirblis")

    propose(layer, other)
    assert proposed(layer) == ["Zwirblis"]


def test_two_dossiers_that_withhold_the_same_are_both_told_the_last_decision_first(layer, other, message):
    second = factories.layer()
    withhold(other, message, "Zwirblis", ground="5.1.2i")
    withhold(second, message, "Zwirblis")
    assert propose(layer, other, second) == 1
    row = layer.redactions.get()
    assert (row.ground, row.why) == (
        "5.1.2e",
        "In dossier 2026-0102 gelakt (5.1.2e). In dossier 2026-0101 gelakt (5.1.2i).",
    )


def test_of_two_that_lie_in_each_other_the_widest_is_proposed(layer, other, message):
    second = factories.layer()
    withhold(other, message, "Zwirblis Oyelunda")
    withhold(second, message, "Zwirblis")
    propose(layer, other, second)
    assert proposed(layer) == ["Zwirblis Oyelunda"]


def test_more_dossiers_than_there_is_room_to_tell_still_make_one_proposal(layer, message):
    others = [factories.layer() for _ in range(12)]
    for one in others:
        withhold(one, message, "Zwirblis")
    assert propose(layer, *others) == 1
    assert len(layer.redactions.get().why) <= 300


def test_words_on_the_allow_list_are_let_be_but_not_the_name_of_a_sender(layer, other, message):
    for words in ("Zwirblis", "Kofi Mensah"):
        allow(words, reason="Naam van een gemaal.", by=FATIMA, layer=layer)
    withhold(other, message, "Zwirblis")
    withhold(other, message, field=Field.SENDER)
    propose(layer, other)
    assert proposed(layer) == ["Kofi Mensah"]


def test_the_name_of_a_sender_who_turned_out_to_be_somebody_else_is_not_carried_over(layer, other, message):
    withhold(other, message, field=Field.SENDER)
    Person.objects.filter(name="Kofi Mensah").update(name="Ama Boateng")
    assert propose(layer, other) == 0
    assert readable(layer, other) == []


def test_the_title_of_a_chat_is_carried_over_as_well(layer, other, chat, message):
    withhold(other, chat, "Zwirblis")
    assert propose(layer, other) == 1
    row = layer.redactions.get()
    assert (row.conversation, row.message, row.field) == (chat, None, Field.TITLE)


def test_the_same_words_in_another_message_are_not_taken_for_it(layer, other, chat, message):
    withhold(other, message, "Zwirblis")
    again = factories.message(chat, message.text)
    propose(layer, other)
    assert not layer.redactions.filter(message=again).exists()


def test_what_became_private_is_neither_proposed_nor_told(layer, other, message):
    withhold(other, message, "Zwirblis")
    factories.private_mark(message.conversation, message)
    assert propose(layer, other) == 0
    assert readable(layer, other) == []


def test_only_what_can_be_read_is_told(layer, other, message):
    withhold(other, message, "Zwirblis")
    withhold(other, message, "Oyelunda")
    withhold(other, message, "gemaal")
    reject([factories.proposal(layer, message, "Zwirblis")], by=FATIMA)
    factories.proposal(layer, message, "gemaal")
    assert readable(layer, other) == ["Zwirblis", "Oyelunda"]
    withhold(layer, message, "Oyelunda over")
    assert readable(layer, other) == ["Zwirblis"]


@pytest.mark.parametrize("count", [1, 30])
def test_many_messages_take_no_more_queries(layer, other, chat, count, django_assert_max_num_queries):
    for number in range(count):
        message = factories.message(chat, f"Zwirblis {number} belde Oyelunda")
        withhold(other, message, "Zwirblis")
        withhold(other, message, "Oyelunda")
        factories.proposal(layer, message, "Oyelunda")
    with django_assert_max_num_queries(11):
        propose(layer, other)
    layer.redactions.update(status=Status.REJECTED)
    with django_assert_max_num_queries(6):
        assert len(readable_rows(layer, other)) == 2 * count
