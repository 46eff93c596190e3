"""One decision for every passage that reads the same, and for everything of one person."""

from __future__ import annotations

import pytest

from archive.models import Conversation, Message
from redaction.choices import Field, Status
from redaction.decide import StaleDecision, accept, reject, undo
from redaction.models import Redaction, RedactionLayer
from redaction.propagate import (
    Outcome,
    Spread,
    Unmarked,
    decide_spread,
    passage_text,
    propose_equal,
    propose_repeats,
    spread_of,
    spread_of_person,
)
from tests import factories
from tests.redaction.conftest import BERT, FATIMA

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat() -> Conversation:
    return factories.conversation("Crisisteam")


def ids() -> list[int]:
    return list(Message.objects.values_list("pk", flat=True))


def spread(redaction: Redaction) -> Spread:
    return spread_of(redaction, ids())


def decide(redaction: Redaction, status: Status = Status.ACCEPTED, **choices: object) -> Outcome:
    seen = spread(redaction)
    return decide_spread(seen, seen=seen.stamp, status=status, by=FATIMA, **choices)


def statuses(layer: RedactionLayer) -> list[str]:
    return [row.status for row in layer.redactions.order_by("pk")]


class TestWhatReadsTheSame:
    def test_proposals_decisions_and_places_nothing_pointed_at(self, layer, chat):
        asked = factories.proposal(layer, factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        decided = factories.proposal(layer, factories.message(chat, "JAN DE VRIES belde"), "JAN DE VRIES")
        accept([decided], by=BERT)
        factories.message(chat, "groet, jan de\nvries")

        found = spread(asked)
        assert (found.waiting, found.decided) == ((asked,), (decided,))
        assert [passage_text(item) for item in found.unmarked] == ["jan de\nvries"]
        assert layer.redactions.count() == 2, "looking writes nothing"

    def test_in_titles_file_names_quotes_and_names_of_senders_and_of_who_reacted(self, layer):
        jan = factories.handle("Jan de Vries")
        chat = factories.conversation("Appgroep Jan de Vries")
        asked = factories.proposal(layer, factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        factories.message(chat, "-", sender=jan)
        factories.message(chat, "zie bijlage", files=("cv_jan_de_vries.pdf",))
        factories.message(chat, "ja", quote_author="Jan de Vries", quote_text="aldus Jan de Vries")
        factories.message(chat, "ok", reactions=(("👍", jan),))

        assert sorted(item.field for item in spread(asked).unmarked) == sorted(
            [Field.TITLE, Field.SENDER, Field.FILE_NAME, Field.QUOTE_AUTHOR, Field.QUOTE, Field.REACTION]
        )

    def test_not_in_messages_that_are_not_shown(self, layer, chat):
        asked = factories.proposal(layer, shown := factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        factories.proposal(layer, factories.message(chat, "Jan de Vries weer"), "Jan de Vries")
        factories.message(chat, "en Jan de Vries")

        found = spread_of(asked, [shown.pk])
        assert (found.waiting, found.unmarked) == ((asked,), ())

    def test_not_in_another_dossier(self, layer, chat):
        message = factories.message(chat, "Bel Jan de Vries")
        asked = factories.proposal(layer, message, "Jan de Vries")
        factories.proposal(factories.layer(), message, "Jan de Vries")

        assert spread(asked).waiting == (asked,)

    def test_a_passage_of_which_only_a_part_was_marked_is_still_open(self, layer, chat):
        asked = factories.proposal(layer, factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        accept([factories.proposal(layer, factories.message(chat, "met Jan de Vries"), "Jan")], by=BERT)

        assert [passage_text(item) for item in spread(asked).unmarked] == ["Jan de Vries"]

    def test_a_passage_inside_one_a_person_decided_on_is_not(self, layer, chat):
        asked = factories.proposal(layer, factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        reject(
            [factories.proposal(layer, factories.message(chat, "firma Jan de Vries BV"), "Jan de Vries BV")], by=BERT
        )

        assert spread(asked).unmarked == ()

    @pytest.mark.parametrize(
        "hidden", ["J\u200ban de Vries", "Ｊａｎ de Vries", "Jan\u00a0de Vries", "Ja\u00adn de Vries"]
    )
    def test_letters_that_only_look_the_same_do_not_hide_it(self, layer, chat, hidden):
        asked = factories.proposal(layer, factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        factories.message(chat, f"met {hidden}.")

        assert [passage_text(item) for item in spread(asked).unmarked] == [hidden]

    @pytest.mark.parametrize(
        ("passage", "may_be_a_word"), [("Roos", True), ("wil", True), ("Jan de Vries", False), ("06-12345678", False)]
    )
    def test_a_single_word_may_be_an_ordinary_one(self, layer, chat, passage, may_be_a_word):
        asked = factories.proposal(layer, factories.message(chat, passage), passage)

        assert spread(asked).is_ambiguous == may_be_a_word


class TestDecidingAtOnce:
    @pytest.fixture
    def three(self, layer, chat) -> list[Redaction]:
        return [
            factories.proposal(layer, factories.message(chat, f"{n} Jan de Vries"), "Jan de Vries") for n in range(3)
        ]

    def test_what_waits_is_decided_and_one_undo_takes_it_back(self, layer, three):
        assert decide(three[0], ground="5.1.2i") == Outcome(3, 0)
        assert {row.ground for row in layer.redactions.all()} == {"5.1.2i"}

        assert len(undo(layer, by=FATIMA).restored) == 3
        assert statuses(layer) == [Status.PROPOSED] * 3

    def test_what_a_colleague_decided_otherwise_stays_unless_one_says_so(self, layer, three):
        reject([three[2]], by=BERT)

        assert decide(three[0]).decided == 2
        assert statuses(layer) == [Status.ACCEPTED, Status.ACCEPTED, Status.REJECTED]

    def test_one_may_overrule_it_having_seen_it(self, layer, three):
        reject([three[2]], by=BERT)
        assert spread(three[0]).contrary(Status.ACCEPTED) == (three[2],)

        assert decide(three[0], overrule=True).decided == 3
        assert statuses(layer) == [Status.ACCEPTED] * 3

    def test_what_was_decided_alike_on_another_ground_keeps_its_ground(self, layer, three):
        accept([three[2]], by=BERT, ground="5.1.1d")

        decide(three[0], ground="5.1.2e", overrule=True)
        three[2].refresh_from_db()
        assert (three[2].ground, three[2].decided_by) == ("5.1.1d", "Bert")

    def test_nothing_is_done_when_something_changed_since_it_was_shown(self, layer, chat, three):
        seen = spread(three[0])
        reject([three[2]], by=BERT)
        with pytest.raises(StaleDecision):
            decide_spread(spread(three[0]), seen=seen.stamp, status=Status.ACCEPTED, by=FATIMA)

        seen = spread(three[0])
        factories.message(chat, "nog een Jan de Vries")
        with pytest.raises(StaleDecision):
            decide_spread(spread(three[0]), seen=seen.stamp, status=Status.ACCEPTED, by=FATIMA)
        assert statuses(layer) == [Status.PROPOSED, Status.PROPOSED, Status.REJECTED]

    def test_showing_does_not_add_places(self, layer, chat, three):
        factories.message(chat, "nog een Jan de Vries")

        assert decide(three[0], Status.REJECTED) == Outcome(3, 0)
        assert layer.redactions.count() == 3

    @pytest.mark.parametrize(
        ("choice", "outcome", "after"),
        [
            (Unmarked.WITHHOLD, Outcome(4, 0), [Status.ACCEPTED] * 4),
            (Unmarked.PROPOSE, Outcome(3, 1), [Status.ACCEPTED] * 3 + [Status.PROPOSED]),
            (Unmarked.LEAVE, Outcome(3, 0), [Status.ACCEPTED] * 3),
        ],
    )
    def test_what_becomes_of_places_nothing_pointed_at(self, layer, chat, three, choice, outcome, after):
        factories.message(chat, "nog een Jan de Vries")

        assert decide(three[0], unmarked=choice) == outcome
        assert statuses(layer) == after

    def test_an_undo_does_not_show_what_nobody_decided_to_show(self, layer, chat, three):
        factories.message(chat, "nog een Jan de Vries")
        decide(three[0], unmarked=Unmarked.WITHHOLD)

        undo(layer, by=FATIMA)
        assert statuses(layer) == [Status.PROPOSED] * 4


class TestProposingWhatWasAddedByHand:
    def test_a_name_is_proposed_everywhere_else(self, layer, chat):
        name = factories.proposal(layer, factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        factories.message(chat, "met jan de vries")
        accept([name], by=FATIMA)
        name.refresh_from_db()

        assert propose_equal(name, ids()) == 1
        assert propose_equal(name, ids()) == 0, "once is enough"
        assert statuses(layer) == [Status.ACCEPTED, Status.PROPOSED]

    def test_a_word_that_may_be_an_ordinary_one_is_not(self, layer, chat):
        name = factories.proposal(layer, factories.message(chat, "Roos komt"), "Roos")
        factories.message(chat, "een roos in de vaas")
        accept([name], by=FATIMA)
        name.refresh_from_db()

        assert propose_equal(name, ids()) == 0

    def test_nor_is_what_is_shown(self, layer, chat):
        name = factories.proposal(layer, factories.message(chat, "Bel Jan de Vries"), "Jan de Vries")
        factories.message(chat, "met jan de vries")

        assert propose_equal(name, ids()) == 0


class TestEverythingOfOnePerson:
    def test_is_decided_at_once_whatever_it_says(self, layer, chat):
        jan = factories.person("Jan de Vries")
        message = factories.message(chat, "Jan belde met 06-12345678, Piet niet")
        own = [factories.proposal(layer, message, passage, person=jan) for passage in ("Jan", "06-12345678")]
        piet = factories.proposal(layer, message, "Piet")

        found = spread_of_person(layer, jan.pk, ids())
        assert set(found.waiting) == set(own)
        assert decide_spread(found, seen=found.stamp, status=Status.REJECTED, by=FATIMA).decided == 2
        piet.refresh_from_db()
        assert piet.status == Status.PROPOSED


class TestTheSameWordsInOneMessage:
    def test_are_proposed_also_when_they_may_be_an_ordinary_word(self, layer, chat):
        message = factories.message(chat, "Wil wil dat niet", quote_author="Jan", quote_text="WIL, bel even")
        accept([factories.proposal(layer, message, "Wil")], by=FATIMA)
        factories.message(chat, "Wie wil dat?")

        assert propose_repeats(layer, [message.pk]) == 2
        added = layer.redactions.filter(status=Status.PROPOSED).order_by("field", "start")
        assert [(item.field, passage_text(item)) for item in added] == [(Field.QUOTE, "WIL"), (Field.TEXT, "wil")]

    def test_are_proposed_in_any_writing_of_a_name(self, layer, chat):
        """Only what reads the same was: the same message showed "janbakker", "Jan%20Bakker" and "Bakker, Jan"."""
        written = ["janbakker", "jan_bakker", "Jan%20Bakker.pdf", "Bakker, Jan", "Jan Bakkers"]
        message = factories.message(chat, f"Bel Jan Bakker. {'; '.join(written)}; de bakker")
        accept([factories.proposal(layer, message, "Jan Bakker")], by=FATIMA)

        assert propose_repeats(layer, [message.pk]) == 5
        added = layer.redactions.filter(status=Status.PROPOSED).order_by("start")
        assert [passage_text(item) for item in added] == [word.removesuffix(".pdf") for word in written]

        reject(list(added), by=FATIMA)
        assert propose_repeats(layer, [message.pk]) == 0

    def test_are_not_proposed_where_a_name_is_withheld_but_for_its_genitive(self, layer, chat):
        message = factories.message(chat, "Jans telefoon")
        accept([factories.proposal(layer, message, "Jan")], by=FATIMA)

        assert propose_repeats(layer, [message.pk]) == 0

    def test_are_not_proposed_again_once_a_person_decided_to_show_them(self, layer, chat):
        message = factories.message(chat, "Wil wil dat niet")
        accept([factories.proposal(layer, message, "Wil")], by=FATIMA)
        propose_repeats(layer, [message.pk])
        reject([layer.redactions.get(status=Status.PROPOSED)], by=FATIMA)

        assert propose_repeats(layer, [message.pk]) == 0

    def test_a_withheld_sender_is_proposed_where_the_message_signs_with_the_name(self, layer, chat):
        message = factories.message(chat, "Komt goed, groet wil", sender=factories.handle("Wil"))
        accept([factories.proposal(layer, message, "Wil", field=Field.SENDER)], by=FATIMA)

        assert propose_repeats(layer, [message.pk]) == 1
