"""Abbreviations, units, works and articles that were taken for initials, titles or surnames; and who was missed beside them."""

from __future__ import annotations

import pytest

from redaction.detecting import Label
from redaction.finding import find_all
from tests.redaction.found import found


@pytest.mark.parametrize(
    "word", ["AMvB", "OvJ", "OvV", "RvdK", "NVvR", "VvE", "ABRvS", "NvW", "RvT", "CvB", "ovj", "rvdk", "nvvr", "abrvs"]
)
@pytest.mark.parametrize("text", ["{} akkoord", "de {} belt", "volgens de {} niet"])
def test_an_abbreviation_of_ministries_was_proposed_as_initials(word: str, text: str):
    assert found(text.format(word), Label.PERSON) == []


def test_initials_stay_initials():
    assert found("JvdB tekent", Label.PERSON) == ["JvdB"]
    assert found("AM, ik wil het met jou bespreken", Label.PERSON) == ["AM"]


@pytest.mark.parametrize(
    "text",
    [
        "2500 mw windenergie",
        "3 MW windenergie",
        "1,5 mw zon",
        "begrotingsartikel 11 2511 AB",
        "de premier van Polen belt",
        "Oostenrijk wil niet",
    ],
)
def test_a_unit_an_article_and_a_state_are_nobody(text: str):
    assert find_all(text) == []


@pytest.mark.parametrize("text", ["14.00 mw {}", "om 10:00 mw {} belt", "om 14 mw. {}"])
def test_behind_a_time_mw_is_a_title(text: str):
    assert found(text.format("Prins"), Label.PERSON) == ["Prins"]


@pytest.mark.parametrize("text", ["gedupeerde Prins", "ouder Prins", "curator Prins", "nabestaande Prins"])
def test_whom_a_case_is_about_was_missed_at_the_end_of_a_line(text: str):
    assert found(text, Label.PERSON) == ["Prins"]


def test_older_is_no_parent():
    assert found("hij is ouder dan de prins", Label.PERSON) == []


@pytest.mark.parametrize("text", ["'s-Gravenweg 12", "ik woon op 's-Gravenweg 12"])
def test_the_apostrophe_of_a_street_stayed_visible(text: str):
    assert found(text, Label.ADDRESS) == ["'s-Gravenweg 12"]


@pytest.mark.parametrize(
    "text",
    ["bezoek bij de Beatrixsluis, met ontvangst", "Noodscenario Maas ligt in je tas", "Piketbox zit in mijn beheer"],
)
def test_a_work_a_plan_and_a_box_were_taken_for_a_surname(text: str):
    assert found(text, Label.PERSON) == []


@pytest.mark.parametrize("name", ["SEWNARAIN-GOPAL, K.R.", "Bakker, J.", "Zwijnsvoort, A.B.", "de Vries, P.J."])
def test_initials_behind_a_surname_and_a_comma_stayed_visible(name: str):
    assert found(f"het betreft {name} en zijn partner", Label.PERSON) == [name]


def test_a_town_is_no_surname_before_initials():
    assert found("Utrecht, A. de Vries belt", Label.PERSON) == ["A. de Vries"]
