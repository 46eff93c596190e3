"""A coordinator puts a search together in fields, without knowing the signs of the query language."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

BUILD = "/zoeken/samenstellen/"


@pytest.fixture
def built(client):
    """Where the fields lead: `built(alle="pomp")` is the search line, with what stays chosen beside it."""

    def build(**fields: str) -> dict[str, str]:
        response = client.get(BUILD, {"maak": "1", **fields})
        assert response.status_code == 302, response.context["form"].errors
        address = urlsplit(response["Location"])
        assert address.path == "/zoeken/"
        return {name: values[0] for name, values in parse_qs(address.query).items()}

    return build


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"alle": "pomp* storing"}, "pomp* storing"),
        ({"zin": "delta pompen"}, '"delta pompen"'),
        ({"zin": '"delta pompen"'}, '"delta pompen"'),
        ({"een": "sluis gemaal"}, "sluis OF gemaal"),
        ({"alle": "storing", "een": "sluis gemaal"}, "storing (sluis OF gemaal)"),
        ({"alle": "pomp", "geen": "borrel feest"}, "pomp -borrel -feest"),
        ({"dichtbij": "pomp storing", "afstand": "5"}, "pomp nabij/5 storing"),
        ({"dichtbij": "pomp storing"}, "pomp nabij/3 storing"),
        (
            {"alle": "kade", "zin": "code rood", "een": "sluis gemaal", "dichtbij": "pomp uit", "geen": "oefening"},
            'kade "code rood" (sluis OF gemaal) pomp nabij/3 uit -oefening',
        ),
    ],
)
def test_the_fields_make_the_line_one_would_have_typed(built, fields, line):
    assert built(**fields) == {"q": line}


def test_what_was_chosen_beside_the_words_stays_chosen(built):
    assert built(alle="pomp", afzender="Rieke Talsma", dossier="2026-1") == {
        "q": "pomp",
        "afzender": "Rieke Talsma",
        "dossier": "2026-1",
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"dichtbij": "pomp"}, "Vul precies twee woorden in."),
        ({"dichtbij": "a b c"}, "Vul precies twee woorden in."),
        ({"alle": "pomp van:rieke"}, "‘van:rieke’ is hier geen gewoon woord."),
        ({"alle": "po*mp"}, "Een sterretje kan alleen aan het eind van een woord staan"),
        ({"zin": "pomp*"}, "Tussen aanhalingstekens kan geen sterretje staan."),
    ],
)
def test_what_cannot_be_meant_is_explained_and_keeps_what_was_filled_in(client, fields, said):
    page = client.get(BUILD, {"maak": "1", "geen": "borrel", **fields}).content.decode()
    assert said in page
    assert 'value="borrel"' in page


def test_nothing_filled_in_asks_nothing(client):
    assert client.get(BUILD, {"maak": "1"}).status_code == 200
