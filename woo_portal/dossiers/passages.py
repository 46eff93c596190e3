"""Redaction inside a dossier: the only way from a screen to the redaction layer.

Checks that the dossier is being redacted and writes the audit events; what a decision means stands in `redaction.decide`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from archive.functions import FunctionClass
from archive.models import Conversation, Function, Message, Participant, Person
from redaction import decide, propagate
from redaction.choices import Field, Status
from redaction.decide import Added, Undone
from redaction.detecting import Label
from redaction.grounds import together
from redaction.held import among, span_of
from redaction.models import Redaction
from redaction.policy_table import Treated, in_force, treat_as
from redaction.propagate import Outcome, Spread
from redaction.quotations import propose_in_quotations
from redaction.spans import Span
from redaction.suggest import suggest
from redaction.twins import propose_in_twins
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import acting
from woo_portal.dossiers.composing import DossierClosed, locked_for_redaction
from woo_portal.dossiers.earlier_passages import propose_withheld_elsewhere, searched_messages
from woo_portal.dossiers.models import SHOWN, Dossier, Item, ItemQuerySet
from woo_portal.dossiers.page_looks import look_again
from woo_portal.dossiers.same_messages import withheld_whole
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import shown, unsearched_messages
from woo_portal.jobs.models import Job
from woo_portal.jobs.queue import enqueue
from woo_portal.presentation.dutch import enumeration

PROPOSE = "propose"
"""The kind of job that looks for passages to withhold; its handler stands in `dossiers.tasks`."""


def _decided(dossier: Dossier, by: User, what: str, count: int, ground: str = "", further: Sequence[str] = ()) -> None:
    if count:
        record(
            Verb.PASSAGES_DECIDED,
            by=by,
            subject=dossier.number,
            dossier_id=dossier.pk,
            what=what,
            count=count,
            ground=enumeration(list(together(ground, further))) if ground else "",
        )


@transaction.atomic
def accept(
    dossier: Dossier,
    redactions: Sequence[Redaction],
    *,
    by: User,
    ground: str = "",
    further: Sequence[str] = (),
    motivation: str | None = None,
) -> int:
    """Withhold passages; see `redaction.decide.accept`. Raises `DossierClosed` outside the redacting state."""
    locked = locked_for_redaction(dossier)
    chosen = _of(locked, redactions)
    count = decide.accept(chosen, by=acting(by), ground=ground, further=further, motivation=motivation)
    _decided(locked, by, Status.ACCEPTED.label, count, ground, further)
    _propose_repeats(locked, redactions)
    return count


def _propose_repeats(dossier: Dossier, withheld: Iterable[Redaction]) -> int:
    """Propose what reads the same in the very messages these passages are withheld from, in these as other phones have them, and
    in quotations of these: nobody can overlook it then.
    """
    messages = {redaction.message_id for redaction in withheld if redaction.message_id is not None}
    count = propagate.propose_repeats(dossier.layer, messages)
    count += propose_in_twins(dossier.layer, shown(dossier), {}, of=messages)
    count += propose_in_quotations(dossier.layer, messages, shown(dossier))
    _proposed(dossier, count)
    return count


def follow_twins(dossier: Dossier) -> int:
    """Propose what is withheld of a message, or the message that is withheld whole, in the versions of it that are shown; how
    many proposals are new. Nothing unless the dossier is being redacted.
    """
    return _follow(dossier, lambda locked: propose_in_twins(locked.layer, shown(locked), withheld_whole(locked)))


def follow_established(dossier: Dossier) -> int:
    """Propose what dossiers that were established since withhold of messages that were searched already; how many proposals are
    new. Nothing unless the dossier is being redacted.
    """
    return _follow(dossier, lambda locked: propose_withheld_elsewhere(locked, searched_messages(locked)), carried=True)


def _follow(dossier: Dossier, propose_in: Callable[[Dossier], int], **told: Any) -> int:
    """Store proposals unless somebody brought the dossier further since the page was made; nobody would decide on them."""
    try:
        with _while_redacting(dossier) as locked:
            count = propose_in(locked)
            _proposed(locked, count, **told)
            return count
    except DossierClosed:
        return 0


def _proposed(dossier: Dossier, count: int, **told: Any) -> None:
    if count:
        record(Verb.PASSAGES_PROPOSED, by=None, subject=dossier.number, dossier_id=dossier.pk, count=count, **told)


@transaction.atomic
def reject(dossier: Dossier, redactions: Sequence[Redaction], *, by: User, motivation: str | None = None) -> int:
    """Show passages; see `redaction.decide.reject`."""
    locked = locked_for_redaction(dossier)
    count = decide.reject(_of(locked, redactions), by=acting(by), motivation=motivation)
    _decided(locked, by, Status.REJECTED.label, count)
    return count


def _of(dossier: Dossier, redactions: Sequence[Redaction]) -> Sequence[Redaction]:
    if any(redaction.layer_id != dossier.layer_id for redaction in redactions):
        raise ValueError(f"a passage of another dossier than {dossier.number}")
    return redactions


@transaction.atomic
def add(
    dossier: Dossier,
    *,
    by: User,
    source: Message | Conversation,
    label: Label,
    ground: str,
    further: Sequence[str] = (),
    **where: Any,
) -> Added:
    """Withhold a passage a person chose; see `redaction.decide.add`."""
    locked = locked_for_redaction(dossier)
    added = decide.add(locked.layer, source=source, label=label, by=acting(by), ground=ground, further=further, **where)
    _decided(locked, by, "met de hand gelakt", added.decided, ground, further)
    _propose_repeats(locked, [added.redaction])
    return added


@transaction.atomic
def accept_and_follow(dossier: Dossier, redaction: Redaction, *, by: User, **reasons: Any) -> tuple[int, int]:
    """Withhold one passage and propose it wherever else it stands, both or neither: whether it changed, as `accept` counts, and
    how many places with the same words wait because of it.
    """
    if not (changed := accept(dossier, [redaction], by=by, **reasons)):
        return 0, 0
    redaction.refresh_from_db()
    return changed, _propose_equal(locked_for_redaction(dossier), redaction)


@transaction.atomic
def add_and_follow(dossier: Dossier, **chosen: Any) -> tuple[Added, int]:
    """As `add`, and propose the passage wherever else it stands, both or neither; how many places wait because of it."""
    added = add(dossier, **chosen)
    return added, _propose_equal(locked_for_redaction(dossier), added.redaction) if added.decided else 0


def _propose_equal(locked: Dossier, redaction: Redaction) -> int:
    """Propose a withheld passage wherever else it stands in the dossier; see `redaction.propagate.propose_equal`.

    How many places with the same words now wait because of it, those in its own message included.
    """
    here = propagate.equal_passages(redaction, [redaction.message_id] if redaction.message_id else [])
    waiting_here = here.filter(status=Status.PROPOSED).count()
    count = propagate.propose_equal(redaction, shown(locked))
    _proposed(locked, count)
    return waiting_here + count


def spread_of(dossier: Dossier, redaction: Redaction) -> Spread:
    """Every passage of the dossier that reads the same, by how it stands."""
    return propagate.spread_of(redaction, shown(dossier))


def spread_of_person(dossier: Dossier, person: int) -> Spread:
    """Every passage of the dossier that is data of one person (id), by how it stands."""
    return propagate.spread_of_person(dossier.layer, person, shown(dossier))


@transaction.atomic
def decide_all(
    dossier: Dossier,
    asked: Redaction | int,
    *,
    status: Status,
    by: User,
    ground: str = "",
    further: Sequence[str] = (),
    **choices: Any,
) -> Outcome:
    """Decide on every passage equal to one, or on every passage of a person (id); see `propagate.decide_spread`."""
    locked = locked_for_redaction(dossier)
    if isinstance(asked, Redaction):
        _of(locked, [asked])
    spread = spread_of_person(locked, asked) if isinstance(asked, int) else spread_of(locked, asked)
    outcome = propagate.decide_spread(spread, status=status, by=acting(by), ground=ground, further=further, **choices)
    _decided(locked, by, status.label, outcome.decided, ground, further)
    _proposed(locked, outcome.proposed)
    if status == Status.ACCEPTED:
        _propose_repeats(locked, (*spread.waiting, *spread.decided, *spread.unmarked))
    return outcome


@transaction.atomic
def undo(dossier: Dossier, *, by: User) -> Undone:
    """Take back this person's last act in the dossier; see `redaction.decide.undo`."""
    locked = locked_for_redaction(dossier)
    undone = decide.undo(locked.layer, by=acting(by))
    if undone.restored:
        record(Verb.DECISION_UNDONE, by=by, subject=locked.number, dossier_id=locked.pk, count=len(undone.restored))
    return undone


