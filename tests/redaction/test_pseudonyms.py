"""Wie niet betrokken is krijgt in een antwoord aan de Kamer een vast nummer, dat niets van de naam verraadt."""

from __future__ import annotations

import pytest

from archive.acting import Actor
from archive.functions import FunctionClass
from archive.models import Message
from redaction.aliases import alias_beside, printed_alias
from redaction.apply import Shown
from redaction.choices import Field
from redaction.decide import accept, undo
from redaction.detecting import Label
from redaction.grounds import PSEUDONYM, Regime
from redaction.models import RedactionLayer
from redaction.numbering import number_people
from redaction.policy_table import treat_as
from redaction.withheld import Withholding
from tests import factories

pytestmark = pytest.mark.django_db
DAAN = Actor(7, "Daan Liem")


@pytest.fixture
def layer() -> RedactionLayer:
    return factories.layer(Regime.PARLIAMENT)


def replaced(layer: RedactionLayer, message: Message, *passages: str, **fields) -> None:
    for passage in passages:
        accept([factories.proposal(layer, message, passage, ground=PSEUDONYM, **fields)], by=DAAN)


def printed(layer: RedactionLayer, message: Message, field: Field = Field.TEXT) -> str:
    text = message.text if field == Field.TEXT else message.sender.person.name
    runs = Withholding(layer, [message.pk], []).runs(message, field, 0, text)
    return "".join(run.text if isinstance(run, Shown) else printed_alias(run) or str(run.grounds) for run in runs)


def test_one_person_has_one_number_wherever_he_is_named(layer):
    jan = factories.person("Jan Blom")
    chat = factories.conversation()
    first = factories.message(chat, "Vraag het Jan Blom, of Petra", sender=factories.handle(jan))
    second = factories.message(chat, "Petra en Blom bellen op 0612345678")
    replaced(layer, first, "Jan Blom", person=jan)
    replaced(layer, first, "Petra")
    replaced(layer, first, "", field=Field.SENDER, person=jan)
    replaced(layer, second, "Blom", person=jan)
    replaced(layer, second, "Petra")
    replaced(layer, second, "0612345678", label=Label.PHONE, person=jan)

    assert printed(layer, first) == "Vraag het [persoon 1], of [persoon 2]"
    assert printed(layer, first, Field.SENDER) == "[persoon 1]"
    assert printed(layer, second) == "[persoon 2] en [persoon 1] bellen op [telefoonnummer van persoon 1]"


def test_who_was_merged_keeps_the_number_of_who_he_is(layer):
    jan, other = factories.person("Jan Blom"), factories.person("J. Blom")
    other.merged_into = jan
    other.save()
    message = factories.message(factories.conversation(), "Jan Blom is J. Blom")
    replaced(layer, message, "Jan Blom", person=jan)
    replaced(layer, message, "J. Blom", person=other)
    assert printed(layer, message) == "[persoon 1] is [persoon 1]"


def test_a_number_is_not_given_to_somebody_else_when_a_decision_is_taken_back(layer):
    message = factories.message(factories.conversation(), "Kees belde Petra")
    replaced(layer, message, "Kees")
    undo(layer, by=DAAN)
    layer.redactions.all().delete()
    replaced(layer, message, "Petra")
    assert printed(layer, message) == "Kees belde [persoon 2]"


def test_what_is_partly_withheld_outright_is_a_token(layer):
    message = factories.message(factories.conversation(), "Kees Vos belde")
    replaced(layer, message, "Kees")
    accept([factories.proposal(layer, message, "Vos", ground="68Gw")], by=DAAN, motivation="Bron van een dienst.")
    assert printed(layer, message) == "('68Gw', 'pseudoniem') belde"


def test_two_layers_do_not_share_numbers(layer):
    message = factories.message(factories.conversation(), "Kees belde Petra")
    replaced(layer, message, "Kees", "Petra")
    other = factories.layer(Regime.PARLIAMENT)
    replaced(other, message, "Petra")
    assert printed(other, message) == "Kees belde [persoon 1]"


@pytest.mark.parametrize(("one", "other"), [("Kees", "Wilhelmina van den Boogaard"), ("Zo", "An")])
def test_nothing_of_the_name_is_in_what_is_printed(one, other):
    told = set()
    for name in (one, other):
        layer = factories.layer(Regime.PARLIAMENT)
        message = factories.message(factories.conversation(), f"Bel {name} morgen")
        replaced(layer, message, name)
        told.add(printed(layer, message))
    assert told == {"Bel [persoon 1] morgen"}


