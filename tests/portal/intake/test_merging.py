"""The archivist says that two persons are one, or that one is two, sees beforehand what it does, and can take it back."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils import timezone

import pytest

from archive.functions import FunctionClass
from archive.identity import standing
from archive.importing import HandleKind
from archive.models import Capture, Function, Handle, Participant, Person, Source
from redaction.choices import Status
from tests import factories
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import passages, queue, reading
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State
from woo_portal.intake import merging
from woo_portal.intake.history import history

PERSONS = "/archief/personen/"


@pytest.fixture
def katja(db) -> Person:
    made = factories.person("Katja van den Berg", function="woordvoerder")
    factories.handle(made, kind=HandleKind.PHONE, value="+31612345678")
    return made


@pytest.fixture
def katja_app(db) -> Person:
    """The same woman as one phone's contacts know her."""
    made = factories.person("K. vd Berg 🌷")
    factories.handle(made, value="K. vd Berg 🌷")
    return made


@pytest.fixture
def chat(katja, katja_app):
    """What each wrote, in a chat that is in a dossier whose messages were all searched."""
    one, other = katja.handles.get(), katja_app.handles.get()
    made = factories.conversation("Overleg", one, other)
    factories.message(made, "Van de een", sender=one)
    factories.message(made, "Van de ander", sender=other)
    factories.message(made, "En nog een", sender=other)
    return made


@pytest.fixture
def dossier(user, chat):
    made = factories.dossier(user(Role.COORDINATOR), *chat.messages.all())
    made.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
    return made


def address(one: Person, other: Person) -> str:
    return f"{PERSONS}{one.pk}/samenvoegen/{other.pk}/"


def merge(client, one: Person, other: Person, *, keep: Person, seen: str = ""):
    seen = seen or client.get(address(one, other)).context["form"]["seen"].initial
    seen = seen or client.get(address(one, other)).context["form"].initial["seen"]
    return client.post(address(one, other), {"keep": keep.pk, "seen": seen}, follow=True)


def undo(client, event: Event):
    return client.post(f"/archief/koppelingen/{event.pk}/terug/", follow=True)


def owners() -> dict[str, str]:
    return dict(Handle.objects.values_list("value", "person__name"))


class TestBeforehand:
    def test_the_page_says_how_many_messages_and_how_much_of_which_dossiers(self, archivist, katja, katja_app, dossier):
        page = words(archivist.get(address(katja, katja_app)))

        assert "Zijn Katja van den Berg en K. vd Berg 🌷 dezelfde persoon?" in page
        assert "1 van Katja van den Berg en 2 van K. vd Berg 🌷" in page
        assert "2 namen, nummers en adressen en 1 functie" in page
        assert "In 1 lopend dossier wordt in 3 berichten opnieuw gezocht" in page
        assert dossier.number not in page  # an archivist knows of no dossier

    def test_without_a_dossier_it_says_so(self, archivist, katja, katja_app):
        assert "geen lopend dossier waarin dit iets verandert" in words(archivist.get(address(katja, katja_app)))

    def test_functions_that_overlap_are_named(self, archivist, katja, katja_app):
        Function.objects.create(
            person=katja_app, title="minister", function_class=FunctionClass.MINISTER, valid_from=date(2024, 7, 2)
        )
        page = words(archivist.get(address(katja, katja_app)))
        assert "De functies ‘woordvoerder’ en ‘minister’ overlappen. Beide blijven staan;" in page

    def test_a_function_both_have_is_told(self, archivist, katja, katja_app):
        Function.objects.create(person=katja_app, title="woordvoerder", function_class=FunctionClass.OFFICIAL)
        page = words(archivist.get(address(katja, katja_app)))
        assert "De functie ‘woordvoerder’ is bij beiden vastgelegd." in page


