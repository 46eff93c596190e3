"""One row of `message` as an item of the import: who wrote it and when, what it answers, and what was done to it since."""

from __future__ import annotations

from dataclasses import replace

from archive.importers.whatsapp_db.contents import Contents, call_content
from archive.importers.whatsapp_db.details import SYSTEM, Details
from archive.importers.whatsapp_db.people import People
from archive.importers.whatsapp_db.updates import (
    ABOUT_PARTNER,
    GROUP_CALL,
    is_number_change,
    number_changed,
    system_sentence,
    timer_set,
)
from archive.importing import (
    Bookkeeping,
    Item,
    MessageKind,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    SystemEvent,
    Unreadable,
)
from archive.reading.event_sentences import SOMEBODY
from archive.reading.message_content import Content
from archive.reading.moments import WHATSAPP_BEGAN, from_milliseconds, known_milliseconds, plausible
from archive.reading.phrases import DATABASE, reactions_of_nobody, sender_not_told
from archive.reading.sqlite_members import Row, number, shown, text

COLUMNS = (
    *("_id", "chat_row_id", "from_me", "key_id", "sender_jid_row_id", "timestamp", "message_type"),
    *("text_data", "origin", "origination_flags"),
)
FORWARDED = 1
"""The bit of `origination_flags` that says a message was forwarded."""
_TIMER_TYPES = frozenset({36, 56})
_PRIVACY = 112
_ALBUM = 99
NO_TIME = "zonder tijd, of met een tijd die niet kan kloppen (vóór WhatsApp bestond of in de toekomst)"


