"""A search feeds a dossier: it is kept for the account of the search, and what was found is added."""

from __future__ import annotations

import pytest

from archive.identity import merge
from archive.models import ThreadPlace
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Kind, RecordedSearch
from woo_portal.dossiers.states import State

SEARCH, ADD = "/zoeken/", "/zoeken/toevoegen/"


@pytest.fixture
def dossier(coordinator, archive) -> Dossier:
    return factories.dossier(coordinator)


@pytest.fixture
def add(client, dossier):
    """Press a button of the search page: `add("ticked", messages, q="pomp*")`; what the next page says."""

    def press(what: str, ticked=(), **question: str) -> str:
        address = "&".join(f"{key}={value}" for key, value in {"dossier": dossier.number, **question}.items())
        data = {"wat": what, "bericht": [message.pk for message in ticked]}
        response = client.post(f"{ADD}?{address}", data, follow=True)
        return " ".join(str(message) for message in response.context["messages"]).replace("\xa0", " ")

    return press


def texts(dossier: Dossier) -> list[str]:
    return [item.message.text for item in dossier.items.select_related("message")]


def test_a_search_for_a_dossier_is_kept_also_when_it_finds_nothing(client, dossier, coordinator):
    client.get(SEARCH, {"q": "pomp*", "dossier": dossier.number})
    client.get(SEARCH, {"q": "onvindbaar", "dossier": dossier.number})

    first, second = dossier.searches.all()
    assert (first.sentence, first.hits, first.by, first.archive_size) == ("pomp*", 3, coordinator, 8)
    assert (second.sentence, second.hits) == ("onvindbaar", 0)
    assert Event.objects.filter(verb=Verb.SEARCHED, dossier_id=dossier.pk).count() == 2


def test_looking_at_the_same_search_again_keeps_it_once(client, dossier, archive):
    for _ in range(2):
        client.get(SEARCH, {"q": "pomp*", "dossier": dossier.number})
    assert dossier.searches.count() == 1

    factories.message(archive.chat, "een later ingelezen bericht")
    client.get(SEARCH, {"q": "pomp*", "dossier": dossier.number})
    assert [search.archive_size for search in dossier.searches.all()] == [8, 9]


def test_a_search_without_a_dossier_is_no_part_of_an_account(client, dossier):
    client.get(SEARCH, {"q": "pomp*"})
    assert not RecordedSearch.objects.exists()


def test_ticked_messages_are_added_and_counted(add, dossier, archive, coordinator):
    said = add("ticked", [archive.crisis[1], archive.crisis[2]], q="pomp*")

    assert said == "2 berichten toegevoegd aan dossier 2026-0001."
    assert texts(dossier) == ["De pompen zijn uitgevallen", "Bel Delta Pompen"]
    kept = dossier.searches.get()
    assert (kept.sentence, kept.hits) == ("pomp*", 3)
    assert [(row.by, row.messages) for row in kept.additions.all()] == [(coordinator, 2)]
    assert {item.search for item in dossier.items.all()} == {kept}


def test_what_was_in_the_dossier_stays_as_it_is(add, dossier, archive):
    add("ticked", [archive.crisis[1]], q="pomp*")
    dossier.items.update(judgement="public")

    said = add("ticked", archive.crisis[1:3], q="pomp*")

    assert said == "1 bericht toegevoegd aan dossier 2026-0001. Wat er al in zat: 1 bericht."
    assert dossier.items.get(message=archive.crisis[1]).judgement == "public"


def test_a_form_sent_twice_adds_once(add, dossier):
    add("all", q="pomp*")
    assert add("all", q="pomp*") == "Er is niets bijgekomen: dossier 2026-0001 bevatte deze berichten al."
    assert dossier.items.count() == 3
    assert [row.messages for row in dossier.searches.get().additions.all()] == [3]


def test_a_hit_with_its_context(add, dossier, archive):
    add("context", [archive.crisis[5]], q="gemaal")
    assert texts(dossier) == [message.text for message in archive.crisis]


def test_a_hit_with_its_context_by_its_own_button(add, dossier, archive):
    add(f"context:{archive.aside[0].pk}", q="pompst*")
    assert texts(dossier) == ["Is er een pompstation bij?", "Nee"]


def test_a_range_from_the_first_to_the_last_tick_in_either_order(add, dossier, archive):
    add("range", [archive.crisis[4], archive.crisis[1]], q="pomp*")
    assert texts(dossier) == [message.text for message in archive.crisis[1:5]]


def test_a_whole_day(add, dossier, archive):
    add(f"day:{archive.chat.pk}:2025-11-14", q="gemaal")
    assert texts(dossier) == ["En de sluis?", "Het gemaal draait"]


