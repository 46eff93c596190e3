"""A destruction takes what belongs to its messages, and nothing that something else still needs."""

from __future__ import annotations

import io
from datetime import date

from django.utils import timezone

import pytest

from archive import content, identity, previews
from archive.attachment_texts import read_attachment
from archive.extraction.contract import ReadingState
from archive.models import (
    Attachment,
    AttachmentText,
    Conversation,
    Handle,
    Hold,
    ImportRun,
    LeftOriginal,
    Message,
    Source,
    ThreadPlace,
)
from archive.privacy import Scope, mark
from archive.retention.destruction_lists import ListRefused
from archive.sealing.integrity import source_told
from tests import factories
from tests.portal.custody.conftest import words
from tests.portal.custody.destructions import (
    CHAT,
    LATER,
    destroyed,
    proposed,
    stored,
)
from tests.portal.disclosure import sample
from woo_portal.custody import holding
from woo_portal.disclosure.rendering import rendered_documents
from woo_portal.dossiers.composing import remove
from woo_portal.package_workshop import rendered_folder


class TestWhatStays:
    def test_a_message_in_a_dossier_of_whatever_state_and_one_that_is_held(self, crisis, els, anna, work):
        first, second, _ = Message.objects.order_by("sent_at")
        dossier = factories.dossier(anna, first)
        type(dossier).objects.update(state="released")
        hold = Hold(reason="Verzoek op komst", first_day=date(2025, 11, 14))
        holding.set_hold(hold, persons=[], by=anna)

        made = destroyed(els, anna, work)
        assert set(Message.objects.values_list("text", flat=True)) == {first.text, "Dank, dan sluit ik deze groep"}
        assert made.lines.get().held == {"dossier": 1, "hold": 1}
        assert "niet vernietigd: 1 in een dossier en 1 vastgehouden" in made.certificate
        assert not Message.objects.filter(pk=second.pk).exists()

    def test_what_is_quoted_by_a_message_that_stays(self, crisis, els, anna, work):
        first, second, third = Message.objects.order_by("sent_at")
        Message.objects.filter(pk=second.pk).update(reply_to=first, quote_text=first.text)
        Message.objects.filter(pk=third.pk).update(reply_to=second, quote_text=second.text)
        factories.dossier(anna, third)
        with pytest.raises(ListRefused):
            proposed(els)

    def test_messages_that_quote_each_other_go_together(self, crisis, els, anna, work):
        first, second, _ = Message.objects.order_by("sent_at")
        Message.objects.filter(pk=second.pk).update(reply_to=first, quote_text=first.text)
        destroyed(els, anna, work)
        assert not Message.objects.exists()

    def test_a_private_message_whose_words_stay_in_an_answer_that_names_no_message(self, crisis, els, anna, work):
        first, second, third = Message.objects.order_by("sent_at")
        Message.objects.filter(pk=third.pk).update(quote_text=first.text[:20] + "…")
        mark(Scope(crisis.pk, (first.pk,)), reason="Gezin", by="Els")
        factories.dossier(anna, third)

        destroyed(els, anna, work)
        assert not Message.objects.filter(pk=second.pk).exists()
        shown = Message.objects.visible().get()
        assert (shown.pk, shown.quote_text) == (third.pk, "")

    def test_the_original_that_holds_others_stays_and_nobody_is_given_it(
        self, crisis, bring_in, els, anna, work, browser
    ):
        bring_in("Crisisteam", LATER, folder="later")
        assert Message.objects.count() == 4
        old, new = Source.objects.order_by("pk")
        made = destroyed(els, anna, work, until=date(2025, 11, 14))

        assert not content.path_of(old.sha256).exists()
        assert content.path_of(new.sha256).exists()
        left = LeftOriginal.objects.get()
        assert (left.source, left.destroyed, left.kept) == (new, 3, 1)
        assert f"{source_told(new)}  3 vernietigd, 1 bewaard" in made.certificate
        assert source_told(old) in made.certificate
        for run in ImportRun.objects.all():
            answer = browser(els).get(f"/archief/imports/{run.pk}/origineel/", follow=True)
            assert "Het wordt niet meer verstrekt" in words(answer)

        # When the last of its messages goes, the file goes too, and the first certificate's page says so.
        again = destroyed(els, anna, work)
        assert again.number == 2
        assert not content.path_of(new.sha256).exists()
        assert "intussen gewist, verklaring van vernietiging 2" in words(
            browser(anna).get(f"/archief/bewaren/lijsten/{made.pk}/")
        )

    def test_documents_that_were_rendered_with_them_for_an_earlier_package_go(self, crisis, els, anna, work):
        """A document stayed in the folder of rendered ones after its messages were taken out of the dossier."""
        document = sample.disclosure()
        rendered = list(rendered_documents(document))
        assert list(rendered_folder().iterdir())

        destroyed(els, anna, work)
        assert not rendered_folder().exists()
        assert [file.content for file in rendered_documents(document)] == [file.content for file in rendered]

    def test_what_the_report_quotes_goes_with_the_original(self, bring_in, els, anna, work):
        run = bring_in("Crisisteam", CHAT + "15-11-2025 09:00 - PJ: IMG-20251115-WA0001.jpg (bestand bijgevoegd)\n")
        assert run.report["absent_files"]
        destroyed(els, anna, work)
        run.refresh_from_db()
        assert run.report["absent_files"] == run.report["senders"] == []
        assert run.report["parsed"] == 4

    def test_a_file_that_another_message_has_stays(self, crisis, els, anna, work, tmp_path):
        sha256, size = stored(tmp_path, b"foto")
        alone, _ = stored(tmp_path, b"andere foto")
        message = Message.objects.first()
        for number, digest in enumerate((sha256, alone)):
            Attachment.objects.create(message=message, number=number, file_name="a.jpg", sha256=digest, size=size)
        other = factories.message(factories.conversation("Ander gesprek"), at=timezone.now())
        Attachment.objects.create(message=other, number=0, file_name="b.jpg", sha256=sha256, size=size)

        destroyed(els, anna, work, chats=Conversation.objects.filter(pk=crisis.pk))
        assert content.path_of(sha256).exists()
        assert not content.path_of(alone).exists()
        assert Attachment.objects.get().message == other

    def test_a_conversation_that_something_refers_to_stays_empty(self, crisis, els, anna, work):
        factories.dossier(anna).documents.create(conversation=crisis, day=date(2025, 11, 13), number=1)
        destroyed(els, anna, work)
        crisis.refresh_from_db()
        assert (crisis.message_count, crisis.first_at) == (0, None)

    def test_what_a_layer_remembers_of_a_message_that_left_its_dossier_goes(self, crisis, els, anna, work):
        dossier = factories.dossier(anna, Message.objects.first())
        factories.proposal(dossier.layer, Message.objects.first(), "Kofi")
        factories.proposal(dossier.layer, crisis)
        remove(dossier, list(dossier.items.all()), by=anna)
        destroyed(els, anna, work)
        assert not dossier.layer.redactions.exists()


