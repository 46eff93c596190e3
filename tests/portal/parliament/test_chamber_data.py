"""The open data of the Tweede Kamer, asked of a server on this machine that answers in the shape of the real one."""

from __future__ import annotations

import time
from datetime import date

import pytest

from tests.portal.parliament.chamber import QUESTIONS_ID, Answer, case, chamber, odata, text, usual
from woo_portal.other_servers import is_safe
from woo_portal.parliament import chamber_data
from woo_portal.parliament.chamber_data import ChamberDataProblem, fetch_case


def test_a_case_with_its_document() -> None:
    with chamber(usual()) as (url, asked):
        found = fetch_case("2026Z03456", base_url=url)
    assert (found.number, found.subject, found.started_on) == ("2026Z03456", "Dijk 12 bij Maasdrecht", date(2026, 3, 2))
    assert [str(member) for member in found.members] == ["T.A. de Graaf-Timmer (PvdR)", "S. van der Zee (Lijst Noord)"]
    assert [str(minister) for minister in found.ministers] == ["Minister van Water en Ruimte"]
    assert (found.document_number, found.file_name) == ("2026D08765", "2026Z03456 2026D08765")
    assert b"dijk 12" in found.document
    assert asked == [
        "/OData/v4/2.0/Zaak?$filter=Nummer%20eq%20%272026Z03456%27%20and%20Verwijderd%20eq%20false"
        "&$expand=ZaakActor($filter=Verwijderd%20eq%20false),Document($filter=Verwijderd%20eq%20false)",
        f"/OData/v4/2.0/Document({QUESTIONS_ID})/resource",
    ]


def refused(answers, number: str = "2026Z03456") -> str:
    with chamber(answers) as (url, _), pytest.raises(ChamberDataProblem) as problem:
        fetch_case(number, base_url=url)
    return str(problem.value)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (usual(case(Nummer="2026Z00001")), "kent geen zaak 2026Z03456"),
        (usual(case(Soort="Motie")), "geen set Kamervragen, maar: Motie"),
        (usual(case(Document=[])), "nog geen stuk met vragen"),
        (usual(case(Document=[{"Id": "../../geheim", "Soort": "Schriftelijke vragen"}])), "nog geen stuk met vragen"),
        (usual(case(ZaakActor="niemand")), "niet te lezen"),
        (lambda path: (200, {}, b"<html>storing</html>"), "niet te lezen"),
        (lambda path: (200, {}, b"[1, 2]"), "niet te lezen"),
        (lambda path: (200, {}, b"[" * 100_000), "niet te lezen"),
        (lambda path: (503, {}, b""), "fout 503"),
        (lambda path: (302, {"Location": "https://elders.example.nl/"}, b""), "niet te bereiken"),
        (lambda path: (302, {"Location": "file:///etc/passwd"}, b""), "fout 302"),
        (lambda path: (200, {}, b"x" * (chamber_data.MAX_ANSWER + 1)), "te groot"),
    ],
)
def test_what_goes_wrong_is_said_in_dutch_and_that_nothing_was_taken_in(answers, reason: str) -> None:
    said = refused(answers)
    assert reason in said
    assert said.endswith("Er is niets ingenomen.")


@pytest.mark.parametrize("number", ["2026D03456", "' or 1 eq 1", "2026Z03456'", "", "26Z1"])
def test_only_a_number_of_a_case_is_asked_for(number: str) -> None:
    with chamber(usual()) as (url, asked):
        with pytest.raises(ChamberDataProblem, match="geen zaaknummer"):
            fetch_case(number, base_url=url)
        assert asked == []


def test_the_server_may_send_on_within_itself() -> None:
    def answer(path: str) -> Answer:
        if path.endswith("/resource"):
            return 302, {"Location": "/Resource/11111111"}, b""
        return text() if path == "/Resource/11111111" else odata(case())

    with chamber(answer) as (url, _):
        assert fetch_case("2026Z03456", base_url=url).document


def test_nobody_there_and_nobody_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChamberDataProblem, match="niet te bereiken"):
        fetch_case("2026Z03456", base_url="http://127.0.0.1:1/")
    monkeypatch.setattr(chamber_data, "TIMEOUT", 0.2)

    def slow(path: str) -> Answer:
        time.sleep(0.6)
        return odata(case())

    assert "niet te bereiken" in refused(slow)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0", True),
        ("http://127.0.0.1:8080/OData", True),
        ("http://localhost/OData", True),
        ("http://[::1]:9/OData", True),
        ("http://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0", False),
        ("http://127.0.0.1.example.nl/", False),
        ("ftp://gegevensmagazijn.tweedekamer.nl/", False),
        ("https://naam:geheim@tweedekamer.nl/", False),
        ("https://tweedekamer.nl/?x=1", False),
        ("", False),
    ],
)
def test_which_addresses_may_be_asked(url: str, safe: bool) -> None:
    assert is_safe(url) is safe
    if not safe:
        with pytest.raises(ChamberDataProblem, match="niet goed ingesteld"):
            fetch_case("2026Z03456", base_url=url)
