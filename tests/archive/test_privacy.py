"""Business or private: what is behind a mark is counted and by nobody found, and lifting the mark brings it back."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Prefetch

import pytest

from archive.captures.comparing import count_differences, differences_of, for_comparing
from archive.models import (
    Capture,
    Conversation,
    DifferenceCount,
    Handle,
    Message,
    MessageIndex,
    Person,
    PrivateMark,
    Source,
)
from archive.privacy import (
    NothingToMark,
    Scope,
    cover_twins,
    covered_by,
    days_of,
    hide_new,
    lift,
    mark,
    private_per_source,
    private_total,
    wholly_private,
)
from archive.search.index import index_messages
from archive.search.query import Query, find
from tests import factories
from tests.factories import MORNING

pytestmark = pytest.mark.django_db
DAY = date(2025, 11, 13)


@pytest.fixture
def chat() -> Conversation:
    """Three days of a chat: pumps, and a birthday in between."""
    kofi, fatima = factories.handle("Kofi Mensah"), factories.handle("Fatima El Amrani")
    made = factories.conversation("Crisisteam", kofi, fatima)
    for number, text in enumerate(("De pompen staan klaar", "Gefeliciteerd met je dochter", "Pompen aan")):
        factories.message(made, text, sender=(kofi, fatima)[number % 2], at=MORNING + timedelta(days=number))
    index_messages(made)
    return made


def texts(chat: Conversation) -> list[str]:
    return [message.text for message in Message.objects.visible().in_conversation(chat)]


def private(scope: Scope) -> PrivateMark:
    return mark(scope, reason="Gaat over thuis.", by="Els Archema")[0]


def hides_everything(mark: PrivateMark) -> bool:
    """Whether the whole conversation is private, now and later."""
    return (mark.message_id, mark.since, mark.until) == (None, None, None)


def test_a_marked_message_is_not_read_or_found_and_stays_as_it_is(chat):
    birthday = chat.messages.get(text__startswith="Gefeliciteerd")
    made = private(Scope(chat.pk, (birthday.pk,)))

    assert texts(chat) == ["De pompen staan klaar", "Pompen aan"]
    assert not find(Query(words="dochter"))
    assert find(Query(conversation=chat.pk)).count() == 2
    assert private_total() == 1
    assert Message.objects.get(pk=birthday.pk).text == "Gefeliciteerd met je dochter"
    assert [message.pk for message in covered_by(made)] == [birthday.pk]


def test_the_index_holds_nothing_of_it_whoever_fills_it(chat):
    birthday = chat.messages.get(text__startswith="Gefeliciteerd")
    private(Scope(chat.pk, (birthday.pk,)))
    assert not MessageIndex.objects.filter(message=birthday).exists()

    index_messages(chat)
    assert not MessageIndex.objects.filter(message=birthday).exists()
    MessageIndex.objects.all().delete()
    factories.index_archive()
    assert MessageIndex.objects.count() == 2
    assert not MessageIndex.objects.filter(message=birthday).exists()


def test_a_day_is_a_dutch_day(chat):
    kofi = Handle.objects.get(value="Kofi Mensah")
    just_before = factories.message(chat, "net ervoor", sender=kofi, at=MORNING.replace(hour=22, minute=59, day=13))
    just_after = factories.message(chat, "net erna", sender=kofi, at=MORNING.replace(hour=23, minute=0, day=13))
    made = private(Scope(chat.pk, (), DAY, DAY))

    assert set(covered_by(made).values_list("text", flat=True)) == {"De pompen staan klaar", just_before.text}
    assert just_after.text in texts(chat)
    assert days_of(made) == (DAY, DAY)


def test_what_is_imported_later_into_a_private_conversation_or_period_is_private(chat):
    private(Scope(chat.pk, (), DAY, None))
    factories.message(chat, "kwam later", at=MORNING + timedelta(days=900))
    index_messages(chat)

    assert texts(chat) == []
    assert not MessageIndex.objects.filter(message__text="kwam later").exists()
    assert PrivateMark.objects.with_counts().get().count == 4


def test_a_mark_on_nothing_new_is_refused(chat):
    private(Scope(chat.pk))
    with pytest.raises(NothingToMark):
        private(Scope(chat.pk))
    with pytest.raises(NothingToMark):
        private(Scope(factories.conversation("Ander gesprek").pk, (chat.messages.first().pk,)))


def test_a_part_of_what_is_private_can_be_marked_by_itself_and_stays_so(chat):
    birthday = chat.messages.get(text__startswith="Gefeliciteerd")
    wide = private(Scope(chat.pk))
    single = private(Scope(chat.pk, (birthday.pk,)))
    with pytest.raises(NothingToMark):
        private(Scope(chat.pk, (birthday.pk,)))

    lift(wide, reason="Nagekeken.", by="Els Archema")
    assert texts(chat) == ["De pompen staan klaar", "Pompen aan"]
    assert [message.pk for message in covered_by(single)] == [birthday.pk]


class TestHidingWhatIsNew:
    """What a source adds is private until somebody has looked at it; what was there stays as it is."""

    @pytest.fixture
    def sources(self):
        return [Source.objects.create(sha256=f"{number:064}", size=1, file_name="chat.txt") for number in range(2)]

    def hide(self, source, except_for=()):
        return hide_new(
            source, except_for=except_for, reason="Nog niet nagekeken.", by="het portaal", said_by="Els"
        ).messages

    def capture(self, source, *messages):
        for message in messages:
            Capture.objects.create(message=message, source=source, first_unit=1, last_unit=1, sent_at=message.sent_at)

    def test_a_new_conversation_as_a_whole(self, chat, sources):
        self.capture(sources[0], *chat.messages.all())
        assert self.hide(sources[0]) == 3
        assert hides_everything(PrivateMark.objects.get())
        assert not MessageIndex.objects.exists()

    def test_of_a_known_one_what_came_after(self, chat, sources):
        first, *later = chat.messages.order_by("sent_at")
        self.capture(sources[0], first)
        self.capture(sources[1], first, *later)
        assert self.hide(sources[1]) == 2
        assert texts(chat) == [first.text]
        made = PrivateMark.objects.get()
        assert (made.since, made.message) == (later[0].sent_at, None)

    def test_and_at_a_moment_that_it_shares_with_others_one_by_one(self, chat, sources):
        first = chat.messages.order_by("sent_at").first()
        same = factories.message(chat, "tegelijk", at=first.sent_at)
        self.capture(sources[0], first)
        self.capture(sources[1], same)
        assert self.hide(sources[1]) == 1
        assert PrivateMark.objects.get().message == same

    def test_but_not_what_must_stay_as_it_is(self, chat, sources):
        first, *later = chat.messages.order_by("sent_at")
        self.capture(sources[0], first, *later)
        assert self.hide(sources[0], except_for=[first.pk]) == 2
        assert texts(chat) == [first.text]

    def test_nor_what_was_known_already(self, chat, sources):
        for source in sources:
            self.capture(source, *chat.messages.all())
        assert self.hide(sources[1]) == 0
        assert not PrivateMark.objects.exists()


def test_lifting_brings_back_what_no_other_mark_covers(chat):
    birthday = chat.messages.get(text__startswith="Gefeliciteerd")
    whole, single = private(Scope(chat.pk, (), DAY, None)), factories.private_mark(chat, birthday)

    lift(whole, reason="Te ruim.", by="Els Archema")
    lift(whole, reason="Nog eens.", by="Els Archema")

    assert texts(chat) == ["De pompen staan klaar", "Pompen aan"]
    assert find(Query(words="pompen")).count() == 2
    whole.refresh_from_db()
    assert (whole.lift_reason, whole.lifted_by) == ("Te ruim.", "Els Archema")
    lift(single, reason="Toch zakelijk.", by="Els Archema")
    assert find(Query(words="dochter")).count() == 1


class TestQuotes:
    """An answer tells what it answers: that is hidden with it, and whose it was."""

    @pytest.fixture
    def birthday(self, chat):
        return chat.messages.get(text__startswith="Gefeliciteerd")

    def answer(self, chat, **quote):
        return factories.message(chat, "Dank je!", quote_author="Fatima El Amrani", **quote)

    def read(self, message):
        return Message.objects.visible().select_related("reply_to__sender__person").get(pk=message.pk)

    def test_of_the_message_it_answers(self, chat, birthday):
        reply = self.answer(chat, quote_text=birthday.text, reply_to=birthday)
        private(Scope(chat.pk, (birthday.pk,)))

        shown = self.read(reply)
        assert (shown.hides_quote, shown.quote_text, shown.quote_author, shown.reply_to) == (True, "", "", None)
        assert Message.objects.get(pk=reply.pk).quote_text == birthday.text

    @pytest.mark.parametrize("quote", ["Gefeliciteerd met je dochter", "Gefeliciteerd met…", "Gefeliciteerd met ..."])
    def test_where_the_archive_does_not_know_which_message_that_is(self, chat, birthday, quote):
        reply = self.answer(chat, quote_text=quote)
        assert self.read(reply).quote_text == quote
        private(Scope(chat.pk, (birthday.pk,)))
        assert self.read(reply).quote_text == ""

    def test_of_an_earlier_version(self, chat, birthday):
        birthday.versions.create(number=0, text="Gefeliciteerd met je zoon", sent_at=MORNING)
        reply = self.answer(chat, quote_text="Gefeliciteerd met je zoon")
        private(Scope(chat.pk, (birthday.pk,)))
        assert self.read(reply).hides_quote

    def test_not_of_another_message_that_begins_the_same(self, chat, birthday):
        other = factories.message(chat, "Gefeliciteerd met je dochter")
        reply = self.answer(chat, quote_text=other.text, reply_to=other)
        private(Scope(chat.pk, (birthday.pk,)))
        assert self.read(reply).quote_text == other.text

    def test_signs_that_mean_something_to_the_database_are_only_signs(self, chat, birthday):
        reply = self.answer(chat, quote_text="100% _zeker_")
        private(Scope(chat.pk, (birthday.pk,)))
        assert self.read(reply).quote_text == "100% _zeker_"

    def test_in_every_way_a_message_is_fetched(self, chat, birthday):
        reply = self.answer(chat, quote_text=birthday.text, reply_to=birthday)
        private(Scope(chat.pk, (birthday.pk,)))
        factories.index_archive()
        visible = Message.objects.visible()

        found = [
            visible.in_bulk([reply.pk])[reply.pk],
            next(message for message in visible.iterator() if message == reply),
            visible.for_reading().order_by("-pk").first(),
            find(Query(conversation=chat.pk)).get(pk=reply.pk),
        ]
        assert {message.quote_text for message in found} == {""}


def test_neighbours_and_context_pass_over_it(chat):
    first, birthday, last = chat.messages.order_by("sent_at")
    private(Scope(chat.pk, (birthday.pk,)))

    assert Message.objects.visible().filter(pk=first.pk).neighbours(1) == {first.pk: ([], [last.pk])}
    assert Message.objects.visible().with_context(last, 1, 1) == [first, last]


def test_a_private_conversation_is_no_conversation_and_its_people_are_unknown(chat):
    aside = factories.conversation("Mama ❤️", factories.handle("Mama"))
    factories.message(aside, "Eet je mee?", sender=Handle.objects.get(value="Mama"))
    assert hides_everything(private(Scope(aside.pk)))

    assert list(Conversation.objects.visible()) == [chat]
    assert list(Conversation.objects.private()) == [aside]
    assert not Person.objects.visible().filter(name="Mama").exists()
    assert not Handle.objects.visible().filter(value="Mama").exists()
    assert Person.objects.visible().filter(name="Kofi Mensah").exists()


def test_who_is_also_known_otherwise_stays_known(chat):
    minister = factories.person("Marja Visser", function="minister")
    kofi = Handle.objects.get(value="Kofi Mensah")
    aside = factories.conversation("Etentje", factories.handle(minister), kofi)
    private_mark = factories.private_mark(aside)

    assert Person.objects.visible().filter(name__in=["Marja Visser", "Kofi Mensah"]).count() == 2
    assert set(Handle.objects.visible()) >= {kofi}
    assert hides_everything(private_mark)


def test_counts_tell_what_there_is_to_read_and_how_much_is_not(chat):
    birthday = chat.messages.order_by("sent_at").first()
    Conversation.objects.update(message_count=3, first_at=birthday.sent_at, last_at=MORNING + timedelta(days=2))
    private(Scope(chat.pk, (birthday.pk,)))

    counted = Conversation.objects.with_counts().get(pk=chat.pk)
    assert (counted.shown_count, counted.private_count) == (2, 1)
    assert (counted.shown_first, counted.shown_last) == (MORNING + timedelta(days=1), MORNING + timedelta(days=2))


def test_a_source_tells_how_much_of_it_is_private_and_whether_all_is(chat):
    sources = [Source.objects.create(sha256=f"{number:064}", size=1, file_name="chat.txt") for number in range(3)]
    first, second, third = chat.messages.order_by("sent_at")
    for source, held in zip(sources, ([first, second], [second], [third]), strict=True):
        for message in held:
            Capture.objects.create(message=message, source=source, first_unit=1, last_unit=1, sent_at=message.sent_at)
    private(Scope(chat.pk, (second.pk,)))

    ids = [source.pk for source in sources]
    assert private_per_source(ids) == {ids[0]: 1, ids[1]: 1}
    assert wholly_private(ids) == {ids[1]}


class TestWhatAnotherPhoneHasOfIt:
    """An edited message stands in the archive twice: as each phone has it."""

    @pytest.fixture
    def phones(self) -> list[Source]:
        return [Source.objects.create(sha256=f"{n:064}", size=1, file_name=f"{n}.txt") for n in range(2)]

    @pytest.fixture
    def twin(self, chat: Conversation, phones: list[Source]) -> Message:
        """What the second phone has of the birthday."""
        known = chat.messages.get(text__startswith="Gefeliciteerd")
        made = factories.message(chat, "Gefeliciteerd met Noor", at=known.sent_at, sender=known.sender)
        Message.objects.filter(pk=made.pk).update(twin=known)
        for message, source, text in ((known, 0, None), (known, 1, made.text), (made, 1, None)):
            Capture.objects.create(
                message=message, source=phones[source], first_unit=2, last_unit=2, sent_at=known.sent_at, text=text
            )
        index_messages(chat)
        made.refresh_from_db()
        return made

    def test_it_is_private_as_well_whichever_is_marked(self, chat, twin):
        for marked in (twin, twin.twin):
            marks = mark(Scope(chat.pk, (marked.pk,)), reason="Thuis", by="Els Archema")
            assert texts(chat) == ["De pompen staan klaar", "Pompen aan"]
            assert not find(Query(words="gefeliciteerd"))
            for made in marks:
                lift(made, reason="Toch niet", by="Els Archema")
            assert len(texts(chat)) == 4
            assert find(Query(words="gefeliciteerd")).count() == 2

    def test_one_that_comes_in_later_is_private_at_once(self, chat, twin, phones):
        factories.private_mark(chat, message=twin.twin)
        cover_twins(chat, phones[1])
        assert texts(chat) == ["De pompen staan klaar", "Pompen aan"]
        (own,) = PrivateMark.objects.filter(message=twin)
        lift(own, reason="Toch niet", by="Els Archema")
        assert "Gefeliciteerd met Noor" in texts(chat)

    def test_what_is_hidden_is_not_told_beside_what_stays(self, chat, twin, phones):
        def told() -> list[str | None]:
            captures = Prefetch("captures", for_comparing(Capture.objects.all()))
            known = Message.objects.visible().prefetch_related(captures).get(pk=twin.twin_id)
            return [one.text for one in differences_of(known, ())]

        assert told() == ["Gefeliciteerd met Noor"]
        assert count_differences(chat.pk) == 1
        hide_new(phones[1], except_for=(), reason="Nog niet nagekeken", by="Portaal", said_by="")
        assert told() == []
        assert not DifferenceCount.objects.exists()
