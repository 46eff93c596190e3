"""Who relies on messages staying as they are, and who changes that, wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection, transaction

import pytest

from archive.standstill import have_to_oneself, stand_still

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(takes: Callable[[], None]) -> threading.Event:
    """Take a side in a transaction of another connection; the event is set once it has it."""
    has_it = threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                takes()
                has_it.set()
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True).start()
    return has_it


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(stand_still, have_to_oneself), (have_to_oneself, stand_still), (have_to_oneself, have_to_oneself)],
)
def test_one_waits_for_the_other(mine, theirs):
    with transaction.atomic():
        mine()
        has_it = elsewhere(theirs)
        assert not has_it.wait(0.5)
    assert has_it.wait(10)


def test_who_only_rely_on_it_do_not_wait_for_each_other():
    with transaction.atomic():
        stand_still()
        assert elsewhere(stand_still).wait(10)
