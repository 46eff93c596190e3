"""Making a dossier and filling it: recorded searches, hits, ranges and days, and the judgement of each message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from archive.models import Message
from archive.search.query import Query
from redaction.grounds import Regime, offered
from redaction.models import RedactionLayer
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.models import Dossier, Item, Judgement, Kind, RecordedSearch
from woo_portal.dossiers.states import State

OPEN_STATES = (State.COLLECTING, State.REDACTING)
"""While a dossier is in these, messages may come and go and be judged."""
REGIME = {Kind.WOO: Regime.WOO, Kind.PARLIAMENT: Regime.PARLIAMENT}
"""Under which law a kind of dossier is judged."""


class DossierClosed(Exception):
    """The dossier is past the states in which this may be done; the message is Dutch."""


class StaleJudgement(Exception):
    """Somebody else judged this message since the page was made."""


class InvalidJudgement(Exception):
    """The judgement lacks what it needs; the message is Dutch."""


@transaction.atomic
def create(*, kind: Kind, number: str, subject: str, received_on: date, requester: str, by: User) -> Dossier:
    """A new dossier with an empty redaction layer of its own."""
    dossier = Dossier.objects.create(
        kind=kind,
        number=number,
        subject=subject,
        received_on=received_on,
        requester=requester,
        created_by=by,
        layer=RedactionLayer.objects.create(regime=REGIME[kind]),
    )
    record(Verb.DOSSIER_CREATED, by=by, subject=number, dossier_id=dossier.pk, topic=subject)
    return dossier


@transaction.atomic
def extend(dossier: Dossier, *, reason: str, by: User) -> None:
    """Extend the term, once, with its reason (Woo art. 4.4 lid 2; for Kamervragen the notice of delay)."""
    changed = Dossier.objects.filter(pk=dossier.pk, extended=False).update(extended=True, extension_reason=reason)
    if changed:
        record(Verb.DEADLINE_EXTENDED, by=by, subject=dossier.number, dossier_id=dossier.pk, reason=reason)


def record_search(dossier: Dossier, query: Query, *, sentence: str, hits: int, by: User) -> RecordedSearch:
    """Keep a search for the account of the search. The same search by the same person on the same archive is kept once."""
    stored = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(query).items()}
    size = Message.objects.count()
    search, _ = RecordedSearch.objects.get_or_create(
        dossier=dossier, by=by, query=stored, archive_size=size, defaults={"sentence": sentence, "hits": hits}
    )
    return search


def stored_query(search: RecordedSearch) -> Query:
    """The query of a recorded search, to run it again."""
    fields = dict(search.query)
    for key in ("first_day", "last_day"):
        fields[key] = date.fromisoformat(fields[key]) if fields[key] else None
    return Query(**fields)


def _locked(dossier: Dossier) -> Dossier:
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.state not in OPEN_STATES:
        raise DossierClosed(
            f"Dossier {locked.number} staat op ‘{locked.get_state_display()}’. Er is niets gewijzigd; "
            "breng het eerst terug naar lakken."
        )
    return locked


@transaction.atomic
def add_messages(dossier: Dossier, messages: Iterable[int], *, by: User, search: RecordedSearch | None = None) -> int:
    """Put messages (ids) into the dossier; those that are in it stay as they are. How many are new."""
    locked = _locked(dossier)
    present = set(locked.items.values_list("message_id", flat=True))
    fresh = [pk for pk in dict.fromkeys(messages) if pk not in present]
    Item.objects.bulk_create(
        [Item(dossier=locked, message_id=pk, added_by=by, search=search) for pk in fresh], batch_size=5000
    )
    if search is not None and fresh:
        RecordedSearch.objects.filter(pk=search.pk).update(added=search.added + len(fresh))
    if fresh:
        record(Verb.MESSAGES_ADDED, by=by, subject=locked.number, dossier_id=locked.pk, count=len(fresh))
    return len(fresh)


def range_between(first: Message, last: Message) -> list[int]:
    """The ids of the messages from `first` to `last` of one conversation, both included, in either order."""
    if (first.sent_at, first.position) > (last.sent_at, last.position):
        first, last = last, first
    chat = Message.objects.in_conversation(first.conversation_id).filter(sent_at__range=(first.sent_at, last.sent_at))
    rows = chat.values_list("pk", "sent_at", "position")
    low, high = (first.sent_at, first.position), (last.sent_at, last.position)
    return [pk for pk, sent_at, position in rows if low <= (sent_at, position) <= high]


def whole_day(conversation_id: int, day: date) -> list[int]:
    """The ids of a conversation's messages on a Dutch day."""
    return list(Message.objects.in_conversation(conversation_id).on_day(day).values_list("pk", flat=True))


@transaction.atomic
def remove_messages(dossier: Dossier, messages: Iterable[int], *, by: User) -> int:
    """Take messages out of the dossier. Their redactions stay in its layer, for when they come back. How many went."""
    locked = _locked(dossier)
    count, _ = locked.items.filter(message__in=list(messages)).delete()
    if count:
        record(Verb.MESSAGES_REMOVED, by=by, subject=locked.number, dossier_id=locked.pk, count=count)
    return count


@transaction.atomic
def judge(
    dossier: Dossier,
    items: Sequence[Item],
    *,
    judgement: Judgement,
    by: User,
    grounds: Sequence[str] = (),
    motivation: str = "",
    published_at: str = "",
) -> int:
    """Judge messages; how many changed.

    Withholding a message whole asks for at least one ground, and "reeds openbaar" for where it was published. Raises
    `InvalidJudgement`, `StaleJudgement` when one has another version than the item given, and `DossierClosed`.
    """
    locked = _locked(dossier)
    _check(locked, judgement, grounds, motivation, published_at)
    expected = {item.pk: item.version for item in items}
    rows = list(locked.items.select_for_update().filter(pk__in=expected).order_by("pk"))
    if len(rows) != len(expected) or any(row.version != expected[row.pk] for row in rows):
        raise StaleJudgement
    wanted = (
        judgement,
        sorted(grounds) if judgement == Judgement.WITHHELD else [],
        motivation.strip(),
        published_at.strip() if judgement == Judgement.ALREADY_PUBLIC else "",
    )
    changed = [row for row in rows if (row.judgement, row.grounds, row.motivation, row.published_at) != wanted]
    for row in changed:
        row.judgement, row.grounds, row.motivation, row.published_at = wanted
        row.judged_by, row.judged_at, row.version = by, timezone.now(), row.version + 1
    Item.objects.bulk_update(
        changed,
        ["judgement", "grounds", "motivation", "published_at", "judged_by", "judged_at", "version"],
        batch_size=1000,
    )
    if changed:
        record(
            Verb.MESSAGES_JUDGED,
            by=by,
            subject=locked.number,
            dossier_id=locked.pk,
            count=len(changed),
            judgement=judgement.label,
        )
    return len(changed)


def _check(dossier: Dossier, judgement: str, grounds: Sequence[str], motivation: str, published_at: str) -> None:
    if judgement == Judgement.WITHHELD:
        codes = {ground.code for ground in offered(Regime(dossier.layer.regime))}
        if not grounds or not codes.issuperset(grounds):
            raise InvalidJudgement("Kies ten minste één grond om een bericht geheel te weigeren.")
        if not motivation.strip():
            raise InvalidJudgement("Motiveer waarom het hele bericht geweigerd wordt (Woo art. 5.1 lid 3).")
    if judgement == Judgement.ALREADY_PUBLIC and not published_at.strip():
        raise InvalidJudgement("Vul in waar het bericht al openbaar is.")
