"""Making a dossier and filling it: messages, ranges and days, and the judgement of each message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from archive.models import Message
from archive.standstill import stand_still
from redaction.grounds import Regime, conflict, motivation_needed, withholding
from redaction.models import RedactionLayer
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.duplicates import twins_of
from woo_portal.dossiers.models import SHOWN, Addition, Dossier, Item, Judgement, Kind, RecordedSearch
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import is_extended_in_time, term_of
from woo_portal.presentation.dutch import counted
from woo_portal.presentation.dutch import day as in_words

OPEN_STATES = (State.COLLECTING, State.REDACTING)
"""While a dossier is in these, messages may come and go and be judged."""
MOST_AT_ONCE = 50_000
"""A dossier of more messages than this nobody can judge; a search that finds more is to be narrowed."""
REGIME = {Kind.WOO: Regime.WOO, Kind.PARLIAMENT: Regime.PARLIAMENT}
"""Under which law a kind of dossier is judged."""


class DossierClosed(Exception):
    """The dossier is past the states in which this may be done; the message is Dutch."""


class NumberTaken(Exception):
    """There is a dossier with this number, case aside; the message is Dutch."""


class ExtensionRefused(Exception):
    """The term cannot be extended, or not with this date or reason; the message is Dutch."""


class StaleJudgement(Exception):
    """Somebody else judged this message, or took it out, since the page was made."""


class InvalidJudgement(Exception):
    """The judgement lacks what it needs; the message is Dutch."""


@transaction.atomic
def create(
    *, kind: Kind, number: str, subject: str, received_on: date, requester: str, by: User, request: str = ""
) -> Dossier:
    """A new dossier with an empty redaction layer of its own. Raises `NumberTaken`."""
    try:
        with transaction.atomic():
            dossier = Dossier.objects.create(
                kind=kind,
                number=number,
                subject=subject,
                received_on=received_on,
                requester=requester,
                request=request,
                created_by=by,
                layer=RedactionLayer.objects.create(regime=REGIME[kind]),
            )
    except IntegrityError as error:
        raise NumberTaken(f"Er is al een dossier met nummer {number}. Kies een ander nummer.") from error
    record(Verb.DOSSIER_CREATED, by=by, subject=number, dossier_id=dossier.pk, topic=subject)
    return dossier


@transaction.atomic
def extend(dossier: Dossier, *, reason: str, by: User, sent_on: date | None = None) -> None:
    """Extend the term, once, with its reason (Woo art. 4.4 lid 2; for Kamervragen the notice of delay).

    `sent_on` is the day the notice was sent, today when absent; for a Woo request it lies within the first term. Raises
    `ExtensionRefused`.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    sent_on = sent_on or timezone.localdate()
    if objection := _objection_to_extending(locked, sent_on, reason):
        raise ExtensionRefused(objection)
    locked.extended, locked.extended_on, locked.extension_reason = True, sent_on, reason.strip()
    locked.save(update_fields=["extended", "extended_on", "extension_reason"])
    record(Verb.DEADLINE_EXTENDED, by=by, subject=locked.number, dossier_id=locked.pk, reason=reason.strip())


def _objection_to_extending(dossier: Dossier, sent_on: date, reason: str) -> str:
    last_day = term_of(dossier).first_last_day
    if dossier.extended:
        return "De termijn is al verlengd; dat kan één keer. Er is niets gewijzigd."
    if dossier.state == State.RELEASED:
        return "Het dossier is vrijgegeven: er loopt geen termijn meer."
    if not reason.strip():
        return "Vul in waarom de termijn wordt verlengd."
    if not dossier.received_on <= sent_on <= timezone.localdate():
        return "Het bericht kan niet vóór de ontvangst of in de toekomst verzonden zijn. Controleer de datum."
    if not is_extended_in_time(dossier, sent_on, last_day):
        return (
            f"Verlengen kan alleen met een bericht dat uiterlijk op {in_words(last_day)} is verzonden (Woo art. 4.4 "
            "lid 2). De termijn is niet gewijzigd."
        )
    return ""


