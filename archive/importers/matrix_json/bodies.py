"""What an event of a Matrix room says in words, and the message a reply repeats before its own words.

Source: Matrix specification, client-server API. Polls are of MSC3381, whose first names are still in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.importers.matrix_json.markup import plain
from archive.reading import event_sentences
from archive.reading.event_sentences import PollOption
from archive.reading.json_records import Json

POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start", "m.poll")
_FALLBACK = re.compile(r"(?:> ?.*\n)+\n?")
_QUOTED_BY = re.compile(r"(?:\* )?<(@[^>\s]+:[^>\s]+)> ?")


def mapping(value: object) -> Json:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def relation(content: Json) -> Json:
    """What a content says of another event."""
    return mapping(content.get("m.relates_to"))


def answered(content: Json) -> str:
    """The id of the message that is answered: in a thread its first one, unless another is named."""
    related = relation(content)
    target = str(mapping(related.get("m.in_reply_to")).get("event_id") or "")
    if related.get("rel_type") == "m.thread" and (not target or related.get("is_falling_back")):
        return str(related.get("event_id") or "")
    return target


def split_reply(content: Json) -> tuple[str, str, str]:
    """The plain text of a reply, and what stands quoted before it: its text and the id of its author.

    Until 2024 apps repeated the answered message so, for readers that know no replies.
    """
    body = _body(content)
    quoted = _FALLBACK.match(body) if answered(content) else None
    if not quoted:
        return body, "", ""
    lines = "\n".join(line.removeprefix(">").removeprefix(" ") for line in quoted[0].rstrip("\n").split("\n"))
    author = _QUOTED_BY.match(lines)
    if author is None:
        return body, "", ""
    return body[quoted.end() :], lines[author.end() :], author[1]


def _body(content: Json) -> str:
    """The plain text of a content. Raises `TypeError` for one that is no text."""
    body = content.get("body")
    if body is not None and not isinstance(body, str):
        raise TypeError(body)
    return body or ""


def message_text(content: Json) -> tuple[str, str]:
    """The text of a message as it was read, and its plain text where that says something else.

    What Element shows is the HTML; nothing but the sender's app sees to it that the plain text says the same.
    """
    body = split_reply(content)[0]
    html = content.get("formatted_body")
    if content.get("format") != "org.matrix.custom.html" or not isinstance(html, str):
        return body, ""
    text = plain(html)
    return (text, "" if _words_in_order(text, body) else body) if text else (body, "")


def _words_in_order(text: str, within: str) -> bool:
    """Whether the words of a text stand in the other in the same order, whatever marks lie between them."""
    words = iter(re.findall(r"\w+", within))
    return all(word in words for word in re.findall(r"\w+", re.sub(r" \(\S+\)", "", text)))


def caption(content: Json) -> tuple[str, str]:
    """The name of a file, and what was said with it; without a name of its own the body is the name."""
    body, name = _body(content), content.get("filename")
    if not isinstance(name, str) or name == body:
        return body, ""
    return name, message_text(content)[0]


def place_text(content: Json) -> str:
    """A place: what was said of it and its latitude and longitude."""
    location = mapping(content.get("m.location") or content.get("org.matrix.msc3488.location"))
    uri = str(content.get("geo_uri") or location.get("uri") or "")
    point = uri.removeprefix("geo:").partition(";")[0]
    said = _body(content) or str(location.get("description") or "")
    return said if point and point in said else "\n".join(filter(None, (said, point.replace(",", ", "))))


def poll_text(content: Json, votes: Mapping[str, list[str]] | None) -> str:
    """A poll; `votes` are the names of who chose each answer, None when the export holds no votes."""
    poll = next((mapping(content[key]) for key in POLLS if key in content), {})
    options = []
    for answer in poll["answers"]:
        names = [] if votes is None else votes.get(str(answer.get("m.id") or answer.get("id")), [])
        options.append(PollOption(_words(answer), None if votes is None else len(names), names))
    return event_sentences.poll_text(_words(poll.get("question")), options)


def _words(value: object) -> str:
    """Text in one of the forms that events can have it in."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return next((str(part["body"]) for part in value if isinstance(part, dict) and "body" in part), "")
    parts = mapping(value)
    return next((_words(parts[key]) for key in ("m.text", "org.matrix.msc1767.text", "body") if key in parts), "")
