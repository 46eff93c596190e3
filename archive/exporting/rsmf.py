"""Writes a conversation as RSMF 2.0: e-mail files that each hold a zip with a manifest and the attachments. Pure.

A conversation is one file as long as it has at most 10,000 events and its attachments stay far enough below the 2 GB that
readers take; a longer one is cut where a Dutch day begins, and a day that is too long by itself within the day. The files
of one conversation carry one `eventcollectionid`. See docs/formats/rsmf.md for what goes where.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from archive.app_names import app_name
from archive.days import local_day
from archive.exporting.records import ExportedConversation, ExportedMessage, Provenance
from archive.importing import HandleKind, MessageKind, ParsedConversation, ParsedHandle, ParsedMessage
from archive.reading.rsmf_fields import (
    GROUP,
    HANDLE_KIND,
    HANDLE_VALUE,
    PREFIX,
    SOURCE_ID,
    Custom,
    custom,
    message_fields,
)

VERSION = "2.0.0"
GENERATOR = "Woo-portaal"
MAX_EVENTS = 10_000
"""Events in one file, as the specification advises."""
MAX_ATTACHED_BYTES = 1_400_000_000
"""Of the attachments of one file: in base64 that is some 1.9 GB, below the 2 GB readers take."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BASE64_LINE = 57
"""Bytes that give a line of 76 characters."""
_NOT_IN_NAMES = re.compile(r"[^\w.()+-]+")

Json = dict[str, Any]


def write_rsmf(exported: ExportedConversation, folder: Path, *, made_at: datetime) -> Iterator[Path]:
    """Write the conversation to files in `folder` and give each as soon as it is complete, in order of time.

    The names begin with the id of the conversation and the day of the first message. One without messages gives no file.
    """
    people = _People(exported)
    for number, part in enumerate(_parts(exported.messages()), start=1):
        day = _day(part[0].message)
        path = folder / f"{_plain(exported.id)}_{day.isoformat()}_{number:03}.rsmf"
        _write_file(path, exported, part, people, made_at=made_at)
        yield path


def _parts(messages: Iterator[ExportedMessage]) -> Iterator[list[ExportedMessage]]:
    """The messages by file."""
    part: list[ExportedMessage] = []
    attached = 0
    for message in messages:
        size = sum(file.size for file in message.files if file is not None)
        if part and (len(part) >= MAX_EVENTS or attached + size > MAX_ATTACHED_BYTES):
            cut = _last_day_begins(part, _day(message.message))
            yield part[:cut]
            part = part[cut:]
            attached = sum(file.size for kept in part for file in kept.files if file is not None)
        part.append(message)
        attached += size
    if part:
        yield part


def _last_day_begins(part: Sequence[ExportedMessage], next_day: date) -> int:
    """Where the day begins that the next message belongs to; the end of the part when that is a new day, or when the part
    has no other.
    """
    place = len(part)
    while place and _day(part[place - 1].message) == next_day:
        place -= 1
    return place or len(part)


def _day(message: ParsedMessage) -> date:
    return local_day(message.sent_at)


class _People:
    """Gives each handle, as it was shown, an id that is the same in all files of the conversation."""

    def __init__(self, exported: ExportedConversation) -> None:
        self._more = exported.people
        self._ids: dict[ParsedHandle, str] = {}
        self._used: dict[ParsedHandle, None] = {}
        for handle in exported.conversation.participants:
            self.id_of(handle)

    def id_of(self, handle: ParsedHandle) -> str:
        """The id, after which the handle counts as named in the file that is being made."""
        self._used[handle] = None
        return self._ids.setdefault(handle, f"P{len(self._ids) + 1}")

    def start_file(self) -> None:
        """Forget who was named."""
        self._used.clear()

    def named(self) -> list[ParsedHandle]:
        """Whoever is named in this file."""
        return list(self._used)

    def records(self) -> list[Json]:
        """The participants of this file."""
        return [self._record(handle) for handle in self._used]

    def _record(self, handle: ParsedHandle) -> Json:
        record: Json = {"id": self._ids[handle], "display": handle.shown}
        if handle.kind is HandleKind.EMAIL:
            record["email"] = handle.value
        elif handle.kind in (HandleKind.PHONE, HandleKind.ACCOUNT):
            record["account_id"] = handle.value
        own = [(HANDLE_KIND, handle.kind.value), (HANDLE_VALUE, handle.value)]
        return record | {"custom": custom([*own, *_prefixed(self._more.get(handle, ()))])}


