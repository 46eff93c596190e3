"""A coordinator sees which other words the archive has, ticks those that belong to the request, and searches for these too."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from archive.search.vocabulary import settle
from tests import factories

WORDS = "/zoeken/woorden/"


@pytest.fixture
def more(client, archive):
    for text in (
        "de noodpomp",
        "noodpompen besteld",
        "het pompje",
        "pompen en noodpompen",
        "storing@deltapomp.example.org",
    ):
        factories.message(archive.chat, text)
    factories.index_archive()
    settle()

    def ticked(line: str, *ticks: str, **beside: str) -> dict[str, list[str]]:
        response = client.get(WORDS, {"q": line, "ook": ticks, "maak": "1", **beside})
        return parse_qs(urlsplit(response["Location"]).query)

    return ticked


def test_what_is_suggested_comes_with_its_count_and_adds_nothing_by_itself(client, more):
    page = client.get(WORDS, {"q": "pomp"}).content.decode()
    assert 'value="pomp:noodpomp"' in page
    assert 'noodpomp <span class="facets__count">3</span>' in page
    assert "example.org" not in page
    assert "checked" not in page
    assert client.get("/zoeken/", {"q": "pomp"}).context["total"] == 3


@pytest.mark.parametrize(
    ("line", "ticks", "wider"),
    [
        ("pomp", ["pomp:noodpomp"], "pomp OF noodpomp"),
        ("pomp -borrel", ["pomp:noodpomp", "pomp:pompje"], "(pomp OF noodpomp OF pompje) -borrel"),
        ("pomp nabij/3 uit", ["pomp:pompje"], "pomp nabij/3 uit OF pompje nabij/3 uit"),
        ("pomp storing -borrel", [":lekkage"], "((pomp storing) OF lekkage) -borrel"),
        ('"delta pompen" app:signal', [":lekkage"], '("delta pompen" OF lekkage) app:signal'),
        ("pomp", ["sluis:gemaal", "pomp:van:kofi", "pomp:a b", "pomp:", "x"], "pomp"),
        ("pomp", [], "pomp"),
    ],
)
def test_what_is_ticked_stands_in_the_line_beside_its_word(more, line, ticks, wider):
    assert more(line, *ticks)["q"] == [wider]


def test_what_was_chosen_beside_the_words_stays_chosen(more):
    assert more("pomp", "pomp:noodpomp", van="2025-11-01")["van"] == ["2025-11-01"]


def test_the_page_of_the_search_fetches_them(client, archive):
    assert f'hx-get="{WORDS}?q=pomp"' in client.get("/zoeken/", {"q": "pomp"}).content.decode()
    part = client.get(WORDS, {"q": "pomp"}, headers={"HX-Request": "true"}).content.decode()
    assert "<main" not in part
    assert WORDS not in client.get("/zoeken/", {"q": "van:kofi"}).content.decode()


def test_a_line_that_cannot_be_read_has_no_other_words(client, archive):
    assert client.get(WORDS, {"q": '"'}).status_code == 404
    assert client.get(WORDS).status_code == 404
