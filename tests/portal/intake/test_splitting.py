"""The archivist says that one person is two, sees beforehand what that does, and can take it back."""

from __future__ import annotations

import pytest

from archive.importing import HandleKind
from archive.models import Handle, Person
from tests import factories
from tests.portal.intake.conftest import words
from tests.portal.intake.test_merging import PERSONS, katja, katja_app, owners, undo
from woo_portal.audit.models import Event, Verb

__all__ = ["katja", "katja_app"]


class TestSplitting:
    @pytest.fixture
    def names(self, katja) -> list[Handle]:
        return [factories.handle(katja, value=value) for value in ("Kat", "Katinka")]

    def ask(self, client, person: Person, handles: list[Handle], **fields):
        return client.post(f"{PERSONS}{person.pk}/splitsen/", {"handles": [one.pk for one in handles], **fields})

    def confirm(self, client, page):
        form = page.context["form"]
        data = {name: value for name, value in form.initial.items() if value is not None}
        return client.post(page.request["PATH_INFO"], data, follow=True)

    def test_the_names_that_are_chosen_go_to_somebody_new(self, archivist, katja, names):
        chat = factories.conversation("Bloemen", *names)
        factories.message(chat, "Tulpen!", sender=names[0])
        asked = self.ask(archivist, katja, names, to="Katinka Bloem", is_new="on")
        assert "1 bericht krijgt overal Katinka Bloem als afzender." in words(asked).replace("\xa0", " ")
        assert "De functies blijven bij Katja van den Berg." in words(asked)
        assert not Person.objects.filter(name="Katinka Bloem").exists()

        page = self.confirm(archivist, asked)
        assert owners() == {
            "Kat": "Katinka Bloem",
            "Katinka": "Katinka Bloem",
            "+31612345678": "Katja van den Berg",
        }
        told = "Els Archema splitste Katja van den Berg: «Kat», «Katinka» horen nu bij Katinka Bloem."
        assert told in words(page)

        undo(archivist, Event.objects.get(verb=Verb.PERSON_SPLIT))
        assert set(owners().values()) == {"Katja van den Berg"}

    def test_or_to_somebody_the_archive_knows(self, archivist, katja, names, katja_app):
        asked = self.ask(archivist, katja, names[:1], to="k. VD berg 🌷")
        self.confirm(archivist, asked)
        assert owners()["Kat"] == "K. vd Berg 🌷"

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"to": "Niemand"}, "«Niemand» staat niet in het archief."),
            ({"to": "Katja van den Berg"}, "Dit is Katja van den Berg zelf."),
            ({}, "Dit veld is verplicht"),
        ],
    )
    def test_whose_they_are_has_to_be_clear(self, archivist, katja, names, fields, said):
        assert said in words(self.ask(archivist, katja, names[:1], **fields))

    def test_not_all_names(self, archivist, katja, names):
        page = self.ask(archivist, katja, [*names, katja.handles.get(kind=HandleKind.PHONE)], to="Iemand", is_new="on")
        assert "Er blijft zo niets over van Katja van den Berg." in words(page)

    def test_a_name_of_another_is_no_choice(self, archivist, katja, names, katja_app):
        page = self.ask(archivist, katja, [katja_app.handles.get()], to="Iemand", is_new="on")
        assert page.context["form"].errors["handles"]

    def test_of_two_archivists_the_second_is_told(self, archivist, katja, names):
        asked = self.ask(archivist, katja, names, to="Katinka Bloem", is_new="on")
        factories.handle(katja, value="Nog een")
        assert "Er is niets samengevoegd of gesplitst" in words(self.confirm(archivist, asked))
        assert set(owners().values()) == {"Katja van den Berg"}

    def test_a_name_that_has_gone_on_stays_where_it_is(self, archivist, katja, names):
        self.confirm(archivist, self.ask(archivist, katja, names, to="Katinka Bloem", is_new="on"))
        split = Event.objects.get(verb=Verb.PERSON_SPLIT)
        other = factories.person("Karel")
        Handle.objects.filter(pk=names[0].pk).update(person=other)
        undo(archivist, split)
        assert owners() == {"Kat": "Karel", "Katinka": "Katja van den Berg", "+31612345678": "Katja van den Berg"}
        Handle.objects.filter(pk=names[1].pk).update(person=other)
        assert "horen intussen bij iemand anders" in words(undo(archivist, split))
