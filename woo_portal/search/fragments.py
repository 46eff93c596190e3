"""Hits as readable pieces of conversation: each with the message before and after it, neighbours joined into one piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from archive.days import local_day
from archive.models import Conversation, Message
from archive.search.marking import HIT_END, HIT_START, marked_as_written
from archive.thread_places import small_threads
from archive.topics.hits import TopicHit, topics_of

REACH = 1
"""So many messages are shown on either side of a hit."""
UNKNOWN_PHONE = "onbekende telefoon"
LONGEST_TEXT = 1500
"""Of a longer text a piece of this many characters is shown, around the first word that was found."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message in a fragment. `day` is its Dutch day where another day begins. `text` is safe HTML.

    `thread` is how many messages the thread of a hit has, where that can be read by itself; else 0.
    `in_attachment` says that it is a hit because of the text in an attachment. `phones` are whose phones hold a hit, when
    there is more than one: it is one message all the same. `topics` are those of the topics asked for that a hit is on.
    """

    message: Message
    is_hit: bool
    day: date | None
    text: SafeString
    is_cut: bool
    in_attachment: bool
    thread: int = 0
    phones: tuple[str, ...] = ()
    topics: tuple[TopicHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of one conversation with at least one hit, in the order it was written."""

    conversation: Conversation
    lines: tuple[Line, ...]

    @property
    def newest_hit(self) -> Message:
        """The hit that decides its place in the list."""
        return next(line.message for line in reversed(self.lines) if line.is_hit)

    @property
    def hit_ids(self) -> str:
        """The ids of its hits, separated by commas."""
        return ",".join(str(line.message.pk) for line in self.lines if line.is_hit)

    @property
    def threaded_hit_ids(self) -> str:
        """The ids of its hits that have a thread to add, separated by commas."""
        return ",".join(str(line.message.pk) for line in self.lines if line.is_hit and line.thread)

    @property
    def hit_days(self) -> list[date]:
        """The days its hits fall on."""
        return sorted({local_day(line.message.sent_at) for line in self.lines if line.is_hit})


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is told of hits, by their ids: see `Line`."""

    threads: Mapping[int, tuple[int, int]]
    phones: Mapping[int, tuple[str, ...]]
    topics: Mapping[int, Sequence[TopicHit]]


def fragments(hits: Sequence[Message], *, topics: Collection[int] = ()) -> list[Fragment]:
    """The hits, newest first as they come, as fragments; shows what `archive.search.query.highlighted` marked in them.

    With each hit stands which of these topics (ids) it is on, and why.
    """
    found = {hit.pk: hit for hit in hits}
    around = Message.objects.visible().filter(pk__in=found).neighbours(REACH)
    beside = {pk for before, after in around.values() for pk in (*before, *after)} - found.keys()
    messages = found | Message.objects.visible().for_reading().in_bulk(beside)
    facts = _Facts(small_threads(found), _phones(found), topics_of(found, topics) if topics else {})
    pieces = [_fragment([messages[pk] for pk in ids], found.keys(), facts) for ids in _joined(hits, around)]
    return sorted(pieces, key=lambda piece: (piece.newest_hit.sent_at, piece.newest_hit.pk), reverse=True)


def _phones(messages: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Of the messages (ids) that more than one phone holds: whose these are."""
    held = Message.objects.visible().filter(pk__in=list(messages), captures__isnull=False).order_by("captures__source")
    holders: dict[int, dict[str, None]] = defaultdict(dict)
    for message, holder in held.values_list("pk", "captures__source__holder__name"):
        holders[message][holder or UNKNOWN_PHONE] = None
    return {message: tuple(names) for message, names in holders.items() if len(names) > 1}


def _joined(hits: Iterable[Message], around: Mapping[int, tuple[list[int], list[int]]]) -> list[list[int]]:
    """The ids of each fragment, in order: hits whose surroundings touch are one fragment."""
    pieces: list[list[int]] = []
    for hit in sorted(hits, key=lambda hit: (hit.conversation_id, hit.sent_at, hit.position)):
        before, after = around[hit.pk]
        ids = [*before, hit.pk, *after]
        if pieces and not set(pieces[-1]).isdisjoint(ids):
            pieces[-1] += [pk for pk in ids if pk not in pieces[-1]]
        else:
            pieces.append(ids)
    return pieces


def _fragment(messages: Sequence[Message], hit_ids: Container[int], facts: _Facts) -> Fragment:
    lines: list[Line] = []
    last_day = None
    for message in messages:
        day = local_day(message.sent_at)
        text, is_cut = _cut(marked_as_written(getattr(message, "headline", message.text), message.text))
        _, thread = facts.threads.get(message.pk, (0, 0))
        is_hit, in_attachment = message.pk in hit_ids, not getattr(message, "in_own_words", True)
        shown_day = day if day != last_day else None
        beside = facts.phones.get(message.pk, ()), tuple(facts.topics.get(message.pk, ()))
        lines.append(Line(message, is_hit, shown_day, marked(text), is_cut, in_attachment, thread, *beside))
        last_day = day
    return Fragment(messages[0].conversation, tuple(lines))


def _cut(text: str) -> tuple[str, bool]:
    if len(text) <= LONGEST_TEXT:
        return text, False
    start = max(0, text.find(HIT_START) - LONGEST_TEXT // 3)
    piece = text[start : start + LONGEST_TEXT]
    if piece.count(HIT_START) > piece.count(HIT_END):
        piece += HIT_END
    return f"{'… ' if start else ''}{piece}{' …' if start + LONGEST_TEXT < len(text) else ''}", True


def marked(text: str) -> SafeString:
    """A text with HIT_START and HIT_END as safe HTML: escaped first, so that only our own marks become elements.

    A mark without its counterpart, which only the text itself can hold, is left out.
    """
    pieces = escape(text).split(HIT_START)
    html = [pieces[0].replace(HIT_END, "")]
    for piece in pieces[1:]:
        found, end, rest = piece.partition(HIT_END)
        html.append(f"<mark>{found}</mark>{rest.replace(HIT_END, '')}" if end else piece)
    return mark_safe("".join(html))
