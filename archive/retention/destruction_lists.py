"""Lists of messages to destroy: what is due and not held, proposed by one person and decided on by another.

A list names conversations and days, and for each the SHA-256 over the content hashes of its messages: what was approved is
what is destroyed, and a list that no longer says so is stopped.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.acting import Actor
from archive.days import local_day
from archive.models import Conversation, Destruction, DestructionLine, DestructionState, Message
from archive.privacy import quoted_in, quoting
from archive.querysets.messages import MessageQuerySet
from archive.retention import holds
from archive.retention.concealing import PRIVATE_TITLE
from archive.retention.due import DueDays, due_days, sent_on
from archive.retention.periods import Retention
from archive.retention.unread import objection_of_unread, objection_to_listed

MOST_CONVERSATIONS = 500
"""A list of more conversations than this nobody can check; what is left comes on the next one."""
WAITING = (DestructionState.PROPOSED, DestructionState.APPROVED)
"""A list in these states has not been carried out, and what is on it is put on no other."""
_MAKING = 7312
"""The key of the advisory lock under which a list is made."""


class Held(StrEnum):
    """Why a message stays though its term has ended."""

    DOSSIER = "dossier"
    HOLD = "hold"
    QUOTED = "quoted"
    """A message that stays quotes it, or tells what another phone shows of it, and would go on telling what it said."""


class ListRefused(Exception):
    """A list cannot be made, decided on or carried out like this; the message is Dutch."""


class DueMessages:
    """The messages of one conversation that may be destroyed by their term, and which of them stay all the same.

    `in_dossiers` is a query for the ids of messages that somebody else answers for.
    """

    def __init__(
        self, conversation: int, days: Sequence[tuple[date | None, date]], in_dossiers: QuerySet[Any, Any]
    ) -> None:
        due = Message.objects.filter(sent_on(days), conversation=conversation).order_by()
        rows = due.values_list("pk", "sent_at", "content_hash")
        self._rows = {pk: (local_day(sent_at), bytes(digest)) for pk, sent_at, digest in rows}
        self._stays: dict[int, Held] = {}
        if self._rows:
            self._keep(due.filter(pk__in=in_dossiers).values_list("pk", flat=True), Held.DOSSIER)
            self._keep(holds.held(due).values_list("pk", flat=True), Held.HOLD)
            self._keep_quoted(due)

    def _keep(self, ids: Iterable[int], why: Held) -> None:
        for pk in ids:
            self._stays.setdefault(pk, why)

    def _keep_quoted(self, due: MessageQuerySet) -> None:
        pairs = set(_quotes(due))
        while kept := {quoted for reply, quoted in pairs if self._goes(quoted) and not self._goes(reply)}:
            self._keep(kept, Held.QUOTED)

    def _goes(self, pk: int) -> bool:
        return pk in self._rows and pk not in self._stays

    def free(self, first: date, last: date) -> dict[int, bytes]:
        """The messages sent on these days that may go: their ids and content hashes."""
        return {pk: digest for pk, (day, digest) in self._rows.items() if first <= day <= last and self._goes(pk)}

    def days(self, first: date | None, last: date) -> tuple[date, date] | None:
        """The first and the last day within these on which there is a message, whether it may go or stays."""
        found = [day for day, _ in self._rows.values() if _within(day, first, last)]
        return (min(found), max(found)) if found else None

    def held(self, first: date, last: date) -> Counter[str]:
        """How many messages of these days stay, by why."""
        return Counter(why.value for pk, why in self._stays.items() if first <= self._rows[pk][0] <= last)


def _within(day: date, first: date | None, last: date) -> bool:
    return (first is None or first <= day) and day <= last


def _quotes(due: MessageQuerySet) -> Iterator[tuple[int, int]]:
    """Which message quotes which of these. Of private ones a quote counts that names no message, too: when its original is
    gone nothing would say any more that it is private.
    """
    answers = Message.objects.exclude(reply_to=None).order_by()
    yield from answers.filter(reply_to__in=due.values("pk")).values_list("pk", "reply_to_id")
    # Where a message stands that another phone has with another text, that text stands with it (see `Capture`).
    twins = due.exclude(twin=None).values_list("twin", "pk")
    yield from ((known, pk) for known, pk in twins if known is not None)
    if not due.private().exists():
        return
    chats = due.private().values("conversation").distinct()
    for reply in quoting(due.private()).filter(reply_to=None, conversation__in=chats).exclude(quote_text="").order_by():
        for quoted in quoted_in(reply).private().values_list("pk", flat=True):
            yield reply.pk, quoted


def digest_of(hashes: Iterable[bytes]) -> bytes:
    """The SHA-256 over content hashes, sorted: the same for the same messages in any order."""
    return hashlib.sha256(b"".join(sorted(hashes))).digest()


@transaction.atomic
def propose(
    conversations: QuerySet[Conversation],
    *,
    until: date | None,
    basis: str,
    note: str,
    by: Actor,
    today: date,
    in_dossiers: QuerySet[Any, Any],
) -> Destruction:
    """Make a list of what is due today in these conversations, sent until a day. Raises `ListRefused` when nothing may go.

    `basis` is the selection list. A message that is on another list that waits is not put on a second one.
    """
    make_alone()
    found = _by_conversation(due_days(today, conversations.exclude(pk__in=_on_open_lists())), until)
    if len(found) > MOST_CONVERSATIONS:
        raise ListRefused(
            f"Dit zijn meer dan {MOST_CONVERSATIONS} gesprekken. Er is geen lijst gemaakt; neem er minder tegelijk."
        )
    destruction = Destruction.objects.create(basis=basis, note=note, proposed_by=by.name, proposed_by_id=by.id)
    lines = [line for pk, days in found.items() for line in _lines(destruction, pk, days, in_dossiers)]
    if not any(line.messages for line in lines):
        raise ListRefused("Er is niets dat nu vernietigd mag worden. Er is geen lijst gemaakt.")
    wait_for_unread(line.conversation_id for line in lines if line.messages)
    DestructionLine.objects.bulk_create(lines)
    return destruction


def wait_for_unread(conversations: Iterable[int]) -> None:
    """Raise `ListRefused` while an original that may be of one of these conversations (ids) has not been read."""
    if objection := objection_of_unread(set(conversations)):
        raise ListRefused(objection)


def make_alone() -> None:
    """No other list is made until this transaction ends: of two at once neither would know what is on the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])


