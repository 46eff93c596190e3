"""What was private is told to nobody after it was destroyed either."""

from __future__ import annotations

from datetime import date

import pytest

from archive.models import Conversation, DestroyedPrivate, Handle, ImportRun, Message, Person, Source
from archive.privacy import Scope
from archive.sealing.verifying import differences
from tests.portal.custody.conftest import words
from tests.portal.custody.destructions import destroyed
from woo_portal.accounts.roles import Role
from woo_portal.custody.marking import lift, mark

OTHER = "Luchtschip"
ASIDE = f"13-11-2025 09:03 - {OTHER}: Eet je mee, zeppelin?\n13-11-2025 09:04 - PJ: zeppelin ja graag\n"
PUMPS = "13-11-2025 08:03 - PJ: pompen\n13-11-2025 08:04 - Kofi Mensah: pompen ok\n"


@pytest.fixture
def private_chat(bring_in, els) -> ImportRun:
    """A chat with somebody's friend, private as a whole, beside one that everybody reads."""
    run = bring_in(OTHER, ASIDE)
    bring_in("Crisisteam", PUMPS)
    mark(Scope(Conversation.objects.get(title=OTHER).pk), reason="Thuis", said_by="", by=els)
    return run


@pytest.fixture
def told(browser, user):
    """The pages on which a role reads a word: `told(word, *pages)`."""

    def reading(word: str, *pages: str) -> list[tuple[Role, str]]:
        readers = {role: browser(user(role)) for role in (Role.COORDINATOR, Role.LIAISON)}
        return [
            (role, page)
            for role, reader in readers.items()
            for page in pages
            if word.lower() in words(reader.get(page, follow=True)).lower()
        ]

    return reading


def pages_of(run: ImportRun, *persons: int) -> list[str]:
    rows = [f"/archief/personen/{pk}/" for pk in persons]
    return [f"/archief/imports/{run.pk}/", "/archief/", "/archief/personen/", f"/archief/personen/?q={OTHER}", *rows]


def test_a_private_conversation_is_not_told_once_it_is_gone(private_chat, els, anna, work, told):
    """The name of the file, the title and the person came back with the destruction, for everybody who reads the archive."""
    friend = Handle.objects.get(value=OTHER).person_id
    assert told(OTHER, *pages_of(private_chat)) == []
    chat = Conversation.objects.filter(title=OTHER)

    destroyed(els, anna, work, chats=chat)

    assert not chat.exists()
    assert told(OTHER, *pages_of(private_chat)) == []
    assert not Person.objects.visible().filter(pk=friend).exists()
    assert not Handle.objects.visible().filter(value=OTHER).exists()
    # PJ is known from the other chat as well.
    assert Person.objects.visible().filter(name="PJ").exists()


def test_nothing_but_the_register_keeps_the_names_of_an_original_that_is_gone(private_chat, els, anna, work):
    destroyed(els, anna, work, chats=Conversation.objects.filter(title=OTHER))
    private_chat.refresh_from_db()
    assert OTHER not in repr(private_chat.report)
    # What was taken out of the report and of the register is no difference with what was sealed.
    assert list(differences()) == []
    assert OTHER not in Source.objects.get(pk=private_chat.source_id).file_name
    assert DestroyedPrivate.objects.get().messages == 2


def test_who_is_met_in_an_open_chat_later_is_known_again(private_chat, bring_in, els, anna, work):
    destroyed(els, anna, work, chats=Conversation.objects.filter(title=OTHER))
    handle = Handle.objects.get(value=OTHER)
    open_chat = Conversation.objects.get()
    open_chat.participants.create(handle=handle)
    assert Person.objects.visible().filter(pk=handle.person_id).exists()
    # Nor does it become unknown by what happens to that chat, as nobody does who was known before.
    destroyed(els, anna, work)
    assert Person.objects.visible().filter(pk=handle.person_id).exists()


def test_one_private_message_of_an_open_chat_whose_original_stays(bring_in, els, anna, work, told):
    """What the report quotes of the file came back on the page of the import: a file that was not sent along, its sender."""
    run = bring_in(
        "Crisisteam",
        "13-11-2025 08:03 - PJ: pompen\n"
        "13-11-2025 08:04 - Kofi Mensah: IMG-20251113-zeppelin.jpg (bestand bijgevoegd)\n"
        "99-99-2025 09:05 - PJ: onleesbare zeppelin\n"
        "20-11-2025 08:04 - Kofi Mensah: blijft\n",
    )
    message = Message.objects.get(attachments__file_name__contains="zeppelin")
    mark(Scope(message.conversation_id, (message.pk,)), reason="Thuis", said_by="", by=els)
    assert told("zeppelin", *pages_of(run)) == []

    destroyed(els, anna, work, until=date(2025, 11, 14))

    run.refresh_from_db()
    assert run.report["absent_files"]
    assert told("zeppelin", *pages_of(run)) == []
    # The chat is as open as it was, and so is the name of its file.
    assert Conversation.objects.visible().filter(title="Crisisteam").exists()
    assert len(told("Crisisteam", f"/archief/imports/{run.pk}/")) == 2


def test_what_was_open_when_it_was_destroyed_stays_told(private_chat, els, anna, work, told):
    held = Conversation.objects.get(title=OTHER).private_marks.get()
    lift(held, reason="Toch zakelijk", by=els)
    destroyed(els, anna, work, chats=Conversation.objects.filter(title=OTHER))
    assert len(told(OTHER, f"/archief/imports/{private_chat.pk}/")) == 2
    assert not DestroyedPrivate.objects.exists()


def test_an_original_of_which_a_private_part_went_before_is_still_not_named(private_chat, els, anna, work, told):
    """Its messages go one day after the other; the first half of what told that it was private went with the first."""
    destroyed(els, anna, work, chats=Conversation.objects.filter(title=OTHER), until=date(2025, 11, 13))
    destroyed(els, anna, work)
    assert told(OTHER, *pages_of(private_chat)) == []
