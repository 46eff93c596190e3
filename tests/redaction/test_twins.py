"""What is withheld of a message is proposed in the same message as another phone has it."""

from __future__ import annotations

import pytest

from archive.models import Conversation, Message
from redaction.allowing import allow
from redaction.choices import BY_HAND, Field, Status
from redaction.decide import accept, reject
from redaction.models import RedactionLayer
from redaction.propagate import passage_text
from redaction.twins import open_in_twins, propose_in_twins
from tests import factories
from tests.redaction.conftest import BERT, FATIMA

pytestmark = pytest.mark.django_db
TEXT = "We betalen Delta 3 miljoen en dat mag niemand weten"
WHOLE = ["5.1.2i", "5.1.2e"]


@pytest.fixture
def chat() -> Conversation:
    return factories.conversation("Crisisteam")


def pair(chat: Conversation, second: str, first: str = TEXT) -> tuple[Message, Message]:
    one = factories.message(chat, first)
    return one, factories.message(chat, second, at=one.sent_at, twin=one, edited=True)


def withhold(layer: RedactionLayer, message: Message, words: str, **fields) -> None:
    accept([factories.proposal(layer, message, words, **fields)], by=BERT)


def ids() -> list[int]:
    return list(Message.objects.values_list("pk", flat=True))


def proposed(layer: RedactionLayer, **choices) -> list[str]:
    propose_in_twins(layer, ids(), {}, **choices)
    return [passage_text(row) for row in layer.redactions.filter(status=Status.PROPOSED).order_by("message", "start")]


@pytest.mark.parametrize(
    ("second", "there"),
    [
        (f"{TEXT}!", "3 miljoen en dat mag niemand weten"),
        ("We  betalen Delta *3 miljoen* en dat mag  niemand weten", "3 miljoen* en dat mag  niemand weten"),
        ("We betalen Delta drie miljoen en dat mag niemand weten", "drie miljoen en dat mag niemand weten"),
        (
            "Delta krijgt 3 miljoen extra, en dat mag echt niemand weten.",
            "3 miljoen extra, en dat mag echt niemand weten",
        ),
        ("Ik 👨‍👩‍👧 zeg: WE BETALEN DELTA 3 MILJOEN", "3 MILJOEN"),
    ],
)
@pytest.mark.parametrize("back", [False, True])
def test_the_words_are_proposed_in_the_other_version(layer, chat, second, there, back):
    """Regression: "3 miljoen …" was withheld and printed in full beneath it."""
    if back:
        pair(chat, TEXT, second)
    else:
        pair(chat, second)
    withhold(layer, Message.objects.get(text=TEXT), "3 miljoen en dat mag niemand weten", ground="5.1.2i")

    assert proposed(layer) == [there]
    (row,) = layer.redactions.filter(status=Status.PROPOSED)
    assert (row.message.text, row.ground, row.found_by) == (second, "5.1.2i", "propagate")
    assert "een andere telefoon" in row.why
    assert proposed(layer) == [there], "once is enough"


def test_what_stands_in_their_place_is_proposed_though_no_word_is_the_same(layer, chat):
    pair(chat, "Het bod is vier ton", "Het bod is 4 ton")
    withhold(layer, Message.objects.first(), "4")
    assert proposed(layer) == ["vier"]
    assert layer.redactions.get(status=Status.PROPOSED).why.startswith("Staat op de plaats van")


def test_words_that_were_rewritten_are_not_asked_about_from_both_sides(layer, chat):
    """Words that stand for other words lead to all of these: asked back each time, it would never end."""
    _, second = pair(chat, "Het bod van vier ton of meer ligt er", "Het bod van 4 ligt er")
    withhold(layer, second, "vier ton")
    assert proposed(layer) == ["4"]
    accept(list(layer.redactions.filter(status=Status.PROPOSED)), by=FATIMA)
    assert proposed(layer) == []


