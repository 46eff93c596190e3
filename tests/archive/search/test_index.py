"""A search row follows whatever becomes known of its message later: `differences` compares it with what would be made anew."""

from __future__ import annotations

from django.db import connection

import pytest

from archive.models import Attachment, AttachmentText, Message
from archive.search.expressions import Feature, InConversation, OnApp, With, Word
from archive.search.hits import answering
from archive.search.index import SURELY_WHOLE, index_attachment_texts
from archive.search.quarters import TABLE
from archive.search.verifying import differences
from tests import factories

pytestmark = pytest.mark.django_db

CHAT = """\
[12-11-2025, 16:30:01] Jan: De eerste peiling van vandaag is binnen
[12-11-2025, 16:31:02] Rieke: De tweede peiling komt zo, wacht even
[12-11-2025, 16:32:03] Jan: Derde peiling: de pompen draaien weer
[12-11-2025, 16:40:03] Jan: We betalen vijf miljoen
"""
GONE = "[12-11-2025, 16:40:03] Jan: \u200eDit bericht is verwijderd."
EDITED = "[12-11-2025, 16:40:03] Jan: We betalen zes miljoen \u200e<Dit bericht is bewerkt>"


@pytest.fixture
def phones(bring_in):
    """Two phones with one chat; on the second its last message is as given."""

    def bring(last: str) -> None:
        bring_in("_chat.txt", CHAT, factories.person("Rieke Talsma"))
        bring_in("_chat.txt", CHAT.rsplit("[", 1)[0] + last + "\n", factories.person("Kofi Mensah"))

    return bring


def texts(expression) -> set[str]:
    ids = list(answering(expression).values_list("message_id", flat=True))
    return set(Message.objects.visible().filter(pk__in=ids).values_list("text", flat=True))


def test_of_a_message_that_another_phone_has_as_deleted_it_is_known(phones):
    phones(GONE)
    assert texts(With(Feature.DELETED)) == {"We betalen vijf miljoen"}
    assert list(differences()) == []


def test_of_a_message_that_another_phone_has_as_edited_it_is_known(phones):
    phones(EDITED)
    assert texts(With(Feature.EDITED)) == {"We betalen vijf miljoen", "We betalen zes miljoen"}
    assert list(differences()) == []


def test_a_file_is_found_by_its_name_and_once_it_is_read_by_its_text():
    chat = factories.conversation()
    one, other = (factories.message(chat, text, files=("nota_dijkvak.pdf",)) for text in ("zie bijlage", "nogmaals"))
    Attachment.objects.update(sha256="a" * 64)
    factories.index_archive()
    assert texts(Word("dijkvak")) == texts(With(Feature.ATTACHMENT)) == {"zie bijlage", "nogmaals"}

    AttachmentText.objects.create(sha256="a" * 64, text="De kademuur verzakt")
    assert list(differences()) == [
        f"Bericht {message.pk} staat anders in de zoekindex dan in het archief." for message in (one, other)
    ]
    assert index_attachment_texts("a" * 64)
    assert texts(Word("kademuur")) == {"zie bijlage", "nogmaals"}
    assert list(differences()) == []


def test_of_a_text_that_is_too_long_for_a_row_the_beginning_is_found():
    message = factories.message(factories.conversation(), "zie bijlage", files=("lang.txt",))
    Attachment.objects.update(sha256="a" * 64)
    words = " ".join(f"woord{number:x}" for number in range(120_000))
    AttachmentText.objects.create(sha256="a" * 64, text=words)

    assert not index_attachment_texts("a" * 64)
    assert texts(Word("woord10")) == {message.text}
    assert list(differences()) == []

    AttachmentText.objects.update(text=words[: SURELY_WHOLE + 5])
    assert index_attachment_texts("a" * 64)
    assert list(differences()) == []


def test_a_row_names_the_handle_the_conversation_the_app_and_the_dutch_month():
    rieke = factories.handle("Rieke Talsma")
    chat = factories.conversation("Crisis", app="it's \\ an app")
    message = factories.message(chat, "gemaal", sender=rieke, at="2025-12-31T23:30+00:00")
    factories.index_archive()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tsvector_to_array(tsv), month, sender_id FROM {TABLE} WHERE message_id = %s", [message.pk]
        )
        lexemes, month, sender = cursor.fetchone()

    assert set(lexemes) == {"gemal", f"H{rieke.pk}", f"C{chat.pk}", "Ait's \\ an app"}
    assert (month, sender) == (2026 * 12, rieke.pk)
    assert texts(OnApp(chat.app)) == texts(InConversation((chat.pk,))) == {"gemaal"}
