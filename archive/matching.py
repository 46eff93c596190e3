"""Recognises a chat, and its messages, that another source already brought in.

Two exports of one chat differ: contact names are each phone's own, one clock has seconds and the other minutes, and what
was deleted on one phone is missing there. What stays is the text and, within a minute or so, the moment.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from archive.importing import MessageKind, ParsedConversation, ParsedMessage
from archive.models import Conversation, Message

DISTINCTIVE = 20
"""From this many characters on, the same text in the same minute of the same app is hardly chance."""
SAMPLE = 300
EVIDENCE = 3
"""So many distinctive messages must coincide before two chats are held to be one; one, when their titles are the same."""


def match_key(text: str, kind: str) -> str:
    """What two phones agree on for one message: its text without the differences apps make, and its kind."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return f"{kind}:{plain}"


def tolerance(one: float, other: float) -> timedelta:
    """How far apart two clocks with these ticks (in seconds) may show one moment: a tick, and two seconds of skew."""
    return timedelta(seconds=max(one, other) + 2)


def find_conversation(parsed: ParsedConversation, messages: Sequence[ParsedMessage]) -> Conversation | None:
    """The conversation in the archive that holds these messages already, or None.

    Judged by coinciding messages, not by title: the title of a chat of two is only what one phone calls the other.
    """
    sample = [message for message in messages if message.kind is MessageKind.TEXT and len(message.text) >= DISTINCTIVE]
    sample = sample[:: max(1, len(sample) // SAMPLE)]
    if not sample:
        return None
    wanted: dict[str, list[ParsedMessage]] = defaultdict(list)
    for message in sample:
        wanted[message.text].append(message)
    first, last = min(m.sent_at for m in sample), max(m.sent_at for m in sample)
    margin = timedelta(minutes=2)
    known = Message.objects.filter(
        conversation__app=parsed.app, sent_at__range=(first - margin, last + margin), text__in=list(wanted)
    ).values_list("conversation_id", "text", "sent_at", "precision")
    votes: Counter[int] = Counter()
    for conversation_id, text, sent_at, precision in known:
        if any(abs(sent_at - other.sent_at) <= tolerance(precision, other.precision) for other in wanted[text]):
            votes[conversation_id] += 1
    for conversation_id, count in votes.most_common(1):
        conversation = Conversation.objects.get(pk=conversation_id)
        if count >= EVIDENCE or conversation.title == parsed.title:
            return conversation
    return None


def match_messages(conversation: Conversation, messages: Sequence[ParsedMessage]) -> dict[int, Message]:
    """Which parsed messages (by their index) the conversation holds already.

    Each known message is given away once, to the nearest in time; equal texts of different senders are kept apart by
    what the distinctive messages say about whose name is whose.
    """
    if not messages:
        return {}
    margin = timedelta(minutes=2)
    first, last = min(m.sent_at for m in messages), max(m.sent_at for m in messages)
    known = conversation.messages.filter(sent_at__range=(first - margin, last + margin)).select_related("sender")
    by_key: dict[str, list[Message]] = defaultdict(list)
    for message in known.iterator(chunk_size=5000):
        by_key[match_key(message.text, message.kind)].append(message)
    same_sender: dict[str, Counter[int | None]] = defaultdict(Counter)
    found: dict[int, Message] = {}
    taken: set[int] = set()
    distinctive = [i for i, m in enumerate(messages) if len(m.text) >= DISTINCTIVE]
    short = [i for i, m in enumerate(messages) if len(m.text) < DISTINCTIVE]
    for indexes, learn in ((distinctive, True), (short, False)):
        for index in indexes:
            parsed = messages[index]
            candidates = _candidates(parsed, by_key[match_key(parsed.text, parsed.kind)], taken)
            shown = parsed.sender.shown if parsed.sender else ""
            if not learn and shown in same_sender:
                expected = same_sender[shown].most_common(1)[0][0]
                candidates = [message for message in candidates if message.sender_id == expected]
            if candidates:
                nearest = min(candidates, key=lambda message: abs(message.sent_at - parsed.sent_at))
                found[index] = nearest
                taken.add(nearest.pk)
                if learn and shown:
                    same_sender[shown][nearest.sender_id] += 1
    return found


def _candidates(parsed: ParsedMessage, messages: Iterable[Message], taken: set[int]) -> list[Message]:
    return [
        message
        for message in messages
        if message.pk not in taken
        and abs(message.sent_at - parsed.sent_at) <= tolerance(message.precision, parsed.precision)
    ]


def same_persons(messages: Sequence[ParsedMessage], found: dict[int, Message]) -> dict[str, int]:
    """For each sender name of the new source, the person it must be: whose messages it shares, without contradiction.

    Three shared distinctive messages are asked for; a name that shares messages with two persons is left out.
    """
    shared: dict[str, Counter[int]] = defaultdict(Counter)
    for index, message in found.items():
        parsed = messages[index]
        if parsed.sender and message.sender and len(parsed.text) >= DISTINCTIVE:
            shared[parsed.sender.shown][message.sender.person_id] += 1
    return {
        shown: next(iter(persons))
        for shown, persons in shared.items()
        if len(persons) == 1 and persons.total() >= EVIDENCE
    }
