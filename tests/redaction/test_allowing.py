"""The allow-list: detectors no longer propose what is on it; what persons do stays as it is."""

from __future__ import annotations

import pytest

from archive.acting import Actor
from redaction.allowing import NotAllowed, allow, allowed_keys
from redaction.choices import Status
from redaction.decide import accept, add, undo
from redaction.detecting import Label
from redaction.propagate import passage_text, propose_equal
from redaction.suggest import suggest
from tests import factories

pytestmark = pytest.mark.django_db

ANNA = Actor(7, "Anna Coenen")


def proposed(layer) -> list[str]:
    return sorted(passage_text(row) for row in layer.redactions.filter(status=Status.PROPOSED))


@pytest.fixture
def layer():
    return factories.layer()


@pytest.fixture
def message():
    kofi = factories.handle(factories.person("Kofi Mensah"))
    return factories.message(factories.conversation("Crisis", kofi), "Bel Jan de Vries of Fatima Yilmaz", sender=kofi)


def test_what_is_on_the_list_is_no_longer_proposed_and_open_proposals_of_it_lapse(layer, message):
    suggest(layer, [message.pk])
    assert "Jan de Vries" in proposed(layer)

    allowed = allow("jan  de Vries", reason="een straatnaam", by=ANNA, layer=layer)

    assert (allowed.lapsed, allowed.entry.words, allowed.entry.by) == (1, "jan de Vries", "Anna Coenen")
    assert "Jan de Vries" not in proposed(layer)
    suggest(layer, [message.pk])
    assert proposed(layer) == ["Fatima Yilmaz", "Kofi Mensah"]


def test_of_the_organisation_it_counts_in_every_layer_and_of_a_layer_in_that_one_only(layer, message):
    other = factories.layer()
    allow("Fatima Yilmaz", reason="een schip", by=ANNA)
    allow("Jan de Vries", reason="een straat", by=ANNA, layer=layer)

    for each in (layer, other):
        suggest(each, [message.pk])

    assert proposed(layer) == ["Kofi Mensah"]
    assert proposed(other) == ["Jan de Vries", "Kofi Mensah"]
    assert len(allowed_keys(layer)) == 2


def test_a_part_of_a_name_on_the_list_leaves_the_name_proposed(layer, message):
    allow("Jan", reason="ook een maand", by=ANNA, layer=layer)
    suggest(layer, [message.pk])

    assert "Jan de Vries" in proposed(layer)


def test_the_name_of_a_sender_is_proposed_whatever_the_list_says(layer, message):
    allow("Kofi Mensah", reason="vergissing", by=ANNA, layer=layer)
    suggest(layer, [message.pk])

    assert "Kofi Mensah" in proposed(layer)


def test_what_a_person_decided_stays_even_when_it_was_undone(layer, message):
    suggest(layer, [message.pk])
    rows = {passage_text(row): row for row in layer.redactions.filter(field="text")}
    accept([rows["Jan de Vries"]], by=ANNA)
    accept([rows["Fatima Yilmaz"]], by=ANNA)
    undo(layer, by=ANNA)

    assert allow("Jan de Vries", reason="x", by=ANNA, layer=layer).lapsed == 0
    assert allow("Fatima Yilmaz", reason="x", by=ANNA, layer=layer).lapsed == 0
    assert layer.redactions.filter(field="text").count() == 2


def test_what_a_person_withholds_by_hand_is_not_carried_further_against_the_list(layer, message):
    second = factories.message(message.conversation, "groet, Jan de Vries")
    allow("Jan de Vries", reason="een straat", by=ANNA, layer=layer)
    added = add(
        layer, source=message, label=Label.PERSON, ground="5.1.2e", by=ANNA, field="text", index=0, start=4, end=16
    )

    assert propose_equal(added.redaction, [message.pk, second.pk]) == 0
    assert added.redaction.status == Status.ACCEPTED


@pytest.mark.parametrize(("words", "reason"), [("", "x"), (" -. ", "x"), ("a" * 201, "x"), ("Jan", "  ")])
def test_an_entry_says_what_and_why(layer, words: str, reason: str):
    with pytest.raises(NotAllowed, match="\\."):
        allow(words, reason=reason, by=ANNA, layer=layer)


def test_the_same_words_twice_are_one_entry(layer):
    first = allow("Jan", reason="een", by=ANNA, layer=layer).entry

    assert allow("JAN", reason="twee", by=ANNA, layer=layer).entry == first
    assert layer.allowed.count() == 1