class TestMerging:
    def test_two_become_one_under_the_name_that_was_chosen(self, archivist, katja, katja_app, chat):
        page = merge(archivist, katja, katja_app, keep=katja)

        assert page.redirect_chain[-1][0] == f"{PERSONS}{katja.pk}/"
        assert set(owners().values()) == {"Katja van den Berg"}
        assert "Samengevoegd met K. vd Berg 🌷" in words(page)
        assert (
            "Els Archema voegde K. vd Berg 🌷 samen met Katja van den Berg; 1 naam en geen functies gingen over."
        ) in words(page).replace("\xa0", " ")
        listed = words(archivist.get(PERSONS))
        assert "1 persoon" in listed.replace("\xa0", " ")

    def test_the_other_name_may_be_the_one_that_stays(self, archivist, katja, katja_app):
        merge(archivist, katja, katja_app, keep=katja_app)
        assert set(owners().values()) == {"K. vd Berg 🌷"}
        assert katja_app.functions.get().title == "woordvoerder"

    def test_the_old_address_leads_to_the_person(self, archivist, katja, katja_app):
        merge(archivist, katja, katja_app, keep=katja)
        for part in ("", "samenvoegen/", "splitsen/"):
            answer = archivist.get(f"{PERSONS}{katja_app.pk}/{part}")
            assert (answer.status_code, answer["Location"]) == (302, f"{PERSONS}{katja.pk}/{part}")
        assert archivist.get(f"{PERSONS}{katja_app.pk}/functie/").status_code == 404
        assert "al dezelfde persoon" in words(archivist.get(address(katja, katja_app), follow=True))

    def test_of_two_archivists_the_second_is_told(self, archivist, katja, katja_app):
        seen = archivist.get(address(katja, katja_app)).context["form"].initial["seen"]
        factories.handle(katja_app, value="Kat")
        page = merge(archivist, katja, katja_app, keep=katja, seen=seen)
        assert "Er is niets samengevoegd of gesplitst; kijk opnieuw." in words(page)
        assert Person.objects.get(pk=katja_app.pk).merged_into is None

    def test_a_person_without_a_choice_is_not_merged(self, archivist, katja, katja_app):
        page = archivist.post(address(katja, katja_app), {"seen": "x"})
        assert "Kies de naam die blijft." in words(page)

    @pytest.mark.django_db(transaction=True)
    def test_it_does_not_wait_for_an_import_that_names_the_person(self, user, katja, katja_app):
        seen = merging.fingerprint(katja, katja_app)
        import threading

        holds, may_end = threading.Event(), threading.Event()

        def an_import() -> None:
            from django.db import connection

            with transaction.atomic():
                standing([katja_app.pk])
                holds.set()
                may_end.wait(10)
            connection.close()

        thread = threading.Thread(target=an_import)
        thread.start()
        holds.wait(10)
        with pytest.raises(merging.PersonsChanged, match="Een import of iemand anders"):
            merging.merge(katja_app, into=katja, seen=seen, by=user(Role.ARCHIVIST))
        may_end.set()
        thread.join()
        merging.merge(katja_app, into=katja, seen=seen, by=user(Role.ARCHIVIST))


class TestTakingBack:
    def test_each_has_their_own_again(self, archivist, katja, katja_app):
        merge(archivist, katja, katja_app, keep=katja_app)
        page = undo(archivist, Event.objects.get(verb=Verb.PERSONS_MERGED))

        assert "Teruggedraaid: Katja van den Berg is weer een eigen persoon." in words(page)
        assert owners() == {"+31612345678": "Katja van den Berg", "K. vd Berg 🌷": "K. vd Berg 🌷"}
        assert katja.functions.get().title == "woordvoerder"
        told = sentence(Event.objects.latest("pk")).replace("\xa0", " ")
        assert told == (
            "Els Archema draaide terug: Katja van den Berg is weer een eigen persoon, los van K. vd Berg 🌷; "
            "1 naam en 1 functie gingen mee."
        )
        assert not any(entry.can_undo for entry in history(katja, Handle.objects.all()))

    def test_only_the_merge_that_holds(self, archivist, katja, katja_app):
        third = factories.person("Kat Berg")
        merge(archivist, katja, katja_app, keep=katja)
        merge(archivist, katja, third, keep=third)
        first, second = Event.objects.filter(verb=Verb.PERSONS_MERGED).order_by("pk")
        assert [entry.event for entry in history(third, Handle.objects.all()) if entry.can_undo] == [second]

        assert "Er is niets gewijzigd; kijk opnieuw." in words(undo(archivist, first))
        undo(archivist, second)
        assert [
            entry.event for entry in history(Person.objects.get(pk=katja.pk), Handle.objects.all()) if entry.can_undo
        ] == [first]
        undo(archivist, first)
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_merged_again_the_first_time_is_history(self, archivist, katja, katja_app):
        merge(archivist, katja, katja_app, keep=katja)
        first = Event.objects.get(verb=Verb.PERSONS_MERGED)
        undo(archivist, first)
        factories.handle(katja_app, value="Kat")
        merge(archivist, katja, katja_app, keep=katja)

        assert "kijk opnieuw" in words(undo(archivist, first))
        assert owners()["Kat"] == "Katja van den Berg"

    def test_a_link_to_somebody_who_was_merged_can_still_be_taken_back(self, archivist, katja, katja_app):
        name = factories.handle("Tulp")
        archivist.post(f"/archief/namen/{name.pk}/koppelen/", {"person": katja_app.pk, "seen": name.person_id})
        merge(archivist, katja, katja_app, keep=katja)
        link = Event.objects.get(verb=Verb.HANDLE_LINKED)
        assert link in [entry.event for entry in history(katja, Handle.objects.all()) if entry.can_undo]

        undo(archivist, link)
        assert owners()["Tulp"] == "Tulp"

    def test_a_link_from_somebody_who_was_merged_goes_back_to_the_person(self, archivist, katja, katja_app):
        tulp = factories.person("Tulp")
        name = katja_app.handles.get()
        archivist.post(f"/archief/namen/{name.pk}/koppelen/", {"person": tulp.pk, "seen": katja_app.pk})
        merge(archivist, katja, katja_app, keep=katja)
        undo(archivist, Event.objects.get(verb=Verb.HANDLE_LINKED))
        assert owners()["K. vd Berg 🌷"] == "Katja van den Berg"


