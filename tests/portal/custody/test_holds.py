"""Holding messages at the screens, by the coordinator or the archivist, and ending that."""

from __future__ import annotations

import pytest

from archive.models import Conversation, Hold
from tests import factories
from tests.portal.custody.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb

NEW = "/archief/bewaren/vastgehouden/nieuw/"
LIST = "/archief/bewaren/vastgehouden/"


@pytest.fixture
def coordinator(anna, browser):
    return browser(anna)


@pytest.fixture
def chat() -> Conversation:
    return factories.conversation("Crisisteam", factories.handle("Kofi Mensah"), factories.handle("Fatima El Amrani"))


def test_by_persons_period_and_words(chat, coordinator):
    form = {
        "persons": "Kofi  Mensah\n\nFatima El Amrani\nKofi Mensah",
        "first_day": "2025-11-01",
        "last_day": "2026-01-21",
        "words": "pomp*",
        "reason": "Woo-verzoek 2026-0142",
    }
    answer = coordinator.post(NEW, form, follow=True)
    what = (
        "berichten in gesprekken met Fatima El Amrani en Kofi Mensah, vanaf 1 november 2025 tot en met 21 januari 2026, "
        "met ‘pomp*’"
    )
    assert f"Niets hiervan wordt vernietigd: {what}." in words(answer)
    hold = Hold.objects.get()
    assert (hold.persons.count(), hold.set_by) == (2, "Anna Coenen")
    event = Event.objects.get(verb=Verb.HOLD_SET)
    assert sentence(event) == (
        f"Anna Coenen stelde in dat berichten worden vastgehouden: {what}. Reden: Woo-verzoek 2026-0142"
    )


def test_a_form_that_is_sent_twice_holds_once(chat, coordinator, browser, els):
    """Regression: each time made a hold of its own, and ending one left the others."""
    form = {"persons": "Kofi Mensah", "words": "pomp*", "reason": "Woo-verzoek 2026-0142"}
    coordinator.post(NEW, form)

    answer = coordinator.post(NEW, form, follow=True)

    assert "Niets hiervan wordt vernietigd: berichten in gesprekken met Kofi Mensah" in words(answer)
    assert (Hold.objects.count(), Event.objects.filter(verb=Verb.HOLD_SET).count()) == (1, 1)
    coordinator.post(NEW, form | {"persons": "Fatima El Amrani"})
    coordinator.post(NEW, form | {"words": "sluis"})
    browser(els).post(NEW, form)
    assert Hold.objects.count() == 4
    coordinator.post(f"{LIST}{Hold.objects.earliest('pk').pk}/beeindigen/", {"reason": "Klaar"})
    assert Hold.objects.filter(ended_at=None).count() == 3
    coordinator.post(NEW, form)
    assert Hold.objects.filter(ended_at=None).count() == 4


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({}, "Nu zou het alles zijn."),
        ({"words": "--"}, "Bij ‘--’: Een los streepje."),
        ({"words": "pomp van:kofi"}, "Bij ‘van:kofi’: Hier staan alleen woorden"),
        ({"words": "de het"}, "Hierin staat geen woord om op te zoeken."),
        ({"persons": "Piet Onbekend"}, "«Piet Onbekend» staat niet in het archief."),
        ({"persons": "Jan de Vries"}, "Er zijn meer personen die «Jan de Vries» heten"),
        ({"first_day": "2026-01-02", "last_day": "2026-01-01"}, "De laatste dag ligt vóór de eerste."),
        ({"words": "pomp", "reason": ""}, "Dit veld is verplicht"),
    ],
)
def test_what_cannot_be_meant(chat, coordinator, form, problem):
    factories.person("Jan de Vries")
    factories.person("Jan de Vries")
    assert problem in words(coordinator.post(NEW, {"reason": "Verzoek"} | form))
    assert not Hold.objects.exists()


def test_one_of_two_namesakes_is_named_by_number(coordinator):
    _, meant = factories.person("Jan de Vries"), factories.person("Jan de Vries")
    coordinator.post(NEW, {"persons": f"Jan de Vries #{meant.pk}", "reason": "Verzoek"})
    assert list(Hold.objects.get().persons.all()) == [meant]


def test_one_conversation_from_its_reader(chat, coordinator):
    address = f"{NEW}?conversation={chat.pk}"
    assert address in coordinator.get(f"/archief/gesprekken/{chat.pk}/").content.decode()
    assert "Alleen van dit gesprek." in words(coordinator.get(address))
    coordinator.post(NEW, {"conversation": chat.pk, "reason": "Verzoek"})
    assert Hold.objects.get().conversation == chat


def test_a_private_conversation_is_not_named_to_who_does_not_guard(chat, coordinator, els, browser):
    factories.private_mark(chat)
    answer = coordinator.post(NEW, {"conversation": chat.pk, "reason": "Verzoek"})
    assert "Crisisteam" not in words(answer)
    assert not Hold.objects.exists()
    browser(els).post(NEW, {"conversation": chat.pk, "reason": "Verzoek"})
    assert "in het gesprek ‘privé gemarkeerd gesprek’" in words(coordinator.get(LIST)).casefold()


def test_it_is_ended_by_a_person_with_a_reason(chat, coordinator, els, browser):
    hold = Hold.objects.create(reason="Verzoek 2026-0142", words="pomp*", set_by="Anna Coenen")
    archivist = browser(els)
    page = f"{LIST}{hold.pk}/beeindigen/"
    assert "Het gaat om berichten met ‘pomp*’." in words(archivist.get(page))
    archivist.post(page, {"reason": "Verzoek afgedaan."})

    assert archivist.get(page).status_code == 404
    assert "Er wordt niets vastgehouden" in words(coordinator.get(LIST))
    assert "Verzoek afgedaan." in words(coordinator.get(f"{LIST}?toon=beeindigd"))
    assert sentence(Event.objects.get(verb=Verb.HOLD_ENDED)).endswith("Reden: Verzoek afgedaan.")


def test_who_may_only_read_sees_them_and_no_buttons(user, browser):
    Hold.objects.create(reason="Verzoek 2026-0142", words="pomp*", set_by="Anna Coenen")
    page = browser(user(Role.LIAISON)).get(LIST)
    assert "Verzoek 2026-0142" in words(page)
    assert "beeindigen" not in page.content.decode()
    assert NEW not in page.content.decode()
