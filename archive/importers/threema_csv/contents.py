"""What is in a message of a Threema backup: its type says how its body is written, mostly as JSON.

Bodies of files hold the key to them; nothing of a body is passed on but what is named here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from archive.importers.threema_csv.chats import Chats
from archive.importers.threema_csv.polls import Polls
from archive.importers.threema_csv.tables import Row
from archive.importing import MessageKind, NotReadable, ParsedAttachment, SystemEvent
from archive.reading.event_sentences import SOMEBODY, call_sentence, place_text
from archive.reading.member_paths import MemberPaths
from archive.reading.message_content import Content
from archive.reading.phrases import BACKUP, content_not_in, unknown_message, unnamed_file

_GROUP_EVENTS: Mapping[int, tuple[SystemEvent, str]] = {
    0: (SystemEvent.CREATED, "De groep is gemaakt"),
    1: (SystemEvent.RENAMED, "De groep heet nu «{name}»"),
    2: (SystemEvent.OTHER, "De groepsafbeelding is gewijzigd"),
    3: (SystemEvent.ADDED, "{who} is toegevoegd aan de groep"),
    4: (SystemEvent.LEFT, "{who} heeft de groep verlaten"),
    5: (SystemEvent.REMOVED, "{who} is uit de groep verwijderd"),
    6: (SystemEvent.OTHER, "De groep is een notitiegroep: niemand anders leest mee"),
    7: (SystemEvent.OTHER, "De groep is geen notitiegroep meer"),
    8: (SystemEvent.OTHER, "{who} heeft gestemd in de peiling «{poll}»"),
    9: (SystemEvent.OTHER, "{who} heeft de stem gewijzigd in de peiling «{poll}»"),
    10: (SystemEvent.OTHER, "Er is gestemd in de peiling «{poll}»"),
    11: (SystemEvent.OTHER, "Alle stemmen in de peiling «{poll}» zijn binnen"),
    12: (SystemEvent.OTHER, "De groepsomschrijving is gewijzigd"),
    13: (SystemEvent.OTHER, "De maker van de groep heeft de groep verlaten"),
}
"""By status (GroupStatusDataModel.GroupStatusType of the app)."""
_MISSED, _REJECTED, _ABORTED = 1, 3, 4
"""Statuses of a call (VoipStatusDataModel); 2 is a call that was held."""
_OLD_FILES: Mapping[str, str] = {"IMAGE": "foto", "VIDEO": "video", "VOICEMESSAGE": "spraakbericht"}
_CLOSED = 3


class Contents:
    """Reads the content of messages, with the files and the tables beside them. `folder` ends in "/" or is empty."""

    def __init__(self, chats: Chats, polls: Polls, files: MemberPaths, folder: str) -> None:
        self._chats, self._polls, self._files, self._folder = chats, polls, files, folder
        self._readers: Mapping[str, Callable[[Row, str], Content]] = {
            "TEXT": lambda row, kind: Content(MessageKind.TEXT, chats.with_names(row["body"])),
            "FILE": self._file,
            "LOCATION": self._place,
            "BALLOT": self._poll,
            "POLL": self._poll,
            "CONTACT": self._contact,
            "VOIP_STATUS": self._call,
            "GROUP_CALL_STATUS": self._group_call,
            "GROUP_STATUS": self._group_event,
            "STATUS": lambda row, kind: _status(row["body"]),
        }

    def content(self, row: Row, kind: str) -> Content:
        """The content of a row of a file of this kind of conversation. Raises `NotReadable`, or what Python raises."""
        sort = row["type"]
        if sort in _OLD_FILES:
            stored = self._stored(row, kind, unnamed_file("", _OLD_FILES[sort]))
            return Content(MessageKind.MEDIA, self._chats.with_names(row.get("caption", "")), (stored,))
        if row.get("isstatusmessage") == "1" and sort == "TEXT":
            return _status(row["body"])
        reader = self._readers.get(sort)
        if reader is None:
            raise NotReadable(unknown_message(sort))
        return reader(row, kind)

    def _stored(self, row: Row, kind: str, name: str) -> ParsedAttachment:
        """The file of a message, which the backup keeps under the message's own number."""
        return ParsedAttachment(name, self._files.exact(f"{self._folder}{kind}_media_{row['uid']}"))

    def _file(self, row: Row, kind: str) -> Content:
        # [blob, key, media type, size, name, how to show it, fetched, caption, type of the preview, …]
        fields = json.loads(row["body"])
        if fields[2] and "/" not in str(fields[2]):
            raise NotReadable("de beschrijving van het bestand klopt niet")
        name = str(fields[4] or "") or unnamed_file(fields[2])
        caption = row.get("caption") or str(fields[7] or "")
        return Content(MessageKind.MEDIA, self._chats.with_names(caption), (self._stored(row, kind, name),))

    def _place(self, row: Row, kind: str) -> Content:
        # [latitude, longitude, accuracy, address, name]
        fields = json.loads(row["body"])
        names = [str(part) for part in (*fields[4:5], *fields[3:4]) if part]
        return Content(MessageKind.LOCATION, place_text(fields[0], fields[1], *names))

    def _contact(self, row: Row, kind: str) -> Content:
        name = self._chats.person(row["body"]).shown
        return Content(MessageKind.CONTACT, "\n".join(dict.fromkeys((name, row["body"]))))

    def _poll(self, row: Row, kind: str) -> Content:
        state, number = json.loads(row["body"])
        text = self._polls.text(str(number))
        closed = "De peiling is gesloten\n" if state == _CLOSED and text else ""
        return Content(MessageKind.POLL, f"{closed}{text}", warnings=() if text else (content_not_in(BACKUP),))

    def _call(self, row: Row, kind: str) -> Content:
        data = _data(row["body"])
        sentence = call_sentence(
            video=False,
            missed=data.get("status") == _MISSED,
            declined=data.get("status") in (_REJECTED, _ABORTED),
            seconds=int(data.get("duration") or 0),
        )
        return Content(MessageKind.CALL, sentence)

    def _group_call(self, row: Row, kind: str) -> Content:
        data = _data(row["body"])
        caller = str(data.get("callerIdentity") or "")
        by = f" van {self._chats.person(caller).shown}" if caller else ""
        return Content(
            MessageKind.CALL, f"Groepsgesprek{by} begonnen" if data.get("status") == 1 else "Groepsgesprek beëindigd"
        )

    def _group_event(self, row: Row, kind: str) -> Content:
        data = _data(row["body"])
        event, sentence = _GROUP_EVENTS.get(int(data["status"]), (SystemEvent.OTHER, "De groep is gewijzigd ({code})"))
        text = sentence.format(
            who=self._chats.person(str(data.get("identity") or "")).shown or SOMEBODY,
            name=data.get("newGroupName", ""),
            poll=data.get("ballotName", ""),
            code=data["status"],
        )
        return Content(MessageKind.SYSTEM, text, event=event)


def _status(body: str) -> Content:
    return Content(MessageKind.SYSTEM, body or "Gebeurtenis in Threema", event=SystemEvent.OTHER)


def _data(body: str) -> dict[str, Any]:
    """The fields of a status: `[number of the sort, {…}]`."""
    return dict(json.loads(body)[1])
