"""The title of a chat is printed where its messages are: of a chat of which nothing is shown nobody looked at it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

import pytest

from redaction.apply import Shown
from redaction.choices import Status
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.assembly import assemble
from woo_portal.disclosure.leak_check import check
from woo_portal.disclosure.package import files_of
from woo_portal.dossiers import passages
from woo_portal.dossiers.composing import judge
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import everything_decided

pytestmark = pytest.mark.django_db
TEXT = "De pompen van De Hoop draaien weer"
TITLE = "Marloes Prins"
NOT_SHOWN = [
    (Judgement.DUPLICATE, {}),
    (Judgement.WITHHELD, {"grounds": ["5.1.2i"], "motivation": "Intern."}),
    (Judgement.ALREADY_PUBLIC, {"published_at": "https://example.nl/x"}),
]


@pytest.fixture
def coordinator(user):
    return user(Role.COORDINATOR)


@pytest.fixture
def dossier(coordinator) -> Dossier:
    """Kofi says the same in the crisis team, where it is public, and a day later to Marloes Prins alone."""
    kofi, at = factories.handle("Kofi Mensah"), datetime(2026, 2, 18, 13, 3, tzinfo=UTC)
    crisis, apart = factories.conversation("Crisisteam"), factories.conversation(TITLE)
    said = [
        factories.message(crisis, TEXT, sender=kofi, at=at),
        factories.message(apart, TEXT, sender=kofi, at=at.replace(day=19)),
    ]
    made = factories.dossier(coordinator, *said)
    judge(made, list(made.items.filter(message=said[0])), judgement=Judgement.PUBLIC, by=coordinator)
    return made


def apart(dossier: Dossier, judgement: Judgement, by, **details) -> None:
    judge(
        dossier, list(dossier.items.filter(message__conversation__title=TITLE)), judgement=judgement, by=by, **details
    )


def searched(dossier: Dossier) -> None:
    Dossier.objects.update(state=State.REDACTING)
    dossier.refresh_from_db()
    passages.propose(dossier)


@pytest.mark.parametrize(("judgement", "details"), NOT_SHOWN)
def test_the_title_of_a_chat_of_which_nothing_is_shown_was_published(dossier, coordinator, judgement, details):
    apart(dossier, judgement, coordinator, **details)
    searched(dossier)
    dossier.layer.redactions.update(status=Status.ACCEPTED)
    assert everything_decided(dossier, coordinator) == ""

    made = assemble(dossier, made_at=timezone.now())
    files = list(files_of(made.disclosure))
    titles = [document.title for document in made.disclosure.documents]
    assert titles == [(Shown("Crisisteam"),), (Shown("Gesprek (titel niet vermeld)"),)]
    assert [file.name for file in files if TITLE.encode() in file.content] == []
    assert TITLE in {secret.text for secret in made.secrets}
    assert check(files, made.secrets, made.disclosure).ok


def test_an_open_proposal_in_such_a_title_stopped_the_package_without_a_word(dossier, coordinator):
    apart(dossier, Judgement.PUBLIC, coordinator)
    searched(dossier)
    dossier.layer.redactions.filter(conversation=None).update(status=Status.ACCEPTED)
    assert "1\xa0lakvoorstel" in everything_decided(dossier, coordinator)

    apart(dossier, Judgement.DUPLICATE, coordinator)
    assert everything_decided(dossier, coordinator) == ""
    assert len(assemble(dossier, made_at=timezone.now()).disclosure.documents) == 2
