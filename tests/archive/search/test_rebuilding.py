"""The search rows made anew while people import and search, and the check that they are right."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection, transaction

import pytest

from archive import renewing
from archive.models import Attachment, AttachmentText, ImportState, Lexeme, LexemeChange, Message, MessageIndex
from archive.privacy import Scope, mark
from archive.renewing import renew
from archive.search import rebuilding
from archive.search.expressions import OnTopic, Word
from archive.search.hits import count, hits
from archive.search.index import index_attachment_texts, reindex
from archive.search.quarters import quarters
from archive.search.rebuilding import RebuildRunning, rebuild
from archive.search.verifying import differences
from archive.search.vocabulary import settle
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def export(number: int, messages: int = 40) -> str:
    """A chat of `messages` about a pump, and as many others, spread over the quarters of some years."""
    return "".join(
        f"{1 + line % 28:02}-{1 + (line * 5 + number) % 12:02}-{2024 + line % 2} 10:{line % 60:02} - Persoon {number % 7}:"
        f" {'de pomp draait' if line % 2 else 'een sluis'}, nummer {number}x{line}\n"
        for line in range(2 * messages)
    )


@pytest.fixture
def fill(bring_in) -> Callable[[int], None]:
    def filled(number: int) -> None:
        assert bring_in(f"WhatsApp-chat met Groep {number}.txt", export(number)).state == ImportState.DONE

    return filled


def in_background(work: Callable[[], None]) -> tuple[threading.Thread, list[BaseException]]:
    """Work on a connection of its own; what it raised is in the list once it has ended."""
    raised: list[BaseException] = []

    def run() -> None:
        with closing(connection):
            try:
                work()
            except BaseException as error:
                raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_during_imports_and_searches_no_hit_is_lost_or_doubled(fill):
    fill(0)
    rebuild()  # quarters that other tests left empty are gone before anybody searches
    known, ended, asked = [40], threading.Event(), [0]

    def import_on() -> None:
        for number in range(1, 9):
            fill(number)
            known[0] = 40 * (number + 1)
        ended.set()

    def search_on() -> None:
        while not ended.is_set():
            at_least = known[0]
            page = hits(Word("pomp"), size=1000)
            assert len(page.messages) == len(set(page.messages)) >= at_least
            assert count(Word("pomp")) >= at_least
            asked[0] += 1

    workers = [in_background(import_on), in_background(search_on), in_background(search_on)]
    rebuilt = 0
    while not ended.is_set() and not any(raised for _, raised in workers):
        rebuild()
        rebuilt += 1
    ended.set()
    for thread, raised in workers:
        thread.join()
        assert raised == []

    assert rebuilt > 1
    assert asked[0] > 10
    assert count(Word("pomp")) == 40 * 9
    assert list(differences()) == []


def test_what_is_marked_read_and_imported_meanwhile_is_in_the_new_rows(fill, monkeypatch):
    """Each at a moment when all rows were made anew already, and the new ones are not in place yet."""
    fill(0)
    private, with_file = Message.objects.filter(text__contains="pomp")[:2]
    Attachment.objects.create(message=with_file, number=0, file_name="nota.pdf", sha256="a" * 64)
    catch_up = rebuilding._catch_up
    meanwhile = [True]

    def things_happen() -> None:
        mark(Scope(private.conversation_id, (private.pk,)), reason="Thuis", by="Els Archema")
        AttachmentText.objects.create(sha256="a" * 64, text="noodpompen")
        index_attachment_texts("a" * 64)
        settle()
        fill(1)

    def after_that() -> bool:
        if meanwhile:
            meanwhile.clear()
            thread, raised = in_background(things_happen)
            thread.join()
            assert raised == []
        return catch_up()

    monkeypatch.setattr(rebuilding, "_catch_up", after_that)
    rebuild()

    assert not meanwhile
    assert not MessageIndex.objects.filter(message=private).exists()
    assert hits(Word("noodpompen"), size=5).messages == (with_file.pk,)
    assert count(Word("pomp")) == 79
    assert list(differences()) == []


def test_a_search_that_began_before_the_old_rows_were_thrown_away_still_knows_how_many_there_were(fill):
    """It once failed: a table that is gone by then has no size, and the sizes are added up."""
    fill(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT 'archive_messageindex'::regclass::oid::text")
        ((old,),) = cursor.fetchall()
        thread, raised = in_background(lambda: rebuild())
        thread.join()
        assert raised == []
        found = quarters(old)
        assert found
        assert set(found.values()) == {0}


def test_it_waits_for_an_import_that_runs(fill):
    fill(0)
    message = factories.message(factories.conversation(), "de pomp die nog komt")
    thread = None
    with transaction.atomic():
        reindex([message.pk])
        thread, raised = in_background(lambda: rebuild())
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join()

    assert raised == []
    assert hits(Word("komt"), size=5).messages == (message.pk,)
    assert list(differences()) == []


def test_it_repairs_whatever_is_wrong(fill):
    fill(0)
    lost, wrong, kept = Message.objects.exclude(kind="system").order_by("pk")[:3]
    alone = set(quarters())
    MessageIndex.objects.filter(message=lost).delete()
    MessageIndex.objects.filter(message=wrong).update(tsv="'onzin'")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archive_messageindex SELECT 10^12, sent_at, sender_id, conversation_id, month, tsv"
            " FROM archive_messageindex WHERE message_id = %s",
            [kept.pk],
        )
    Lexeme.objects.filter(word="pomp").update(df=7)
    LexemeChange.objects.create(lexeme="verzonnen", change=3)

    told = [
        f"Bericht {lost.pk} ontbreekt in de zoekindex.",
        f"Bericht {wrong.pk} staat anders in de zoekindex dan in het archief.",
        "Bericht 1000000000000 staat in de zoekindex en hoort daar niet, of niet op dit moment.",
    ]
    assert sorted(list(differences())[:-1]) == sorted(told)
    assert list(differences())[-1].endswith("woorden klopt niet in hoeveel berichten zij staan.")
    out = StringIO()
    with pytest.raises(CommandError, match=r"Gevonden verschillen: 4.*geef manage.py rebuild_search"):
        call_command("verify_search", stdout=out)
    assert out.getvalue().splitlines() == list(differences())
    rebuild()

    assert list(differences()) == []
    assert Lexeme.objects.get(word="pomp").df == 40
    assert not Lexeme.objects.filter(lexeme="verzonnen").exists()
    assert set(quarters()) <= alone


def test_rows_of_before_a_change_of_rules_are_made_anew_when_the_portal_is_migrated(fill, monkeypatch):
    """Words between signs were once in no row, and a topic was asked for them as one word."""
    fill(0)
    message = factories.message(factories.conversation(), "overleg VWS/RIVM")
    reindex([message.pk])
    topic = factories.topic("Overleg", "vws/rivm")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_messageindex SET tsv = $$'vws/rivm'$$ WHERE message_id = %s", [message.pk])
        cursor.execute("UPDATE archive_topicversion SET any_term = $$'vws/rivm'$$")
        cursor.execute("UPDATE archive_topicterm SET query = $$'vws/rivm'$$")
        cursor.execute("DELETE FROM archive_topicassignment")
        cursor.execute("COMMENT ON FUNCTION archive_composed(text) IS 'as a migration leaves it'")
    assert not count(Word("rivm"))

    with monkeypatch.context() as patch:
        patch.setattr(renewing, "assign_all", lambda progress: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            renew()
    assert renew()
    assert not renew()

    assert hits(Word("rivm"), size=5).messages == hits(OnTopic(topic.pk), size=5).messages == (message.pk,)
    assert list(differences()) == []


def test_what_was_cut_off_is_begun_again(fill, monkeypatch):
    fill(0)
    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "_put_in_place", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rebuild()
    fill(1)
    assert count(Word("pomp")) == 80
    rebuild()

    assert count(Word("pomp")) == 80
    assert list(differences()) == []


def test_two_at_a_time_is_refused(fill):
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [rebuilding._ONE_AT_A_TIME])
        with pytest.raises(RebuildRunning, match="al opnieuw opgebouwd"):
            rebuild()
        with pytest.raises(CommandError, match="al opnieuw opgebouwd"):
            call_command("rebuild_search")


def test_an_empty_archive_has_no_rows():
    rebuild()
    assert not quarters()
    assert list(differences()) == []


def test_the_commands_say_what_they_did(fill):
    fill(0)
    told = StringIO()
    call_command("rebuild_search", stdout=told)
    call_command("verify_search", stdout=told)
    call_command("verify_search", "--een-op-de", "3", stdout=told)
    assert told.getvalue().splitlines() == [
        f"De zoekindex is opnieuw opgebouwd: {len(quarters())} kwartalen.",
        "De zoekindex is zoals het archief.",
        "De zoekindex is zoals het archief.",
    ]
