"""Topics are made, changed and ended; every version stays to be read, and a preview says what terms would find."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Message, Topic, TopicVersion, VersionState
from archive.topics import editing as topics
from archive.topics.assigning import assign_version
from archive.topics.editing import (
    Asked,
    NameTaken,
    Preview,
    StaleTopic,
    change,
    checked,
    create,
    end,
    preview,
    version_asked,
)
from archive.topics.hits import TopicHit, newest, per_month, topic_counts, topics_of, totals
from archive.topics.terms import Term, TermsRefused, read
from tests import factories
from tests.factories import MORNING

pytestmark = pytest.mark.django_db
TEXTS = (
    "Het hoogwater komt eraan",
    "De dijken houden het, code rood is ingetrokken",
    "Hoogwater bij de dijk, code rood",
    "Dijkloop: een wedstrijd langs het hoogwater",
    "Eet smakelijk",
)


@pytest.fixture
def chat():
    made = factories.conversation("Crisisteam")
    for number, text in enumerate(TEXTS):
        factories.message(made, text, at=MORNING + timedelta(days=20 * number))
    factories.index_archive()
    return made


def asked(lines: str, *, name: str = "Hoogwater", threshold: int = 1, theme: str = "") -> Asked:
    return Asked(name, checked(lines), threshold, theme)


def assign(version: TopicVersion) -> None:
    assert assign_version(version.pk, progress=lambda done, total: None)


def found(topic: Topic) -> list[str]:
    return [
        message.text for message in Message.objects.visible().filter(pk__in=newest(topic.pk, 1000)).order_by("sent_at")
    ]


class TestWhatATopicFinds:
    def test_what_reaches_the_threshold_and_nothing_that_is_kept_out(self, chat):
        topic = factories.topic("Hoogwater", 'hoogwater 2\ndijk*\n"code rood"\n-wedstrijd', threshold=3)
        assert found(topic) == [TEXTS[2]]
        assert found(factories.topic("Ruim", 'hoogwater 2\ndijk*\n"code rood"', threshold=2)) == list(TEXTS[:4])

    def test_each_term_counts_once_however_often_it_occurs(self, chat):
        factories.message(chat, "dijk dijken dijkje dijk")
        factories.index_archive()
        assert found(factories.topic("Dijken", "dijk*\nhoogwater", threshold=2)) == [TEXTS[2], TEXTS[3]]

    def test_what_begins_with_the_word_and_not_with_its_stem(self, chat):
        texts = ["De gemaalbeheerder belt", "Twee gemalen"]
        for number, text in enumerate(texts):
            factories.message(chat, text, at=MORNING + timedelta(days=100 + number))
        factories.index_archive()
        assert found(factories.topic("Gemalen", "gemaal*")) == texts

    def test_it_is_told_by_which_terms(self, chat):
        topic = factories.topic("Hoogwater", 'dijk*\nhoogwater 2\n"code rood"')
        (hit,) = topics_of([chat.messages.get(text=TEXTS[2]).pk]).values()
        assert hit == [TopicHit(topic.pk, "Hoogwater", ("dijk*", "hoogwater", '"code rood"'))]
        assert str(hit[0]) == 'Hoogwater (dijk*, hoogwater, "code rood")'
        assert topics_of([chat.messages.get(text=TEXTS[4]).pk]) == {}

    def test_counts_per_topic_per_month_and_the_newest(self, chat, django_assert_num_queries):
        high, red = factories.topic("Hoogwater", "hoogwater"), factories.topic("Code rood", '"code rood"')
        assert totals() == {high.pk: 3, red.pk: 2}
        assert topic_counts(chat.messages.filter(text__startswith="De dijken").values("pk")) == {red.pk: 1}
        assert [(month.isoformat(), number) for month, number in per_month(high.pk)] == [
            ("2025-11-01", 1),
            ("2025-12-01", 1),
            ("2026-01-01", 1),
        ]
        assert newest(high.pk, 2) == [chat.messages.get(text=text).pk for text in (TEXTS[3], TEXTS[2])]
        ids = list(chat.messages.values_list("pk", flat=True))
        with django_assert_num_queries(2):
            assert len(topics_of(ids)) == 4

    def test_a_month_is_one_of_the_netherlands(self, chat):
        topic = factories.topic("Grens", "grensgeval")
        factories.message(chat, "grensgeval", at="2025-12-31T23:30+00:00")
        factories.index_archive()
        assert [(month.isoformat(), number) for month, number in per_month(topic.pk)] == [("2026-01-01", 1)]


class TestChanging:
    def test_every_edit_is_a_version_that_stays(self, chat):
        first = create(asked("hoogwater"), by="Els Archema")
        topic = first.topic
        second = change(topic, asked("hoogwater\ndijk* 2"), seen=1, reason="Dijken ook", by="Anna Coenen")
        assert (second.number, second.made_by, second.reason) == (2, "Anna Coenen", "Dijken ook")
        assert [str(version) for version in topic.versions.all()] == ["Hoogwater, versie 2", "Hoogwater, versie 1"]
        assert topic.versions.get(number=1).terms == [Term("hoogwater")]

    def test_one_that_changes_nothing_is_no_version(self):
        topic = create(asked("hoogwater\n-bal"), by="Els").topic
        assert change(topic, asked(" hoogwater 1\n- bal"), seen=1, reason="", by="Els") is None
        assert topic.versions.count() == 1

    def test_the_version_in_use_serves_until_the_new_one_is_complete(self, chat):
        topic = factories.topic("Hoogwater", "hoogwater")
        newer = change(topic, asked("dijk*"), seen=1, reason="", by="Els")
        assert len(found(topic)) == 3
        assert version_asked(topic.pk).number == 1
        assign(newer)
        assert found(topic) == list(TEXTS[1:4])
        assert version_asked(topic.pk).number == 2
        states = dict(topic.versions.values_list("number", "state"))
        assert states == {1: VersionState.PAST, 2: VersionState.SERVING}

    def test_who_did_not_see_the_newest_version_is_told_so(self):
        topic = create(asked("hoogwater"), by="Els").topic
        change(topic, asked("dijk"), seen=1, reason="", by="Anna")
        with pytest.raises(StaleTopic):
            change(topic, asked("sluis"), seen=1, reason="", by="Els")
        assert topic.versions.count() == 2

    def test_two_topics_have_two_names(self):
        create(asked("hoogwater"), by="Els")
        with pytest.raises(NameTaken):
            create(asked("dijk", name="HOOGWATER"), by="Els")
        other = create(asked("dijk", name="Dijken"), by="Els").topic
        with pytest.raises(NameTaken):
            change(other, asked("dijk"), seen=1, reason="", by="Els")
        assert change(other, asked("dijk", name="DIJKEN"), seen=1, reason="", by="Els").number == 2

    def test_what_has_ended_is_on_no_message_and_can_be_taken_up_again(self, chat):
        topic = factories.topic("Hoogwater", "hoogwater")
        assert end(topic, by="Els")
        assert not end(topic, by="Els")
        topic.refresh_from_db()
        assert (found(topic), topic.ended_by, list(topics.in_use())) == ([], "Els", [])
        assert version_asked(topic.pk).terms == [Term("hoogwater")]

        assign(change(topic, asked("hoogwater"), seen=1, reason="", by="Els"))
        assert len(found(topic)) == 3
        assert list(topics.in_use()) == [topic]
        topic.refresh_from_db()
        assert topic.ended_at is None


class TestWhatTermsWouldFind:
    def test_as_many_as_the_topic_then_finds(self, chat):
        terms = checked('hoogwater 2\ndijk*\n"code rood"\n-wedstrijd')
        assert preview(terms, 2) == Preview(3, ((terms[0], 2), (terms[1], 2), (terms[2], 2)))
        assert preview(terms, 99).total == 0

    def test_counting_that_takes_long_is_given_up(self, chat, monkeypatch):
        monkeypatch.setattr(topics, "_PREVIEW", "SELECT NULL, pg_sleep(5)::text")
        monkeypatch.setattr(topics, "PREVIEW_SECONDS", 0.05)
        assert preview(checked("hoogwater"), 1) == Preview(None)
        assert totals() == {}


class TestTermsAreChecked:
    def problems(self, text):
        with pytest.raises(TermsRefused) as refusal:
            checked(text)
        return [(problem.line, problem.message) for problem in refusal.value.problems]

    def test_a_word_that_is_everywhere_finds_nothing(self):
        assert self.problems('pomp\nde\n"van het"') == [
            (2, "‘de’ is zo gewoon dat er niet op gezocht kan worden."),
            (3, '‘"van het"’ is zo gewoon dat er niet op gezocht kan worden.'),
        ]

    def test_beside_what_cannot_be_read_at_all(self):
        assert [line for line, _ in self.problems("pomp\nde\ncode rood\npompen\nwa*er")] == [2, 3, 4, 5]

    def test_two_lines_that_find_the_same_would_count_double(self):
        assert self.problems("pomp\n\npompen 2") == [(3, "‘pompen’ vindt hetzelfde als ‘pomp’ op regel 1.")]

    @given(st.text(max_size=40))
    def test_whatever_can_be_read_can_be_asked(self, text):
        try:
            terms = tuple(term for _, term in read(text))
            checked(text)
        except TermsRefused:
            return
        assert preview(terms, 1).total == 0
