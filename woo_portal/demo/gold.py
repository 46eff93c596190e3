"""What careful people decided about the demonstration archive, by hand: which messages bear on a request, and which
passages are personal data. The demo users decide by it, so that the demonstration shows real decisions.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.days import LOCAL_ZONE
from archive.models import Message
from redaction.spans import Span
from woo_portal.demo.cast import DEMO_DIR


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A passage that is personal data: code points of the message's text, half-open."""

    start: int
    end: int
    label: str
    public: bool


@dataclass(frozen=True, slots=True)
class GoldMessage:
    """An annotated message: its address in the demonstration, its moment, its text and its passages."""

    address: tuple[str, int]
    sent_at: datetime
    text: str
    spans: tuple[GoldSpan, ...]

    def has_personal_data_in(self, span: Span) -> bool:
        """Whether any of the span is personal data that is not public."""
        return any(span.overlaps(Span(known.start, known.end)) for known in self.spans if not known.public)


def gold_messages() -> Iterator[GoldMessage]:
    """Every annotated message."""
    with (DEMO_DIR / "messages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield GoldMessage(
                address=(row["conversation"], row["n"]),
                sent_at=datetime.fromisoformat(row["sent_at"]).replace(tzinfo=LOCAL_ZONE),
                text=row["text"],
                spans=tuple(GoldSpan(s["start"], s["end"], s["label"], s["public"]) for s in row["spans"]),
            )


def find_in_archive() -> dict[int, GoldMessage]:
    """The archived messages (ids) with their annotation: the same text, at most a minute or so apart."""
    by_text: dict[str, list[GoldMessage]] = defaultdict(list)
    for gold in gold_messages():
        if gold.text:
            by_text[gold.text].append(gold)
    found = {}
    for pk, text, sent_at in (
        Message.objects.visible().filter(text__in=list(by_text)).values_list("pk", "text", "sent_at")
    ):
        near = [gold for gold in by_text[text] if abs(gold.sent_at - sent_at) <= timedelta(seconds=90)]
        if near:
            found[pk] = min(near, key=lambda gold: abs(gold.sent_at - sent_at))
    return found


def relevance(request: str) -> dict[tuple[str, int], str]:
    """What bears on a request, by address: "relevant" or "maybe"; what is not named does not."""
    rows = json.loads((DEMO_DIR / "requests" / f"{request}.relevance.json").read_text("utf-8"))["messages"]
    return {(row["conversation"], row["n"]): row["relevance"] for row in rows}