def test_what_a_person_decided_to_show_there_stays_shown(layer, chat):
    pair(chat, f"{TEXT}!")
    withhold(layer, Message.objects.first(), "3 miljoen")
    assert proposed(layer) == ["3 miljoen"]
    reject(list(layer.redactions.filter(status=Status.PROPOSED)), by=FATIMA)
    assert proposed(layer) == []
    assert open_in_twins(layer, ids(), {}) == []


def test_what_was_withheld_by_hand_and_let_go_speaks_of_that_whole_only(layer, chat):
    _, second = pair(chat, f"{TEXT}!")
    reject([factories.proposal(layer, second, f"{TEXT}!", found_by=BY_HAND)], by=FATIMA)
    withhold(layer, Message.objects.first(), "3 miljoen")
    assert proposed(layer) == ["3 miljoen"]


def test_words_that_are_never_proposed_in_the_dossier_are_let_be(layer, chat):
    pair(chat, f"{TEXT}!")
    allow("3 miljoen", reason="Staat al in de krant.", layer=layer, by=FATIMA)
    withhold(layer, Message.objects.first(), "3 miljoen")
    assert proposed(layer) == []


def test_in_every_text_of_the_other_version(layer, chat):
    _, second = pair(chat, f"{TEXT}, zie Delta", TEXT)
    Message.objects.filter(pk=second.pk).update(warnings=["de platte tekst luidt anders: Delta"])
    withhold(layer, Message.objects.first(), "Delta")
    assert proposed(layer) == ["Delta"] * 3


def test_of_one_that_is_withheld_whole_all_the_same_words_are_proposed(layer, chat):
    first, second = pair(chat, f"Even rechtgezet: {TEXT}!")
    assert [passage_text(row) for row in open_in_twins(layer, [second.pk], {first.pk: WHOLE})] == [TEXT]

    propose_in_twins(layer, [second.pk], {first.pk: WHOLE})
    (row,) = layer.redactions.all()
    assert (row.message, row.grounds) == (second, ("5.1.2e", "5.1.2i"))
    assert "geheel geweigerd" in row.why
    assert open_in_twins(layer, [second.pk], {first.pk: WHOLE}) == []


def test_a_message_without_words_leads_to_nothing(layer, chat):
    """The phone on which it was deleted has none, and one that is withheld there tells nothing."""
    first, second = pair(chat, TEXT, "")
    assert open_in_twins(layer, [second.pk], {first.pk: WHOLE}) == []
    assert open_in_twins(layer, [first.pk], {second.pk: WHOLE}) == []


def test_versions_of_three_phones_know_of_each_other(layer, chat):
    first, second = pair(chat, "Heel iets anders")
    third = factories.message(chat, f"{TEXT}?", at=first.sent_at, twin=second)
    withhold(layer, first, "3 miljoen")

    propose_in_twins(layer, [first.pk, third.pk], {})

    assert [row.message for row in layer.redactions.filter(status=Status.PROPOSED)] == [third]


def test_only_what_is_asked_about_and_is_printed(layer, chat):
    first, second = pair(chat, f"{TEXT}!")
    withhold(layer, first, "3 miljoen")
    other = factories.message(factories.conversation("Pers"), TEXT)
    assert open_in_twins(layer, ids(), {}, of=[other.pk]) == []
    assert open_in_twins(layer, [first.pk], {}) == []
    assert [row.message_id for row in open_in_twins(layer, ids(), {}, of=[first.pk])] == [second.pk]


def test_two_long_versions_are_laid_side_by_side_in_a_moment(layer, chat):
    """Of thirty thousand equal words each could be the counterpart of each other one."""
    long = "ja " * 30_000
    first, _ = pair(chat, f"{long}vier ton {long}!", f"{long}4 ton {long}")
    withhold(layer, first, "4 ton", field=Field.TEXT)
    assert proposed(layer) == ["vier ton"]
