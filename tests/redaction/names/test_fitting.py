"""Which persons a passage may be the name of, whatever way it is written in."""

from __future__ import annotations

import pytest

from redaction.detecting import Context, KnownPerson, Label
from redaction.finding import find_all
from redaction.names.fitting import fitting, nearly_fitting, perhaps_called
from tests.redaction.found import chat_of

CHAT = chat_of("Jan de Vries", "Jan Visser", "Johan Verhage", "Fatima Kloosveld", "Karel Kloosvelt", "Wil Kloosveld")


@pytest.mark.parametrize(
    ("words", "persons"),
    [
        ("Jan", {1, 2}),
        ("JAN", {1, 2}),
        ("Jan V.", {1, 2}),
        ("JV", {1, 2, 3}),
        ("jv", {1, 2, 3}),
        ("Jv", set()),
        ("kloosveld", {4, 6}),
        ("de Vries", {1}),
        ("wil", {6}),
        ("Piet", set()),
        ("...", set()),
    ],
)
def test_whoever_is_written_so_fits(words: str, persons: set[int]):
    assert {person.person_id for person in fitting(words, CHAT.persons)} == persons


@pytest.mark.parametrize(
    ("words", "persons"),
    [
        ("Kloosveld", {4, 6}),
        ("kloosvelds", {4, 6}),
        ("kloosvel", {4, 5, 6}),
        ("Verhages", {3}),
        ("Jam", set()),
        ("Jan Vissser", set()),
    ],
)
def test_a_typing_error_fits_all_names_one_letter_away(words: str, persons: set[int]):
    assert {person.person_id for person in nearly_fitting(words, CHAT.persons)} == persons


def test_of_who_is_elsewhere_only_what_can_be_nothing_else():
    minister = (KnownPerson(9, ("Wil Pieter Kwakkelstein",)),)
    assert fitting("Kwakkelstein", minister, is_elsewhere=True)
    assert not fitting("WPK", minister, is_elsewhere=True)
    assert not fitting("Wil", minister, is_elsewhere=True)


def test_a_typing_error_that_leads_to_two_names_was_given_to_one_of_them():
    [item] = find_all("vraag kloosvel dat", Context(CHAT.persons))
    assert (item.label, item.person_id) == (Label.PERSON, None)
    assert "Fatima Kloosveld of Karel Kloosvelt of Wil Kloosveld" in item.why


def test_a_genitive_is_no_typing_error():
    [item] = find_all("dat is kloosvelts idee", Context(CHAT.persons))
    assert item.person_id == 5


def test_what_somebody_may_be_called_fits_only_where_it_is_asked_for():
    persons = chat_of("Cornelis Haverkort", "Cornelia Post").persons
    assert not fitting("Keesje", persons)
    assert [person.person_id for person in perhaps_called("Keesje", persons)] == [1]
    assert [person.person_id for person in perhaps_called("cor", persons)] == [1, 2]