def _write_file(
    path: Path, exported: ExportedConversation, part: Sequence[ExportedMessage], people: _People, *, made_at: datetime
) -> None:
    people.start_file()
    conversation = _conversation(exported, people)
    ids = {message.id for message in part}
    events = [_event(message, exported.id, people, ids) for message in part]
    manifest = {
        "version": VERSION,
        "participants": people.records(),
        "conversations": [conversation],
        "events": events,
        "eventcollectionid": exported.id,
    }
    with tempfile.TemporaryFile() as packed:
        _pack(packed, manifest, part)
        packed.seek(0)
        with path.open("wb") as target:
            _write_mail(target, packed, _headers(exported, part, people, made_at=made_at))


def _conversation(exported: ExportedConversation, people: _People) -> Json:
    told: ParsedConversation = exported.conversation
    own = [(GROUP, "true" if told.is_group else "false"), (SOURCE_ID, told.source_id)]
    return {
        "id": exported.id,
        "display": told.title,
        "platform": app_name(told.app),
        "type": "channel" if told.is_group else "direct",
        "participants": [people.id_of(handle) for handle in told.participants],
        "custom": custom([*own, *_prefixed(exported.provenance)]),
    }


def _event(exported: ExportedMessage, conversation: str, people: _People, ids: set[str]) -> Json:
    """A message in the fields RSMF has, with what they cannot say in `custom`.

    A line of the app has no participant: the archive keeps its words, which a "disclaimer" shows.
    """
    message = exported.message
    event: Json = {"id": exported.id, "type": _type(message.kind), "conversation": conversation}
    if message.sender:
        event["participant"] = people.id_of(message.sender)
    event |= {"timestamp": message.sent_at.isoformat(), "body": message.text}
    if message.kind is MessageKind.DELETED:
        event["deleted"] = True
    if exported.reply_to in ids:
        event["parent"] = exported.reply_to
    if message.reactions:
        event["reactions"] = _reactions(message, people)
    if message.attachments:
        event["attachments"] = _attachments(exported)
    if message.edited and message.sender:
        event["edits"] = _edits(message, people.id_of(message.sender))
    event["custom"] = message_fields(message, people.id_of) + _provenance(exported)
    return event


def _type(kind: MessageKind) -> str:
    if kind is MessageKind.SYSTEM:
        return "disclaimer"
    return "unknown" if kind is MessageKind.UNSUPPORTED else "message"


def _reactions(message: ParsedMessage, people: _People) -> list[Json]:
    by_emoji: dict[str, list[str]] = {}
    for reaction in message.reactions:
        by_emoji.setdefault(reaction.emoji, []).append(people.id_of(reaction.by))
    return [{"value": emoji, "count": len(who), "participants": who} for emoji, who in by_emoji.items() if emoji]


def _attachments(exported: ExportedMessage) -> list[Json]:
    found = []
    for number, attachment in enumerate(exported.message.attachments):
        file = exported.files[number] if number < len(exported.files) else None
        record: Json = {"id": _name_in_zip(exported, number), "display": attachment.file_name}
        found.append(record | ({"size": file.size} if file else {}))
    return found


def _name_in_zip(exported: ExportedMessage, number: int) -> str:
    """A name no other file has, that ends in the attachment's own as far as that is safe."""
    own = _plain(PurePosixPath(exported.message.attachments[number].file_name.replace("\\", "/")).name)
    return f"{_plain(exported.id)}_{number + 1}_{own[-80:]}"