def locked_open(dossier: Dossier) -> Dossier:
    """The dossier, locked until this transaction ends. Raises `DossierClosed`."""
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.state not in OPEN_STATES:
        raise DossierClosed(
            f"Dossier {locked.number} staat op ‘{locked.get_state_display()}’. Er is niets gewijzigd; "
            "breng het eerst terug naar lakken."
        )
    return locked


def locked_for_redaction(dossier: Dossier) -> Dossier:
    """The dossier, locked until the end of the transaction. Raises `DossierClosed` unless it is being redacted."""
    locked = Dossier.objects.select_for_update(of=("self",)).select_related("layer").get(pk=dossier.pk)
    if locked.state != State.REDACTING:
        raise DossierClosed(
            f"Dossier {locked.number} staat op ‘{locked.get_state_display()}’: er kan nu niet gelakt worden. "
            "Er is niets gewijzigd."
        )
    return locked


@transaction.atomic
def add_messages(dossier: Dossier, messages: Iterable[int], *, by: User, search: RecordedSearch | None = None) -> int:
    """Put messages (ids) into the dossier; those that are in it stay as they are. How many are new.

    What is private, or is no longer there, cannot be added, however it was asked for.
    """
    stand_still()
    locked = locked_open(dossier)
    present = set(locked.items.values_list("message_id", flat=True))
    wanted = [pk for pk in dict.fromkeys(messages) if pk not in present]
    readable = set(Message.objects.visible().filter(pk__in=wanted).values_list("pk", flat=True))
    fresh = [pk for pk in wanted if pk in readable]
    Item.objects.bulk_create(
        [Item(dossier=locked, message_id=pk, added_by=by, search=search) for pk in fresh], batch_size=5000
    )
    if search is not None and fresh:
        Addition.objects.create(search=search, by=by, messages=len(fresh))
    if fresh:
        record(Verb.MESSAGES_ADDED, by=by, subject=locked.number, dossier_id=locked.pk, count=len(fresh))
    return len(fresh)


def range_between(first: Message, last: Message) -> list[int]:
    """The ids of the messages from `first` to `last` of one conversation, both included, in either order."""
    if (first.sent_at, first.position) > (last.sent_at, last.position):
        first, last = last, first
    chat = (
        Message.objects.visible()
        .in_conversation(first.conversation_id)
        .filter(sent_at__range=(first.sent_at, last.sent_at))
    )
    rows = chat.values_list("pk", "sent_at", "position")
    low, high = (first.sent_at, first.position), (last.sent_at, last.position)
    return [pk for pk, sent_at, position in rows if low <= (sent_at, position) <= high]


def whole_day(conversation_id: int, day: date) -> list[int]:
    """The ids of a conversation's messages on a Dutch day."""
    return list(Message.objects.visible().in_conversation(conversation_id).on_day(day).values_list("pk", flat=True))


@transaction.atomic
def remove(dossier: Dossier, items: Sequence[Item], *, by: User) -> int:
    """Take messages out of the dossier; how many went. Their redactions stay in its layer, for when they come back.

    Raises `StaleJudgement` when one has another version than the item given, and `DossierClosed`.
    """
    locked = locked_open(dossier)
    expected = {item.pk: item.version for item in items}
    rows = {row.pk: row.version for row in locked.items.filter(pk__in=expected)}
    if any(expected[pk] != version for pk, version in rows.items()):
        raise StaleJudgement
    locked.items.filter(pk__in=rows).delete()
    if rows:
        record(Verb.MESSAGES_REMOVED, by=by, subject=locked.number, dossier_id=locked.pk, count=len(rows))
    return len(rows)


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
    taken_from: Sequence[str] = (),
) -> int:
    """Judge messages; how many changed. `taken_from` are the numbers of the dossiers that judged them so before, for the log.

    Withholding a message whole asks for at least one ground, "reeds openbaar" for where it was published, and "dubbel" for
    another message of the dossier that is shown and says the same. A message that is judged so already stays as it is, whatever
    its version: a form sent twice does no harm. Raises `InvalidJudgement`, `StaleJudgement` when another one has another
    version than the item given, and `DossierClosed`.
    """
    locked = locked_open(dossier)
    if objection := objection_to_judgement(locked, judgement, grounds, motivation, published_at):
        raise InvalidJudgement(objection)
    expected = {item.pk: item.version for item in items}
    rows = list(locked.items.select_for_update().filter(pk__in=expected).order_by("pk"))
    if len(rows) != len(expected):
        raise StaleJudgement
    twins = _twins(locked, rows) if judgement == Judgement.DUPLICATE else {}
    wanted = _wanted(judgement, grounds, motivation, published_at)
    changed = [row for row in rows if not _is_judged_so(row, wanted, twins.get(row.pk))]
    if any(row.version != expected[row.pk] for row in changed):
        raise StaleJudgement
    if not changed:
        return 0
    _store(locked, changed, wanted, twins, by)
    said: dict[str, object] = {"count": len(changed), "judgement": judgement.label}
    if taken_from:
        said["taken_from"] = list(taken_from)
    record(Verb.MESSAGES_JUDGED, by=by, subject=locked.number, dossier_id=locked.pk, **said)
    return len(changed)


