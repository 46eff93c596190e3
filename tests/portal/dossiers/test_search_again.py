"""The archivist learns whose a name is, or what somebody's function was, after the detectors looked."""

from __future__ import annotations

from django.utils import timezone

import pytest

from archive.functions import FunctionClass
from archive.models import Conversation, Participant
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import everything_decided
from woo_portal.intake.linking import link
from woo_portal.intake.recording import fingerprint, remove, save


@pytest.fixture
def minister():
    return factories.person("Rieke Talsma", function="minister", kind=FunctionClass.MINISTER)


@pytest.fixture
def her_name(minister):
    return factories.handle(minister, value="Rieke")


@pytest.fixture
def dossier(user, her_name) -> Dossier:
    """Every message searched, and nothing proposed: a minister's name is shown."""
    coordinator = user(Role.COORDINATOR)
    message = factories.message(factories.conversation("Overleg", her_name), "Goed zo", sender=her_name)
    Participant.objects.get_or_create(conversation=Conversation.objects.get(), handle=her_name)
    dossier = factories.dossier(coordinator, message)
    dossier.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
    Dossier.objects.update(state=State.APPROVED)
    dossier.refresh_from_db()
    assert everything_decided(dossier, coordinator) == ""
    return dossier


def test_a_name_that_turns_out_to_be_a_citizens_is_looked_at_again(user, dossier, minister, her_name):
    citizen = factories.person("Rieke de Boer")
    link(her_name.pk, seen=minister.pk, person=citizen, by=user(Role.ARCHIVIST))

    assert "nog niet gezocht" in everything_decided(dossier, user(Role.COORDINATOR))


def test_a_function_that_is_taken_back_is_looked_at_again(user, dossier, minister):
    function = minister.functions.get()
    remove(function.pk, seen=fingerprint(function), by=user(Role.ARCHIVIST))

    assert "nog niet gezocht" in everything_decided(dossier, user(Role.COORDINATOR))


def test_a_name_that_is_no_longer_public_is_looked_at_in_every_chat(user, dossier):
    """The minister of another chat: her name was shown here because of a function she turns out not to have had."""
    other = factories.person("Ama Mensah", function="minister", kind=FunctionClass.MINISTER)
    function = other.functions.get()
    seen, function.function_class = fingerprint(function), FunctionClass.OFFICIAL
    save(function, seen=seen, by=user(Role.ARCHIVIST))

    assert "nog niet gezocht" in everything_decided(dossier, user(Role.COORDINATOR))


def test_an_officials_function_counts_in_the_chats_of_the_official(user, dossier):
    other = factories.person("Ama Mensah", function="beleidsmedewerker")
    remove(other.functions.get().pk, seen=fingerprint(other.functions.get()), by=user(Role.ARCHIVIST))

    assert everything_decided(dossier, user(Role.COORDINATOR)) == ""


def test_what_was_released_stays_as_it_was(user, dossier, minister, her_name):
    Dossier.objects.update(state=State.RELEASED)
    link(her_name.pk, seen=minister.pk, person=factories.person("Rieke de Boer"), by=user(Role.ARCHIVIST))

    assert not dossier.items.filter(proposed_at=None).exists()
