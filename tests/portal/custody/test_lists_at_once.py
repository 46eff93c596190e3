"""Two archivists propose at the same moment."""

from __future__ import annotations

import threading
import time

from django.db import connection

import pytest

from archive.models import DestructionLine
from archive.retention import destruction_lists
from archive.retention.destruction_lists import ListRefused
from tests.archive.test_imports_at_once import waits_for_another
from tests.portal.custody.destructions import proposed

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_message_is_on_one_list_also_when_two_are_made_at_once(crisis, els, second_archivist, monkeypatch):
    """Neither saw what the other had put on a list, and there were two lists of the same messages."""
    refused: list[str] = []

    def proposes_too() -> None:
        try:
            proposed(second_archivist)
        except ListRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    other = threading.Thread(target=proposes_too)
    found = destruction_lists._by_conversation

    def meanwhile(*args):
        days = found(*args)
        if other.ident is None:
            other.start()
            ends = time.monotonic() + 30
            while other.is_alive() and not waits_for_another() and time.monotonic() < ends:
                time.sleep(0.01)
        return days

    monkeypatch.setattr(destruction_lists, "_by_conversation", meanwhile)
    proposed(els)
    other.join(30)
    assert DestructionLine.objects.count() == 1
    assert "Er is niets dat nu vernietigd mag worden" in refused[0]