def _wanted(judgement: Judgement, grounds: Sequence[str], motivation: str, published_at: str) -> dict[str, object]:
    """A judgement as an item holds it: with grounds and a place only where they belong to it."""
    return {
        "judgement": judgement,
        "grounds": sorted(grounds) if judgement == Judgement.WITHHELD else [],
        "motivation": motivation.strip(),
        "published_at": published_at.strip() if judgement == Judgement.ALREADY_PUBLIC else "",
    }


def _is_judged_so(item: Item, wanted: Mapping[str, object], twin: int | None) -> bool:
    return item.twin_id == twin and all(getattr(item, name) == value for name, value in wanted.items())


def _store(
    dossier: Dossier, changed: Sequence[Item], wanted: Mapping[str, object], twins: Mapping[int, int], by: User
) -> None:
    """Write down what is judged now, for these messages and their twins; one that is shown again is searched again."""
    if wanted["judgement"] in SHOWN:
        # What it quotes, or says as well, may be withheld since somebody looked at it.
        again = [row.pk for row in changed if row.judgement not in SHOWN and row.proposed_at is not None]
        dossier.items.filter(pk__in=again).search_again()
    by_twin = defaultdict[int | None, list[int]](list)
    for row in changed:
        by_twin[twins.get(row.pk)].append(row.pk)
    now = timezone.now()
    for twin, same in by_twin.items():
        dossier.items.filter(pk__in=same).update(
            **wanted, twin=twin, judged_by=by, judged_at=now, version=F("version") + 1
        )


def _twins(dossier: Dossier, rows: Sequence[Item]) -> Mapping[int, int]:
    """By item (id) the one it is a duplicate of. Raises `InvalidJudgement` when one of them has none."""
    twins = twins_of(dossier, rows)
    if alone := len(rows) - len(twins):
        raise InvalidJudgement(
            f"Van {counted(alone, 'bericht', 'berichten')} staat in dit dossier geen ander bericht met dezelfde tekst van "
            "dezelfde persoon dat openbaar wordt. Er is niets gewijzigd."
        )
    return twins


def objection_to_judgement(
    dossier: Dossier, judgement: str, grounds: Sequence[str], motivation: str, published_at: str
) -> str:
    """What a judgement lacks by the rules of today, as a Dutch sentence; empty when a message of the dossier may be judged so."""
    if judgement not in Judgement.of(dossier.kind):
        return "‘Dubbel’ is geen oordeel over berichten bij Kamervragen. Er is niets gewijzigd."
    if judgement == Judgement.WITHHELD:
        codes = {ground.code for ground in withholding(Regime(dossier.layer.regime))}
        if not grounds or not codes.issuperset(grounds):
            return "Kies ten minste één grond om een bericht geheel te weigeren."
        if problem := conflict(grounds):
            return problem
        if not motivation.strip():
            needed = next(filter(None, map(motivation_needed, grounds)), "")
            return f"Motiveer waarom het hele bericht geweigerd wordt. {needed}".strip()
    if judgement == Judgement.ALREADY_PUBLIC and not published_at.strip():
        return "Vul in waar het bericht al openbaar is."
    return ""