class TestDossiers:
    def test_what_was_searched_waits_to_be_searched_again(self, archivist, katja, katja_app, dossier):
        merge(archivist, katja, katja_app, keep=katja)
        assert not dossier.items.exclude(proposed_at=None).exists()

        dossier.items.update(proposed_at=timezone.now())
        undo(archivist, Event.objects.get(verb=Verb.PERSONS_MERGED))
        assert not dossier.items.exclude(proposed_at=None).exists()

    @pytest.fixture
    def elsewhere(self, user):
        """A dossier of a chat in which neither takes part."""
        chat = factories.conversation("Elders", factories.handle("Kofi Mensah"))
        made = factories.dossier(
            user(Role.COORDINATOR), factories.message(chat, "Heeft Katja van den Berg al gebeld?"), number="2026-0002"
        )
        made.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
        return made

    def test_every_chat_when_a_name_was_public(self, archivist, katja, katja_app, elsewhere):
        """It was shown wherever it stood; what if the minister's row was somebody else's after all?"""
        katja_app.functions.create(title="minister", function_class=FunctionClass.MINISTER)
        merge(archivist, katja, katja_app, keep=katja)
        assert elsewhere.items.get().proposed_at is None

        elsewhere.items.update(proposed_at=timezone.now())
        undo(archivist, Event.objects.get(verb=Verb.PERSONS_MERGED))
        assert elsewhere.items.get().proposed_at is None

    def test_only_their_own_chats_otherwise(self, archivist, katja, katja_app, elsewhere):
        merge(archivist, katja, katja_app, keep=katja)
        assert elsewhere.items.get().proposed_at is not None

    def test_a_released_dossier_stays_as_it_was(self, archivist, katja, katja_app, dossier):
        dossier.state = State.RELEASED
        dossier.save()
        merge(archivist, katja, katja_app, keep=katja)
        assert not dossier.items.filter(proposed_at=None).exists()

    def test_the_name_that_is_left_is_still_found_in_texts(self, archivist, user, katja, chat):
        """It is no longer anybody's in the sources, and still what people write."""
        leen = factories.person("Marleentje Hofstra")
        Participant.objects.get_or_create(conversation=chat, handle=katja.handles.get())
        message = factories.message(chat, "marleentje weet ervan")
        dossier = factories.dossier(user(Role.COORDINATOR), message)
        dossier.items.update(judgement=Judgement.PUBLIC)
        Dossier.objects.update(state=State.REDACTING)
        merge(archivist, katja, leen, keep=katja)
        passages.propose(dossier)
        found = dossier.layer.redactions.get(message=message, field="text")
        assert (found.start, found.end, found.person) == (0, 10, katja)

    def test_passages_of_both_are_one_persons(self, archivist, user, katja, katja_app, dossier):
        Dossier.objects.update(state=State.REDACTING)
        passages.propose(dossier)
        assert {row.person for row in dossier.layer.redactions.filter(field="sender")} == {katja, katja_app}
        merge(archivist, katja, katja_app, keep=katja)

        counts = queue.counts_of(dossier).persons
        assert [(tally.key, tally.name) for tally in counts] == [(str(katja.pk), "Katja van den Berg")]
        wanted = queue.Filter(person=katja.pk)
        passages_ = list(dossier.layer.redactions.filter(field="sender").select_related("person__merged_into"))
        assert all(wanted.covers(passage) for passage in passages_)
        assert len(passages.spread_of_person(dossier, katja.pk).waiting) == 3
        of_alias = next(passage for passage in passages_ if passage.person == katja_app)
        assert reading.person_of(of_alias, date(2025, 11, 13)).function == "woordvoerder"
        assert {passage.status for passage in passages_} == {Status.PROPOSED}


