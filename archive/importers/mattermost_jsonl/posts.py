"""One post of a Mattermost export, or a reply inside it, as a message.

Source: Mattermost's "Bulk loading data: data format" and server/channels/app/imports/import_types.go. A value of an unexpected
type raises what Python raises for it; the plug-in then keeps the record as unreadable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath

from archive.importers.mattermost_jsonl.events import WORDED, kind_of
from archive.importers.mattermost_jsonl.people import Directory
from archive.importing import (
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
)
from archive.reading.emoji_names import emoji_named, outside_code, with_emoji
from archive.reading.json_records import Json
from archive.reading.moments import TAKEN_IN_SINCE, from_milliseconds, is_plausible
from archive.reading.phrases import LONG_AGO_OR_AHEAD

_ORDINARY = ("", "me", "slack_attachment", "system_auto_responder", "reminder")


class Posts:
    """Turns posts and replies into messages, with what is known of the people and of the files beside the export."""

    def __init__(self, directory: Directory, members: Iterable[str], folder: PurePosixPath) -> None:
        self._directory, self._folder = directory, folder
        self._members = set(members)
        self._now = datetime.now(UTC)
        self.named: set[str] = set()

    def message(self, post: Json, conversation: str, unit: int, *, root: Json | None = None) -> ParsedMessage:
        """The message of a post, or of a reply to `root`. Raises `NotReadable` for one without a plausible moment."""
        sent_at = from_milliseconds(post["create_at"])
        if not is_plausible(sent_at, now=self._now, since=TAKEN_IN_SINCE):
            raise NotReadable(LONG_AGO_OR_AHEAD)
        told = kind_of(post, self._directory)
        attachments = tuple(self._attachments(post))
        kind, event, text = told or (MessageKind.MEDIA if attachments else MessageKind.TEXT, None, self._text(post))
        return ParsedMessage(
            conversation=conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=0.001,
            zone="UTC",
            kind=kind,
            sender=None if kind is MessageKind.SYSTEM else self._sender(post),
            text=text,
            source_id=identity(post),
            edited=bool(post.get("edit_at")),
            quote=self._quote(root) if root else None,
            attachments=attachments,
            reactions=tuple(self._reactions(post)),
            warnings=tuple(_warnings(post, worded=told is not None and "type" not in post)),
            event=event,
        )

    def _sender(self, post: Json) -> ParsedHandle:
        """Who wrote it; an app that posts for somebody shows a name of its own."""
        handle = self._directory.handle(post["user"])
        named = _props(post).get("override_username")
        return ParsedHandle(handle.kind, handle.value, str(named)) if named else handle

    def _text(self, post: Json) -> str:
        """What was written, and what an app attached to it."""
        attached = [_attached(part) for part in _props(post).get("attachments") or []]
        message = post.get("message") or ""
        if not isinstance(message, str):
            raise TypeError(message)
        said = [message, *attached]
        return "\n".join(self._shown(part) for part in said if part)

    def _shown(self, text: str) -> str:
        """The text as it was shown: outside code with the names of persons and emoji."""
        return outside_code(text, lambda part: self._directory.with_names(with_emoji(part)))

    def _quote(self, root: Json) -> ParsedQuote:
        told = kind_of(root, self._directory)
        return ParsedQuote(told[2] if told else self._text(root), self._directory.handle(root["user"]), identity(root))

    def _attachments(self, post: Json) -> Iterator[ParsedAttachment]:
        """The files of a post, that a zip has in the folder `data` beside the lines."""
        for part in post.get("attachments") or []:
            path = str(part["path"])
            member = str(self._folder / "data" / path.removeprefix("data/"))
            found = member if member in self._members else None
            if found:
                self.named.add(found)
            yield ParsedAttachment(PurePosixPath(path).name or path, found)

    def _reactions(self, post: Json) -> Iterator[ParsedReaction]:
        for reaction in post.get("reactions") or []:
            yield ParsedReaction(
                emoji_named(str(reaction["emoji_name"])),
                self._directory.handle(reaction["user"]),
                from_milliseconds(reaction["create_at"]) if reaction.get("create_at") else None,
            )


def identity(post: Json) -> str:
    """What tells a post from others, since the export leaves the ids out: its moment in milliseconds and its writer."""
    return f"{post['create_at']}-{post['user']}"


def _props(post: Json) -> Json:
    props = post.get("props")
    return props if isinstance(props, dict) else {}


def _attached(part: Json) -> str:
    """What an app attached, in the form that Mattermost took over from Slack."""
    fields = [f"{item.get('title') or ''}: {item.get('value') or ''}" for item in part.get("fields") or []]
    lines = [part.get("pretext"), part.get("author_name"), part.get("title"), part.get("text"), *fields]
    said = [str(line) for line in lines if line]
    return "\n".join(said or [str(part.get("fallback") or "")])


def _warnings(post: Json, *, worded: bool) -> Iterator[str]:
    kind = str(post.get("type") or "")
    if worded:
        yield WORDED
    if kind not in _ORDINARY and not kind.startswith(("system_", "add_bot_", "warn_metric", "custom_calls", "burn_on")):
        yield f"soort bericht van een uitbreiding ({kind})"
