"""The archivist says who is who, what they were and when, and can take it back; others read it."""

from __future__ import annotations

import pytest

from archive.functions import FunctionClass
from archive.importing import HandleKind
from archive.models import Function, Handle, Person
from tests import factories
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake.recording import fingerprint

LIST = "/archief/personen/"


@pytest.fixture
def fatima(db) -> Person:
    made = factories.person("Fatima El Amrani", function="beleidsmedewerker")
    factories.handle(made, kind=HandleKind.PHONE, value="+31680993517")
    return made


@pytest.fixture
def faat(db) -> Handle:
    """A name in one phone's contacts, of nobody the archive knows."""
    return factories.handle("Faat ❤️ werk")


def names(page) -> list[str]:
    return [person.name for person in page.context["page"].rows]


@pytest.mark.parametrize("words_", ["amrani fatima", "FATIMA", "06 8099 3517", "+31 6 8099", "3517"])
def test_found_by_name_or_number(archivist, fatima, faat, words_):
    assert names(archivist.get(LIST, {"zoek": words_})) == ["Fatima El Amrani"]


def test_found_without_the_accents(archivist, db):
    factories.handle("Zoë Yıldız-Müller")
    assert names(archivist.get(LIST, {"zoek": "zoe muller"})) == ["Zoë Yıldız-Müller"]


def test_the_list_can_show_who_has_no_function_yet(archivist, fatima, faat):
    assert names(archivist.get(LIST)) == ["Faat ❤️ werk", "Fatima El Amrani"]
    assert names(archivist.get(LIST, {"toon": "zonder-functie"})) == ["Faat ❤️ werk"]
    assert names(archivist.get(LIST, {"toon": "over"})) == []


def test_a_name_two_sources_use_is_listed_once(archivist, fatima):
    """Regression: "Anna de Wit, Anna de Wit", for the same name in two files."""
    for _ in range(2):
        factories.handle(fatima, value="Faat")
    assert words(archivist.get(LIST)).count("Faat") == 1
    other = factories.handle("Iemand")
    assert words(archivist.get(f"/archief/namen/{other.pk}/", {"zoek": "amrani"})).count("Faat") == 1


def test_nobody_is_said_to_be_missing_before_somebody_searched(archivist, faat):
    """Regression: "Niemand gevonden" stood under an empty search field."""
    page = f"/archief/namen/{faat.pk}/"
    assert "Niemand gevonden" not in words(archivist.get(page))
    assert "Niemand gevonden" in words(archivist.get(page, {"zoek": "Xaviera"}))


def test_one_message_under_a_name_is_told_in_the_singular(bring_in, archivist):
    """Regression: "Eronder staan 1 bericht; die krijgen"."""
    bring_in()
    one, two = (Handle.objects.get(value=value) for value in ("PJ", "Kofi Mensah"))
    assert "Eronder staat 1 bericht; dat krijgt" in words(archivist.get(f"/archief/namen/{one.pk}/"))
    assert "Eronder staan 2 berichten; die krijgen" in words(archivist.get(f"/archief/namen/{two.pk}/"))


def test_a_name_is_linked_to_the_person_it_belongs_to_and_back(archivist, fatima, faat):
    choice = archivist.get(f"/archief/namen/{faat.pk}/", {"zoek": "amrani"})
    assert "Koppel aan Fatima El Amrani" in words(choice)

    linked = archivist.post(
        f"/archief/namen/{faat.pk}/koppelen/", {"person": fatima.pk, "seen": faat.person_id}, follow=True
    )
    faat.refresh_from_db()
    assert faat.person == fatima
    told = "Els Archema koppelde «Faat ❤️ werk» aan Fatima El Amrani; het hoorde bij Faat ❤️ werk."
    assert told in words(linked)

    event = Event.objects.get(verb=Verb.HANDLE_LINKED)
    undone = words(archivist.post(f"/archief/koppelingen/{event.pk}/terug/", follow=True))
    faat.refresh_from_db()
    assert faat.person.name == "Faat ❤️ werk"
    assert "hoort weer bij Faat ❤️ werk, niet bij Fatima El Amrani." in undone


