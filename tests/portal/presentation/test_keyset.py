"""A list is leafed through from front to back and back again: every row is seen, in order, whatever ties there are."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from archive.models import Person
from woo_portal.presentation import keyset

SIZE = 4


@pytest.fixture(params=[0, 1, 3, 4, 5, 8, 23])
def count(request, db) -> int:
    Person.objects.bulk_create(Person(name=str(number // 3)) for number in range(request.param))
    return request.param


@pytest.mark.parametrize("falling", [False, True])
def test_every_row_is_seen_once_on_the_way_and_none_is_missed_on_the_way_back(count, falling):
    order = keyset.Order(("name", "id"), falling=falling)
    wanted = list(Person.objects.order_by(*order.names()))

    page = keyset.page(Person.objects.all(), order, {}, size=SIZE)
    seen = list(page.rows)
    while page.next_url:
        page = keyset.page(Person.objects.all(), order, dict(parse_qsl(page.next_url[1:])), size=SIZE)
        seen += page.rows
    assert seen == wanted

    page = keyset.last_page(Person.objects.all(), order, {}, size=SIZE)
    back = list(page.rows)
    while page.previous_url:
        page = keyset.page(Person.objects.all(), order, dict(parse_qsl(page.previous_url[1:])), size=SIZE)
        back = [row for row in page.rows if row not in back] + back
    assert back == wanted


@pytest.mark.parametrize("count", [9], indirect=True)
def test_a_row_added_meanwhile_shifts_nothing(count):
    order = keyset.Order(("id",), falling=True)
    wanted = list(Person.objects.order_by("-id"))
    first = keyset.page(Person.objects.all(), order, {}, size=SIZE)
    Person.objects.create(name="nieuw")
    second = keyset.page(Person.objects.all(), order, dict(parse_qsl(first.next_url[1:])), size=SIZE)

    assert first.rows + second.rows == wanted[: 2 * SIZE]


@pytest.mark.parametrize("count", [9], indirect=True)
def test_other_parameters_are_kept_and_the_place_is_replaced(count):
    page = keyset.page(Person.objects.all(), keyset.Order(("id",)), {"zoek": "a b", "na": "x", "leeg": ""}, size=SIZE)
    assert page.next_url == f"?zoek=a+b&na={page.rows[-1].pk}"
    assert page.previous_url == ""


@pytest.mark.parametrize("count", [3, 9], indirect=True)
def test_behind_the_last_row_is_the_last_page(count):
    order = keyset.Order(("id",))
    behind = {"zoek": "a", "na": str(Person.objects.latest("pk").pk)}
    assert keyset.page(Person.objects.all(), order, behind, size=SIZE) == keyset.last_page(
        Person.objects.all(), order, {"zoek": "a"}, size=SIZE
    )
