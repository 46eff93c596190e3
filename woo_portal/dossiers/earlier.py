"""What other dossiers decided about the messages of a dossier, and taking that over; see decision record 93.

Only dossiers of the same kind count, for the regimes differ, and only those the person may see.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from archive.models import Message
from redaction.grounds import sort_key
from woo_portal.accounts.models import User
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.composing import StaleJudgement, judge, locked_open, objection_to_judgement
from woo_portal.dossiers.models import Dossier, Item, Judgement, Package, PackageState
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import FINAL

CARRIED = (Judgement.PUBLIC, Judgement.PARTIAL, Judgement.WITHHELD, Judgement.ALREADY_PUBLIC)
"""The judgements that say something of a message in another dossier too. What a request does not ask, and what stands twice in
its dossier, is of that request alone.
"""
_OTHERWISE = {
    Judgement.PUBLIC: (Judgement.PARTIAL, Judgement.WITHHELD),
    Judgement.PARTIAL: (Judgement.PUBLIC, Judgement.WITHHELD, Judgement.ALREADY_PUBLIC),
    Judgement.WITHHELD: (Judgement.PUBLIC, Judgement.PARTIAL, Judgement.ALREADY_PUBLIC),
    Judgement.ALREADY_PUBLIC: (Judgement.WITHHELD,),
}
"""Which judgements elsewhere are another one than the judgement here. What was published there is public already here."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the dossier of this number decided about a message. `grounds` and `motivation` are of one withheld whole, and
    `published_at` is where one is public already. `was_released`: it was published, whatever its dossier's `state` is now.
    """

    number: str
    judgement: Judgement
    grounds: tuple[str, ...]
    motivation: str
    published_at: str
    state: State
    was_released: bool

    @property
    def because(self) -> str:
        """The grounds in the order of the law, or the place; empty where the judgement says it all."""
        return ", ".join(sorted(self.grounds, key=sort_key)) or self.published_at

    @property
    def standing(self) -> str:
        """How firm it is, in Dutch."""
        if self.state in FINAL:
            return str(self.state.label)
        return "heropend na vrijgave" if self.was_released else "nog niet vastgesteld"


def judged_elsewhere(dossier: Dossier, user: User, messages: Iterable[int]) -> Mapping[int, Sequence[Earlier]]:
    """What other dossiers decided about these messages (ids), by message, the latest judgement first; one query."""
    readable = Message.objects.visible().filter(pk__in=list(messages))
    return _by_message(_judged_in_others(dossier, user).filter(message__in=readable.values("pk")))


def with_earlier(items: QuerySet[Item], dossier: Dossier, user: User) -> QuerySet[Item]:
    """Those of these messages of the dossier that another dossier judged, `judged_elsewhere` has something of them."""
    return _readable(items).filter(Exists(_judged_in_others(dossier, user).filter(message=OuterRef("message"))))


def judged_otherwise(items: QuerySet[Item], dossier: Dossier, user: User, *, final: bool) -> QuerySet[Item]:
    """Those of these messages of the dossier that are judged otherwise in another one: `final` in one that is established or
    released, else in any. A message that is withheld whole on other grounds is judged otherwise.
    """
    here = ExpressionWrapper(OuterRef("judgement"), output_field=CharField())
    others = _judged_in_others(dossier, user).filter(message=OuterRef("message")).annotate(here=here)
    if final:
        others = others.filter(dossier__state__in=FINAL)
    differs = reduce(or_, (Q(here=one, judgement__in=elsewhere) for one, elsewhere in _OTHERWISE.items()))
    on_other_grounds = Q(here=Judgement.WITHHELD, judgement=Judgement.WITHHELD) & ~Q(grounds=OuterRef("grounds"))
    return _readable(items).filter(Exists(others.filter(differs | on_other_grounds)), judgement__in=CARRIED)


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of a dossier that the dossiers of these numbers judged in one and the same way."""

    judgement: Judgement
    grounds: tuple[str, ...]
    motivation: str
    published_at: str
    items: tuple[Item, ...]
    numbers: tuple[str, ...]
    objection: str = ""
    """What the rules of today say against it, a Dutch sentence; empty when it can be taken over."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be taken over. The judgements of `refused` are older than a rule they break, and stay behind; about `disputed`
    more messages the other dossiers disagree.
    """

    groups: tuple[Group, ...]
    refused: tuple[Group, ...]
    disputed: int

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many messages would be judged so, by the Dutch word for it."""
        totals = Counter[Judgement]()
        for group in self.groups:
            totals[group.judgement] += len(group.items)
        return [(str(one.label), totals[one]) for one in CARRIED if totals[one]]

    @property
    def numbers(self) -> list[str]:
        """The dossiers it comes from."""
        return sorted({number for group in self.groups for number in group.numbers})

    @property
    def stamp(self) -> str:
        """Changes with everything that would be stored: who takes over answers for what stood on the page."""
        facts = [
            (one.judgement.value, one.grounds, one.motivation, one.published_at, one.numbers, item.pk, item.version)
            for one in self.groups
            for item in one.items
        ]
        return hashlib.sha256(repr(sorted(facts)).encode()).hexdigest()


def may_be_taken_over(dossier: Dossier, user: User) -> bool:
    """Whether an established or released dossier judged a message that nobody judged in this one; one query."""
    final = _final(dossier, user).filter(message=OuterRef("message"))
    return _readable(dossier.items.filter(judgement="")).filter(Exists(final)).exists()


def offer_for(dossier: Dossier, user: User) -> Offer:
    """What the established and released dossiers agree on about the messages that nobody judged in this one; two queries.

    They agree on one judgement, and on its grounds. Where they say it in other words, those of the latest judgement count.
    """
    open_items = _readable(dossier.items.filter(judgement=""))
    earlier = _by_message(_final(dossier, user).filter(message__in=open_items.order_by().values("message")))
    groups, disputed = defaultdict[tuple[Judgement, tuple[str, ...], str, str], list[Item]](list), 0
    numbers = defaultdict[tuple[Judgement, tuple[str, ...], str, str], set[str]](set)
    for item in open_items.only("dossier", "message", "version").order_by("pk"):
        found = earlier.get(item.message_id, ())
        if len({(one.judgement, one.grounds) for one in found}) > 1:
            disputed += 1
        elif found:
            said = (found[0].judgement, found[0].grounds, found[0].motivation, found[0].published_at)
            groups[said].append(item)
            numbers[said] |= {one.number for one in found}
    agreed = [
        Group(*said, tuple(items), tuple(sorted(numbers[said])), objection_to_judgement(dossier, *said))
        for said, items in groups.items()
    ]
    return Offer(
        tuple(one for one in agreed if not one.objection), tuple(one for one in agreed if one.objection), disputed
    )


@transaction.atomic
def take_over(dossier: Dossier, *, by: User, seen: str) -> int:
    """Judge as the other dossiers did what nobody judged yet, and leave what the rules of today refuse; how many messages.
    `seen` is the stamp of the offer on the page.

    None is left when a form is sent twice. Raises `StaleJudgement` when the offer is another by now, and `DossierClosed`.
    """
    locked = locked_open(dossier)
    offer = offer_for(locked, by)
    if offer.groups and offer.stamp != seen:
        raise StaleJudgement
    return sum(
        judge(
            locked,
            group.items,
            judgement=group.judgement,
            by=by,
            grounds=group.grounds,
            motivation=group.motivation,
            published_at=group.published_at,
            taken_from=group.numbers,
        )
        for group in offer.groups
    )


def _readable(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.filter(message__in=Message.objects.visible().values("pk"))


def _judged_in_others(dossier: Dossier, user: User) -> QuerySet[Item]:
    """The judgements of the other dossiers of this kind that this account may see."""
    others = visible_to(user).filter(kind=dossier.kind).exclude(pk=dossier.pk)
    return Item.objects.filter(dossier__in=others.values("pk")).exclude(judgement="").order_by()


def _final(dossier: Dossier, user: User) -> QuerySet[Item]:
    """Those of them that stand and say something of this dossier too."""
    return _judged_in_others(dossier, user).filter(dossier__state__in=FINAL, judgement__in=CARRIED)


def _by_message(items: QuerySet[Item]) -> Mapping[int, Sequence[Earlier]]:
    found = defaultdict[int, list[Earlier]](list)
    released = Package.objects.filter(dossier=OuterRef("dossier"), state=PackageState.RELEASED)
    rows = items.order_by(F("judged_at").desc(nulls_last=True), "-pk").values_list(
        "message",
        "dossier__number",
        "judgement",
        "grounds",
        "motivation",
        "published_at",
        "dossier__state",
        Exists(released),
    )
    for message, number, judgement, grounds, motivation, published_at, state, was_released in rows:
        found[message].append(
            Earlier(
                number,
                Judgement(judgement),
                tuple(sorted(grounds)),
                motivation,
                published_at,
                State(state),
                was_released,
            )
        )
    return found