class TestBesideTheGroundOfTheWoo:
    @pytest.fixture
    def woo(self) -> RedactionLayer:
        return factories.layer(Regime.WOO)

    @staticmethod
    def beside(layer: RedactionLayer, message: Message, field: Field = Field.TEXT) -> list[str]:
        number_people(layer, [message.pk])
        text = message.text if field == Field.TEXT else message.sender.person.name
        runs = Withholding(layer, [message.pk], []).runs(message, field, 0, text)
        return [f"{run.grounds[0]} {alias_beside(run)}".strip() for run in runs if not isinstance(run, Shown)]

    def test_who_is_withheld_has_a_number_after_the_ground_and_no_less_is_withheld(self, woo):
        jan = factories.person("Jan Blom", function="beleidsmedewerker")
        chat = factories.conversation()
        first = factories.message(chat, "Vraag het Petra", sender=factories.handle(jan))
        second = factories.message(chat, "Blom weet het, op 0612345678", sender=factories.handle("Kees"))
        for message, passage, fields in (
            (first, "", {"field": Field.SENDER}),
            (first, "Petra", {}),
            (second, "Blom", {"person": jan}),
            (second, "0612345678", {"label": Label.PHONE, "person": jan}),
        ):
            accept([factories.proposal(woo, message, passage, **fields)], by=DAAN)
        assert self.beside(woo, first, Field.SENDER) == ["5.1.2e"]

        woo.numbers_people = True
        assert self.beside(woo, first, Field.SENDER) == ["5.1.2e ambtenaar 1"]
        assert self.beside(woo, first) == ["5.1.2e persoon 2"]
        assert self.beside(woo, second) == ["5.1.2e ambtenaar 1", "5.1.2e"]

    def test_the_role_given_in_the_dossier_counts(self, woo):
        jan = factories.person("Jan Blom", function="beleidsmedewerker")
        message = factories.message(factories.conversation(), "Vraag het Blom")
        accept([factories.proposal(woo, message, "Blom", person=jan)], by=DAAN)
        treat_as(woo, jan, FunctionClass.CITIZEN, by=DAAN)

        woo.numbers_people = True
        assert self.beside(woo, message) == ["5.1.2e burger 1"]

    def test_one_token_for_two_people_tells_both(self, woo):
        message = factories.message(factories.conversation(), "Jan Petra")
        for name in ("Jan", "Petra"):
            accept([factories.proposal(woo, message, name)], by=DAAN)

        woo.numbers_people = True
        assert self.beside(woo, message) == ["5.1.2e persoon 1 en persoon 2"]

    def test_an_official_who_is_named_only_in_the_title_of_a_chat_was_no_official(self, woo):
        jan = factories.person("Jan Blom", function="beleidsmedewerker")
        chat = factories.conversation("Overleg Blom")
        message = factories.message(chat, "Tot straks")
        title = factories.proposal(woo, chat, "Blom", field=Field.TITLE, person=jan)
        accept([title], by=DAAN)
        woo.numbers_people = True

        number_people(woo, [message.pk])
        assert str(woo.pseudonyms.get()) == "ambtenaar 1"

    def test_numbering_asked_after_the_functions_of_everybody_apart(self, woo, django_assert_max_num_queries):
        chat = factories.conversation()
        names = ["Jan Blom", "Petra Vos", "Kees Visser", "Wim Bos"]
        told = factories.message(chat, " ".join(names))
        for name in names:
            person = factories.person(name, function="beleidsmedewerker")
            accept([factories.proposal(woo, told, name, person=person)], by=DAAN)
        sent = [
            factories.message(chat, "ja", sender=factories.handle(factories.person(f"Zus {name}"))) for name in names
        ]
        for message in sent:
            accept([factories.proposal(woo, message, field=Field.SENDER)], by=DAAN)
        woo.numbers_people = True

        with django_assert_max_num_queries(12):
            number_people(woo, [told.pk, *(message.pk for message in sent)])
        assert woo.pseudonyms.filter(role="ambtenaar").count() == 4
        assert woo.pseudonyms.count() == 8
