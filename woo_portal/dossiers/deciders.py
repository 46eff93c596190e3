"""Who decided in a dossier, and what: the four-eyes rule of the workflow, the overview and the worklist all ask here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from redaction.models import AllowedPassage, AttachmentAct, Decision, SeenWord, TreatedAs
from woo_portal.accounts.models import User
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import DecisionText, Dossier, Item
from woo_portal.presentation.dutch import counted


@dataclass(frozen=True, slots=True)
class _Trace:
    """A kind of act that counts: its rows, how they lead to the dossier, or `by_layer` to its layer, who did it, and how it is
    told.
    """

    rows: QuerySet[Any]
    of: str
    by: str
    one: str
    many: str
    by_layer: bool = False


_UNDONE = (
    Verb.MESSAGES_JUDGED,
    Verb.PASSAGES_DECIDED,
    Verb.ATTACHMENT_TREATED,
    Verb.ROLE_GIVEN,
    Verb.PASSAGE_ALLOWED,
    Verb.WORDS_SEEN,
)
"""What somebody else, or the same person, can do over or take away: the log alone keeps who did it first."""
_TRACES = (
    _Trace(Item.objects.exclude(judged_by=None), "dossier", "judged_by", "bericht beoordeeld", "berichten beoordeeld"),
    _Trace(
        Event.objects.filter(verb=Verb.MESSAGES_REMOVED),
        "dossier_id",
        "actor_id",
        "keer berichten uit het dossier gehaald",
        "keer berichten uit het dossier gehaald",
    ),
    _Trace(
        Decision.objects.all(),
        "redaction__layer",
        "by_id",
        "beslissing over lakken",
        "beslissingen over lakken",
        by_layer=True,
    ),
    _Trace(
        AttachmentAct.objects.all(),
        "treatment__layer",
        "by_id",
        "beslissing over een bijlage",
        "beslissingen over bijlagen",
        by_layer=True,
    ),
    _Trace(
        TreatedAs.objects.all(),
        "layer",
        "by_id",
        "rol van een persoon gekozen",
        "rollen van personen gekozen",
        by_layer=True,
    ),
    _Trace(
        AllowedPassage.objects.exclude(layer=None),
        "layer",
        "by_id",
        "keer woorden niet meer laten voorstellen",
        "keer woorden niet meer laten voorstellen",
        by_layer=True,
    ),
    _Trace(
        SeenWord.objects.all(),
        "layer",
        "by_id",
        "woord nagekeken en gelaten",
        "woorden nagekeken en gelaten",
        by_layer=True,
    ),
    _Trace(
        DecisionText.objects.all(),
        "dossier",
        "by_id",
        "keer in het besluit geschreven",
        "keer in het besluit geschreven",
    ),
    _Trace(Event.objects.filter(verb__in=_UNDONE), "dossier_id", "actor_id", "", ""),
)


def deciders(dossier: Dossier) -> frozenset[int]:
    """The ids of everybody who judged a message, took one out, wrote in the decision, or decided on a passage, an attachment or
    a box of the dossier; and of who said by rule what is not proposed in it: what somebody counts as, words that are let be, and
    words that were looked at in the last sweep. Also when it was undone or done over.
    """
    return frozenset(_acts(dossier))


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one person did in a dossier, in Dutch phrases."""

    user: User
    told: tuple[str, ...]


def contributions(dossier: Dossier) -> list[Contribution]:
    """Everybody of `deciders`, with what they did: who is named here cannot approve the dossier."""
    acts = _acts(dossier)
    users = User.objects.in_bulk(acts)
    rows = [Contribution(user, _told(acts[pk])) for pk, user in users.items()]
    return sorted(rows, key=lambda row: str(row.user))


def worked_on(user: User, dossiers: QuerySet[Dossier]) -> frozenset[int]:
    """Those of these dossiers (ids) of which this account is one of the `deciders`."""
    own = Q()
    for trace in _TRACES:
        dossier = OuterRef("layer" if trace.by_layer else "pk")
        own |= Q(Exists(trace.rows.order_by().filter(**{trace.of: dossier, trace.by: user.pk})))
    return frozenset(dossiers.order_by().filter(own).values_list("pk", flat=True))


def _acts(dossier: Dossier) -> dict[int, dict[int, int]]:
    """Of each person (id) how many acts of which kind, by its place in `_TRACES`; one query."""
    kinds = []
    for place, trace in enumerate(_TRACES):
        of = dossier.layer_id if trace.by_layer else dossier.pk
        rows = trace.rows.order_by().filter(**{trace.of: of}).values(who=F(trace.by))
        kinds.append(rows.annotate(kind=Value(place), number=Count("pk")).values_list("who", "kind", "number"))
    acts = defaultdict[int, dict[int, int]](dict)
    for who, kind, number in kinds[0].union(*kinds[1:], all=True):
        if who is not None:
            acts[who][kind] = number
    return dict(acts)


def _told(acts: dict[int, int]) -> tuple[str, ...]:
    standing = [(_TRACES[kind], number) for kind, number in sorted(acts.items()) if _TRACES[kind].one]
    told = tuple(counted(number, trace.one, trace.many) for trace, number in standing)
    return told or ("besliste eerder iets dat intussen anders is",)
