"""Messages that a report has outside its chats: an sms, an mms, a message of an app. One conversation for each counterpart,
the chat with that person where the report has one.

A phone's own messages have no chats: who they were with, their parties say; which way they went, their folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from archive.app_names import app_key
from archive.importers.ufdr_xml.messages import Messages
from archive.importers.ufdr_xml.parties import handle
from archive.importers.ufdr_xml.report import Model
from archive.importing import (
    Bookkeeping,
    Item,
    NotReadable,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    Unreadable,
)
from archive.reading.phone_owner import owner_handle
from archive.storable import storable, storable_id

APP = "ufdr"
"""Of a chat whose source the report does not name."""
TEXT_MESSAGES = "sms"
"""The app of an sms or mms, whose source the phone's own app leaves empty."""
_OF_THE_PHONE = frozenset({"SMS", "MMS"})
_PARTIES = ("From", "Parties", "To", "Cc", "Bcc")
_FROM_HERE = frozenset({"sent", "outbox", "drafts", "draft", "queued", "unsent", "failed"})
"""Folders and states of what went out, or would."""
_TO_HERE = frozenset({"inbox", "read", "unread"})


def app_of(model: Model) -> str:
    """The app of a chat or a message."""
    named = app_key(storable(model.word("Source") or model.word("SourceApplication")))
    return named or (TEXT_MESSAGES if model.type in _OF_THE_PHONE else APP)


class Loose:
    """Turns the messages outside chats into items, and tells those apart that stand in a chat as well."""

    def __init__(self, chats: Iterable[Model], *, files: Mapping[str, str], zone: str) -> None:
        """`chats` are those of the report, without their messages: they say who the owner is in an app."""
        self.chats: dict[str, Messages] = {}
        """By key of the conversation."""
        self.count = 0
        self._files, self._zone = files, zone
        self._owners: dict[str, ParsedHandle] = {}
        for chat in chats:
            app = app_of(chat)
            for party in chat.models.get("Participants", ()):
                if party.is_true("IsPhoneOwner") and (owner := handle(party, app=app)):
                    self._owners.setdefault(app, owner)
        self._in_chats: set[bytes] = set()
        self._of_two: dict[tuple[str, str], ParsedConversation] = {}
        """The chats of two of the report, by app and by who the other is."""

    def began(self, chat: ParsedConversation) -> None:
        """Remember a chat: what stands outside it with the same person belongs to it."""
        others = self._values(chat)
        if len(others) == 1 and not chat.is_group:
            self._of_two.setdefault((chat.app, others[0]), chat)

    def met(self, message: ParsedMessage, conversation: ParsedConversation) -> None:
        """Remember a message of a chat: a report may list it by itself as well."""
        self._in_chats.add(self._fingerprint(message, conversation))

    def items(self, model: Model, *, unit: int) -> Iterator[Item]:
        """The message of a model, behind its conversation when that is new."""
        app = app_of(model)
        conversation = self._conversation(model, app)
        others = self._values(conversation)
        within = self._of_two.get((app, others[0])) if len(others) == 1 else None
        conversation = within or conversation
        chat = self.chats.get(conversation.key) or Messages(conversation.key, app, files=self._files, zone=self._zone)
        try:
            message = chat.message(model, unit=unit, otherwise=self._sender(model, app, conversation))
        except NotReadable as reason:
            yield Unreadable(unit, unit, storable(model.as_json()), str(reason))
            return
        if self._fingerprint(message, conversation) in self._in_chats:
            yield Bookkeeping(unit, unit, "hetzelfde bericht, dat ook in een gesprek staat")
            return
        if conversation.key not in self.chats:
            self.chats[conversation.key] = chat
            yield from () if within else (conversation,)
        self.count += 1
        yield message

    def _conversation(self, model: Model, app: str) -> ParsedConversation:
        others = self._others(model, app)
        known_by = "~".join(sorted(person.value for person in others))
        owner = self._owners.get(app)
        return ParsedConversation(
            key=f"{app} {known_by}",
            app=app,
            title=", ".join(person.shown for person in others[:6]) or "Zonder nummer",
            is_group=len(others) > 1,
            source_id=storable_id(known_by),
            participants=(*others, owner) if owner else others,
            has_local_id=True,  # the others in a group say not which group it is
        )

    def _others(self, model: Model, app: str) -> tuple[ParsedHandle, ...]:
        """Everybody in it but the owner, once each."""
        parties = [party for field in _PARTIES for party in model.models.get(field, ())]
        others = [handle(party, app=app) for party in parties if not party.is_true("IsPhoneOwner")]
        by_value = {(person.kind, person.value): person for person in others if person and not self._is_owner(person)}
        return tuple(by_value.values())

    def _is_owner(self, person: ParsedHandle) -> bool:
        return any((owner.kind, owner.value) == (person.kind, person.value) for owner in self._owners.values())

    def _sender(self, model: Model, app: str, conversation: ParsedConversation) -> ParsedHandle | None:
        """Who wrote it where no party is said to have: the owner what went out, the only other what came in."""
        ways = {model.word("Folder").lower(), model.word("Status").lower()}
        if ways & _FROM_HERE:
            return self._owners.get(app) or owner_handle()
        others = [person for person in conversation.participants if not self._is_owner(person)]
        return others[0] if len(others) == 1 and ways & _TO_HERE else None

    def _fingerprint(self, message: ParsedMessage, conversation: ParsedConversation) -> bytes:
        facts = (conversation.app, self._values(conversation), message.sent_at.isoformat(), message.text)
        return hashlib.blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=8).digest()

    def _values(self, conversation: ParsedConversation) -> list[str]:
        """Who the others in it are, in one order."""
        return sorted(person.value for person in conversation.participants if not self._is_owner(person))
