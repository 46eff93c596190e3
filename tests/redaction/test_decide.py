"""Deciding on passages: what a person decides is kept, can be taken back, and is never overwritten unseen."""

from __future__ import annotations

import pytest

from archive.models import Message
from redaction.choices import Field, Status
from redaction.decide import (
    DecidedByAnother,
    InvalidGround,
    InvalidPassage,
    StaleDecision,
    accept,
    add,
    reject,
    undo,
)
from redaction.detecting import Label
from redaction.grounds import Regime
from redaction.models import Decision, Redaction, RedactionLayer
from redaction.propagate import propose_equal
from tests import factories
from tests.redaction.conftest import BERT, FATIMA

pytestmark = pytest.mark.django_db


@pytest.fixture
def message() -> Message:
    return factories.message(
        factories.conversation(), "Bel Jan de Vries op 06-12345678", sender=factories.handle("Kofi")
    )


@pytest.fixture
def name(layer: RedactionLayer, message: Message) -> Redaction:
    return factories.proposal(layer, message, "Jan de Vries")


@pytest.fixture
def number(layer: RedactionLayer, message: Message) -> Redaction:
    return factories.proposal(layer, message, "06-12345678", label=Label.PHONE)


def by_hand(layer: RedactionLayer, message: Message, passage: str, **fields: object):
    start = message.text.index(passage)
    wanted = {"field": Field.TEXT, "index": 0, "label": Label.PERSON, "ground": "5.1.2e", "by": FATIMA} | fields
    return add(layer, source=message, start=start, end=start + len(passage), **wanted)


def standing(redaction: Redaction) -> tuple[str, str, str]:
    redaction.refresh_from_db()
    return redaction.status, redaction.ground, redaction.decided_by


class TestDeciding:
    def test_a_decision_says_who_what_and_why_and_counts_as_a_version(self, name):
        assert accept([name], by=FATIMA, ground="5.1.2i", motivation="intern beraad") == 1

        assert standing(name) == (Status.ACCEPTED, "5.1.2i", "Fatima")
        assert (name.motivation, name.version) == ("intern beraad", 1)

    def test_what_a_colleague_decided_meanwhile_is_not_overwritten(self, name):
        as_bert_saw_it = Redaction.objects.get(pk=name.pk)
        accept([name], by=FATIMA)

        with pytest.raises(StaleDecision):
            reject([as_bert_saw_it], by=BERT)
        assert standing(name) == (Status.ACCEPTED, "5.1.2e", "Fatima")

    def test_of_several_passages_all_are_decided_or_none(self, name, number):
        as_bert_saw_it = Redaction.objects.get(pk=name.pk)
        accept([name], by=FATIMA)

        with pytest.raises(StaleDecision):
            reject([as_bert_saw_it, number], by=BERT)
        assert standing(number)[0] == Status.PROPOSED

    def test_the_same_decision_twice_changes_nothing(self, name):
        accept([name], by=FATIMA)
        name.refresh_from_db()

        assert accept([name], by=FATIMA) == 0
        assert Decision.objects.count() == 1

    def test_a_ground_of_another_law_is_refused(self, name):
        with pytest.raises(InvalidGround, match="hoort niet bij dit dossier"):
            accept([name], by=FATIMA, ground="68Gw")
        assert standing(name)[0] == Status.PROPOSED

    def test_an_answer_to_parliament_knows_its_own_ground_only(self, message):
        asked = factories.proposal(factories.layer(Regime.PARLIAMENT), message, "Jan de Vries", ground="68Gw")

        with pytest.raises(InvalidGround, match=r"Grond 5.1.2e hoort niet bij dit dossier"):
            accept([asked], by=FATIMA, ground="5.1.2e")
        with pytest.raises(InvalidGround, match=r"in strijd is met het belang van de staat .* niets gewijzigd"):
            accept([asked], by=FATIMA, motivation=" ")
        assert standing(asked)[0] == Status.PROPOSED
        assert accept([asked], by=FATIMA, motivation="Het zou het overleg met de buurlanden schaden.") == 1

    def test_a_proposal_under_another_law_is_not_accepted_as_it_stands(self, message):
        asked = factories.proposal(factories.layer(Regime.PARLIAMENT), message, "Jan de Vries", ground="5.1.2e")

        with pytest.raises(InvalidGround, match="hoort niet bij dit dossier"):
            accept([asked], by=FATIMA)
        assert accept([asked], by=FATIMA, ground="pseudoniem") == 1

    def test_grounds_the_law_keeps_apart_do_not_meet_on_the_same_words(self, layer, message, name):
        accept([name], by=FATIMA, ground="5.1.5")

        with pytest.raises(InvalidGround, match="vijfde lid"):
            by_hand(layer, message, "Bel Jan de Vries", ground="5.1.2e")
        assert layer.redactions.filter(found_by="hand").count() == 0

    def test_an_undo_does_not_bring_them_together_either(self, layer, message, name):
        accept([name], by=FATIMA, ground="5.1.2e")
        name.refresh_from_db()
        reject([name], by=FATIMA)
        by_hand(layer, message, "Bel Jan de Vries", ground="5.1.5", by=BERT)

        with pytest.raises(InvalidGround, match="vijfde lid"):
            undo(layer, by=FATIMA)
        assert standing(name)[0] == Status.REJECTED

    def test_the_same_two_grounds_may_stand_beside_each_other(self, layer, message, name, number):
        accept([name], by=FATIMA, ground="5.1.5")

        assert accept([number], by=FATIMA, ground="5.1.2e") == 1


