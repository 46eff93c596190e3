"""The hits of a search page by page, whichever way the database is asked for them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from archive.models import Message
from archive.search import hits as looking
from archive.search.expressions import And, Expression, InPeriod, Not, Or, Word
from archive.search.hits import answering, count, hits
from archive.search.quarters import Quarter, quarter_of, quarters
from tests import factories

pytestmark = pytest.mark.django_db

ASKED = [
    Word("pomp"),
    And((Word("pomp"), Not(Word("dijk")))),
    And((Word("sluis"), InPeriod(datetime(2024, 2, 1).date(), datetime(2025, 3, 31).date()))),
    And(()),
    And((Word("onvindbaar"),)),
    Or(()),
]


@pytest.fixture(params=["looked through", "by quarter", "patience ends"])
def way(request, monkeypatch) -> None:
    """Both ways, and the first of them when the newest rows do not hold the hits."""
    frequent, patience = {"looked through": (0, 10_000), "by quarter": (2, 4), "patience ends": (0, 0.0)}[request.param]
    monkeypatch.setattr(looking, "FREQUENT", frequent)
    monkeypatch.setattr(looking, "PATIENCE", patience)
    # The guess at how many answer is zero in a small archive, whatever is asked.
    ask = looking.ask
    monkeypatch.setattr(looking, "ask", lambda expression: looking.replace(ask(expression), share=1.0))


@pytest.fixture(scope="module")
def archive(module_db) -> list[Message]:
    """Messages of two years and of one minute, in no order, several in the same second; the last stored stand first."""
    chance, chat = random.Random(4), factories.conversation()
    start = datetime.fromisoformat("2024-01-01T00:00+00:00")
    for number in range(48):
        at = start + timedelta(days=chance.randrange(700)) if number % 3 else start + timedelta(days=200)
        text = chance.choice(["de pompen", "pomp in de dijk", "een sluis", "niets"])
        factories.message(chat, text, at=at, position=1000 - number)
    factories.index_archive()
    return list(Message.objects.newest_first())


def in_order(expression: Expression) -> list[int]:
    rows = answering(expression).order_by("-sent_at", "-message_id").values_list("message_id", flat=True)
    return list(rows)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("size", [1, 7, 200])
def test_every_hit_once_and_in_order_forwards_and_backwards(way, archive, asked, size):
    expected = in_order(asked)
    seen, page = [], hits(asked, size=size)
    assert not page.has_newer
    while page.messages:
        seen += page.messages
        assert page.has_older == (len(seen) < len(expected))
        page = hits(asked, size=size, after=page.messages[-1])
        assert page.has_newer or not seen
    assert seen == expected

    for number in range(len(expected)):
        page = hits(asked, size=size, before=expected[number])
        start = number - size if number > size else 0
        assert page.messages == tuple(expected[start : start + size])
        assert (page.has_newer, page.has_older) == (start > 0, start + size < len(expected))


def test_a_place_that_is_not_a_hit_is_a_place_all_the_same(way, archive):
    sluice = next(message for message in archive[20:] if message.text == "een sluis")
    expected = [
        pk for pk in in_order(Word("pomp")) if (row := archive_place(archive, pk)) and row > archive.index(sluice)
    ]
    assert hits(Word("pomp"), size=5, after=sluice.pk).messages == tuple(expected[:5])


def archive_place(archive: list[Message], pk: int) -> int:
    return next(number for number, message in enumerate(archive) if message.pk == pk)


def test_a_place_that_is_gone_gives_the_newest(way, archive):
    newest = tuple(in_order(Word("pomp"))[:5])
    assert hits(Word("pomp"), size=5, after=10**15).messages == newest
    assert hits(Word("pomp"), size=5, before=10**15).messages == newest


@pytest.mark.parametrize("asked", ASKED)
def test_hits_are_counted_as_far_as_is_asked(archive, asked):
    total = len(in_order(asked))
    assert count(asked) == total
    assert count(asked, at_most=5) == min(5, total)
    assert count(asked, at_most=10_001) == total


def test_a_page_costs_the_same_number_of_queries_however_many_quarters(archive, django_assert_num_queries):
    assert len(quarters()) >= 8
    with django_assert_num_queries(4):
        hits(Word("pomp"), size=50)


def test_a_quarter_is_one_of_utc():
    assert quarter_of(datetime.fromisoformat("2026-01-01T00:30+01:00")) == Quarter(2025, 4)
    assert quarter_of(datetime.fromisoformat("2026-01-01T01:30+01:00")) == Quarter(2026, 1)
    assert (Quarter(2025, 4).start, Quarter(2025, 4).until) == tuple(
        datetime.fromisoformat(f"{day}T00:00+00:00") for day in ("2025-10-01", "2026-01-01")
    )
    assert Quarter(9999, 4).until > datetime.fromisoformat("9999-12-31T23:59:59+00:00")


def test_how_many_rows_there_are_is_known_before_anybody_looked(db):
    """Right after a first import, when the planner knows nothing yet: words said together would else find none."""
    chat = factories.conversation()
    for number in range(400):
        factories.message(
            chat, f"bericht {number} over de pompen van het gemaal", at=f"2071-02-01T12:00:{number % 60:02}Z"
        )
    factories.index_archive()

    assert quarters()[Quarter(2071, 1)] >= 200
