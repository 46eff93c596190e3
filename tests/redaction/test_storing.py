"""Proposals are stored many at a time, as the model says they are, and never over what a layer has already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DataError
from django.forms.models import model_to_dict

import pytest

from archive.models import Message
from redaction.choices import Field, Status
from redaction.models import Redaction, RedactionLayer
from redaction.storing import store_proposals
from tests import factories

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class _Place:
    layer: RedactionLayer
    message: Message


@pytest.fixture
def place(layer) -> _Place:
    kofi = factories.handle("Kofi Mensah")
    return _Place(layer, factories.message(factories.conversation("Crisisteam", kofi), "Bel Kofi of Wout", sender=kofi))


def proposal(place: _Place, start: int = 4, **facts) -> Redaction:
    told = {"label": "PERSON", "ground": "5.1.2e", "found_by": "person_names", "passage_key": "kofi", **facts}
    return Redaction(layer=place.layer, message=place.message, start=start, end=start + 4, **told)


def test_every_column_is_stored_as_the_model_has_it(place):
    person, at = place.message.sender.person, datetime(2026, 3, 31, 10, 12, tzinfo=UTC)
    full = proposal(
        place, person=person, field=Field.QUOTE, index=2, why='Zo "heet" {hij}, \\ en \n %s', motivation="é😀", version=3,
        status=Status.ACCEPTED, confidence="check", decided_by="Ann", decided_by_id=7, decided_at=at,
    )  # fmt: skip
    title = Redaction(
        layer=place.layer, conversation=place.message.conversation, field=Field.TITLE, start=0, end=3, label="PERSON",
        ground="5.1.2e", found_by="person_names", passage_key="cri",
    )  # fmt: skip
    store_proposals(iter([full, title]))
    for wanted in (full, title):
        row = place.layer.redactions.get(field=wanted.field)
        assert {**model_to_dict(row), "id": None} == {**model_to_dict(wanted), "id": None}


def test_what_is_in_the_layer_already_stays_as_it_is(place):
    Redaction.objects.bulk_create([proposal(place, status=Status.REJECTED)])
    store_proposals([proposal(place), proposal(place, 12), proposal(place, 12)])
    assert list(place.layer.redactions.values_list("start", "status")) == [(4, "rejected"), (12, "proposed")]


def test_any_number_is_one_statement_and_none_is_nothing(place, django_assert_num_queries):
    with django_assert_num_queries(0):
        store_proposals([])
    with django_assert_num_queries(1):
        store_proposals(proposal(place, start) for start in range(3000))
    assert place.layer.redactions.count() == 3000


def test_what_is_too_long_is_refused_and_not_cut_off(place):
    with pytest.raises(DataError):
        store_proposals([proposal(place), proposal(place, 12, found_by="x" * 41)])


def test_a_proposal_on_several_grounds_is_refused_and_not_stored_on_one(place):
    with pytest.raises(ValueError, match="one ground"):
        store_proposals([proposal(place, further_grounds=["5.1.2i"])])
    assert not place.layer.redactions.exists()