class TestSeveralGrounds:
    def test_a_passage_has_them_all_in_the_order_of_the_law(self, name):
        accept([name], by=FATIMA, ground="5.1.2i", further=["5.2", "5.1.2e", "5.1.2i"])

        name.refresh_from_db()
        assert name.grounds == ("5.1.2e", "5.1.2i", "5.2")
        assert (name.ground, name.further_grounds) == ("5.1.2i", ["5.1.2e", "5.2"])
        assert Decision.objects.get().grounds_after == name.grounds

    def test_the_same_grounds_once_more_change_nothing(self, name):
        accept([name], by=FATIMA, ground="5.1.2i", further=["5.2", "5.1.2e"])
        name.refresh_from_db()

        assert accept([name], by=FATIMA, ground="5.1.2i", further=["5.1.2e", "5.2"]) == 0

    @pytest.mark.parametrize(
        ("ground", "further", "objection"),
        [
            ("5.1.5", ["5.1.2e"], "vijfde lid"),
            ("5.1.2e", ["5.1.1d", "5.1.5"], "vijfde lid"),
            ("5.1.2e", ["68Gw"], "hoort niet bij dit dossier"),
            ("5.1.2e", ["dubbel"], "hoort niet bij dit dossier"),
            ("", ["5.1.2i"], "Kies eerst een grond"),
        ],
    )
    def test_what_the_law_keeps_apart_is_refused(self, name, ground, further, objection):
        with pytest.raises(InvalidGround, match=objection):
            accept([name], by=FATIMA, ground=ground, further=further)
        assert standing(name)[0] == Status.PROPOSED

    def test_a_further_ground_counts_where_another_passage_lies_over_it(self, layer, message, name):
        accept([name], by=FATIMA, ground="5.2", further=["5.1.2i"])

        with pytest.raises(InvalidGround, match="vijfde lid"):
            by_hand(layer, message, "Bel Jan de Vries", ground="5.1.5")

    def test_an_answer_to_parliament_has_one_ground_a_passage(self, message):
        asked = factories.proposal(factories.layer(Regime.PARLIAMENT), message, "Jan de Vries", ground="68Gw")

        with pytest.raises(InvalidGround, match="één grond"):
            accept([asked], by=FATIMA, ground="68Gw", further=["pseudoniem"], motivation="Schaadt de buurlanden.")

    def test_undo_gives_back_the_grounds_there_were(self, layer, name):
        accept([name], by=FATIMA, ground="5.1.2e", further=["5.1.2i"])
        name.refresh_from_db()
        accept([name], by=FATIMA, ground="5.1.2e")
        name.refresh_from_db()
        assert name.grounds == ("5.1.2e",)

        undo(layer, by=FATIMA)

        name.refresh_from_db()
        assert name.grounds == ("5.1.2e", "5.1.2i")
        assert name.decisions.first().grounds_after == ("5.1.2e", "5.1.2i")

    def test_by_hand_and_by_a_colleague_otherwise(self, layer, message):
        added = by_hand(layer, message, "Jan de Vries", further=["5.1.2i"]).redaction

        assert added.grounds == ("5.1.2e", "5.1.2i")
        with pytest.raises(DecidedByAnother):
            by_hand(layer, message, "Jan de Vries", by=BERT)

    def test_what_reads_the_same_is_proposed_on_all_of_them_and_keeps_them(self, layer, message, name):
        other = factories.message(message.conversation, "Jan de Vries komt ook")
        accept([name], by=FATIMA, ground="5.1.2e", further=["5.1.2i"])
        name.refresh_from_db()
        propose_equal(name, [other.pk])

        equal = layer.redactions.get(message=other)
        assert (equal.status, equal.grounds) == (Status.PROPOSED, ("5.1.2e", "5.1.2i"))
        accept([equal], by=FATIMA)
        equal.refresh_from_db()
        assert equal.grounds == ("5.1.2e", "5.1.2i")


