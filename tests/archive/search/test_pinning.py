"""A search is kept with numbers for names, and asks the same whatever is called how by then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.functions import FunctionClass
from archive.models import Conversation, Function, Person, Topic
from archive.search.expressions import Field, QueryProblem, leaves
from archive.search.language import parse
from archive.search.pinning import number_in, numbers, pinned, rewritten
from archive.search.resolving import resolve
from tests import factories


@pytest.fixture
def people(db: None) -> Person:
    """Rieke, minister, in a chat; and a topic."""
    rieke = factories.handle(factories.person("Rieke Talsma", function="minister", kind=FunctionClass.MINISTER))
    Function.objects.update(organisation="Ministerie van Water")
    factories.conversation("Crisisteam", rieke)
    factories.topic("Hoogwater", "hoogwater")
    return rieke.person


def test_names_become_numbers_and_the_rest_stays_as_it_was_typed(people: Person):
    chat, topic = Conversation.objects.get().pk, Topic.objects.get().pk
    typed = 'pomp*  OF -(aan:"Rieke Talsma" in:crisis), onderwerp:hoog functie:minis datum:2025-11 "van:rieke"'

    assert pinned(typed) == (
        f'pomp*  OF -(aan:#{people.pk} in:#{chat}), onderwerp:#{topic} functie:minister datum:2025-11 "van:rieke"'
    )


def test_what_is_pinned_asks_the_same_and_goes_on_to_when_somebody_is_renamed(people: Person):
    typed = "van:rieke organisatie:water functie:minister verwijderd:nee"
    kept, meant = pinned(typed), resolve(parse(typed))
    assert resolve(parse(kept)) == meant
    assert pinned(kept) == kept

    Person.objects.update(name="Rieke de Boer")
    factories.conversation("Elders", factories.handle("Rieke Talsma"))
    assert resolve(parse(kept)) == meant


def test_a_name_that_means_nobody_is_a_problem_at_its_place(people: Person):
    with pytest.raises(QueryProblem) as problem:
        pinned("pomp van:wilma")
    assert (problem.value.start, problem.value.end) == (5, 14)


def test_the_numbers_of_what_is_named_are_found_wherever_they_stand():
    assert numbers("van:#3 OF -(van:#4 in:#3) aan:rieke") == {Field.SENDER: {3, 4}, Field.CONVERSATION: {3}}


def test_numbers_are_told_as_anything():
    assert rewritten("x van:#3, y", lambda term: "de minister") == 'x van:"de minister" y'
    assert rewritten("x van:#3 y", lambda term: term.value) == "x van:#3 y"


@given(
    st.lists(
        st.sampled_from(["pomp*", "-van:#3", "(in:#4 OF aan:#5)", '"een zin"', "van:#6", "bewerkt:ja"]), max_size=6
    )
)
def test_every_number_can_be_told_and_nothing_else_changes(pieces: list[str]):
    words = " ".join(pieces)
    told = rewritten(words, lambda term: f"#{number_in(term) + 10}" if number_in(term) else term.value)

    assert len(list(leaves(parse(told)))) == len(list(leaves(parse(words))))
    assert rewritten(told, lambda term: f"#{number_in(term) - 10}" if number_in(term) else term.value) == words
