"""How the hits of a search are spread, compared with counting them one by one."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from archive.days import local_day
from archive.functions import FunctionClass
from archive.models import Function, Message
from archive.search import facets as counting
from archive.search.expressions import EVERYTHING, Word
from archive.search.facets import all_facets, facets
from archive.search.query import Query, find
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2024-11-01T00:00+00:00")


@pytest.fixture
def archive() -> list[Message]:
    """Two years of four persons in three chats on two apps; some were minister for a while, or twice."""
    chance = random.Random(7)
    chats = [
        factories.conversation(title, app=app) for title, app in (("A", "signal"), ("B", "WhatsApp"), ("C", "WhatsApp"))
    ]
    rieke, kofi, noor = (factories.handle(name) for name in ("Rieke", "Kofi", "Noor"))
    second = factories.handle(rieke.person, value="+31687654321")
    held = (
        (rieke, "minister", "MinWR", FunctionClass.MINISTER, None, date(2025, 6, 30)),
        (rieke, "Minister", "MinBZ", FunctionClass.MINISTER, date(2025, 7, 1), None),
        (rieke, "partijleider", "", FunctionClass.PUBLIC_OFFICE, date(2025, 1, 1), date(2025, 12, 31)),
        (kofi, "directeur", "MinWR", FunctionClass.OFFICIAL, date(2025, 3, 30), date(2025, 3, 30)),
    )
    for handle, title, organisation, kind, first, last in held:
        Function.objects.create(
            person=handle.person,
            title=title,
            organisation=organisation,
            function_class=kind,
            valid_from=first,
            valid_until=last,
        )
    for _ in range(160):
        at = START + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
        sender = chance.choice([rieke, rieke, second, kofi, noor, None])
        factories.message(chance.choice(chats), chance.choice(["de pomp", "de sluis"]), sender=sender, at=at)
    # Just before and just after the change of functions, which is at midnight in the Netherlands.
    for at in ("2025-06-30T21:59+00:00", "2025-06-30T22:01+00:00", "2025-03-29T23:30+00:00", "2025-03-30T22:30+00:00"):
        for sender in (rieke, kofi):
            factories.message(chats[0], "de pomp", sender=sender, at=datetime.fromisoformat(at))
    factories.topic("Pompen", "pomp")
    factories.index_archive()
    return list(Message.objects.select_related("sender__person", "conversation"))


def one_by_one(messages: list[Message]) -> dict[str, Counter]:
    spread: dict[str, Counter] = {
        name: Counter() for name in ("persons", "functions", "organisations", "apps", "conversations", "months", "days")
    }
    for message in messages:
        day = local_day(message.sent_at)
        spread["days"][day] += 1
        spread["months"][day.replace(day=1)] += 1
        spread["conversations"][message.conversation_id] += 1
        spread["apps"][message.conversation.app] += 1
        if message.sender:
            spread["persons"][message.sender.person_id] += 1
            held = [function for function in message.sender.person.functions.all() if function.covers(day)]
            spread["functions"].update({function.title.casefold() for function in held})
            spread["organisations"].update({function.organisation for function in held if function.organisation})
    return spread


@pytest.mark.parametrize("words", ["", "pomp"])
def test_every_facet_is_what_counting_one_by_one_gives(archive, words):
    expression = Word(words) if words else EVERYTHING
    counted = facets(expression, by_day=True)

    assert counted == all_facets(expression, by_day=True)
    assert counted.is_exact
    expected = one_by_one(list(find(Query(words=words)).select_related("sender__person", "conversation")))
    assert counted.hits == expected["days"].total()
    for name in ("persons", "organisations", "apps", "conversations", "months", "days"):
        assert getattr(counted, name) == expected[name], name
    assert {title.casefold(): n for title, n in counted.functions.items()} == expected["functions"]
    assert list(counted.topics.values()) == [find(Query(words="pomp")).count()]


def test_of_very_many_hits_the_newest_quarters_are_counted_first(archive, monkeypatch):
    monkeypatch.setattr(counting, "ENOUGH", 40)
    monkeypatch.setattr(counting, "quarters", lambda: dict.fromkeys(quarters(), 20.0))
    counted = facets(EVERYTHING)

    newest = find(Query()).filter(sent_at__gte=counted.since)
    assert not counted.is_exact
    assert counted.hits == newest.count() < find(Query()).count()
    assert counted.months == one_by_one(list(newest.select_related("sender__person", "conversation")))["months"]
    assert all_facets(EVERYTHING).hits == find(Query()).count()


def quarters():
    from archive.search.quarters import quarters as there

    return there()


def test_counting_that_takes_too_long_is_given_up(archive, monkeypatch):
    monkeypatch.setattr(counting, "PATIENCE", 0.001)
    monkeypatch.setattr(counting, "_SPREAD", counting._SPREAD + ", pg_sleep(1)")
    assert all_facets(EVERYTHING) is None
    assert find(Query()).exists()


def test_nothing_is_found_nowhere(archive):
    assert facets(Word("onvindbaar")) == counting.NONE
