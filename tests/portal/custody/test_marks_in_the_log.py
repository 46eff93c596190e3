"""Marks that an import makes by itself are in the log one by one: the check of the archive misses one that was removed."""

from __future__ import annotations

import pytest

from archive.ingest import receive
from archive.models import Conversation, ImportRun, Message, Person, PrivateMark
from archive.privacy import Scope
from archive.sealing.verifying import differences
from tests.portal.custody.destructions import CHAT, LATER, destroyed
from woo_portal.audit.events import record, sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.custody import marking
from woo_portal.intake.shielding import import_shielded

TALK = [f"De pompen bij gemaal {number} staan uit, wie belt het waterschap?" for number in range(12)]
BEFORE, AFTER = "We gaan zondag naar Artis", "We gaan zondag naar de Efteling"


@pytest.fixture
def imports(tmp_path):
    """Bring in an export as the portal's worker does."""

    def bring(name: str, text: str, **options) -> ImportRun:
        path = tmp_path / name
        path.write_text(text)
        run = receive(path, file_name=name, by="Els Archema", **options)
        return import_shielded(run.pk, progress=lambda done, total: None)

    return bring


def removed(*marks: PrivateMark) -> list[str]:
    """What a check says of marks after they were removed in the database."""
    told = [
        f"Privémarkering {mark.pk} van gesprek {mark.conversation_id} staat in het logboek en is weg." for mark in marks
    ]
    PrivateMark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return told


def test_what_is_hidden_at_the_upload_is_missed_when_its_mark_is_removed(imports):
    imports("WhatsApp-chat met Crisisteam.txt", CHAT, hides_new=True)
    assert list(differences()) == []
    (mark,) = PrivateMark.objects.all()
    assert list(differences()) == [] != (told := removed(mark))
    assert list(differences()) == told


def test_of_several_conversations_and_of_single_messages_each_is_missed(imports):
    imports("WhatsApp-chat met Crisisteam.txt", CHAT)
    known = "13-11-2025 08:04 - Kofi Mensah: Doe ik nu\n"
    more = LATER.replace(known, f"{known}13-11-2025 08:04 - Kofi Mensah: Al gedaan\n")
    imports("WhatsApp-chat met Crisisteam.txt", more, hides_new=True)
    imports("WhatsApp-chat met Rieke.txt", "13-11-2025 09:00 - Rieke: hoi\n", hides_new=True)
    marks = list(PrivateMark.objects.order_by("pk"))
    assert {mark.message_id is None for mark in marks} == {True, False}
    assert len({mark.conversation_id for mark in marks}) == 2
    told = removed(*marks)
    assert list(differences()) == told


def phones(imports, first: str, second: str) -> tuple[Message, Message]:
    """A chat with a message that a second phone has with another text, marked as private before that came in."""
    lines = [f"12-11-2025 16:{minute:02} - Jan: {text}" for minute, text in enumerate(TALK, start=10)]
    android = "\n".join([*lines, f"12-11-2025 16:40 - Jan: {first}"]) + "\n"
    kofi, fatima = (Person.objects.create(name=name) for name in ("Kofi Mensah", "Fatima El Amrani"))
    imports("WhatsApp-chat met Crisisteam.txt", android, holder=kofi)
    lines = [f"[12-11-2025, 16:{minute:02}:41] Jan: {text}" for minute, text in enumerate(TALK, start=10)]
    ios = "\n".join([*lines, f"[12-11-2025, 16:40:03] Jan: {second} \u200e<Dit bericht is bewerkt>"]) + "\n"
    yield Message.objects.get(text=first)
    imports("_chat.txt", ios, holder=fatima)
    yield Message.objects.get(text=second)


def test_the_twin_of_a_private_message_that_an_import_brings_is_missed(imports, els):
    steps = phones(imports, BEFORE, AFTER)
    known = next(steps)
    marking.mark(Scope(known.conversation_id, (known.pk,)), reason="Gezin", said_by="", by=els)
    twin = next(steps)

    event = Event.objects.filter(verb=Verb.PRIVATE_MARKED).order_by("pk").last()
    run = ImportRun.objects.order_by("pk").last()
    assert sentence(event) == (
        f"het portaal markeerde 1\xa0bericht dat op een andere telefoon al privé is, als privé (import {run.pk})."
    )
    assert "Efteling" not in repr(event.details)
    told = removed(PrivateMark.objects.get(message=twin))
    assert list(differences()) == told


def test_the_twin_outside_a_marked_day_is_missed(imports, els):
    steps = phones(imports, BEFORE, AFTER)
    known, twin = next(steps), next(steps)
    Message.objects.filter(pk=twin.pk).update(sent_at=twin.sent_at.replace(day=13))
    twin.refresh_from_db()
    day = known.sent_at.date()
    marking.mark(Scope(known.conversation_id, (), day, day), reason="Gezin", said_by="", by=els)
    mark = PrivateMark.objects.get(message=twin)
    told = removed(mark)
    assert told[0] in list(differences())


def test_one_that_was_destroyed_with_its_conversation_is_not_missed(imports, els, anna, work):
    imports("WhatsApp-chat met Crisisteam.txt", CHAT, hides_new=True)
    destroyed(els, anna, work)
    assert not Conversation.objects.exists()
    assert list(differences()) == []


def test_what_the_log_said_before_is_still_understood(imports, crisis):
    record(Verb.PRIVATE_MARKED, by=None, subject="import 1", run=1, what="4 berichten", said_by="Els Archema")
    message = crisis.messages.first()
    marks = [
        PrivateMark.objects.create(conversation=crisis, message=one, reason="Gezin", by="Els Archema")
        for one in (message, None)
    ]
    old = [[mark.pk, mark.message_id] for mark in marks]
    record(Verb.PRIVATE_MARKED, by=None, subject="gesprek", conversation=crisis.pk, what="x", marks=old, said_by="")
    assert list(differences()) == []
    assert list(differences()) != (told := removed(*marks))
    assert list(differences()) == told