def test_who_is_left_without_a_name_stays_to_be_found(archivist, fatima, faat):
    archivist.post(f"/archief/namen/{faat.pk}/koppelen/", {"person": fatima.pk, "seen": faat.person_id})

    assert names(archivist.get(LIST)) == ["Fatima El Amrani"]
    assert names(archivist.get(LIST, {"toon": "over"})) == ["Faat ❤️ werk"]


def test_a_name_is_linked_to_somebody_new(archivist, faat):
    choice = archivist.post(f"/archief/namen/{faat.pk}/koppelen/", {"name": " ", "seen": faat.person_id})
    assert "Volledige naam: Dit veld is verplicht" in words(choice)

    archivist.post(f"/archief/namen/{faat.pk}/koppelen/", {"name": "Fatima Bakker", "seen": faat.person_id})
    faat.refresh_from_db()
    assert faat.person.name == "Fatima Bakker"


def test_of_two_archivists_at_one_name_the_second_is_told(archivist, fatima, faat):
    seen, rieke = faat.person_id, factories.person("Rieke Talsma")
    archivist.post(f"/archief/namen/{faat.pk}/koppelen/", {"person": fatima.pk, "seen": seen})
    second = archivist.post(f"/archief/namen/{faat.pk}/koppelen/", {"person": rieke.pk, "seen": seen}, follow=True)

    assert "hoort intussen bij Fatima El Amrani. Er is niets gewijzigd" in words(second)
    faat.refresh_from_db()
    assert faat.person == fatima
    archivist.post(f"/archief/namen/{faat.pk}/koppelen/", {"name": "Nieuw", "seen": seen})
    assert not Person.objects.filter(name="Nieuw").exists()


def test_only_the_link_that_holds_can_be_undone(archivist, fatima, faat):
    rieke = factories.person("Rieke Talsma")
    for person in (fatima, rieke):
        faat.refresh_from_db()
        archivist.post(f"/archief/namen/{faat.pk}/koppelen/", {"person": person.pk, "seen": faat.person_id})
    first, second = Event.objects.filter(verb=Verb.HANDLE_LINKED).order_by("pk")
    for person in (fatima, rieke):
        undone = [entry.event for entry in archivist.get(f"{LIST}{person.pk}/").context["history"] if entry.can_undo]
        assert undone == [second]

    refused = words(archivist.post(f"/archief/koppelingen/{first.pk}/terug/", follow=True))
    assert "hoort intussen bij Rieke Talsma" in refused
    archivist.post(f"/archief/koppelingen/{second.pk}/terug/")
    faat.refresh_from_db()
    assert faat.person == fatima


def test_the_page_says_on_which_phone_a_name_holds(bring_in, archivist):
    kofi = Person.objects.create(name="Kofi Mensah")
    bring_in(holder=kofi)
    page = words(archivist.get(f"{LIST}{Handle.objects.get(value='PJ').person_id}/"))

    assert "PJ naam in een contactenlijst op de telefoon van Kofi Mensah 1" in page
    assert "Crisisteam WhatsApp 12 nov 2025 – 13 nov 2025" in page


def test_a_name_from_a_phone_nobody_named_holds_in_its_file(bring_in, archivist):
    bring_in()
    page = words(archivist.get(f"{LIST}{Handle.objects.get(value='PJ').person_id}/"))
    assert "naam in een contactenlijst in «WhatsApp-chat met Crisisteam.txt»" in page


