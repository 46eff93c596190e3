"""Writes parsed conversations as portal-messages: the other direction of the importer, to hold it against."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from archive.app_names import app_name
from archive.importing import ParsedConversation, ParsedHandle, ParsedMessage


def render(chats: Iterable[tuple[ParsedConversation, list[ParsedMessage]]]) -> str:
    """The file; each conversation before its messages, each person before the first line that names them."""
    lines: list[dict[str, Any]] = [
        {"record": "header", "format": "portal-messages", "version": 1, "app": "sms", "producer": "proef 1"}
    ]
    people: dict[ParsedHandle, str] = {}

    def person(handle: ParsedHandle) -> str:
        if handle not in people:
            people[handle] = f"p{len(people) + 1}"
            lines.append(
                {
                    "record": "participant",
                    "id": people[handle],
                    "kind": handle.kind.value,
                    "value": handle.value,
                    "shown": handle.shown,
                }
            )
        return people[handle]

    for conversation, messages in chats:
        record = {"record": "conversation", "id": conversation.key, "title": conversation.title}
        lines.append(
            record
            | {
                "is_group": conversation.is_group,
                "app": app_name(conversation.app),
                "source_id": conversation.source_id,
            }
            | {"participants": [person(handle) for handle in conversation.participants]}
        )
        for message in messages:
            lines.append(_message(message, person))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _message(message: ParsedMessage, person: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "record": "message",
        "conversation": message.conversation,
        "sent_at": message.sent_at.isoformat(),
        "zone": message.zone,
        "precision": message.precision,
        "kind": message.kind.value,
        "text": message.text,
        "source_id": message.source_id,
        "edited": message.edited,
        "versions": [{"text": version.text, "sent_at": version.sent_at.isoformat()} for version in message.versions],
        "attachments": [
            {"file_name": item.file_name} | ({"path": item.member} if item.member else {})
            for item in message.attachments
        ],
        "reactions": [
            {"emoji": reaction.emoji, "by": person(reaction.by)}
            | ({"reacted_at": reaction.reacted_at.isoformat()} if reaction.reacted_at else {})
            for reaction in message.reactions
        ],
        "forwarded": message.forwarded,
        "warnings": list(message.warnings),
    }
    if message.forwarded_from:
        record["forwarded_from"] = message.forwarded_from
    if message.sender:
        record["sender"] = person(message.sender)
    if message.event:
        record["event"] = message.event.value
    if quote := message.quote:
        author = {"author": person(quote.author)} if quote.author else {}
        record["quote"] = {"text": quote.text, "source_id": quote.source_id} | author
    return record
