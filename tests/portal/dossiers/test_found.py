"""How well the portal finds, by what persons decided: precision of each detector and recall of each kind, by Dutch month."""

from __future__ import annotations

from datetime import UTC, datetime

from django.urls import reverse

import pytest

from archive.acting import Actor
from redaction.decide import accept, reject, undo
from redaction.detecting import Label
from redaction.models import Redaction
from tests import factories
from woo_portal.dossiers.found import found_by_month, name_of

pytestmark = pytest.mark.django_db

ANNA = Actor(0, "Anna Coenen")
SUMMER = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
"""Half past twelve at night on the first of July, in the Netherlands."""


@pytest.fixture
def layer():
    return factories.layer()


@pytest.fixture
def proposals(layer) -> list[Redaction]:
    """Three proposals of one detector and one of another."""
    message = factories.message(factories.conversation("Crisis"), "Jan en Piet en Storm en 0612345678")
    rows = [factories.proposal(layer, message, word) for word in ("Jan", "Piet", "Storm")]
    rows.append(factories.proposal(layer, message, "0612345678", label=Label.PHONE))
    Redaction.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(found_by="person_names")
    Redaction.objects.filter(pk=rows[3].pk).update(found_by="phone")
    for row in rows:
        row.refresh_from_db()
    return rows


def test_what_was_decided_tells_precision_and_what_was_added_by_hand_tells_recall(layer, proposals):
    accept([proposals[0], proposals[1], proposals[3]], by=ANNA)
    reject([proposals[2]], by=ANNA)
    by_hand = factories.proposal(layer, proposals[0].message, "en")
    Redaction.objects.filter(pk=by_hand.pk).update(found_by="hand")
    by_hand.refresh_from_db()
    accept([by_hand], by=ANNA)

    [month] = found_by_month()

    figures = {row.detector: (row.right, row.wrong) for row in month.precisions}
    assert figures == {"namen volgens lijsten en regels": (2, 1), "telefoonnummer": (1, 0)}
    assert {row.kind: (row.proposed, row.added) for row in month.recalls} == {"naam": (2, 1), "telefoonnummer": (1, 0)}


def test_what_waits_or_was_taken_back_or_followed_counts_nowhere(layer, proposals):
    accept([proposals[0]], by=ANNA)
    undo(layer, by=ANNA)
    accept([proposals[1]], by=ANNA)
    Redaction.objects.filter(pk=proposals[1].pk).update(found_by="propagate")

    assert found_by_month() == ()


def test_a_decision_counts_in_the_dutch_month_it_was_taken(proposals):
    accept(proposals, by=ANNA)
    Redaction.objects.update(decided_at=SUMMER)

    [month] = found_by_month()
    assert (month.month.year, month.month.month) == (2026, 7)


@pytest.mark.parametrize(("detector", "name"), [("phone", "telefoonnummer"), ("sender", "afzenders"), ("iets", "iets")])
def test_detectors_have_a_name_that_a_reviewer_knows(detector: str, name: str):
    assert name_of(detector).startswith(name)


def test_the_page_shows_counts_with_every_percentage_and_names_no_passage(proposals, client):
    assert "nog over geen passage beslist" in client.get(reverse("found")).content.decode()
    accept(proposals[:2], by=ANNA)
    reject([proposals[2]], by=ANNA)

    page = client.get(reverse("found")).content.decode()
    assert "Namen volgens lijsten en regels" in page
    assert "66%" in page
    assert "Piet" not in page


def test_the_page_costs_as_many_queries_for_many_decisions(proposals, client, django_assert_max_num_queries):
    accept(proposals, by=ANNA)
    client.get(reverse("found"))
    with django_assert_max_num_queries(6):
        client.get(reverse("found"))