def test_what_was_read_in_a_file_goes_with_it(crisis, els, anna, work):
    sha256, size = content.store(io.BytesIO(b"nota"))
    message = Message.objects.first()
    message.attachments.create(number=0, file_name="nota.jpg", sha256=sha256, size=size)
    AttachmentText.objects.create(sha256=sha256, state=ReadingState.READ, text="nota", thumbnail_width=1)
    for small in (True, False):
        previews.path_of(sha256, small=small).parent.mkdir(parents=True, exist_ok=True)
        previews.path_of(sha256, small=small).write_bytes(b"beeld")
    destroyed(els, anna, work)
    assert not AttachmentText.objects.exists()
    assert not ThreadPlace.objects.exists()
    assert not any(previews.path_of(sha256, small=small).exists() for small in (True, False))
    assert read_attachment(sha256).state == ReadingState.FAILED
    assert not AttachmentText.objects.exists()


def test_a_text_that_stands_with_the_message_of_another_phone_stays_as_long_as_that_does(crisis, els, anna, work):
    known = Message.objects.get(text__contains="pompen")
    other = Message.objects.get(text__startswith="Dank")
    Message.objects.filter(pk=other.pk).update(twin=known)
    holding.set_hold(Hold(reason="Verzoek", words="pompen"), persons=[], by=els)
    made = proposed(els)
    assert made.lines.get().messages == 1
    assert made.lines.get().held == {"hold": 1, "quoted": 1}


def test_a_message_goes_while_the_one_that_was_edited_from_it_stays(crisis, els, anna, work):
    known = Message.objects.get(text="Doe ik nu")
    other = Message.objects.get(text__startswith="Dank")
    Message.objects.filter(pk=other.pk).update(twin=known)
    holding.set_hold(Hold(reason="Verzoek", words="groep"), persons=[], by=els)
    destroyed(els, anna, work)
    assert Message.objects.get().twin is None


def test_a_hold_on_somebody_who_was_merged_holds_who_that_is_now(crisis, els):
    kofi, pj = (Handle.objects.get(value=value).person for value in ("Kofi Mensah", "PJ"))
    holding.set_hold(Hold(reason="Verzoek"), persons=[kofi], by=els)
    identity.merge(person=kofi, into=pj)
    with pytest.raises(ListRefused):
        proposed(els)