class TestFunctions:
    FIELDS = {"title": "directeur Water", "organisation": "Ministerie", "function_class": "official"}

    def test_is_recorded_with_its_days(self, archivist, fatima):
        page = archivist.post(
            f"{LIST}{fatima.pk}/functie/",
            {**self.FIELDS, "valid_from": "2026-02-09", "valid_until": "2026-06-30"},
            follow=True,
        )
        assert "directeur Water Ministerie ambtenaar 9 feb 2026 30 jun 2026" in words(page)
        assert sentence(Event.objects.get(verb=Verb.FUNCTION_RECORDED)) == (
            "Els Archema heeft van Fatima El Amrani de functie ‘directeur Water (Ministerie)’ (ambtenaar, vanaf "
            "9 februari 2026, tot en met 30 juni 2026) toegevoegd."
        )

    def test_is_recorded_once_when_its_form_is_sent_twice(self, archivist, fatima):
        """Regression: each time made a function of its own, each to be ended by itself."""
        address, form = f"{LIST}{fatima.pk}/functie/", {**self.FIELDS, "valid_from": "2026-02-09"}
        archivist.post(address, form)

        page = archivist.post(address, form, follow=True)

        assert "is bewaard" in words(page)
        assert fatima.functions.filter(title="directeur Water").count() == 1
        assert Event.objects.filter(verb=Verb.FUNCTION_RECORDED).count() == 1
        archivist.post(address, form | {"valid_from": "2027-02-09"})
        assert fatima.functions.filter(title="directeur Water").count() == 2

    def test_is_ended(self, archivist, fatima):
        function = fatima.functions.get()
        form = archivist.get(f"/archief/functies/{function.pk}/").context["form"]
        fields = {name: form.initial[name] or "" for name in ("title", "organisation", "function_class", "seen")}
        archivist.post(
            f"/archief/functies/{function.pk}/", {**fields, "valid_from": "2020-01-01", "valid_until": "2026-01-31"}
        )
        assert fatima.functions.get().valid_until.isoformat() == "2026-01-31"
        assert sentence(Event.objects.get(verb=Verb.FUNCTION_RECORDED)) == (
            "Els Archema heeft van Fatima El Amrani de functie ‘beleidsmedewerker’ (ambtenaar, vanaf 1 januari 2020, tot "
            "en met 31 januari 2026) gewijzigd; er stond ‘beleidsmedewerker’ (ambtenaar, vanaf 1 januari 2020)."
        )

    def test_does_not_end_before_it_began(self, archivist, fatima):
        page = archivist.post(
            f"{LIST}{fatima.pk}/functie/", {**self.FIELDS, "valid_from": "2026-02-09", "valid_until": "2026-02-08"}
        )
        assert words(page).count("De laatste dag ligt vóór de eerste.") == 2  # in the summary and at the field
        assert fatima.functions.count() == 1

    def test_of_two_archivists_the_second_is_told(self, archivist, fatima):
        function = fatima.functions.get()
        address, seen = f"/archief/functies/{function.pk}/", fingerprint(function)
        archivist.post(address, {**self.FIELDS, "seen": seen})
        second = archivist.post(address, {**self.FIELDS, "title": "minister", "seen": seen}, follow=True)

        assert "Iemand anders heeft deze functie intussen gewijzigd." in words(second)
        assert fatima.functions.get().title == "directeur Water"

    def test_that_was_never_held_is_removed_and_the_log_keeps_it(self, archivist, fatima):
        function = fatima.functions.get()
        address = f"/archief/functies/{function.pk}/verwijderen/"
        assert "Functie ‘beleidsmedewerker’ verwijderen?" in words(archivist.get(address))

        archivist.post(address, {"seen": "iets ouds"})
        assert Function.objects.filter(pk=function.pk).exists()
        archivist.post(address, {"seen": fingerprint(function)})
        assert not Function.objects.filter(pk=function.pk).exists()
        assert "beleidsmedewerker" in sentence(Event.objects.latest("pk"))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LIAISON])
def test_others_read_and_change_nothing(client_for, fatima, faat, role):
    client, function = client_for(role), fatima.functions.get()
    page = words(client.get(f"{LIST}{fatima.pk}/"))
    assert "beleidsmedewerker" in page
    assert "Leg een functie vast" not in page
    assert "Hoort bij een ander" not in page

    for address in (f"{LIST}{fatima.pk}/functie/", f"/archief/functies/{function.pk}/", f"/archief/namen/{faat.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/archief/namen/{faat.pk}/koppelen/", {"person": fatima.pk, "seen": 1}).status_code == 404
    assert client.post(f"/archief/functies/{function.pk}/verwijderen/").status_code == 404


def test_lists_and_pages_cost_a_fixed_number_of_queries(archivist, fatima, django_assert_max_num_queries):
    for number in range(70):
        person = factories.person(f"Persoon {number:02}", function="ambtenaar", kind=FunctionClass.OFFICIAL)
        member = factories.handle(person)
        factories.conversation(f"Gesprek {number}", member, factories.handle(fatima, value=f"Faat {number}"))
    with django_assert_max_num_queries(8):
        archivist.get(LIST)
    with django_assert_max_num_queries(17):
        archivist.get(f"{LIST}{fatima.pk}/")
    with django_assert_max_num_queries(10):
        archivist.get(f"/archief/namen/{Handle.objects.get(value='Faat 7').pk}/")
