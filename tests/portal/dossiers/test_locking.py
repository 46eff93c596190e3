"""Who changes something for every dossier, and who works in one, wait for each other and never for ever."""

from __future__ import annotations

from django.db import connection, transaction

import pytest

from archive.functions import FunctionClass
from archive.identity import PersonsInUse, locked
from archive.models import Function, Handle, Message, Participant, Person
from redaction.detecting import Label
from redaction.models import Decision, PolicyRule, Redaction
from tests import factories
from tests.portal.at_once import at_once
from woo_portal.accounts.models import User
from woo_portal.dossiers import passages, policy
from woo_portal.dossiers.composing import judge, locked_open
from woo_portal.dossiers.models import Dossier, Item, Judgement
from woo_portal.dossiers.states import State
from woo_portal.intake import merging, recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chat(chat: list[Message]) -> list[Message]:
    """The little chat, of which it is known who takes part in it."""
    for message in chat:
        Participant.objects.get_or_create(conversation=message.conversation, handle=message.sender)
    return chat


@pytest.fixture
def redacting(dossier: Dossier, coordinator: User) -> Dossier:
    dossier.items.update(judgement=Judgement.PUBLIC, judged_by=coordinator)
    Dossier.objects.update(state=State.REDACTING)
    dossier.refresh_from_db()
    return dossier


def test_a_function_is_recorded_while_somebody_judges_a_message_of_that_person(
    dossier: Dossier, chat: list[Message], coordinator: User
) -> None:
    """Regression: the one had the dossier and wanted the message, the other the reverse; one of them got an error page."""
    function = Function(person=chat[0].sender.person, title="directeur", function_class=FunctionClass.OFFICIAL)
    items = list(dossier.items.all())

    failed = at_once(
        lambda: locked_open(dossier),
        lambda: recording.save(function, seen="", by=coordinator),
        lambda: judge(dossier, items, judgement=Judgement.PUBLIC, by=coordinator),
    )

    assert failed == []
    assert (Function.objects.count(), dossier.items.filter(judgement=Judgement.PUBLIC).count()) == (1, 5)


def test_a_proposal_that_is_decided_on_meanwhile_outlives_a_change_of_the_policy(
    redacting: Dossier, chat: list[Message], coordinator: User
) -> None:
    """Regression: the change took away the passage of a decision that was being made, and one of the two got an error page."""
    passage = factories.proposal(redacting.layer, chat[1], "Delta", label=Label.ADDRESS)
    PolicyRule.objects.all().delete()
    rule = PolicyRule(label=Label.ADDRESS, ground="5.1.2i", why="Zo is het nu.")

    failed = at_once(
        lambda: passages.accept(redacting, [passage], by=coordinator),
        lambda: policy.save_rule(rule, by=coordinator),
        lambda: None,
    )

    assert failed == []
    assert (Redaction.objects.filter(pk=passage.pk).count(), Decision.objects.count()) == (1, 1)
    assert PolicyRule.objects.count() == 1


def test_persons_are_merged_while_somebody_is_found_in_a_message(
    redacting: Dossier, chat: list[Message], coordinator: User
) -> None:
    """Who takes persons before dossiers waits for this dossier, and a passage that names one of them waits for who does."""
    kofi, rieke = chat[0].sender.person, chat[1].sender.person
    seen = merging.fingerprint(kofi, rieke)

    failed = at_once(
        lambda: passages.locked_for_redaction(redacting),
        lambda: merging.merge(rieke, into=kofi, seen=seen, by=coordinator),
        lambda: factories.proposal(redacting.layer, chat[0], "pompen", person=rieke),
    )

    assert failed == []
    rieke.refresh_from_db()
    assert rieke.merged_into == kofi


def test_who_merges_does_not_wait_for_an_import_that_reads_under_a_name_of_theirs(chat: list[Message]) -> None:
    """Regression: it waited for the end of the import with messages in its hands that the import wants then."""
    name: Handle = chat[0].sender
    person: Person = name.person

    def take() -> None:
        with transaction.atomic():
            locked(person.pk)

    failed = at_once(
        lambda: _refer_to(name),
        take,
        lambda: None,
    )

    assert [type(error) for error in failed] == [PersonsInUse]


def _refer_to(name: Handle) -> None:
    """Hold a name as a row does that is written with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM archive_handle WHERE id = %s FOR KEY SHARE", [name.pk])


def test_dossiers_are_locked_in_the_order_of_their_ids_whatever_the_order_of_their_messages(
    coordinator: User, chat: list[Message], dossier: Dossier
) -> None:
    later = factories.dossier(coordinator, *chat, number="2026-0002")
    Dossier.objects.filter(pk=dossier.pk).update(subject="Als laatste geschreven")

    failed = at_once(
        lambda: locked_open(dossier),
        lambda: Item.objects.order_by("-dossier").search_again(),
        lambda: locked_open(later),
    )

    assert failed == []
