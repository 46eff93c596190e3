"""The chats of a report as conversations. A report may list one several times: as it is on the phone, and as it was recovered."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.importers.ufdr_xml.loose import app_of
from archive.importers.ufdr_xml.parties import handle
from archive.importers.ufdr_xml.report import Model
from archive.importing import MessageKind, ParsedConversation, ParsedHandle, ParsedMessage
from archive.reading.phrases import UNNAMED_CONVERSATION
from archive.storable import storable, storable_id

DELETED_TOO = "het rapport noemt dit bericht ook als verwijderd bericht"


@dataclass(slots=True)
class Chat:
    """A conversation and the places in the report that list it. `seen` are its messages, and whether each was deleted."""

    key: str
    models: list[Model]
    owners: set[str]
    seen: dict[bytes, bool] = field(default_factory=dict)
    times: Counter[bytes] = field(default_factory=Counter)
    """How often each message came by in the list that is being read."""

    def begin(self) -> None:
        """Another list of this chat begins."""
        self.times.clear()

    def conversation(self) -> ParsedConversation:
        """The conversation, with everybody of whom any of the lists says that they are in it."""
        app, number = app_of(self.models[0]), self.models[0].word("Id")
        parties = [party for model in self.models for party in model.models.get("Participants", ())]
        people = dict.fromkeys(found for party in parties if (found := handle(party, app=app)) is not None)
        kinds = {model.word("ChatType").lower() for model in self.models}
        return ParsedConversation(
            key=self.key,
            app=app,
            title=self.title(),
            is_group=bool(kinds & {"group", "channel", "broadcast"}) or ("oneonone" not in kinds and len(people) > 2),
            source_id=storable_id(number),
            participants=tuple(people),
            has_local_id=not _is_global(number),
        )

    def title(self) -> str:
        """What a chat is called: its name, else the others in it, else its id."""
        for model in self.models:
            if name := storable(model.word("Name")):
                return name
        app = app_of(self.models[0])
        parties = [party for model in self.models for party in model.models.get("Participants", ())]
        others = [handle(party, app=app) for party in parties if not party.is_true("IsPhoneOwner")]
        names = list(dict.fromkeys(found.shown for found in others if found is not None))
        return ", ".join(names[:6]) or storable(self.models[0].word("Id")) or UNNAMED_CONVERSATION

    def without_double(self, message: ParsedMessage) -> ParsedMessage | None:
        """The message, None when another list of this chat holds it; saying the same twice in one list is no double.

        What is there as it was sent is never left out for a copy that was deleted.
        """
        if len(self.models) == 1:
            return message
        said = _digest(message)
        self.times[said] += 1
        place = said + self.times[said].to_bytes(4)
        deleted = message.kind is MessageKind.DELETED
        if place not in self.seen:
            self.seen[place] = deleted
            return message
        if deleted or not self.seen[place]:
            return None
        self.seen[place] = False
        return message._replace(warnings=(*message.warnings, DELETED_TOO))


def chats_of(models: Sequence[Model]) -> list[Chat]:
    """The conversation of each chat of a report, in its order: one for those of one app with one id that is the same anywhere."""
    found: list[Chat] = []
    listed: dict[tuple[str, str], list[Chat]] = {}
    for number, model in enumerate(models, start=1):
        app, owners = app_of(model), _owners(model)
        alike = listed.setdefault((app, model.word("Id")), []) if _is_global(model.word("Id")) else []
        chat = next((one for one in alike if not owners or not one.owners or owners & one.owners), None)
        if chat is None:
            chat = Chat(str(number), [], set())
            alike.append(chat)
        chat.models.append(model)
        chat.owners |= owners
        found.append(chat)
    return found


def _is_global(number: str) -> bool:
    """Whether the id of a chat is of the app; others are a number, or of the report's own making."""
    return "@" in number


def _owners(model: Model) -> set[str]:
    """Whose account the chat is in, where the report says so: two accounts on a phone each have a chat with one person."""
    app = app_of(model)
    parties = [party for party in model.models.get("Participants", ()) if party.is_true("IsPhoneOwner")]
    return {found.value for party in parties if (found := handle(party, app=app)) is not None}


def _digest(message: ParsedMessage) -> bytes:
    facts: tuple[object, ...] = (message.sent_at.isoformat(), _value(message.sender), message.text)
    facts += tuple(file.file_name for file in message.attachments)
    return hashlib.blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _value(sender: ParsedHandle | None) -> str:
    return sender.value if sender else ""