class TestAddingByHand:
    def test_white_space_around_a_selection_is_left_out(self, layer, message):
        added = by_hand(layer, message, " Jan de Vries ").redaction

        assert message.text[added.start : added.end] == "Jan de Vries"
        assert (added.status, added.found_by, added.decided_by) == (Status.ACCEPTED, "hand", "Fatima")

    def test_a_form_sent_twice_withholds_once(self, layer, message):
        assert by_hand(layer, message, "Jan de Vries").decided == 1
        assert by_hand(layer, message, "Jan de Vries").decided == 0

        assert layer.redactions.count() == Decision.objects.count() == 1

    def test_what_was_proposed_is_accepted_instead_of_doubled(self, layer, message, name):
        added = by_hand(layer, message, "Jan de Vries", ground="5.1.2i")

        assert added.redaction == name
        assert standing(name)[:2] == (Status.ACCEPTED, "5.1.2i")

    def test_proposals_inside_the_passage_are_decided_with_it(self, layer, message, name, number):
        added = by_hand(layer, message, "Jan de Vries op 06", ground="5.2")

        assert added.decided == 2
        assert standing(name)[:2] == (Status.ACCEPTED, "5.2")
        assert standing(number)[0] == Status.PROPOSED, "only partly inside: a person has to look at it"
        assert len(undo(layer, by=FATIMA).restored) == 2

    def test_a_colleagues_decision_has_to_be_looked_at_first(self, layer, message, name):
        reject([name], by=BERT)

        with pytest.raises(DecidedByAnother) as refused:
            by_hand(layer, message, "Jan de Vries")
        assert refused.value.redaction == name
        assert standing(name)[0] == Status.REJECTED

    def test_ones_own_earlier_decision_is_simply_replaced(self, layer, message, name):
        reject([name], by=FATIMA)

        assert by_hand(layer, message, "Jan de Vries").redaction.status == Status.ACCEPTED

    @pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 3), (3, 2), (0, 1000), (3, 4)])
    def test_what_is_not_in_the_text_or_only_white_space_is_refused(self, layer, message, start, end):
        with pytest.raises(InvalidPassage, match="staat niet in de tekst"):
            add(
                layer, source=message, field=Field.TEXT, index=0, start=start, end=end, label=Label.PERSON,
                ground="5.1.2e", by=FATIMA,
            )  # fmt: skip
        assert not layer.redactions.exists()

    @pytest.mark.parametrize(("field", "index"), [(Field.QUOTE, 0), (Field.FILE_NAME, 7), (Field.TITLE, 0), ("x", 0)])
    def test_a_field_the_message_does_not_have_is_refused(self, layer, message, field, index):
        with pytest.raises(InvalidPassage):
            by_hand(layer, message, "Jan", field=field, index=index)

    def test_a_title_has_no_other_field(self, layer, message):
        with pytest.raises(InvalidPassage):
            add(
                layer, source=message.conversation, field=Field.TEXT, index=0, start=0, end=3, label=Label.PERSON,
                ground="5.1.2e", by=FATIMA,
            )  # fmt: skip

    def test_a_part_of_a_senders_name_is_the_whole_name(self, layer, message):
        added = add(
            layer, source=message, field=Field.SENDER, index=0, start=0, end=2, label=Label.PERSON, ground="5.1.2e",
            by=FATIMA,
        ).redaction  # fmt: skip

        assert (added.start, added.end) == (0, len("Kofi"))

    @pytest.mark.parametrize(
        ("text", "selected", "withheld"),
        [
            ("belt Rene\u0301 nog", "Rene", "Rene\u0301"),
            ("van 👨\u200d👩\u200d👧 Jansen", "👨", "👨\u200d👩\u200d👧"),
            ("groet 👋🏽 Sanne", "👋", "👋🏽"),
            ("hartelijk ❤\ufe0f Faat", "❤", "❤\ufe0f"),
        ],
    )
    def test_no_character_is_cut_in_two(self, layer, text, selected, withheld):
        message = factories.message(factories.conversation(), text)

        added = by_hand(layer, message, selected).redaction
        assert text[added.start : added.end] == withheld


