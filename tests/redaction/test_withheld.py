"""What a layer withholds of a text: runs for print, and the strings that must be nowhere in it."""

from __future__ import annotations

import pytest

from redaction.apply import Shown, Withheld
from redaction.choices import Field
from redaction.decide import accept, add, reject
from redaction.detecting import Label
from redaction.withheld import UndecidedPassage, Withholding
from redaction.writings import WithheldWords
from tests import factories
from tests.redaction.conftest import FATIMA

pytestmark = pytest.mark.django_db


def test_an_accepted_passage_is_withheld_and_a_rejected_one_shown():
    layer, chat = factories.layer(), factories.conversation()
    message = factories.message(chat, "Bel Jan op 06-12345678")
    accept([factories.proposal(layer, message, "Jan")], by=FATIMA)
    reject([factories.proposal(layer, message, "06-12345678", label=Label.PHONE)], by=FATIMA)

    withholding = Withholding(layer, [message.pk], [chat.pk])
    assert withholding.runs(message, Field.TEXT, 0, message.text) == (
        Shown("Bel "),
        Withheld(("5.1.2e",)),
        Shown(" op 06-12345678"),
    )
    assert withholding.secrets(message, Field.TEXT, 0, message.text) == [WithheldWords("Jan", is_name=True)]


@pytest.mark.parametrize("of_a_title", [False, True])
def test_nothing_is_rendered_while_a_proposal_waits(of_a_title):
    layer, chat = factories.layer(), factories.conversation("Appgroep Jan")
    message = factories.message(chat, "Bel Jan")
    factories.proposal(layer, chat if of_a_title else message, "Jan")

    with pytest.raises(UndecidedPassage):
        Withholding(layer, [message.pk], [chat.pk])


def test_a_message_that_is_not_asked_for_holds_nothing_up():
    layer, chat = factories.layer(), factories.conversation()
    shown, other = factories.message(chat, "Akkoord"), factories.message(chat, "Bel Jan")
    factories.proposal(layer, other, "Jan")

    assert Withholding(layer, [shown.pk], [chat.pk]).runs(shown, Field.TEXT, 0, "Akkoord") == (Shown("Akkoord"),)


def test_another_dossiers_decisions_do_not_count():
    layer, chat = factories.layer(), factories.conversation()
    message = factories.message(chat, "Bel Jan")
    accept([factories.proposal(factories.layer(), message, "Jan")], by=FATIMA)

    assert Withholding(layer, [message.pk], [chat.pk]).runs(message, Field.TEXT, 0, "Bel Jan") == (Shown("Bel Jan"),)


def test_a_name_in_a_field_of_its_own_is_withheld_whole_also_when_it_grew_since():
    layer, kofi = factories.layer(), factories.person("Kofi")
    chat = factories.conversation()
    message = factories.message(chat, "-", sender=factories.handle(kofi))
    accept([factories.proposal(layer, message, field=Field.SENDER)], by=FATIMA)
    kofi.name = "Kofi Mensah"
    kofi.save()

    withholding = Withholding(layer, [message.pk], [chat.pk])
    assert withholding.runs(message, Field.SENDER, 0, "Kofi Mensah") == (Withheld(("5.1.2e",)),)
    assert withholding.secrets(message, Field.SENDER, 0, "Kofi Mensah") == [WithheldWords("Kofi Mensah", is_name=True)]


def test_overlapping_passages_are_one_token_and_each_is_a_secret():
    layer, chat = factories.layer(), factories.conversation()
    message = factories.message(chat, "met Jan de Vries mee")
    accept([factories.proposal(layer, message, "Jan de")], by=FATIMA)
    add(
        layer, source=message, field=Field.TEXT, index=0, start=8, end=16, label=Label.PERSON, ground="5.1.1d", by=FATIMA
    )  # fmt: skip

    withholding = Withholding(layer, [message.pk], [chat.pk])
    assert withholding.runs(message, Field.TEXT, 0, message.text) == (
        Shown("met "),
        Withheld(("5.1.1d", "5.1.2e")),
        Shown(" mee"),
    )
    assert withholding.secrets(message, Field.TEXT, 0, message.text) == [
        WithheldWords("Jan de", is_name=True),
        WithheldWords("de Vries", is_name=True),
    ]


def test_a_passage_on_several_grounds_is_one_token_with_all_of_them():
    layer, chat = factories.layer(), factories.conversation()
    message = factories.message(chat, "Bel Jan op")
    accept([factories.proposal(layer, message, "Jan")], by=FATIMA, ground="5.1.2i", further=["5.1.2e"])

    withholding = Withholding(layer, [message.pk], [chat.pk])
    assert withholding.runs(message, Field.TEXT, 0, message.text) == (
        Shown("Bel "),
        Withheld(("5.1.2e", "5.1.2i")),
        Shown(" op"),
    )
    assert withholding.secrets(message, Field.TEXT, 0, message.text) == [WithheldWords("Jan", is_name=True)]


@pytest.mark.parametrize(("further", "is_shown"), [(["5.1.1d"], True), (["5.1.2i"], False)])
def test_ones_own_data_is_shown_to_oneself_unless_another_interest_withholds_it_too(further, is_shown):
    layer, chat, jan = factories.layer(), factories.conversation(), factories.person("Jan")
    message = factories.message(chat, "Bel Jan op")
    accept([factories.proposal(layer, message, "Jan", person=jan)], by=FATIMA, ground="5.1.2e", further=further)

    withholding = Withholding(layer, [message.pk], [chat.pk], revealed=[jan.pk])
    assert (withholding.runs(message, Field.TEXT, 0, message.text) == (Shown("Bel Jan op"),)) is is_shown


def test_a_text_that_is_not_there_gives_no_runs():
    layer, chat = factories.layer(), factories.conversation()
    message = factories.message(chat, "", sender=factories.handle("Kofi"))

    assert Withholding(layer, [message.pk], [chat.pk]).runs(message, Field.TEXT, 0, "") == ()


def test_the_times_a_person_decided_to_show_what_is_withheld_elsewhere_in_the_message():
    layer, chat = factories.layer(), factories.conversation()
    message = factories.message(chat, "Wil wil dat niet, en wie wil dat wel? Wil")
    accept([factories.proposal(layer, message, "Wil")], by=FATIMA)
    reject([factories.proposal(layer, message, "wil")], by=FATIMA)

    withholding = Withholding(layer, [message.pk], [chat.pk])
    assert withholding.shown_on_purpose(message, WithheldWords("Wil", is_name=True)) == 1
    assert withholding.shown_on_purpose(message, WithheldWords("dat")) == 0


def test_a_place_in_another_writing_that_a_person_decided_to_show_is_counted():
    layer, chat = factories.layer(), factories.conversation()
    message = factories.message(chat, "Jan Bakker, zie janbakker en Bakker, Jan")
    accept([factories.proposal(layer, message, "Jan Bakker")], by=FATIMA)
    reject([factories.proposal(layer, message, "janbakker")], by=FATIMA)

    withholding = Withholding(layer, [message.pk], [chat.pk])
    assert withholding.shown_on_purpose(message, WithheldWords("Jan Bakker", is_name=True)) == 1