def propose(dossier: Dossier, *, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Look for passages to withhold in every shown message, and anew on pages of attachments that were looked at before; how
    many proposals in messages are new. May be repeated.

    Only messages it has looked at count as searched; the workflow lets no dossier through with one that is not. Neither does one
    count of which somebody asked meanwhile that it is searched again: an import may have made a name known since.

    Raises `DossierClosed` unless the dossier is being redacted, and as soon as it no longer is: nobody would decide on what is
    proposed, and "must be searched again" would be crossed out in what was approved without it. Nothing is stored but under the
    lock of the dossier: what was under way then is dropped.
    """

    def go_on(done: int, total: int) -> None:
        _check_redacting(dossier)
        progress(done, total)

    _check_redacting(dossier)
    facts = ("pk", "message_id", "search_requests", "proposed_at")
    rows = list(dossier.items.filter(judgement__in=SHOWN).values_list(*facts))
    messages = [message for _, message, _, _ in rows]
    count = suggest(dossier.layer, messages, progress=go_on, storing=partial(_while_redacting, dossier))
    look_again(dossier, [message for _, message, _, searched_at in rows if searched_at is None])
    by_requests = defaultdict[int, list[int]](list)
    for item, _, requests, _ in rows:
        by_requests[requests].append(item)
    with transaction.atomic():
        locked = locked_for_redaction(dossier)
        count += propose_withheld_elsewhere(locked, messages)
        count += propose_in_twins(locked.layer, messages, withheld_whole(locked))
        count += propose_in_quotations(locked.layer, messages, messages)
        for requests, items in by_requests.items():
            locked.items.filter(pk__in=items, search_requests=requests).update(proposed_at=timezone.now())
        record(Verb.PASSAGES_PROPOSED, by=None, subject=locked.number, dossier_id=locked.pk, count=count)
    return count


@contextmanager
def _while_redacting(dossier: Dossier) -> Iterator[Dossier]:
    """The dossier, locked: nobody brings it further meanwhile. Raises `DossierClosed`."""
    with transaction.atomic():
        yield locked_for_redaction(dossier)


def _check_redacting(dossier: Dossier) -> None:
    with _while_redacting(dossier):
        pass


@transaction.atomic
def treat_person_as(dossier: Dossier, person: Person, role: FunctionClass | None, *, by: User) -> Treated:
    """Take a person for somebody in this role in all of the dossier, or again for what the functions say (None).

    Every message is searched again; what was decided stays. Raises `DossierClosed`.
    """
    locked = locked_for_redaction(dossier)
    treated = treat_as(locked.layer, person, role, by=acting(by))
    locked.items.search_again()
    record(
        Verb.ROLE_GIVEN,
        by=by,
        subject=locked.number,
        dossier_id=locked.pk,
        role=role.label if role else "",
        count=treated.lapsed,
    )
    request_proposals(locked, by=by)
    return treated


def search_again(persons: Iterable[int]) -> int:
    """What the archive knows of these persons (ids) changed: a name that was shown may have to be withheld now.

    The messages of `to_search_again` wait to be searched, and no dossier with such a message goes on before that is done.
    What was decided stays. How many messages wait. To be called while the persons still have what they lose.
    """
    return to_search_again(persons).search_again()


@dataclass(frozen=True, slots=True)
class Again:
    """How much has to be searched again: messages, and the dossiers they are in."""

    messages: int
    dossiers: int


def how_much_again(persons: Iterable[int]) -> Again:
    """How much `search_again` would have searched again, to tell before it happens; names no dossier."""
    found = to_search_again(persons).aggregate(messages=Count("pk"), dossiers=Count("dossier", distinct=True))
    return Again(**found)


def to_search_again(persons: Iterable[int]) -> ItemQuerySet:
    """What has to be searched again when something of these persons (ids) changes, in dossiers that are not released.

    The messages of their chats, and those they only reacted to. Every message when one of them has a function that makes the
    name public: it was shown then in every chat, and has to be withheld in all when it turns out to be somebody else's.
    """
    known = list(persons)
    items = Item.objects.exclude(dossier__state=State.RELEASED)
    if Function.objects.filter(person__in=known, function_class__in=in_force().public_roles()).exists():
        return items
    chats = Participant.objects.filter(handle__person__in=known).values("conversation")
    reacted = Message.objects.visible().filter(reactions__handle__person__in=known).order_by().values("pk")
    return items.filter(Q(message__conversation__in=chats) | Q(message__in=reacted))


def request_proposals(dossier: Dossier, *, by: User | None) -> Job | None:
    """Queue the job that proposes, if the dossier is being redacted and messages wait for it.

    What takes no search is proposed at once: see `follow_twins`.
    """
    follow_twins(dossier)
    return _queue_search(dossier, by)


def _queue_search(dossier: Dossier, by: User | None) -> Job | None:
    if not Dossier.objects.filter(pk=dossier.pk, state=State.REDACTING).exists():
        return None
    if not unsearched_messages(dossier).exists():
        return None
    return enqueue(
        PROPOSE,
        subject=f"Lakvoorstellen voor dossier {dossier.number}",
        by=by,
        url=reverse("review", args=[dossier.number]),
        again=reverse("dossier", args=[dossier.number]),
        dossier=dossier.pk,
    )


def request_all_proposals() -> None:
    """Queue the job that proposes for every dossier that is being redacted and has messages that wait for it.

    Whoever has messages of more than one dossier searched again ends with this: who is asked to redact would wait for nobody.
    The jobs are the portal's own: who changes a table or a person need not see which dossiers there are. To be called last in
    a transaction, for queueing holds back all other queueing until its end. Locks no dossier: the search itself looks at twins.
    """
    unsearched = Item.objects.filter(dossier=OuterRef("pk"), judgement__in=SHOWN, proposed_at=None)
    for dossier in Dossier.objects.filter(Exists(unsearched), state=State.REDACTING).order_by("pk"):
        _queue_search(dossier, by=None)


def open_proposals(dossier: Dossier) -> list[Redaction]:
    """The proposals that wait for a decision: of the shown messages and of their conversations' titles."""
    return list(dossier.layer.redactions.filter(among(shown(dossier)), status=Status.PROPOSED))


def accepted_spans(dossier: Dossier) -> dict[int, list[Span]]:
    """What is withheld of the written text of each message, by its id."""
    spans: dict[int, list[Span]] = {}
    for redaction in dossier.layer.redactions.filter(status=Status.ACCEPTED, field=Field.TEXT):
        assert redaction.message_id is not None
        spans.setdefault(redaction.message_id, []).append(span_of(redaction))
    return spans


def count_by_status(dossier: Dossier) -> Counter[str]:
    """How many passages of the shown messages and of their conversations' titles stand how."""
    passages = dossier.layer.redactions.filter(among(shown(dossier))).order_by()
    return Counter(dict(passages.values_list("status").annotate(count=Count("pk"))))
