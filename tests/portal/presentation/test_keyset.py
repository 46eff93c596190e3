"""A list is leafed through from front to back and back again: every row is seen, in order, whatever ties there are."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from archive.models import Topic
from woo_portal.presentation import keyset

SIZE = 4


@pytest.fixture(params=[0, 1, 3, 4, 5, 8, 23])
def count(request, db) -> int:
    Topic.objects.bulk_create(Topic(name=f"{number:02}", terms=str(number // 3)) for number in range(request.param))
    return request.param


@pytest.mark.parametrize("falling", [False, True])
def test_every_row_is_seen_once_on_the_way_and_none_is_missed_on_the_way_back(count, falling):
    order = keyset.Order(("terms", "id"), falling=falling)
    wanted = list(Topic.objects.order_by(*order.names()))

    page = keyset.page(Topic.objects.all(), order, {}, size=SIZE)
    seen = list(page.rows)
    while page.next_url:
        page = keyset.page(Topic.objects.all(), order, dict(parse_qsl(page.next_url[1:])), size=SIZE)
        seen += page.rows
    assert seen == wanted

    page = keyset.last_page(Topic.objects.all(), order, {}, size=SIZE)
    back = list(page.rows)
    while page.previous_url:
        page = keyset.page(Topic.objects.all(), order, dict(parse_qsl(page.previous_url[1:])), size=SIZE)
        back = [row for row in page.rows if row not in back] + back
    assert back == wanted


@pytest.mark.parametrize("count", [9], indirect=True)
def test_a_row_added_meanwhile_shifts_nothing(count):
    order = keyset.Order(("id",), falling=True)
    first = keyset.page(Topic.objects.all(), order, {}, size=SIZE)
    Topic.objects.create(name="nieuw", terms="x")
    second = keyset.page(Topic.objects.all(), order, dict(parse_qsl(first.next_url[1:])), size=SIZE)

    assert [row.name for row in first.rows + second.rows] == ["08", "07", "06", "05", "04", "03", "02", "01"]


@pytest.mark.parametrize("count", [9], indirect=True)
def test_other_parameters_are_kept_and_the_place_is_replaced(count):
    page = keyset.page(Topic.objects.all(), keyset.Order(("id",)), {"zoek": "a b", "na": "x", "leeg": ""}, size=SIZE)
    assert page.next_url == f"?zoek=a+b&na={page.rows[-1].pk}"
    assert page.previous_url == ""
