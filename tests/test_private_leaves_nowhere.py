"""Nothing private is in what leaves the archive: exports, proofs, dossiers, packages and originals."""

from __future__ import annotations

from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

import pytest

from archive.exporting.selection import chosen_messages, whole_conversation
from archive.models import (
    Conversation,
    ImportRun,
    Message,
)
from tests import factories
from tests.access_sample import Sample, clients, users
from tests.test_private_stays_private import (
    SAID,
    _quiet,
    body_of,
    marked,
    runs,
    sample,
)
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.disclosure.assembly import assemble
from woo_portal.dossiers.composing import add_messages
from woo_portal.dossiers.models import Dossier

__all__ = ["_quiet", "clients", "marked", "runs", "sample", "users"]

pytestmark = pytest.mark.django_db


def test_an_export_has_nothing_of_it(sample: Sample, marked: list[Message]) -> None:
    group = Conversation.objects.get(title="Crisisteam")
    exported = whole_conversation(group)
    told = [item.message for item in exported.messages()]
    assert len(told) == group.message_count - 2
    assert SAID not in repr((exported.conversation, exported.people, exported.provenance, told)).casefold()
    assert chosen_messages([message.pk for message in marked]) == []


def test_a_proof_of_it_is_not_made(marked: list[Message], clients: dict[Role, Client]) -> None:
    with pytest.raises(CommandError, match="staat niet in het archief"):
        call_command("prove_message", str(marked[0].pk))
    for page in ("archive-proof", "archive-proof-file"):
        assert {client.get(reverse(page, args=[marked[0].pk])).status_code for client in clients.values()} == {404}


def test_a_proof_of_its_answer_is_not_made(marked: list[Message], clients: dict[Role, Client]) -> None:
    answer = Message.objects.get(text__startswith="Leuk")
    with pytest.raises(CommandError, match="als privé is gemarkeerd"):
        call_command("prove_message", str(answer.pk))
    page = clients[Role.COORDINATOR].get(reverse("archive-proof-file", args=[answer.pk]), follow=True)
    assert "het zou laten lezen wat als privé is gemarkeerd" in page.content.decode()
    assert not Event.objects.filter(verb=Verb.PROOF_DOWNLOADED).exists()


def test_it_cannot_be_put_in_a_dossier_in_any_way(
    marked: list[Message], sample: Sample, clients: dict[Role, Client], users: dict[Role, User]
) -> None:
    dossier, coordinator = Dossier.objects.get(number="2026-woo-new"), clients[Role.COORDINATOR]
    before = dossier.items.count()
    chat = marked[0].conversation_id

    assert coordinator.post(reverse("dossier-add", args=[dossier.number]), {"bericht": marked[0].pk}).status_code == 404
    for what in ("ticked", "context", f"day:{chat}:2025-11-13", "all"):
        address = f"{reverse('search-add')}?q=pompen&dossier={dossier.number}"
        coordinator.post(address, {"wat": what, "bericht": [message.pk for message in marked]})
    assert add_messages(dossier, [message.pk for message in marked], by=users[Role.COORDINATOR]) == 0
    assert dossier.items.count() == before


def test_what_is_published_has_nothing_of_it(sample: Sample) -> None:
    dossier = Dossier.objects.get(number="2026-woo")
    dossier.items.update(judgement="public")

    assembled = repr(assemble(dossier, made_at=factories.MORNING)).casefold()
    assert "leuk, de pompen staan klaar" in assembled
    assert SAID not in assembled


def test_the_original_is_for_who_guards_the_archive_and_the_log_says_that_it_holds_private_messages(
    runs: tuple[ImportRun, ImportRun], marked: list[Message], clients: dict[Role, Client]
) -> None:
    assert SAID in body_of(clients[Role.ARCHIVIST], reverse("archive-original", args=[runs[0].pk]))
    assert Event.objects.get(verb=Verb.ORIGINAL_DOWNLOADED).details["private"] == 2
