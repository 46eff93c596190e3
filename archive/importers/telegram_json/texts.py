"""What a Telegram message says in words: its text, and polls, lists, places and persons as text."""

from __future__ import annotations

from archive.reading import event_sentences
from archive.reading.event_sentences import PollOption
from archive.reading.json_records import Json

_INNER = ("title", "text", "source", "author", "credit", "caption", "block", "blocks", "items", "rows", "cells")
"""Where a formatted message keeps its words, in reading order."""


def plain_text(value: object) -> str:
    """A text as it was read: a string, or a list of strings and of parts with a form.

    A link behind other words follows them between brackets. Raises `TypeError` and `KeyError` for what is no text.
    """
    if value is None or isinstance(value, str):
        return value or ""
    if not isinstance(value, list):
        raise TypeError(value)
    return "".join(map(_part, value))


def _part(part: object) -> str:
    if not isinstance(part, dict):
        return plain_text(part)
    text, link = plain_text(part["text"]), part.get("href")
    return f"{text} ({link})" if isinstance(link, str) and link and link != text else text


def message_text(record: Json) -> str:
    """The text of a record. `text_entities` says the same once more, `rich_message` replaces both (2026)."""
    text = plain_text(record.get("text")) or plain_text(record.get("text_entities"))
    if not text and "rich_message" in record:
        text = "\n".join(_blocks(record["rich_message"]))
    return "\n".join(filter(None, (text, *_buttons(record.get("inline_bot_buttons")))))


def _blocks(value: object) -> list[str]:
    """The lines of a formatted message: one for each block, without its form."""
    if isinstance(value, list):
        return [line for item in value for line in _blocks(item)]
    if not isinstance(value, dict):
        return [value] if isinstance(value, str) and value else []
    if value.get("type") == "concat":
        return ["".join(_blocks(value.get("text")))]
    return [line for key in _INNER if key in value for line in _blocks(value[key])]


def _buttons(rows: object) -> list[str]:
    """The buttons a bot put below its message; only a link is shown with what is behind it."""
    lines = []
    for button in (button for row in rows for button in row) if isinstance(rows, list) else ():
        link = f" ({button['data']})" if button.get("type") in ("url", "auth") and button.get("data") else ""
        lines.append(f"[Knop: {button.get('text', '')}{link}]")
    return lines


def poll_text(poll: Json) -> str:
    """A poll with its counts; who voted what is not exported."""
    closed = " (gesloten)" if poll.get("closed") else ""
    options = [PollOption(plain_text(answer.get("text")), int(answer.get("voters") or 0)) for answer in poll["answers"]]
    return event_sentences.poll_text(f"{plain_text(poll.get('question'))}{closed}", options)


def task_lines(items: object) -> list[str]:
    """The tasks of a list, one a line; none where there is no list."""
    return [f"- {plain_text(item.get('text'))}" for item in items] if isinstance(items, list) else []


def todo_text(todo: Json) -> str:
    """A list of tasks."""
    return "\n".join(
        [
            f"TAKENLIJST: {plain_text(todo.get('title'))}",
            *task_lines(todo["answers"]),
        ]
    )


def place_text(record: Json) -> str:
    """The name and address of a place, and its latitude and longitude."""
    place = record.get("location_information") or {}
    point = f"{place['latitude']}, {place['longitude']}" if place else ""
    return "\n".join(filter(None, (str(record.get("place_name") or ""), str(record.get("address") or ""), point)))


def person_text(contact: Json) -> str:
    """A person whose number was sent."""
    name = f"{contact.get('first_name') or ''} {contact.get('last_name') or ''}".strip()
    return "\n".join(filter(None, (name, str(contact.get("phone_number") or ""))))


def other_text(record: Json) -> str | None:
    """What Telegram sent that is no chat, in words; None when the record holds nothing of the kind."""
    if "game_title" in record:
        return f"Spel: {record['game_title']}"
    if invoice := record.get("invoice_information"):
        # Telegram Desktop writes the whole invoice as one string.
        title = invoice.get("title") if isinstance(invoice, dict) else invoice
        return f"Betaalverzoek: {title}"
    if "giveaway_information" in record or "giveaway_results" in record:
        return "Weggeefactie"
    if "paid_stars_amount" in record:
        return f"Media tegen betaling ({record['paid_stars_amount']} sterren)"
    return None
