"""A Woo request and a set of parliamentary questions on the same subject point at each other.

Who sees one of the two knows nothing of the other: only somebody who may see both can tie them, and is shown that they are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet

from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.models import Dossier, Item, Kind, Relation

PROPOSED = 5
"""So many dossiers are proposed, those that share most messages first, then those whose subjects share most words."""
_WORD = re.compile(r"[^\W\d_]{5,}")
"""A word of a subject that says something: a shorter one seldom does."""
_WORDS_IN_COMMON = 2
_COMMON, _FEW = 0.25, 3
"""A word says nothing ("berichten", "minister") that stands in a larger share of the subjects, and in more than a few."""


class CannotRelate(Exception):
    """The two cannot be tied; the message is Dutch, and the same for a dossier that is absent and one that may not be seen."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A dossier that may be on the same subject: it has so many messages in common, or these words of its subject."""

    dossier: Dossier
    shared: int
    words: tuple[str, ...] = ()


def others_for(dossier: Dossier, user: User) -> QuerySet[Dossier]:
    """The dossiers of the other kind that this account may see."""
    return visible_to(user).exclude(kind=dossier.kind)


def related_to(dossier: Dossier, user: User) -> list[Dossier]:
    """The dossiers tied to this one, as far as this account may see them."""
    rows = Relation.objects.filter(**{_side(dossier): dossier})
    return list(others_for(dossier, user).filter(pk__in=rows.values("questions" if _is_woo(dossier) else "request")))


def proposed_for(dossier: Dossier, user: User) -> list[Proposal]:
    """The dossiers that share messages or a subject with this one and are not tied to it, as far as this account may see them."""
    known = [other.pk for other in related_to(dossier, user)]
    shared = (
        Item.objects.filter(
            dossier__in=others_for(dossier, user).exclude(pk__in=known),
            message__in=dossier.items.order_by().values("message"),
        )
        .order_by()
        .values_list("dossier")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "dossier")[:PROPOSED]
    )
    counts = dict(shared)
    found = others_for(dossier, user).in_bulk(list(counts))
    by_messages = [Proposal(found[pk], count) for pk, count in counts.items()]
    rest = others_for(dossier, user).exclude(pk__in=[*known, *counts]).order_by("-received_on", "pk")
    return [*by_messages, *_by_subject(dossier, list(rest))][:PROPOSED]


def _by_subject(dossier: Dossier, others: list[Dossier]) -> list[Proposal]:
    """Those of which the subject has words in common with this one's, the most first."""
    words = {other.pk: frozenset(_WORD.findall(other.subject.casefold())) for other in others}
    stands_in = Counter(word for found in words.values() for word in found)
    telling = [
        word
        for word in dict.fromkeys(_WORD.findall(dossier.subject.casefold()))
        if stands_in[word] <= max(_FEW, _COMMON * len(others))
    ]
    alike = [Proposal(other, 0, tuple(word for word in telling if word in words[other.pk])) for other in others]
    return sorted(
        (one for one in alike if len(one.words) >= _WORDS_IN_COMMON), key=lambda one: len(one.words), reverse=True
    )


@transaction.atomic
def relate(dossier: Dossier, number: str, *, by: User) -> Dossier:
    """Tie a dossier to the one with this number; which that is. Twice is once. Raises `CannotRelate`."""
    other = _other(dossier, number, by)
    _, is_new = Relation.objects.get_or_create(**_pair(dossier, other), defaults={"by": by})
    if is_new:
        _record(Verb.DOSSIERS_RELATED, dossier, other, by)
    return other


@transaction.atomic
def part(dossier: Dossier, number: str, *, by: User) -> Dossier:
    """Untie the two again. Raises `CannotRelate`."""
    other = _other(dossier, number, by)
    gone, _ = Relation.objects.filter(**_pair(dossier, other)).delete()
    if gone:
        _record(Verb.DOSSIERS_PARTED, dossier, other, by)
    return other


def _other(dossier: Dossier, number: str, by: User) -> Dossier:
    wanted = number.strip().replace("\0", "")
    other = others_for(dossier, by).filter(number__iexact=wanted).first()
    if other is None:
        kind = Kind.PARLIAMENT.label if _is_woo(dossier) else Kind.WOO.label
        raise CannotRelate(f"Er is geen dossier ({kind}) met dit nummer, of u hebt er geen toegang toe.")
    return other


def _record(verb: Verb, dossier: Dossier, other: Dossier, by: User) -> None:
    # In the log of each, without the number of the other: who reads one log may not know of the other dossier.
    for one, two in ((dossier, other), (other, dossier)):
        record(verb, by=by, subject=one.number, dossier_id=one.pk, other=two.pk)


def _is_woo(dossier: Dossier) -> bool:
    return dossier.kind == Kind.WOO


def _side(dossier: Dossier) -> str:
    return "request" if _is_woo(dossier) else "questions"


def _pair(dossier: Dossier, other: Dossier) -> dict[str, Dossier]:
    return {_side(dossier): dossier, _side(other): other}
