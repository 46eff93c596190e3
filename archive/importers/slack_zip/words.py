"""From Slack's markup to the text a reader saw.

Source: Slack's pages "Formatting text for app surfaces" and "Messaging: attachments and blocks". The marks of *bold* and such
are left: a person may have typed them for themselves.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from archive.importers.slack_zip.people import People
from archive.reading.emoji_names import outside_code, with_emoji
from archive.reading.json_records import Json

_TOKEN = re.compile(r"<([^<>]*)>")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ALL = ("here", "channel", "everyone", "group")
_UPLOAD = re.compile(r"<@[^>]+> (?:uploaded|shared) a file: <[^>]*>(?: and commented: (?P<comment>.*))?", re.DOTALL)


class Words:
    """Turns markup into text, with what is known of persons and channels."""

    def __init__(self, people: People, channel_names: dict[str, str]) -> None:
        self._people, self._channel_names = people, channel_names

    def text(self, markup: object) -> str:
        """The text of a piece of markup: names for ids, a link after its words, the emoji outside code.

        Nothing for None; raises `TypeError` for what is no markup.
        """
        if markup is None:
            return ""
        parts, place = [], 0
        if not isinstance(markup, str):
            raise TypeError(markup)
        for token in _TOKEN.finditer(markup):
            parts += [self._literal(markup[place : token.start()]), self._token(token[1])]
            place = token.end()
        return "".join((*parts, self._literal(markup[place:])))

    @staticmethod
    def _literal(markup: str) -> str:
        return html.unescape(outside_code(markup, with_emoji))

    def _token(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        label = html.unescape(label)
        if target.startswith("@"):
            return f"@{self._people.name(target[1:])}" if not label else f"@{label.removeprefix('@')}"
        if target.startswith("#"):
            return f"#{label or self._channel_names.get(target[1:], target[1:])}"
        if target.startswith("!"):
            name = target[1:].partition("^")[0]
            return f"@{name}" if name in _ALL else label or f"@{name}"
        return _link(html.unescape(target), label) if _SCHEME.match(target) else html.unescape(f"<{inside}>")

    def body(self, record: Json) -> str:
        """All a reader saw of a record as text: what was written, and what an app put into blocks and attachments.

        The preview of a page that somebody linked to is left out: Slack made it, of what stood on the page at that moment.
        """
        text = self.text(_without_notice(record))
        by_app = "bot_id" in record or record.get("subtype") == "bot_message"
        if by_app or not text:
            blocks = "\n".join(self._blocks(record.get("blocks")))
            text = text if not blocks or blocks in text else "\n".join(filter(None, (text, blocks)))
        attached = (self._attached(part) for part in _list(record.get("attachments")) if not _is_preview(part))
        return "\n".join(filter(None, (text, *attached)))

    def shared(self, part: Json) -> str:
        """What a message that is shared says: the text, else what an app put into it."""
        return self.text(part.get("text")) or self._attached({**part, "author_name": None})

    def _attached(self, part: Json) -> str:
        lines = [self.text(part.get("pretext")), self.text(part.get("author_name"))]
        title = self.text(part.get("title"))
        lines.append(_link(str(part.get("title_link") or ""), title) if title else "")
        lines.append(self.text(part.get("text")))
        lines += [
            f"{self.text(item.get('title'))}: {self.text(item.get('value'))}" for item in _list(part.get("fields"))
        ]
        lines += self._blocks(part.get("blocks"))
        found = [line for line in lines if line]
        return "\n".join(found or [self.text(part.get("fallback"))])

    def _blocks(self, value: object) -> Iterator[str]:
        """The texts in blocks, one a line; buttons and pictures by what they say."""
        for block in _list(value):
            if str(block.get("type")).startswith("rich_text"):
                yield self._rich(block)
                continue
            text = block.get("text")
            said = self.text(text.get("text") if isinstance(text, dict) else text) or self.text(block.get("alt_text"))
            if said:
                yield said
            for key in ("fields", "elements"):
                yield from self._blocks(block.get(key))

    def _rich(self, block: Json) -> str:
        """The text of a rich block: sections follow each other on lines, parts within one do not."""
        ends = {"rich_text": "\n", "rich_text_list": "\n"}
        return ends.get(str(block.get("type")), "").join(map(self._rich_part, _list(block.get("elements"))))

    def _rich_part(self, part: Json) -> str:
        match part.get("type"):
            case "text":
                return str(part.get("text") or "")
            case "link":
                return _link(str(part.get("url") or ""), str(part.get("text") or ""))
            case "user":
                return f"@{self._people.name(part.get('user_id'))}"
            case "channel":
                number = str(part.get("channel_id") or "")
                return f"#{self._channel_names.get(number, number)}"
            case "broadcast":
                return f"@{part.get('range')}"
            case "emoji":
                return with_emoji(f":{part.get('name')}:")
            case _:
                return self._rich(part)


def shares(record: Json) -> list[Json]:
    """The messages of somebody else that a record shares, as Slack copied them."""
    return [part for part in _list(record.get("attachments")) if _is_shared(part)]


def _is_shared(part: Json) -> bool:
    return bool(part.get("is_msg_unfurl") or part.get("is_share"))


def _is_preview(part: Json) -> bool:
    return _is_shared(part) or bool(part.get("from_url") or part.get("original_url"))


def _without_notice(record: Json) -> object:
    """What was said with a file. Until 2018 Slack put a sentence of its own before it."""
    text = record.get("text")
    if record.get("subtype") == "file_share" and isinstance(text, str) and (notice := _UPLOAD.fullmatch(text)):
        comment = record.get("initial_comment") or (record.get("file") or {}).get("initial_comment") or {}
        return notice["comment"] or comment.get("comment")
    return text


def _link(url: str, label: str) -> str:
    """A link as it was shown, and what is behind it where its words do not say so."""
    if not url or url.startswith("tel:") or url in (f"http://{label}", f"https://{label}"):
        return label or url.removeprefix("tel:")
    bare = url.removeprefix("mailto:")
    return bare if label in ("", url, bare) else f"{label} ({bare})"


def _list(value: object) -> list[Json]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
