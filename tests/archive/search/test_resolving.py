"""What the names in a search mean in an archive."""

from __future__ import annotations

from datetime import date

import pytest

from archive.functions import FunctionClass
from archive.identity import merge
from archive.models import Function, Person, Topic
from archive.search.expressions import (
    And,
    InConversation,
    InFunction,
    InOrganisation,
    InPeriod,
    Not,
    OnApp,
    OnTopic,
    QueryProblem,
    SentBy,
    SentTo,
    With,
    Word,
)
from archive.search.language import parse
from archive.search.naming import CONVERSATIONS, PERSONS
from archive.search.resolving import resolve
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Rieke, minister; Wout, of whom there are two; Kofi, of whom only a private chat knows."""
    rieke = factories.handle(
        factories.person("Rieke Talsma", function="minister van Water", kind=FunctionClass.MINISTER)
    )
    Function.objects.filter(person=rieke.person).update(organisation="Ministerie van Water")
    wouts = [factories.handle("Wout Peeters"), factories.handle("Wout Peeters")]
    kofi = factories.handle("Kofi Mensah")
    factories.conversation("Crisisteam", rieke, *wouts, app="whatsapp")
    factories.conversation('Groep "Dijken"', rieke, app="teams")
    factories.private_mark(factories.conversation("Vakantie", kofi, rieke, app="signal"))
    factories.topic("Hoogwater", "hoogwater")
    return {handle.person.pk: handle.person for handle in (rieke, *wouts, kofi)}


def key(name: str) -> int:
    return Person.objects.filter(name=name).order_by("pk").first().pk


def meant(text: str):
    return resolve(parse(text))


def chat(title: str) -> int:
    return factories.Conversation.objects.get(title=title).pk


def problem_of(text: str) -> QueryProblem:
    with pytest.raises(QueryProblem) as problem:
        meant(text)
    return problem.value


def test_every_field_becomes_a_condition(people):
    rieke = key("Rieke Talsma")
    assert meant("van:rieke") == SentBy((rieke,))
    assert meant('aan:"Rieke Talsma"') == SentTo((rieke,))
    assert meant(f"van:#{rieke}") == SentBy((rieke,))
    assert meant("in:crisis") == InConversation((chat("Crisisteam"),))
    assert meant('app:"Microsoft Teams"') == meant("app:teams") == OnApp("teams")
    assert meant("functie:Minister") == InFunction(function_class=FunctionClass.MINISTER)
    assert meant("functie:water") == InFunction(title="minister van Water")
    assert meant('organisatie:"ministerie van water"') == InOrganisation("Ministerie van Water")
    assert meant("onderwerp:hoogwater") == OnTopic(Topic.objects.get().pk)
    assert meant("vanaf:2025-11") == InPeriod(date(2025, 11, 1), None)
    assert meant("heeft:bijlage -verwijderd:nee") == And((With("bijlage"), With("verwijderd")))


def test_words_stay_as_they_are(people):
    assert meant("pomp -van:rieke") == And((Word("pomp"), Not(SentBy((key("Rieke Talsma"),)))))


def test_a_name_of_several_is_told_apart_at_its_place(people):
    problem = problem_of('pomp van:"wout peeters"')
    assert (problem.start, problem.end) == (5, 23)
    assert all(f"Wout Peeters #{pk}" in str(problem) for pk, person in people.items() if person.name == "Wout Peeters")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("van:kofi", "niet gevonden"),
        ("in:Vakantie", "niet gevonden"),
        ("app:signal", "De apps in het archief: Microsoft Teams, WhatsApp."),
        ("functie:dijkgraaf", "minister, staatssecretaris"),
        ("org:gemeente", "van niemand vastgelegd"),
        ("onderwerp:borrel", "niet gevonden"),
    ],
)
def test_what_nobody_may_see_is_not_there(people, text, says):
    problem = problem_of(f"pomp {text}")
    assert says in str(problem)
    assert problem.start == len("pomp ")


def test_who_was_merged_is_the_person(people):
    gone, rieke = factories.handle("R. Talsma").person, Person.objects.get(name="Rieke Talsma")
    merge(person=gone, into=rieke)
    assert meant('van:"R. Talsma"') == meant(f"van:#{gone.pk}") == SentBy((rieke.pk,))


def test_a_name_that_is_offered_means_the_one_it_is_of(people):
    for key, name in PERSONS.names_of(people).items():
        assert meant(f'van:"{name}"') == SentBy((key,))
    twins = [pk for pk, person in people.items() if person.name == "Wout Peeters"]
    assert set(PERSONS.names_of(twins).values()) == {f"Wout Peeters #{pk}" for pk in twins}

    quoted, private = chat('Groep "Dijken"'), chat("Vakantie")
    assert CONVERSATIONS.names_of([quoted, private]) == {quoted: f"Groep Dijken #{quoted}"}
    assert meant(f'in:"Groep Dijken #{quoted}"') == InConversation((quoted,))
