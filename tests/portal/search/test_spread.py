"""Beside the hits stands how they are spread; each figure leads to the hits it counts."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

import pytest

from archive.models import Conversation, Function
from tests import factories

SPREAD, SEARCH = "/zoeken/verdeling/", "/zoeken/"


@pytest.fixture
def listed(spread):
    """The lists for a question, by title: `listed(q="pomp*")["Afzender"]` is [("Kofi Mensah", 1), …]."""

    def lists(**question: object) -> dict[str, list[tuple[str, int]]]:
        groups = spread(**question)["groups"]
        return {group.title: [(value.label, value.count) for value in group.values] for group in groups}

    return lists


def test_hits_by_person_function_conversation_and_app(listed, archive):
    Function.objects.create(
        person=archive.kofi.person, title="dijkgraaf", organisation="Waterschap", function_class="official"
    )
    assert listed(q="pomp*") == {
        "Afzender": [("Rieke Talsma", 2), ("Kofi Mensah", 1)],
        "Functie": [("minister", 2), ("crisiscoördinator", 1), ("dijkgraaf", 1)],
        "Organisatie": [("Waterschap", 1)],
        "Gesprek": [("Crisisteam", 2), ("Rieke (M)", 1)],
        "App": [("WhatsApp", 2), ("Signal", 1)],
    }


def test_every_figure_leads_to_the_hits_it_counts(client, spread, archive):
    factories.topic("Pompen", "pomp*")
    factories.index_archive()
    # Two of one name, and a title with quotation marks, are told apart by number.
    factories.message(factories.conversation("Crisisteam"), "pomp", sender=factories.handle("Rieke Talsma"))
    Conversation.objects.filter(pk=archive.chat.pk).update(title='Het "crisisteam"')
    factories.index_archive()

    for question in ({"q": "pomp*"}, {"q": "pomp* OF sluis", "van": "2025-11-01"}, {"afzender": "kofi"}):
        for group in spread(**question)["groups"]:
            for value in group.values:
                assert client.get(value.url).context["total"] == value.count, (group.title, value.label, value.url)


def test_a_figure_adds_to_the_line_of_words_and_keeps_what_was_chosen(spread, archive):
    question = {"q": "pomp*", "van": "2025-11-01", "na": str(archive.crisis[2].pk)}
    value = spread(**question)["groups"][0].values[0]
    address = urlsplit(value.url)
    assert address.path == SEARCH
    assert parse_qs(address.query) == {"q": ['pomp* van:"Rieke Talsma"'], "van": ["2025-11-01"]}


def test_in_the_page_of_the_search_it_is_a_part_of_it_and_by_itself_a_page(client, archive):
    page = client.get(SEARCH, {"q": "pomp*"}).content.decode()
    assert f'hx-get="{SPREAD}?q=pomp%2A"' in page
    assert f'href="{SPREAD}?q=pomp%2A"' in page

    part = client.get(SPREAD, {"q": "pomp*"}, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-swap-oob="true"' in part
    assert "<main" not in part
    whole = client.get(SPREAD, {"q": "pomp*"}).content.decode()
    assert "hx-swap-oob" not in whole
    assert "<h1" in whole


def test_figures_that_are_not_exact_yet_say_so_and_are_followed_by_those_that_are(client, archive, monkeypatch):
    since = datetime.fromisoformat("2026-01-20T12:00+01:00")
    monkeypatch.setattr("archive.search.facets._newest", lambda asked: since)
    first = client.get(SPREAD, {"q": "pomp*"}).content.decode().replace("\xa0", " ")
    assert "Geteld vanaf 20 januari 2026: 1 treffer." in first
    assert f'hx-get="{SPREAD}?q=pomp%2A&amp;alles=1"' in first

    then = client.get(SPREAD, {"q": "pomp*", "alles": "1"}).content.decode().replace("\xa0", " ")
    assert "Over alle 3 treffers." in then
    assert "alles=1" not in then


def test_counting_that_was_given_up_is_said(client, archive, monkeypatch):
    monkeypatch.setattr("woo_portal.search.views.all_facets", lambda *_, **__: None)
    assert "Er zijn te veel treffers" in client.get(SPREAD, {"q": "pomp*", "alles": "1"}).content.decode()


def test_without_a_question_there_is_nothing_to_spread(client, archive):
    assert client.get(reverse("search-spread")).status_code == 404
    assert client.get(reverse("search-spread"), {"q": '"'}).status_code == 404


def test_what_is_private_is_in_no_figure(listed, archive):
    factories.private_mark(archive.aside[0].conversation)
    factories.index_archive()
    assert listed(q="pomp*")["Gesprek"] == [("Crisisteam", 2)]
    assert "Signal" not in str(listed(q="pomp*"))