class Messages:
    """Turns rows into items. `partner` is always the other person of a chat of two, None in a group."""

    def __init__(self, people: People, contents: Contents) -> None:
        self._people, self._contents = people, contents

    def item(self, row: Row, unit: int, details: Details, partner: ParsedHandle | None) -> Item:
        """The item of a row; it takes one unit."""
        if number(row["message_type"]) == _ALBUM:
            return Bookkeeping(unit, unit, "album; de bestanden erin zijn eigen berichten")
        try:
            return self._message(row, unit, details, partner)
        except ValueError:
            return Unreadable(unit, unit, shown(row), NO_TIME)

    def call(self, row: Row, unit: int, conversation: str) -> Item:
        """The item of a row of the log of calls that no message stands for."""
        caller = self._people.owner if number(row["from_me"]) == 1 else self._people.handle(number(row["jid_row_id"]))
        content = call_content(row)
        try:
            sent_at = plausible(from_milliseconds(row["timestamp"]), since=WHATSAPP_BEGAN)
        except ValueError:
            return Unreadable(unit, unit, shown(row), NO_TIME)
        return ParsedMessage(
            conversation=conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=0.001,
            zone="UTC",
            kind=content.kind,
            sender=caller,
            text=content.text,
            source_id=text(row["call_id"]),
        )

    def _message(self, row: Row, unit: int, details: Details, partner: ParsedHandle | None) -> ParsedMessage:
        sender = self._people.by(row, partner)
        content = self._content(row, details, partner, sender)
        edit = details.first("message_edit_info", row["_id"])
        flags = number(row["origination_flags"])
        reactions, of_nobody = self._reactions(row, details, partner)
        return ParsedMessage(
            conversation=str(number(row["chat_row_id"])),
            first_unit=unit,
            last_unit=unit,
            sent_at=plausible(from_milliseconds(row["timestamp"]), since=WHATSAPP_BEGAN),
            precision=0.001,
            zone="UTC",
            kind=content.kind,
            sender=None if content.kind is MessageKind.SYSTEM else sender,
            text=content.text,
            # A quote of an edited message names the id it had before.
            source_id=text(edit["original_key_id"]) if edit else text(row["key_id"]),
            edited=edit is not None,
            quote=self._quote(row, details, partner),
            attachments=content.attachments,
            reactions=reactions,
            warnings=(*content.warnings, *of_nobody),
            event=content.event,
            forwarded=bool(flags & FORWARDED) or details.first("message_forwarded", row["_id"]) is not None,
        )

    def _content(
        self, row: Row, details: Details, partner: ParsedHandle | None, sender: ParsedHandle | None
    ) -> Content:
        code = number(row["message_type"])
        if code == SYSTEM:
            return self._system(row, details, partner)
        if code in _TIMER_TYPES:
            setting = details.first("message_ephemeral_setting", row["_id"])
            who = sender.shown if sender else SOMEBODY
            return Content(MessageKind.SYSTEM, timer_set(who, setting), event=SystemEvent.TIMER)
        if code == _PRIVACY:
            sentence = "De geavanceerde privacy van het gesprek is gewijzigd"
            return Content(MessageKind.SYSTEM, sentence, event=SystemEvent.OTHER)
        content = self._contents.content(row, details, partner)
        warnings = () if sender else (sender_not_told(DATABASE),)
        return replace(content, warnings=(*content.warnings, *warnings))

    def _system(self, row: Row, details: Details, partner: ParsedHandle | None) -> Content:
        message = row["_id"]
        system = details.first("message_system", message)
        action = number(system["action_type"]) if system else -1
        actor = self._actor(row, action, partner)
        if action == GROUP_CALL:
            return Content(MessageKind.CALL, "Groepsgesprek")
        name = actor.shown if actor else SOMEBODY
        if is_number_change(action):
            event, sentence = SystemEvent.NUMBER_CHANGED, self._number_change(details, message, name)
        else:
            changed = details.first("message_system_value_change", message)
            event, sentence = system_sentence(
                action,
                actor=name,
                owner=self._people.owner.shown,
                who=self._concerned(details, message),
                value=text(row["text_data"]),
                old_value=text(changed["old_data"]) if changed else "",
                details={
                    table: details.first(table, message)
                    for table in ("message_ephemeral_setting", "message_system_block_contact")
                },
            )
        return Content(MessageKind.SYSTEM, sentence, event=event)

    def _actor(self, row: Row, action: int, partner: ParsedHandle | None) -> ParsedHandle | None:
        """Who acted, or who it is about: named even in rows that WhatsApp counts among the owner's."""
        named = self._people.handle(number(row["sender_jid_row_id"]))
        if named or (partner and action in ABOUT_PARTNER):
            return named or partner
        return self._people.by(row, partner)

    def _concerned(self, details: Details, message: object) -> list[str]:
        """The names of those something happened to; the owner is told apart in a column of its own."""
        rows = details.all("message_system_chat_participant", message)
        names = [self._people.name(number(row["user_jid_row_id"])) for row in rows]
        group = details.first("message_system_group", message)
        if not group or number(group["is_me_joined"]) != 1:
            return names
        # The only one named is then the owner, by a number that the database does not know to be theirs.
        return [self._people.owner.shown, *(names if len(names) > 1 else ())]

    def _number_change(self, details: Details, message: object, actor: str) -> str:
        change = details.first("message_system_number_change", message)
        old = self._people.handle(number(change["old_jid_row_id"])) if change else None
        new = self._people.handle(number(change["new_jid_row_id"])) if change else None
        return number_changed(old.shown if old else actor, new.value if new else "")

    def _quote(self, row: Row, details: Details, partner: ParsedHandle | None) -> ParsedQuote | None:
        quoted = details.first("message_quoted", row["_id"])
        if quoted is None:
            return None
        media = details.first("message_quoted_media", row["_id"])
        words = text(quoted["text_data"]) or (text(media["media_caption"]) if media else "")
        return ParsedQuote(words, self._people.by(quoted, partner), text(quoted["key_id"]))

    def _reactions(
        self, row: Row, details: Details, partner: ParsedHandle | None
    ) -> tuple[tuple[ParsedReaction, ...], tuple[str, ...]]:
        """The reactions that stand, and a warning for those of which the database does not say whose they are."""
        known, nobodys = [], []
        for add_on, reaction in details.reactions(row["_id"]):
            who, emoji = self._people.by(add_on, partner), text(reaction["reaction"])
            if emoji and who:
                known.append(ParsedReaction(emoji, who, known_milliseconds(reaction["sender_timestamp"])))
            elif emoji:
                nobodys.append(emoji)
        return tuple(known), reactions_of_nobody(nobodys)