def test_a_whole_thread(client, add, dossier, archive):
    question, answer = archive.crisis[1], archive.crisis[3]
    for message, thread in ((question, question), (archive.crisis[2], archive.crisis[2]), (answer, question)):
        ThreadPlace.objects.create(message=message, session=question.pk, thread=thread.pk)
    page = client.get(SEARCH, {"q": "uitgevallen", "dossier": dossier.number}).content.decode()
    assert f'value="thread:{question.pk}"' in page

    add(f"thread:{question.pk}", q="uitgevallen")

    assert texts(dossier) == ["De pompen zijn uitgevallen", "Doe ik"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("ticked", "Er is niets aangevinkt"),
        ("range", "Er is niets aangevinkt"),
        ("day:x:2025-11-14", "Deze dag bestaat niet"),
        ("day:1:2025-02-31", "Deze dag bestaat niet"),
        ("context:abc", "Er is niets aangevinkt"),
        ("iets anders", "Er is niets aangevinkt"),
    ],
)
def test_a_button_that_means_nothing_adds_nothing_and_says_why(add, dossier, what, said):
    assert said in add(what, q="pomp*")
    assert not dossier.items.exists()


def test_a_range_over_two_conversations_is_refused(add, dossier, archive):
    assert "in hetzelfde gesprek" in add("range", [archive.crisis[0], archive.aside[0]], q="pomp*")
    assert not dossier.items.exists()


@pytest.mark.parametrize("question", [{}, {"van": "2026-01-01", "tot": "2025-01-01"}])
def test_all_hits_of_no_question_is_not_the_whole_archive(add, dossier, question):
    assert "Er is niets gevraagd" in add("all", **question)
    assert not dossier.items.exists()


def test_a_message_that_does_not_exist_is_not_added(client, dossier):
    client.post(f"{ADD}?dossier={dossier.number}&q=pomp", {"wat": "ticked", "bericht": ["999999", "x", "9" * 30]})
    assert not dossier.items.exists()


def test_a_dossier_that_is_closed_takes_no_messages(add, client, dossier, archive):
    Dossier.objects.update(state=State.APPROVED)

    assert "staat op ‘vastgesteld’" in add("ticked", [archive.crisis[1]], q="pomp*")
    page = client.get(SEARCH, {"q": "pomp*", "dossier": dossier.number}).content.decode()

    assert "er kunnen geen berichten bij" in page
    assert not dossier.items.exists()
    assert not dossier.searches.exists()


def test_the_page_says_which_messages_are_in_the_dossier(client, dossier, archive, add):
    add("ticked", [archive.crisis[1]], q="pomp*")
    page = client.get(SEARCH, {"q": "pomp*", "dossier": dossier.number}).content.decode()
    assert page.count("in dossier</span>") == 1


def test_somebody_elses_dossier_does_not_exist(client_for, client, archive, user):
    questions = factories.dossier(user(Role.LIAISON), kind=Kind.PARLIAMENT, number="2026Z01")

    assert client.get(SEARCH, {"q": "pomp", "dossier": questions.number}).status_code == 404
    assert client.post(f"{ADD}?q=pomp&dossier={questions.number}", {"wat": "all"}).status_code == 404
    assert client.post(f"{ADD}?q=pomp&dossier=bestaat-niet", {"wat": "all"}).status_code == 404
    assert client_for(Role.LIAISON).get(SEARCH, {"q": "pomp", "dossier": questions.number}).status_code == 200


def test_a_kept_search_is_asked_again_with_all_its_filters(client, dossier, archive):
    question = {"q": "pomp*", "afzender": "Rieke Talsma", "van": "2025-11-01", "gesprek": "Rieke (M)"}
    client.get(SEARCH, question | {"dossier": dossier.number})
    kept = dossier.searches.get()

    response = client.get(f"/zoeken/zoekslag/{kept.pk}/", follow=True)

    assert response.context["sentence"] == kept.sentence
    assert response.context["total"] == kept.hits == 1
    assert dossier.searches.count() == 1


def test_a_kept_search_for_somebody_who_was_merged_finds_the_person(client, dossier, archive):
    client.get(SEARCH, {"q": "pomp*", "afzender": "kofi", "dossier": dossier.number})
    merge(person=archive.kofi.person, into=factories.person("Kofi Mensah-Bakker"))
    again = client.get(f"/zoeken/zoekslag/{dossier.searches.get().pk}/", follow=True)
    assert again.context["total"] == 1
    assert "Kofi Mensah-Bakker" in again.context["sentence"]


def test_a_kept_search_for_somebody_who_is_gone_finds_nothing_instead_of_everything(client, dossier, archive):
    gone = factories.person("Verdwenen")
    client.get(SEARCH, {"q": "pomp*", "afzender": f"#{gone.pk}", "dossier": dossier.number})
    kept = dossier.searches.get()
    gone.delete()

    response = client.get(f"/zoeken/zoekslag/{kept.pk}/", follow=True)

    assert "niet gevonden in het archief" in response.content.decode()
    assert "page" not in response.context


def test_a_kept_search_of_somebody_elses_dossier_does_not_exist(client_for, client, dossier):
    client.get(SEARCH, {"q": "pomp*", "dossier": dossier.number})
    kept = dossier.searches.get()
    assert client_for(Role.LIAISON).get(f"/zoeken/zoekslag/{kept.pk}/").status_code == 404
