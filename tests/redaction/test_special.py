"""Special personal data is proposed as the shortest phrase that tells it, and only for a closer look."""

from __future__ import annotations

import pytest

from redaction.detecting import Confidence, Label
from redaction.finding import find_all
from redaction.names import lists
from tests.redaction.found import found


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Sanne heeft griep", ["griep"]),
        ("hij is ernstig ziek", ["ernstig ziek"]),
        ("mijn moeder heeft borstkanker", ["borstkanker"]),
        ("zijn enkel is gebroken", ["enkel is gebroken"]),
        ("geopereerd aan haar knie", ["geopereerd aan haar knie"]),
        ("ze ligt op de ic", ["ligt op de ic"]),
        ("overspannen en depressief", ["overspannen en depressief"]),
        ("Kees is 50% arbeidsongeschikt", ["50% arbeidsongeschikt"]),
        ("ik heb 39,2 dus blijf thuis", ["39,2"]),
        ("een pinda-allergie? ze heeft een notenallergie", ["een notenallergie"]),
        ("hij is bekeerd tot de islam", ["bekeerd", "islam"]),
        ("zij eet halal", ["halal"]),
        ("hij is lid van de FNV", ["lid van de FNV"]),
        ("verdachte met een getint uiterlijk", ["een getint uiterlijk"]),
        ("hij is nog niet uit de kast", ["uit de kast"]),
        ("hij heeft een strafblad", ["een strafblad"]),
        ("de vorige keer kreeg ze een taakstraf", ["een taakstraf"]),
    ],
)
def test_what_tells_something_special(text: str, phrases: list[str]):
    assert found(text, Label.SPECIAL) == phrases


@pytest.mark.parametrize(
    "text",
    [
        "corona-aanpak staat op de agenda",
        "griepgolf verwacht in januari",
        "Beterschap!",
        "naar het ziekenhuis",
        "depressie boven de Azoren",
        "het debat over abortuswetgeving",
        "ben zo moe",
        "de arm der wet",
    ],
)
def test_what_tells_nothing_of_a_person(text: str):
    assert found(text, Label.SPECIAL) == []


def test_it_is_never_called_sure_and_says_which_kind():
    (finding,) = [item for item in find_all("hij is lid van de FNV") if item.label is Label.SPECIAL]
    assert finding.confidence is Confidence.CHECK
    assert "vakbond" in finding.why


def test_a_name_beside_it_stays_a_person():
    text = "Benhaddou heeft diabetes"
    labels = [(item.label, text[item.span.start : item.span.end]) for item in find_all(text)]
    assert labels == [(Label.PERSON, "Benhaddou"), (Label.SPECIAL, "diabetes")]


@pytest.mark.parametrize("name", ["special_health", "special_belief", "special_union", "special_origin"])
def test_the_lists_are_there(name: str):
    assert len(lists.marked(name)) > 20
