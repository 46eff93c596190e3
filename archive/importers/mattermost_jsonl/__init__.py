"""Mattermost's bulk export: lines of JSON, the first with the version, in a file of its own or in a zip with `data/` beside it.

A line declares a team, channel or person, or is a post with the replies to it. Units are records: each line, and each reply
after the line it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from archive.importers.mattermost_jsonl.people import Directory
from archive.importers.mattermost_jsonl.posts import Posts
from archive.importers.mattermost_jsonl.secrets import without_secrets
from archive.importing import (
    WRONG_FORM,
    Bookkeeping,
    ImportOptions,
    Item,
    Notice,
    NotReadable,
    ParsedMessage,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.export_members import candidates, the_one
from archive.reading.json_lines import as_text, first_object, lines, object_in
from archive.reading.json_records import Json
from archive.reading.notices import empty_conversations, unnamed_files
from archive.reading.phrases import EMPTY_LINE, HEAD_OF_EXPORT, unknown_record

MAX_LINE_BYTES = 64 * 1024**2
"""A post with thousands of replies stays far below this."""
_POSTS = ("post", "direct_post")
_BOOKKEEPING = {
    "version": HEAD_OF_EXPORT,
    "scheme": "rechten",
    "role": "rechten",
    "emoji": "eigen emoji",
    "team": "team",
    "channel": "kanaal",
    "direct_channel": "gesprek buiten de kanalen",
    "user": "persoon",
    "bot": "bot",
}
_DAMAGED = "geen record van een Mattermost-export, of beschadigd"


@importers.register
class MattermostJsonl:
    """Reads Mattermost's bulk exports. Many conversations a file; units are the lines and the replies in them."""

    name = "mattermost_jsonl"
    label = "Mattermost-export (JSONL)"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Verwijderde berichten: de export slaat ze over.",
        "Eerdere teksten van een bewerkt bericht.",
        "De kenmerken (id's) van berichten: een bericht is te herkennen aan zijn moment en schrijver.",
        "Gearchiveerde kanalen, als die bij het exporteren niet zijn meegenomen.",
        "Reacties van wie geen account meer heeft.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin with the version line of a bulk export."""
        return _exports(container)

    def count_units(self, container: Container) -> int:
        """The number of lines, and of replies in the lines that are posts."""
        with container.open(_export(container)) as stream:
            read = lines(stream, name=container.name, at_most=MAX_LINE_BYTES)
            return sum(1 + len(_replies(object_in(raw) or {})) for _, raw in read)

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation before its first message, the messages in file order, and what a person should know."""
        reading = _Reading(container)
        with container.open(_export(container)) as stream:
            for _, raw in lines(stream, name=container.name, at_most=MAX_LINE_BYTES):
                yield from reading.items(raw)
        yield from reading.notices()


class _Reading:
    """Reads lines in order; what a post refers to stands before it."""

    def __init__(self, container: Container) -> None:
        self._members = container.members
        self._export = _export(container)
        self._directory = Directory()
        self._posts = Posts(self._directory, container.members, PurePosixPath(self._export).parent)
        self._begun: set[str] = set()
        self._unit = 0

    def items(self, raw: bytes) -> Iterator[Item]:
        """The items of one line: the record itself, and the replies in it."""
        frame = object_in(raw) or {}
        self._unit += 1
        root = None
        try:
            for item in self._record(raw, frame):
                yield item
                root = frame.get(str(frame.get("type"))) if isinstance(item, ParsedMessage) else None
        except NotReadable as reason:
            yield self._unreadable(as_text(raw), str(reason))
        except WRONG_FORM:
            yield self._unreadable(as_text(raw), _DAMAGED)
        for reply in _replies(frame):
            self._unit += 1
            yield from self._reply(frame[frame["type"]], reply, root)

    def _record(self, raw: bytes, frame: Json) -> Iterator[Item]:
        kind = frame.get("type")
        if not raw.strip():
            yield self._bookkeeping(EMPTY_LINE)
        elif kind in _POSTS:
            post = frame[kind]
            message = self._posts.message(post, self._directory.key(post), self._unit)
            yield from self._begin(post)
            yield message
        elif kind in _BOOKKEEPING:
            self._learn(str(kind), frame)
            yield self._bookkeeping(_BOOKKEEPING[str(kind)])
        else:
            raise NotReadable(unknown_record(kind) if kind else _DAMAGED)

    def _learn(self, kind: str, frame: Json) -> None:
        match kind:
            case "channel":
                self._directory.learn_channel(frame["channel"])
            case "direct_channel":
                self._directory.learn_direct(frame["direct_channel"])
            case "user":
                self._directory.learn_user(frame["user"])

    def _begin(self, post: Json) -> Iterator[Item]:
        key = self._directory.key(post)
        if key not in self._begun:
            yield self._directory.conversation(post)
            self._begun.add(key)

    def _reply(self, post: Json, reply: Any, root: Json | None) -> Iterator[Item]:
        """A reply to a post; `root` is the post when it could be read."""
        try:
            message = self._posts.message(reply, self._directory.key(post), self._unit, root=root)
            yield from self._begin(post)
            yield message
        except NotReadable as reason:
            yield self._unreadable(json.dumps(reply, ensure_ascii=False), str(reason))
        except WRONG_FORM:
            yield self._unreadable(json.dumps(reply, ensure_ascii=False), _DAMAGED)

    def _bookkeeping(self, what: str) -> Bookkeeping:
        return Bookkeeping(self._unit, self._unit, what)

    def _unreadable(self, raw: str, reason: str) -> Unreadable:
        return Unreadable(self._unit, self._unit, without_secrets(raw), reason)

    def notices(self) -> Iterator[Notice]:
        """What the export declares and does not hold, and the files that no post names."""
        empty = [
            channel.title
            for (team, name), channel in self._directory.channels.items()
            if f"{team}/{name}" not in self._begun
        ]
        empty += [
            ", ".join(members) for members in self._directory.direct if f"@{'+'.join(members)}" not in self._begun
        ]
        yield from empty_conversations(empty)
        yield from unnamed_files(
            sum(member not in self._posts.named and member != self._export for member in self._members)
        )


def _replies(frame: Json) -> list[Any]:
    """The replies in a line that is a post."""
    post = frame.get(frame["type"]) if frame.get("type") in _POSTS else None
    replies = post.get("replies") if isinstance(post, dict) else None
    return replies if isinstance(replies, list) else []


def _exports(container: Container) -> list[str]:
    """The members that are an export: a file of JSON lines at any depth, or the one file there is."""
    called = candidates(container, lambda member: member.lower().endswith(".jsonl"))
    return [member for member in called if _begins_as_export(container, member)]


def _export(container: Container) -> str:
    return the_one(container, _exports(container), "Mattermost-exports")


def _begins_as_export(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        head = first_object(stream) or {}
    return head.get("type") == "version" and isinstance(head.get("version"), int)