def _on_open_lists() -> QuerySet[Any, Any]:
    return DestructionLine.objects.filter(destruction__state__in=WAITING).values("conversation_id")


def _by_conversation(found: Iterable[DueDays], until: date | None) -> dict[int, list[DueDays]]:
    days: dict[int, list[DueDays]] = defaultdict(list)
    for due in found:
        last = due.last if until is None else min(due.last, until)
        if due.first is None or due.first <= last:
            days[due.conversation].append(DueDays(due.conversation, due.first, last, due.retention))
    return days


def _lines(
    destruction: Destruction, conversation: int, days: Sequence[DueDays], in_dossiers: QuerySet[Any, Any]
) -> Iterator[DestructionLine]:
    """A line for each stretch of days under one rule; one of which everything stays is told as well."""
    messages = DueMessages(conversation, [(due.first, due.last) for due in days], in_dossiers)
    chat = Conversation.objects.get(pk=conversation)
    title = PRIVATE_TITLE if Conversation.objects.private().filter(pk=conversation).exists() else chat.title
    for due in days:
        bounds = messages.days(due.first, due.last)
        if bounds is None:
            continue
        first, last = bounds
        free = messages.free(first, last)
        yield DestructionLine(
            destruction=destruction,
            conversation_id=conversation,
            title=title,
            app=chat.app,
            first_day=first,
            last_day=last,
            basis=basis_of(due.retention),
            messages=len(free),
            held=messages.held(first, last),
            digest=digest_of(free.values()),
        )


def basis_of(retention: Retention) -> str:
    """The rule a message falls under, in Dutch: "ambtenaar, 10 jaar (selectielijst 2020, cat. 4.1)"."""
    return f"{retention.because.label}, {retention.years} jaar ({retention.basis})"


@dataclass(frozen=True, slots=True)
class Checked:
    """A line as it would be today: the messages that may go, with their content hashes, and how many stay by why."""

    line: DestructionLine
    free: Mapping[int, bytes]
    held: Counter[str]

    @property
    def objection(self) -> str:
        """Why the line no longer says what was proposed, in Dutch; empty when it does."""
        same = digest_of(self.free.values()) == bytes(self.line.digest)
        return "" if same else _difference(self.line, self.free, self.held)


