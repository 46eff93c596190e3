"""The log tells everything and can be changed by nobody."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.template.loader import get_template

import pytest

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import record, sentence
from woo_portal.audit.models import LONGEST_SUBJECT, Event, Verb


@pytest.fixture
def coordinator(db) -> User:
    return User.objects.create(username="anna", first_name="Anna", last_name="Coenen", role=Role.COORDINATOR)


def test_an_event_outlives_the_account(coordinator):
    event = record(Verb.DOSSIER_CREATED, by=coordinator, subject="2026-1", dossier_id=1, topic="Pompen")
    coordinator.delete()

    event.refresh_from_db()
    assert (event.actor_name, event.actor_role) == ("Anna Coenen", "Woo-coördinator")
    assert "2026-1" in sentence(event)


def test_what_an_event_is_about_has_no_more_room_than_its_column(coordinator):
    assert record(Verb.SEARCHED, by=coordinator, subject="x" * 5000).subject == "x" * LONGEST_SUBJECT


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET subject = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_nobody_can_change_the_log_not_even_in_the_database(coordinator, statement):
    record(Verb.SEARCHED, by=coordinator, subject="pomp")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get().subject == "pomp"


@pytest.mark.parametrize("verb", Verb.values)
def test_every_kind_of_event_has_a_sentence(verb):
    get_template(f"audit/{verb}.txt")