def _edits(message: ParsedMessage, who: str) -> list[Json]:
    """Each edit with the text before and after it; only the last has no moment, which the archive does not know."""
    texts = [*(version.text for version in message.versions), message.text]
    edits: list[Json] = []
    for number in range(len(message.versions)):
        edit: Json = {"participant": who, "previous": texts[number], "new": texts[number + 1]}
        if number + 1 < len(message.versions):
            edit["timestamp"] = message.versions[number + 1].sent_at.isoformat()
        edits.append(edit)
    return edits or [{"participant": who}]


def _provenance(exported: ExportedMessage) -> Custom:
    files = [
        (f"attachment_{number + 1}_sha256", file.sha256)
        for number, file in enumerate(exported.files)
        if file is not None
    ]
    return custom(_prefixed((*exported.provenance, *files)))


def _prefixed(values: Provenance) -> list[tuple[str, str]]:
    return [(f"{PREFIX}{name}", value) for name, value in values]


def _pack(target: BinaryIO, manifest: Json, part: Sequence[ExportedMessage]) -> None:
    """The zip of a file: the same conversation gives the same bytes. Attachments are mostly compressed by themselves."""
    with zipfile.ZipFile(target, "w") as archive:
        written = json.dumps(manifest, ensure_ascii=False).encode("utf-8")
        archive.writestr(_entry("rsmf_manifest.json", zipfile.ZIP_DEFLATED), written)
        for message in part:
            for number, file in enumerate(message.files):
                if file is not None:
                    entry = _entry(_name_in_zip(message, number), zipfile.ZIP_STORED)
                    with file.open() as stream, archive.open(entry, "w", force_zip64=True) as member:
                        shutil.copyfileobj(stream, member)


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = compression
    entry.external_attr = 0o600 << 16
    return entry


def _headers(
    exported: ExportedConversation, part: Sequence[ExportedMessage], people: _People, *, made_at: datetime
) -> EmailMessage:
    moments = [message.message.sent_at.astimezone(UTC) for message in part]
    headers = EmailMessage(policy=policy.SMTP)
    headers["From"] = f"{GENERATOR} <woo-portaal@localhost.invalid>"
    headers["Subject"] = _on_one_line(exported.conversation.title) or exported.id
    headers["Date"] = format_datetime(made_at)
    headers["X-RSMF-Version"] = VERSION
    headers["X-RSMF-Generator"] = GENERATOR
    headers["X-RSMF-BeginDate"] = min(moments).isoformat()
    headers["X-RSMF-EndDate"] = max(moments).isoformat()
    headers["X-RSMF-EventCount"] = str(len(part))
    headers["X-RSMF-AttachmentCount"] = str(sum(len(message.message.attachments) for message in part))
    headers["X-RSMF-Application"] = _on_one_line(app_name(exported.conversation.app))
    headers["X-RSMF-Participants"] = ", ".join(_on_one_line(handle.shown) for handle in people.named())
    headers["X-RSMF-EventCollectionID"] = exported.id
    headers["MIME-Version"] = "1.0"
    return headers


def _write_mail(target: BinaryIO, packed: BinaryIO, headers: EmailMessage) -> None:
    """The e-mail around a zip, written as a stream: the attachment may be large."""
    boundary = "=_rsmf_woo_portal_"  # "=_" cannot occur in base64
    count = headers["X-RSMF-EventCount"]
    head = headers.as_bytes().rstrip(b"\r\n")
    target.write(
        head
        + f'\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n--{boundary}\r\n'
        'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n'
        f"RSMF {VERSION}, events: {count}.\r\n\r\n--{boundary}\r\n"
        "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="rsmf.zip"\r\n\r\n'.encode("ascii")
    )
    while piece := packed.read(_BASE64_LINE * 4096):
        encoded = base64.b64encode(piece)
        lines = (encoded[start : start + 76] for start in range(0, len(encoded), 76))
        target.write(b"\r\n".join(lines) + b"\r\n")
    target.write(f"--{boundary}--\r\n".encode("ascii"))


def _on_one_line(text: str) -> str:
    """A text that fits in a header."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _plain(text: str) -> str:
    """A text as a file name: nothing that leads elsewhere, hides its direction or cannot be stored."""
    return _NOT_IN_NAMES.sub("_", text).strip(".") or "_"
