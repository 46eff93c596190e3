"""Which messages are on which topic is kept in step with the archive, whatever comes in, goes or changes meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection, transaction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models import (
    Attachment,
    AttachmentText,
    Conversation,
    Message,
    MessageIndex,
    Source,
    Topic,
    TopicAssignment,
    VersionState,
)
from archive.privacy import Scope, hide_new, lift, mark
from archive.search.expressions import Or
from archive.search.index import index_attachment_texts, index_messages, reindex
from archive.search.quarters import Quarter, quarters
from archive.search.query import Query, find
from archive.search.stemming import stem
from archive.topics import assigning as topic_assigning
from archive.topics.assigning import assign_all, assign_version, hold_rows, remove_past
from archive.topics.editing import Asked, change, checked, create, end, what_asks
from archive.topics.hits import newest
from archive.topics.terms import Term
from tests import factories
from tests.factories import MORNING

pytestmark = pytest.mark.django_db
EXPORT = """\
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
13-11-2025 08:05 - PJ: Het gemaal staat stil
"""
LATER = EXPORT + "13-11-2025 08:06 - PJ: De pompen van het gemaal zijn er\n"


def silent(done: int, total: int) -> None:
    """No progress is wanted."""


def asked(lines: str, name: str = "Pompen") -> Asked:
    return Asked(name, checked(lines))


def found(topic: Topic) -> list[str]:
    return sorted(Message.objects.visible().filter(pk__in=newest(topic.pk, 1000)).values_list("text", flat=True))


class TestAnImport:
    def test_puts_what_it_brings_on_the_topics_there_are(self, bring_in):
        topic, empty = factories.topic("Pompen", "pomp*\ngemaal\n-stil"), factories.topic("Sluizen", "sluis")
        bring_in("WhatsApp-chat met Crisis.txt", EXPORT)
        assert found(topic) == ["Kofi wil jij de regio bellen over de pompen?"]
        bring_in("WhatsApp-chat met Crisis.txt", LATER)
        assert len(found(topic)) == TopicAssignment.objects.count() == 2
        assert found(empty) == []

    def test_also_on_the_version_that_is_being_put_into_use(self, bring_in):
        topic = factories.topic("Pompen", "pomp*")
        newer = change(topic, asked("gemaal"), seen=1, reason="", by="Els")
        bring_in("WhatsApp-chat met Crisis.txt", EXPORT)
        assert set(TopicAssignment.objects.values_list("version", flat=True)) == {newer.pk, newer.pk - 1}
        assign_version(newer.pk, progress=silent)
        assert found(topic) == ["Het gemaal staat stil"]

    def test_and_on_none_that_has_ended(self, bring_in):
        end(factories.topic("Pompen", "pomp*"), by="Els")
        bring_in("WhatsApp-chat met Crisis.txt", EXPORT)
        assert not TopicAssignment.objects.exists()


@pytest.fixture
def chat() -> Conversation:
    made = factories.conversation("Crisisteam")
    for number, text in enumerate(("De pompen staan klaar", "Gefeliciteerd met je pomp", "Gemaal aan")):
        factories.message(made, text, at=MORNING + timedelta(days=100 * number))
    index_messages(made)
    return made


class TestWhatMayNotBeRead:
    """Of what is private nobody can count on which topic it is."""

    @pytest.fixture
    def topic(self, chat: Conversation) -> Topic:
        return factories.topic("Pompen", "pomp*")

    def test_is_on_no_topic_until_the_mark_is_lifted(self, chat, topic):
        private = chat.messages.get(text__startswith="Gefeliciteerd")
        (made,) = mark(Scope(chat.pk, (private.pk,)), reason="Thuis", by="Els")
        assert newest(topic.pk, 5) == [chat.messages.get(text__startswith="De pompen").pk]
        lift(made, reason="Toch zakelijk", by="Els")
        assert len(newest(topic.pk, 5)) == 2

    def test_nor_what_is_hidden_until_it_was_looked_at(self, bring_in, topic):
        bring_in("WhatsApp-chat met Crisis.txt", EXPORT)
        assert len(found(topic)) == 3
        hide_new(Source.objects.get(), except_for=(), reason="Nog niet nagekeken", by="Els", said_by="")
        assert TopicAssignment.objects.count() == 2

    def test_nor_what_comes_into_a_conversation_that_is_private(self, bring_in, topic):
        bring_in("WhatsApp-chat met Crisis.txt", EXPORT)
        mark(Scope(Conversation.objects.get(title="Crisis").pk), reason="Thuis", by="Els")
        bring_in("WhatsApp-chat met Crisis.txt", LATER)
        assert TopicAssignment.objects.count() == 2

    def test_nor_when_everything_is_looked_for_anew(self, chat, topic):
        mark(Scope(chat.pk, (chat.messages.get(text__startswith="Gefeliciteerd").pk,)), reason="Thuis", by="Els")
        assign_version(topic.versions.get().pk, progress=silent)
        factories.index_archive()
        assert TopicAssignment.objects.count() == 1

    def test_a_message_that_is_destroyed_takes_its_assignments_along(self, chat, topic):
        chat.messages.filter(text__startswith="De pompen").delete()
        assert TopicAssignment.objects.count() == 1


class TestTextOfAttachments:
    @pytest.fixture
    def photo(self, chat: Conversation) -> Message:
        made = factories.message(chat, "Kijk", files=("foto.jpg",))
        Attachment.objects.update(sha256="a" * 64)
        index_messages(chat)
        return made

    def read(self, text: str) -> None:
        AttachmentText.objects.update_or_create(sha256="a" * 64, defaults={"text": text})
        index_attachment_texts("a" * 64)

    def test_that_is_read_later_counts_and_can_keep_out(self, photo):
        topic = factories.topic("Pompen", "pomp*\n-feest")
        assert photo.pk not in newest(topic.pk, 5)
        self.read("Noodstroom voor de pompen")
        assert photo.pk in newest(topic.pk, 5)
        self.read("Feest met pompen")
        assert photo.pk not in newest(topic.pk, 5)

    def test_of_a_private_message_stays_out(self, chat, photo):
        topic = factories.topic("Pompen", "noodstroom")
        mark(Scope(chat.pk, (photo.pk,)), reason="Thuis", by="Els")
        self.read("Noodstroom")
        assert newest(topic.pk, 5) == []


class TestANewVersion:
    def test_is_looked_for_a_quarter_at_a_time_and_then_replaces_the_one_before(self, chat):
        topic = factories.topic("Pompen", "pomp*")
        newer = change(topic, asked("gemaal"), seen=1, reason="", by="Els")
        told: list[tuple[int, int]] = []
        assert assign_version(newer.pk, progress=lambda done, total: told.append((done, total)))
        assert told == [(done, len(quarters())) for done in range(1, len(quarters()) + 1)]
        newer.refresh_from_db()
        assert (newer.state, newer.assigned_at is not None) == (VersionState.SERVING, True)
        assert TopicAssignment.objects.count() == 3
        remove_past()
        assert found(topic) == ["Gemaal aan"]
        assert TopicAssignment.objects.count() == 1

    def test_that_was_cut_off_goes_on_where_it_was(self, chat, monkeypatch):
        version = create(asked("pomp*\ngemaal"), by="Els")
        assign, done = topic_assigning._assign_quarter, []

        def dies_at_the_second(pk: int, quarter: Quarter) -> bool | None:
            if len(done) == 1:
                done.append(None)
                raise RuntimeError("de werker viel weg")
            done.append(quarter)
            return assign(pk, quarter)

        monkeypatch.setattr(topic_assigning, "_assign_quarter", dies_at_the_second)
        with pytest.raises(RuntimeError):
            assign_version(version.pk, progress=silent)
        assert found(version.topic) == []

        assert assign_version(version.pk, progress=silent)
        newest, *others = quarters()
        assert done == [newest, None, *others]
        assert len(found(version.topic)) == 3

    def test_that_is_replaced_meanwhile_stops_and_leaves_nothing(self, chat, monkeypatch):
        topic = factories.topic("Pompen", "pomp*")
        second = change(topic, asked("gemaal"), seen=1, reason="", by="Els")

        def edited_again(done: int, total: int) -> None:
            if done == 1:
                change(topic, asked("klaar"), seen=2, reason="", by="Anna")

        assert not assign_version(second.pk, progress=edited_again)
        assert len(found(topic)) == 2
        assert assign_version(topic.versions.first().pk, progress=silent)
        assert found(topic) == ["De pompen staan klaar"]
        remove_past()
        assert TopicAssignment.objects.count() == 1

    def test_in_an_empty_archive_is_in_use_at_once(self):
        assert assign_version(create(asked("pomp"), by="Els").pk, progress=silent)


def test_everything_can_be_looked_for_anew(chat):
    topic, other = factories.topic("Pompen", "pomp*"), factories.topic("Gemalen", "gemaal")
    newer = change(other, asked("klaar", name="Gemalen"), seen=1, reason="", by="Els")
    kept = (
        TopicAssignment.objects.filter(version__topic=topic).order_by("message").values_list("message", "score", "hits")
    )
    before = list(kept)
    TopicAssignment.objects.update(score=99)
    TopicAssignment.objects.filter(message__text__startswith="De pompen").delete()

    assign_all(progress=silent)
    assert list(kept.all()) == before
    newer.refresh_from_db()
    assert newer.state == VersionState.SERVING
    assert TopicAssignment.objects.count() == 3


WORDS = ("pomp", "pompen", "pompstation", "gemaal", "dijk", "dijken", "code", "rood", "bal")
TERMS = (*WORDS, "pomp*", "dij*", '"code rood"', '"rode code"', '"pompen dijk"')
MESSAGES = st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), min_size=1, max_size=12)
LINES = st.lists(st.builds(Term, st.sampled_from(TERMS), st.integers(1, 3), st.booleans()), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(MESSAGES, LINES, st.integers(1, 5))
def test_a_topic_finds_what_adding_up_its_terms_one_by_one_finds(messages, lines, threshold):
    with transaction.atomic():
        chat = factories.conversation("Proef")
        ids = [factories.message(chat, text).pk for text in messages]
        index_messages(chat)
        asked = stem(Or(tuple(term.words for term in lines)))
        terms = tuple({asked[term.words].query: term for term in lines}.values())
        hit = {term: {row.pk for row in find(Query(words=term.text))} for term in terms}
        scores = {
            pk: 0
            if any(pk in hit[term] for term in terms if term.excludes)
            else sum(term.weight for term in terms if pk in hit[term])
            for pk in ids
        }
        version = create(Asked("Proef", (*terms, Term("zeppelin")), threshold), by="Els")
        assign_version(version.pk, progress=silent)

        rows = TopicAssignment.objects.filter(version=version)
        assert {row.message_id: row.score for row in rows} == {pk: n for pk, n in scores.items() if n >= threshold}
        for row in rows:
            assert {terms[number - 1] for number in row.hits} == {term for term in terms if row.message_id in hit[term]}
        assert what_asks(version).terms[:-1] == terms
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    """Who brings messages in without having seen a new version, and who changes what is read for it, is waited for."""

    @pytest.fixture
    def elsewhere(self) -> Iterator[Callable[[Callable[[], object]], threading.Thread]]:
        started: list[threading.Thread] = []

        def run(work: Callable[[], object]) -> threading.Thread:
            def on_its_own_connection() -> None:
                try:
                    work()
                finally:
                    connection.close()

            started.append(threading.Thread(target=on_its_own_connection))
            started[-1].start()
            return started[-1]

        yield run
        for thread in started:
            thread.join(10)

    def test_an_import_that_did_not_see_the_version_is_found_by_it(self, chat, elsewhere):
        imported, may_end = threading.Event(), threading.Event()

        def import_slowly() -> None:
            with transaction.atomic():
                reindex([factories.message(chat, "Nog een pomp").pk])
                imported.set()
                may_end.wait(10)

        elsewhere(import_slowly)
        assert imported.wait(10)
        version = create(asked("pomp*"), by="Els")
        assigning = elsewhere(lambda: assign_version(version.pk, progress=silent))
        assigning.join(0.5)
        assert assigning.is_alive()
        assert not TopicAssignment.objects.exists()
        may_end.set()
        assigning.join(10)
        assert "Nog een pomp" in found(version.topic)

    def test_words_that_change_meanwhile_are_read_as_they_become(self, chat, elsewhere):
        version = create(asked("pomp*"), by="Els")
        row = MessageIndex.objects.get(message__text="Gemaal aan")
        with transaction.atomic(), connection.cursor() as cursor:
            hold_rows()
            cursor.execute("UPDATE archive_messageindex SET tsv = to_tsvector('pomp') WHERE message_id = %s", [row.pk])
            assigning = elsewhere(lambda: assign_version(version.pk, progress=silent))
            assigning.join(0.5)
            assert assigning.is_alive()
        assigning.join(10)
        assert row.pk in newest(version.topic_id, 5)