def check(destruction: Destruction, *, in_dossiers: QuerySet[Any, Any], today: date) -> Iterator[Checked]:
    """The lines of a list on which there is something to destroy, as they would be today, by conversation."""
    lines: dict[int, list[DestructionLine]] = defaultdict(list)
    for line in destruction.lines.filter(messages__gt=0):
        lines[line.conversation_id].append(line)
    due: dict[int, list[DueDays]] = defaultdict(list)
    for days in due_days(today, Conversation.objects.filter(pk__in=lines)):
        due[days.conversation].append(days)
    for conversation, own in lines.items():
        messages = DueMessages(conversation, list(_common(own, due[conversation])), in_dossiers)
        for line in own:
            bounds = line.first_day, line.last_day
            yield Checked(line, messages.free(*bounds), messages.held(*bounds))


def _common(lines: Iterable[DestructionLine], due: Sequence[DueDays]) -> Iterator[tuple[date, date]]:
    """The days that are both on a line and due."""
    for line in lines:
        for days in due:
            first = line.first_day if days.first is None else max(line.first_day, days.first)
            last = min(line.last_day, days.last)
            if first <= last:
                yield first, last


def objection_to(destruction: Destruction, *, in_dossiers: QuerySet[Any, Any], today: date) -> str:
    """Why a list no longer says what it said when it was proposed, in Dutch; empty when it does."""
    checked = check(destruction, in_dossiers=in_dossiers, today=today)
    return next((line.objection for line in checked if line.objection), "") or objection_to_listed(destruction)


def _difference(line: DestructionLine, free: Mapping[int, bytes], held: Counter[str]) -> str:
    """What changed, in Dutch. It is kept, so it does not name the conversation, which may become private."""
    for why, words in (
        (Held.DOSSIER, "zit in een dossier"),
        (Held.HOLD, "wordt vastgehouden"),
        (Held.QUOTED, "wordt aangehaald in een bericht dat blijft"),
    ):
        if (more := held[why] - line.held.get(why, 0)) > 0:
            number = f"{more} {'bericht' if more == 1 else 'berichten'}"
            return f"Sinds het voorstel {words}: {number} van gesprek {line.conversation_id}."
    if len(free) < line.messages:
        return (
            f"Voor berichten van gesprek {line.conversation_id} geldt sinds het voorstel een langere termijn, of zij zijn er "
            "niet meer."
        )
    return (
        f"Van gesprek {line.conversation_id} zijn er sinds het voorstel berichten bijgekomen die nu ook vernietigd mogen "
        "worden."
    )


@transaction.atomic
def approve(destruction: Destruction, *, by: Actor, today: date, in_dossiers: QuerySet[Any, Any]) -> Destruction:
    """Approve a list that somebody else proposed; it may then be destroyed. Raises `ListRefused`.

    A list that no longer says what it said is stopped instead, and stays stopped.
    """
    locked = _waiting(destruction)
    if locked.proposed_by_id == by.id:
        raise ListRefused("U hebt deze lijst zelf voorgesteld. Iemand anders moet haar goedkeuren.")
    if objection := objection_to(locked, in_dossiers=in_dossiers, today=today):
        return stop(locked, objection)
    wait_for_unread(locked.lines.filter(messages__gt=0).values_list("conversation_id", flat=True))
    return _decide(locked, DestructionState.APPROVED, by)


@transaction.atomic
def reject(destruction: Destruction, *, by: Actor, reason: str) -> Destruction:
    """Refuse a list that somebody else proposed, or withdraw one's own. Raises `ListRefused`."""
    locked = _waiting(destruction)
    own = locked.proposed_by_id == by.id
    locked.decision_reason = reason
    return _decide(locked, DestructionState.WITHDRAWN if own else DestructionState.REJECTED, by)


def _waiting(destruction: Destruction) -> Destruction:
    locked = Destruction.objects.select_for_update().get(pk=destruction.pk)
    if locked.state != DestructionState.PROPOSED:
        raise ListRefused(f"Over deze lijst is al beslist: {locked.get_state_display()}. Er is niets gewijzigd.")
    return locked


def _decide(destruction: Destruction, state: DestructionState, by: Actor) -> Destruction:
    destruction.state, destruction.decided_at = state, timezone.now()
    destruction.decided_by, destruction.decided_by_id = by.name, by.id
    destruction.save(update_fields=["state", "decided_at", "decided_by", "decided_by_id", "decision_reason"])
    return destruction


def stop(destruction: Destruction, problem: str) -> Destruction:
    """End a list because something changed; nothing of it is destroyed."""
    destruction.state, destruction.problem = DestructionState.STOPPED, problem
    destruction.save(update_fields=["state", "problem"])
    return destruction
