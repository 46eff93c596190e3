"""The decision counts what its reader can count: how many words a withheld name has is told nowhere."""

from __future__ import annotations

import pytest

from archive.models import Message
from redaction.choices import Field, Status
from tests import factories
from woo_portal.dossiers import as_printed
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.uses import Part, uses_of


@pytest.fixture
def counted(judged: Dossier, chat: list[Message], django_assert_max_num_queries):
    """How many passages the decision says are withheld on each ground, when these of the second message are."""

    def count(text: str, *passages: str, **fields: object) -> dict[str, int]:
        Message.objects.filter(pk=chat[1].pk).update(text=text, warnings=[f"verwijderd door {text}"])
        chat[1].refresh_from_db()
        for passage in passages:
            factories.proposal(judged.layer, chat[1], passage, status=Status.ACCEPTED, **fields)
        with django_assert_max_num_queries(8):
            return {use.ground.code: use.parts[Part.PASSAGE] for use in uses_of(judged)}

    return count


@pytest.mark.parametrize(
    "passages",
    [
        ("Marloes Prins",),
        ("Marloes", "Prins"),
        ("Marloes Prins", "Prins"),
        ("Marloes", "arloes P", "Prins"),
    ],
)
@pytest.mark.parametrize("field", [Field.TEXT, Field.REMARK])
def test_a_name_that_was_withheld_word_by_word_counted_for_as_many_passages(counted, passages, field):
    """Regression: the package shows one token, and the decision said that there are two passages."""
    assert counted("Bel Marloes Prins nu", *passages, field=field) == {"5.1.2e": 1}


def test_names_apart_are_two(counted):
    assert counted("Bel Marloes of Kees nu", "Marloes", "Kees") == {"5.1.2e": 2}


def test_a_token_on_two_grounds_counts_for_each(counted, judged, chat):
    factories.proposal(judged.layer, chat[0], "pompen", status=Status.ACCEPTED, ground="5.1.2i")
    factories.proposal(judged.layer, chat[0], "De pompen", status=Status.ACCEPTED)
    assert counted("Dag") == {"5.1.2e": 1, "5.1.2i": 1}


def test_in_a_title_it_is_one_as_well(counted, judged, chat):
    conversation = chat[0].conversation
    for name in ("Crisis", "team"):
        factories.proposal(judged.layer, conversation, status=Status.ACCEPTED)
        judged.layer.redactions.filter(conversation=conversation, start=0, end=10).update(
            start=conversation.title.index(name), end=conversation.title.index(name) + len(name)
        )
    assert counted("Dag") == {"5.1.2e": 1}


def test_of_many_texts_some_are_in_memory_at_once(judged, chat, monkeypatch):
    monkeypatch.setattr(as_printed, "_AT_ONCE", 1)
    Message.objects.filter(pk=chat[1].pk).update(text="Bel Marloes of Kees nu")
    chat[1].refresh_from_db()
    for message, words in ((chat[0], ("De", "pompen")), (chat[1], ("Marloes", "Kees"))):
        for word in words:
            factories.proposal(judged.layer, message, word, status=Status.ACCEPTED)

    assert [use.parts[Part.PASSAGE] for use in uses_of(judged)] == [3]
