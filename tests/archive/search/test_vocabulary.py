"""The words of the archive, as they are counted for whoever suggests them."""

from __future__ import annotations

from django.db import connection

import pytest

from archive.models import Attachment, AttachmentText, Lexeme, LexemeChange, Message
from archive.privacy import Scope, lift, mark
from archive.search.index import index_attachment_texts
from archive.search.vocabulary import settle
from tests import factories

pytestmark = pytest.mark.django_db

EXPORT = """\
14-11-2025 21:02 - Wout Peeters: De gemalen draaien, alle gemalen
14-11-2025 21:05 - Emre Aydin: Het gemaal bij Café O'Brien
20-01-2026 09:00 - Wout Peeters: gemalen koffie
"""


@pytest.fixture(autouse=True)
def archive(bring_in) -> None:
    bring_in("WhatsApp-chat met Crisis.txt", EXPORT)


def words() -> dict[str, int]:
    return dict(Lexeme.objects.values_list("word", "df"))


def test_an_import_counts_in_how_many_messages_a_word_stands():
    assert words() == {"gemaal": 3, "draaien": 1, "alle": 1, "café": 1, "o": 1, "brien": 1, "koffie": 1}
    assert not LexemeChange.objects.exists()


def test_it_is_what_counting_all_rows_gives():
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT tsv FROM archive_messageindex', 'cd')")
        assert dict(Lexeme.objects.values_list("lexeme", "df")) == dict(cursor.fetchall())


def test_what_stands_in_private_messages_alone_is_no_word_until_the_mark_is_lifted():
    message = Message.objects.get(text="gemalen koffie")
    (made,) = mark(Scope(message.conversation_id, (message.pk,)), reason="Thuis", by="Els Archema")
    assert words() == {"gemalen": 2, "draaien": 1, "alle": 1, "café": 1, "o": 1, "brien": 1}

    lift(made, reason="Toch zakelijk", by="Els Archema")
    assert words()["koffie"] == 1


def test_a_word_is_written_as_in_a_message_that_may_be_read():
    message = Message.objects.get(text__contains="O'Brien")
    mark(Scope(message.conversation_id, (message.pk,)), reason="Thuis", by="Els Archema")

    assert words() == {"gemalen": 2, "draaien": 1, "alle": 1, "koffie": 1}


def test_the_words_of_an_attachment_count_once_it_is_read():
    message = Message.objects.get(text="gemalen koffie")
    Attachment.objects.create(message=message, number=0, file_name="nota_gemalen.pdf", sha256="a" * 64)
    AttachmentText.objects.create(sha256="a" * 64, text="Koffie voor de dijkwacht")
    index_attachment_texts("a" * 64)
    settle()

    assert words() == {"gemaal": 3, "draaien": 1, "alle": 1, "café": 1, "o": 1, "brien": 1, "koffie": 1} | {
        "nota": 1,
        "pdf": 1,
        "dijkwacht": 1,
    }
    AttachmentText.objects.update(text="")
    index_attachment_texts("a" * 64)
    settle()
    assert "dijkwacht" not in words()


def test_any_word_can_be_counted():
    factories.message(factories.conversation(), "c:\\temp\\o'neil foto's 'n ''x'' /etc/a'b \\' 10:30 É'É")
    factories.index_archive()
    settle()
    Lexeme.objects.update(word="", df=1)
    LexemeChange.objects.bulk_create(LexemeChange(lexeme=row.lexeme, change=1) for row in Lexeme.objects.all())
    settle()

    assert not Lexeme.objects.filter(word="").exists()