class TestSuggestions:
    def reasons(self, client, person: Person) -> dict[str, tuple[str, ...]]:
        found = client.get(f"{PERSONS}{person.pk}/").context["suggestions"]
        return {one.person.name: tuple(reason.replace("\xa0", " ") for reason in one.reasons) for one in found}

    def test_almost_the_same_name(self, archivist, katja, katja_app):
        factories.handle("Joris van den Berg")
        assert self.reasons(archivist, katja) == {"K. vd Berg 🌷": ("bijna dezelfde naam: «K. vd Berg 🌷»",)}
        assert set(self.reasons(archivist, katja_app)) == {"Katja van den Berg"}

    def test_the_same_number_or_address(self, archivist, katja):
        factories.handle("Tulp", value="06 1234 5678")
        factories.handle(katja, kind=HandleKind.ACCOUNT, value="K.Berg@minwr.example.org")
        mail = factories.person("KvdB")
        factories.handle(mail, kind=HandleKind.EMAIL, value="k.berg@minwr.example.org")
        assert self.reasons(archivist, katja) == {
            "Tulp": ("hetzelfde telefoonnummer: 06 1234 5678",),
            "KvdB": ("hetzelfde e-mailadres: k.berg@minwr.example.org",),
        }

    def test_the_same_messages_on_another_phone(self, archivist, katja, chat):
        tulp = factories.handle("Tulp")
        source = Source.objects.create(sha256="a" * 64, size=1, file_name="a.txt")
        message = chat.messages.get(text="Van de een")
        Capture.objects.create(
            message=message, source=source, first_unit=1, last_unit=1, sender=tulp, sent_at=message.sent_at
        )
        wanted = "op een andere telefoon op die naam: 1 bericht"
        assert wanted in self.reasons(archivist, katja)["Tulp"]
        assert self.reasons(archivist, tulp.person) == {"Katja van den Berg": (wanted,)}

    def test_nobody_is_merged_by_the_portal_and_who_is_merged_is_no_suggestion(self, archivist, katja, katja_app):
        archivist.get(f"{PERSONS}{katja.pk}/")
        assert not Person.objects.exclude(merged_into=None).exists()
        merge(archivist, katja, katja_app, keep=katja)
        assert self.reasons(archivist, katja) == {}

    def test_others_see_none(self, client_for, katja, katja_app):
        page = words(client_for(Role.COORDINATOR).get(f"{PERSONS}{katja.pk}/"))
        assert "Mogelijk dezelfde persoon" not in page
        assert "Voeg samen" not in page

    def test_many_that_are_alike_cost_no_more_queries(self, archivist, katja, django_assert_max_num_queries):
        for number in range(30):
            factories.handle(f"K. van den Berg {number}", value="K. van den Berg")
        with django_assert_max_num_queries(27):
            page = archivist.get(f"{PERSONS}{katja.pk}/")
        assert len(page.context["suggestions"]) == 8
        with django_assert_max_num_queries(27):
            archivist.get(f"{PERSONS}{katja.pk}/samenvoegen/")


def test_nobody_is_renamed_anywhere_but_by_merging(archivist, katja):
    """A name that changes would have to be searched for again in every open dossier; merging, the one way, does so."""
    from django import forms
    from django.contrib import admin

    from woo_portal.intake import forms as intake_forms

    assert not admin.site.is_registered(Person)
    assert archivist.post(f"{PERSONS}{katja.pk}/", {"name": "Iemand anders"}).status_code == 405
    offered = [one for one in vars(intake_forms).values() if isinstance(one, type) and issubclass(one, forms.ModelForm)]
    assert Person not in {getattr(form, "_meta", None) and form._meta.model for form in offered}


def test_the_way_back_from_merging_and_splitting_began_below_the_archive(archivist, katja):
    other = factories.handle("K. van den Berg").person
    for page in ("samenvoegen/", f"samenvoegen/{other.pk}/", "splitsen/"):
        told = archivist.get(f"{PERSONS}{katja.pk}/{page}").content.decode()
        way = re.search(r'(?s)<nav class="breadcrumb".*?</nav>', told)[0]
        assert re.findall(r'href="([^"]+)"', way) == ["/archief/", PERSONS, f"{PERSONS}{katja.pk}/"]
