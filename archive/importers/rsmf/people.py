"""The participants of a manifest as handles.

The id of a participant means something within the manifest only ("P1" is somebody else in the next file), so a person is
known by a number, an address or an account of the app where there is one, and by name where there is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from archive.app_names import app_key
from archive.importers.rsmf.manifests import Head
from archive.importing import HandleKind, ParsedHandle
from archive.reading.identifiers import dialled_number, is_mail_address, is_uuid
from archive.reading.json_records import Json
from archive.reading.rsmf_fields import HANDLE_KIND, HANDLE_VALUE, values_of
from archive.storable import storable

APP = "rsmf"
"""Of a conversation whose platform says nothing."""


def handles_of(head: Head) -> Mapping[str, ParsedHandle]:
    """The handle of each participant, by id."""
    names = Counter(_shown(participant) for participant in head.participants.values())
    apps = _apps(head)
    return {
        key: _own_handle(participant)
        or _handle(participant, app=apps.get(key, APP), is_one=names[_shown(participant)] == 1)
        for key, participant in head.participants.items()
    }


def platform_key(conversation: Json) -> str:
    """The app of a conversation."""
    return app_key(storable(conversation["platform"])) or APP


def _apps(head: Head) -> dict[str, str]:
    """The app each participant is in; the first of several."""
    apps: dict[str, str] = {}
    for conversation in head.conversations.values():
        for key in conversation["participants"]:
            apps.setdefault(key, platform_key(conversation))
    return apps


def _shown(participant: Json) -> str:
    for name in ("display", "account_id", "email", "id"):
        if text := storable(participant.get(name, "")).strip():
            return text
    return participant["id"]


def _own_handle(participant: Json) -> ParsedHandle | None:
    """The handle the portal wrote with a participant."""
    values = values_of(participant)
    kind, value = values.get(HANDLE_KIND, ""), values.get(HANDLE_VALUE, "")
    if kind not in tuple(HandleKind) or not value:
        return None
    return ParsedHandle(HandleKind(kind), storable(value), storable(participant.get("display", "")))


def _handle(participant: Json, *, app: str, is_one: bool) -> ParsedHandle:
    shown = _shown(participant)
    account, mail, key = (storable(participant.get(name, "")).strip() for name in ("account_id", "email", "id"))
    for text in (account, key):
        if number := dialled_number(text):
            return ParsedHandle(HandleKind.PHONE, number, shown)
    for text in (mail, account, key):
        if is_mail_address(text):
            return ParsedHandle(HandleKind.EMAIL, text.lower(), shown)
    for text in (account, key):
        if is_uuid(text):
            return ParsedHandle(HandleKind.ACCOUNT, text.lower(), shown)
    if account:
        return ParsedHandle(HandleKind.ACCOUNT, f"{app}:{account}", shown)
    return ParsedHandle(HandleKind.CONTACT_NAME, shown if is_one else f"{shown} ({key})", shown)