class TestUndo:
    def test_the_last_act_is_taken_back_whole(self, layer, name, number):
        accept([name, number], by=FATIMA)

        undone = undo(layer, by=FATIMA)
        assert set(undone.restored) == {name.pk, number.pk}
        assert standing(name) == (Status.PROPOSED, "5.1.2e", "")

    def test_one_act_after_the_other(self, layer, name, number):
        accept([name], by=FATIMA)
        reject([number], by=FATIMA)

        undo(layer, by=FATIMA)
        assert (standing(name)[0], standing(number)[0]) == (Status.ACCEPTED, Status.PROPOSED)
        undo(layer, by=FATIMA)
        assert standing(name)[0] == Status.PROPOSED
        assert undo(layer, by=FATIMA).restored == ()

    def test_what_a_colleague_decided_since_is_left_alone(self, layer, name, number):
        accept([name, number], by=FATIMA)
        name.refresh_from_db()
        reject([name], by=BERT)

        undone = undo(layer, by=FATIMA)
        assert (undone.restored, undone.overtaken) == ((number.pk,), 1)
        assert standing(name) == (Status.REJECTED, "5.1.2e", "Bert")

    def test_also_when_the_colleague_came_to_the_same_decision(self, layer, name):
        accept([name], by=FATIMA)
        name.refresh_from_db()
        reject([name], by=BERT)
        name.refresh_from_db()
        accept([name], by=BERT)

        assert undo(layer, by=FATIMA).restored == ()
        assert standing(name) == (Status.ACCEPTED, "5.1.2e", "Bert")

    def test_also_when_the_colleague_only_wrote_a_motivation(self, layer, name):
        accept([name], by=FATIMA)
        name.refresh_from_db()
        accept([name], by=BERT, motivation="privé")

        assert undo(layer, by=FATIMA).restored == ()
        name.refresh_from_db()
        assert name.motivation == "privé"

    def test_an_undo_gives_the_decision_back_to_who_had_made_it(self, layer, name):
        accept([name], by=FATIMA, motivation="privé")
        name.refresh_from_db()
        reject([name], by=BERT, motivation="staat in de krant")

        undo(layer, by=BERT)
        assert standing(name) == (Status.ACCEPTED, "5.1.2e", "Fatima")
        assert name.motivation == "privé"

    def test_a_passage_added_by_hand_is_shown_again_and_the_history_keeps_it(self, layer, message):
        added = by_hand(layer, message, "Jan de Vries").redaction

        undo(layer, by=FATIMA)
        assert standing(added) == (Status.REJECTED, "5.1.2e", "Fatima")
        assert [decision.status_after for decision in added.decisions.all()] == [Status.REJECTED, Status.ACCEPTED]

    def test_the_history_tells_of_the_undoing_and_who_did_it(self, layer, name):
        accept([name], by=FATIMA)
        act = name.decisions.get().act

        undo(layer, by=FATIMA)
        undoing, first = name.decisions.all()
        assert first.undone
        assert (undoing.takes_back, undoing.status_before, undoing.status_after) == (
            act,
            Status.ACCEPTED,
            Status.PROPOSED,
        )

    def test_a_form_made_before_the_undo_is_stale(self, layer, name):
        accept([name], by=FATIMA)
        name.refresh_from_db()
        undo(layer, by=FATIMA)

        with pytest.raises(StaleDecision):
            reject([name], by=BERT)

    def test_another_dossiers_decisions_are_out_of_reach(self, layer, message):
        other = factories.layer()
        theirs = factories.proposal(other, message, "Jan")
        accept([theirs], by=FATIMA)

        assert undo(layer, by=FATIMA).restored == ()
        assert standing(theirs)[0] == Status.ACCEPTED
