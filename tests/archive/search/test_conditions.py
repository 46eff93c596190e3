"""Every part of a question finds the rows it means, alone and joined with others in any way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import connection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.functions import FunctionClass
from archive.identity import merge
from archive.importing import MessageKind
from archive.models import Function, Handle, Message, MessageIndex
from archive.search.conditions import ask
from archive.search.expressions import (
    And,
    Expression,
    Feature,
    Field,
    InConversation,
    InFunction,
    InOrganisation,
    InPeriod,
    Near,
    Not,
    OnApp,
    OnTopic,
    Or,
    Phrase,
    SentBy,
    SentTo,
    Term,
    With,
    Word,
)
from archive.search.index import CONFIGURATION
from tests import factories

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Archive:
    """Who and what there is; messages go by a letter each, which is the first word of their text."""

    rieke: Handle
    kofi: Handle
    dewi: Handle
    crisis: int
    aside: int


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.fixture
def archive(db) -> Archive:
    rieke, kofi, dewi = (factories.handle(name) for name in ("Rieke Talsma", "Kofi Mensah", "Dewi Smit"))
    crisis = factories.conversation("Crisisteam", rieke, kofi, dewi, app="whatsapp")
    aside = factories.conversation("Rieke (M)", rieke, kofi, app="signal")
    Function.objects.create(
        person=rieke.person,
        title="Minister van Water",
        organisation="MinWR",
        function_class=FunctionClass.MINISTER,
        valid_from=date(2025, 11, 14),
        valid_until=date(2025, 12, 31),
    )
    say = partial(factories.message, crisis)
    say("a de pompen draaien", sender=kofi, at=at("2025-11-13T23:30+01:00"))
    say("b Delta Pompen belt", sender=rieke, at=at("2025-11-14T00:30+01:00"))
    say("c pomp bij het gemaal aan de dijk", sender=dewi, at=at("2025-12-31T23:30+01:00"), files=("plan_dijk.pdf",))
    say("d de sluis", sender=rieke, at=at("2026-01-01T00:30+01:00"), edited=True)
    say("", sender=kofi, at=at("2026-01-02T12:00+01:00"), kind=MessageKind.DELETED)
    say("e Kofi is toegevoegd", kind=MessageKind.SYSTEM, at=at("2026-01-02T12:01+01:00"))
    factories.message(aside, "f pompst bij de reünie", sender=rieke, at=at("2026-07-01T00:30+02:00"))
    factories.message(aside, "g niemand", at=at("2026-07-02T00:30+02:00"))
    factories.index_archive()
    return Archive(rieke, kofi, dewi, crisis.pk, aside.pk)


def found(expression: Expression) -> str:
    """The letters of the messages that answer, in order; a deleted one is a dot."""
    ids = MessageIndex.objects.filter(ask(expression).condition()).values_list("message_id", flat=True)
    messages = Message.objects.visible().filter(pk__in=list(ids)).order_by("sent_at")
    return "".join(message.text[:1] or "." for message in messages)


EVERY = "abcd.fg"


class TestWords:
    @pytest.mark.parametrize(
        ("asked", "letters"),
        [
            (Word("pomp"), "abc"),
            (Word("POMPEN"), "abc"),
            (Word("reunie"), "f"),
            (Word("pomp", is_beginning=True), "abcf"),
            (Word("plan"), "c"),
            (Phrase("delta pompen"), "b"),
            (Phrase("pompen delta"), ""),
            (Near(Word("gemaal"), Word("pomp"), 3), "c"),
            (Near(Word("gemaal"), Word("pomp"), 2), ""),
            (Near(Word("pomp"), Word("gema", is_beginning=True), 3), "c"),
            (Word("onvindbaar"), ""),
        ],
    )
    def test_as_they_are_written(self, archive, asked, letters):
        assert found(asked) == letters

    @pytest.mark.parametrize("nothing", [Word("de"), Word("!"), Phrase("het de"), Or(()), Not(Word("het"))])
    def test_what_asks_nothing_finds_nothing(self, archive, nothing):
        assert found(nothing) == found(And((nothing, nothing))) == ""

    def test_a_word_that_is_too_common_is_passed_over_beside_others(self, archive):
        assert found(And((Word("de"), Word("sluis")))) == "d"
        assert found(And((Word("de"), OnApp("signal")))) == "fg"
        assert found(Or((Word("de"), Word("sluis")))) == "d"

    @given(st.text(max_size=40).filter(lambda text: "\0" not in text))
    def test_nothing_that_is_typed_is_an_error(self, text):
        for asked in (Word(text), Word(text, True), Phrase(text), Near(Word(text), Word("pomp"), 2)):
            MessageIndex.objects.filter(ask(asked).condition()).count()

    def test_a_lexeme_that_stands_for_somebody_cannot_be_typed(self, archive):
        assert (
            found(Or((Word(f"H{archive.kofi.pk}"), Word("Awhatsapp"), Phrase("Fbewerkt"), Word("Awhats", True)))) == ""
        )


@given(st.text(max_size=200).filter(lambda text: "\0" not in text))
def test_no_text_has_a_lexeme_that_begins_with_a_capital(text):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tsvector_to_array(to_tsvector('{CONFIGURATION}', %s) || to_tsvector('{CONFIGURATION}', upper(%s)))",
            [text, text],
        )
        lexemes = cursor.fetchone()[0]
    assert not [lexeme for lexeme in lexemes if "A" <= lexeme[0] <= "Z"]


class TestConditions:
    def test_who_sent_it(self, archive):
        assert found(SentBy((archive.kofi.person_id,))) == "a."
        assert found(SentBy((archive.kofi.person_id, archive.dewi.person_id))) == "ac."
        assert found(SentBy((0,))) == ""
        assert found(Not(SentBy((archive.rieke.person_id,)))) == "ac.g"

    def test_who_sent_it_follows_a_merge(self, archive):
        merge(person=archive.dewi.person, into=archive.kofi.person)
        assert found(SentBy((archive.dewi.person_id,))) == found(SentBy((archive.kofi.person_id,))) == "ac."

    def test_who_was_to_read_it(self, archive):
        assert found(SentTo((archive.dewi.person_id,))) == "abd."
        assert found(SentTo((archive.kofi.person_id,))) == "bcdfg"
        assert found(SentTo((archive.dewi.person_id, archive.kofi.person_id))) == EVERY
        assert found(SentTo((0,))) == ""

    def test_where(self, archive):
        assert found(InConversation((archive.aside,))) == found(OnApp("signal")) == "fg"
        assert found(InConversation((archive.aside, archive.crisis))) == EVERY
        assert found(OnApp("WhatsApp")) == ""

    def test_a_function_is_that_of_the_dutch_day(self, archive):
        assert found(InFunction(FunctionClass.MINISTER)) == "b"
        assert found(InFunction(title="minister van water")) == found(InOrganisation("minwr")) == "b"
        assert found(InFunction(FunctionClass.JOURNALIST)) == ""

    def test_a_function_that_very_many_hold(self, archive):
        others = [factories.handle(factories.person(f"Persoon {number}", function="dijkwacht")) for number in range(60)]
        factories.message(factories.conversation("Dijkwacht"), "h dijk", sender=others[7])
        factories.index_archive()
        assert (
            found(InFunction(FunctionClass.OFFICIAL))
            == found(And((Word("dijk"), InFunction(title="dijkwacht"))))
            == "h"
        )
        assert found(SentBy(tuple(handle.person_id for handle in others))) == "h"

    def test_a_period_is_in_dutch_days_both_included(self, archive):
        assert found(InPeriod(date(2025, 11, 14), date(2025, 12, 31))) == "bc"
        assert found(InPeriod(None, date(2025, 11, 13))) == "a"
        assert found(InPeriod(date(2026, 7, 1), None)) == "fg"
        assert found(Not(InPeriod(date(2025, 11, 14), date(2025, 12, 31)))) == "ad.fg"

    def test_what_is_with_it(self, archive):
        features = {feature: found(With(feature)) for feature in Feature}
        assert features == {Feature.ATTACHMENT: "c", Feature.EDITED: "d", Feature.DELETED: "."}

    def test_a_topic(self, archive):
        topic = factories.topic("Water", 'sluis\n"delta pompen"')
        assert found(OnTopic(topic.pk)) == "bd"

    def test_a_term_has_to_be_resolved_first(self):
        with pytest.raises(TypeError, match="not resolved"):
            ask(Term(Field.SENDER, "rieke", 0, 9))


def test_everything_and_nothing(archive):
    everything, nothing = And(()), Or(())
    assert found(everything) == found(Not(nothing)) == found(Or((Word("sluis"), everything))) == EVERY
    assert found(nothing) == found(Not(everything)) == found(And((Word("sluis"), nothing))) == ""
    assert found(Or((InPeriod(None, None), Word("sluis")))) == EVERY


def test_any_mix_is_what_its_parts_say(archive):
    """Against a slow evaluation, from what each part finds by itself."""
    topic = factories.topic("Water", "sluis\ngemaal")
    leaves = [
        *(Word("pomp"), Word("pomp", is_beginning=True), Phrase("delta pompen"), Near(Word("pomp"), Word("dijk"), 6)),
        *(SentBy((archive.rieke.person_id,)), SentTo((archive.dewi.person_id,)), InConversation((archive.crisis,))),
        *(OnApp("signal"), InFunction(FunctionClass.MINISTER), InOrganisation("MinWR"), OnTopic(topic.pk)),
        *(
            InPeriod(date(2025, 12, 1), None),
            InPeriod(None, date(2026, 1, 1)),
            With(Feature.ATTACHMENT),
            And(()),
            Or(()),
        ),
    ]
    alone = {leaf: set(found(leaf)) for leaf in leaves}

    def evaluated(expression: Expression) -> set[str]:
        match expression:
            case And(parts) if parts:
                return set.intersection(*map(evaluated, parts))
            case Or(parts) if parts:
                return set.union(*map(evaluated, parts))
            case Not(part):
                return set(EVERY) - evaluated(part)
        return alone[expression]

    def joined(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        several = st.lists(parts, min_size=1, max_size=3).map(tuple)
        return st.one_of(several.map(And), several.map(Or), parts.map(Not))

    @settings(max_examples=150)
    @given(st.recursive(st.sampled_from(leaves), joined, max_leaves=8))
    def agree(expression: Expression) -> None:
        assert set(found(expression)) == evaluated(expression)

    agree()
