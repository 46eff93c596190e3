"""A chat of signal-export: its name, whether it is a group, and what `meta.json` tells of its members."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive.importing import HandleKind, ParsedConversation, ParsedHandle
from archive.phone_numbers import e164
from archive.reading.containers import Container
from archive.reading.event_sentences import enumeration
from archive.reading.json_lines import lines
from archive.reading.phone_owner import owner_handle
from archive.reading.phrases import UNNAMED_CONVERSATION

OWN, UNKNOWN = "Me", "No-Sender"
"""What the tool writes for the owner, and for a sender it does not find."""
MAX_META_BYTES = 16 * 1024**2
MAX_NAMES = 20_000


@dataclass(slots=True)
class Chat:
    """One chat. `numbers` gives the telephone number of a member where meta.json has it, by the name of the member."""

    member: str
    title: str
    is_group: bool
    owner: ParsedHandle
    numbers: Mapping[str, str | None]
    members: tuple[ParsedHandle, ...] = ()

    @property
    def folder(self) -> PurePosixPath:
        """Where the chat's files lie."""
        return PurePosixPath(self.member).parent

    def conversation(self) -> ParsedConversation:
        """The conversation; the tool gives it no id."""
        return ParsedConversation(self.member, "signal", self.title, self.is_group, participants=self.members)

    def person(self, name: str) -> ParsedHandle:
        """A person by the name of a contact, or by the number where the name or meta.json is one."""
        if name == OWN:
            return self.owner
        if phone := e164(name) or self.numbers.get(name):
            return ParsedHandle(HandleKind.PHONE, phone, name)
        return ParsedHandle(HandleKind.CONTACT_NAME, name, name)


def find_owner(container: Container, members: Iterable[str]) -> ParsedHandle:
    """Who exported these chats: one of their meta.json may tell, for all of them."""
    metas = (_read_meta(container, str(PurePosixPath(member).parent / "meta.json")) for member in members)
    return owner_handle(name=next(filter(None, (_text(meta.get("exported_by")) for meta in metas)), ""))


def survey_chat(container: Container, member: str, owner: ParsedHandle) -> Chat:
    """Read a chat through once for the names in it: only then it shows whether two or more take part."""
    names: dict[str, None] = {}
    with container.open(member) as stream:
        for _, raw in lines(stream, name=member):
            if (name := _sender(raw)) not in ("", OWN, UNKNOWN) and len(names) < MAX_NAMES:
                names[name] = None
    folder = PurePosixPath(member).parent
    meta = _read_meta(container, str(folder / "meta.json"))
    listed = meta.get("members")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    exporter = _text(meta.get("exported_by"))
    chat = Chat(
        member=member,
        title=_text(meta.get("name")) or folder.name or enumeration(names) or UNNAMED_CONVERSATION,
        is_group=bool(meta) or len(names) > 1,
        owner=owner,
        numbers={_text(entry.get("name")): e164(_text(entry.get("number"))) for entry in entries},
    )
    own = [exporter != "" and _text(entry.get("display_name")) == exporter for entry in entries]
    listed_names = [OWN if me else _text(entry.get("name")) for me, entry in zip(own, entries, strict=True)] or list(
        names
    )
    chat.members = tuple(dict.fromkeys(chat.person(name) for name in listed_names if name))
    return chat


def _sender(raw: bytes) -> str:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    return _text(record.get("sender")) if isinstance(record, dict) else ""


def _read_meta(container: Container, member: str) -> dict[str, object]:
    """What meta.json says, {} without one; only groups have it."""
    if member not in container.members:
        return {}
    with container.open(member) as stream:
        try:
            meta = json.loads(stream.read(MAX_META_BYTES))
        except (ValueError, RecursionError):
            return {}
    return meta if isinstance(meta, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
