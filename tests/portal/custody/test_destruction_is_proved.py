"""After a destruction the certificate lasts, the chain holds, and of what was private no name is told."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

import pytest

from archive import content
from archive.models import (
    Capture,
    Conversation,
    DestroyedCapture,
    Destruction,
    DestructionLine,
    DestructionState,
    Hold,
    Message,
    PrivateMark,
    Source,
)
from archive.privacy import Scope, mark
from archive.sealing.integrity import leaves_of
from archive.sealing.proofs import inclusion_proof
from archive.sealing.verifying import differences
from tests.portal.custody.conftest import words
from tests.portal.custody.destructions import (
    CHAT,
    LATER,
    destroyed,
    proposed,
)
from woo_portal.custody import destroying, holding, marking


class TestPrivate:
    def test_the_title_of_a_private_conversation_is_nowhere(self, bring_in, els, anna, work, browser):
        bring_in("Mama", "13-11-2025 08:03 - Mama: Eet je mee?\n")
        aside = Conversation.objects.get(title="Mama")
        waiting = proposed(els)
        mark(Scope(aside.pk), reason="Gezin", by="Els")
        coordinator = browser(anna)
        page = f"/archief/bewaren/lijsten/{waiting.pk}/"
        assert "Mama" not in words(coordinator.get(page))
        assert "Mama" in words(browser(els).get(page))

        destroying.approve(waiting, by=anna)
        work()
        waiting.refresh_from_db()
        assert waiting.state == DestructionState.COMPLETED
        assert "Mama" not in waiting.certificate
        assert "privé gemarkeerd gesprek" in words(coordinator.get(page)).casefold()


class TestTheCertificateLasts:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE archive_destruction SET certificate = 'x'",
            "DELETE FROM archive_destruction",
            "UPDATE archive_destructionline SET messages = 0",
            "DELETE FROM archive_destructionline",
            "UPDATE archive_destroyedmessage SET content_hash = ''",
            "DELETE FROM archive_destroyedmessage",
        ],
    )
    def test_whatever_is_done_in_the_database(self, crisis, els, anna, work, statement):
        destroyed(els, anna, work)
        with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert DestructionLine.objects.get().messages == 3

    def test_the_same_file_brought_in_again_adds_nothing(self, crisis, bring_in, els, anna, work):
        destroyed(els, anna, work)
        with pytest.raises(AssertionError, match="Dit bestand is vernietigd"):
            bring_in("Crisisteam", CHAT)
        assert not Message.objects.exists()
        assert not content.path_of(Source.objects.get().sha256).exists()


class TestTheChainHolds:
    def test_after_all_of_an_original_is_destroyed(self, crisis, els, anna, work):
        destroyed(els, anna, work)
        assert not Message.objects.exists()
        assert list(differences()) == []

    def test_after_a_part_of_an_original_and_then_the_rest(self, bring_in, els, anna, work):
        bring_in("Crisisteam", CHAT)
        bring_in("Crisisteam", LATER, folder="later")
        holding.set_hold(Hold(reason="Verzoek", words="groep"), persons=[], by=els)
        destroyed(els, anna, work)
        assert Message.objects.count() == 1
        assert list(differences()) == []
        assert inclusion_proof(Message.objects.get())["path"]
        holding.end_hold(Hold.objects.get(), reason="Klaar", by=els)
        destroyed(els, anna, work)
        assert not Capture.objects.exists()
        assert list(differences()) == []

    def test_who_says_that_something_was_destroyed_must_have_a_certificate(self, bring_in, els, anna, work):
        bring_in("Crisisteam", CHAT)
        bring_in("Ander", LATER.replace("pompen", "dijken"))
        destroyed(els, anna, work, chats=Conversation.objects.filter(title="Crisisteam"))
        capture = Capture.objects.select_related("source").last()
        leaf = next(leaf for leaf in leaves_of(capture.source.runs.get()) if leaf.message_id == capture.message_id)
        DestroyedCapture.objects.create(
            destruction=Destruction.objects.get(),
            source=capture.source,
            message_id=capture.message_id,
            first_unit=capture.first_unit,
            last_unit=capture.last_unit,
            leaf=leaf.hash,
        )
        capture.message.delete()
        assert list(differences()) == [f"Bericht {capture.message_id} is weg zonder verklaring van vernietiging."]

    def test_an_original_that_is_there_again_is_told(self, crisis, els, anna, work):
        destroyed(els, anna, work)
        path = content.path_of(Source.objects.get().sha256)
        path.write_text(CHAT)
        (told,) = differences()
        assert "is vernietigd en staat er toch" in told


class TestTheLogAgrees:
    """What the log tells of the archive is checked with it: the log lies elsewhere, and nobody changes a row of it."""

    def test_a_certificate_that_the_log_does_not_know_is_told(self, crisis, els, anna, work):
        made = destroyed(els, anna, work)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM audit_event WHERE verb = 'destroyed'")
        assert list(differences()) == [
            f"Verklaring 1 (vernietigingslijst {made.pk}) staat niet in het logboek: volgens het logboek is er niets vernietigd."
        ]

    def test_a_certificate_with_another_text_than_was_logged_is_told(self, crisis, els, anna, work):
        destroyed(els, anna, work)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE archive_destruction DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE archive_destruction SET certificate = 'x', certificate_sha256 = encode(sha256('x'), 'hex')"
            )
        (told,) = differences()
        assert told.endswith("heeft een ander controlegetal dan in het logboek staat.")

    def test_a_mark_that_was_removed_is_missed_and_one_that_was_lifted_is_not(self, crisis, els):
        marking.mark(Scope(crisis.pk), reason="Gezin", said_by="", by=els)
        marking.lift(PrivateMark.objects.get(), reason="Toch niet", by=els)
        assert list(differences()) == []
        made = PrivateMark.objects.get().pk
        PrivateMark.objects.all().delete()
        assert list(differences()) == [f"Privémarkering {made} van gesprek {crisis.pk} staat in het logboek en is weg."]
