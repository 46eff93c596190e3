"""The account of the search (zoekslag) as a paragraph for the decision.

The courts ask which systems were searched, with which terms and what sifting followed, and accept no terms "among others"
(ECLI:NL:RBMNE:2024:1809). Names of officials are left out: a decision is public.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Count, Max, Min

from archive.app_names import app_name
from archive.models import Conversation
from archive.privacy import private_total
from woo_portal.dossiers.figures import JudgementCount, judgement_counts
from woo_portal.dossiers.models import Dossier, RecordedSearch
from woo_portal.presentation.dutch import counted, day, enumeration, number

_CHAT = re.compile(r"gesprek ‘.*’(?=,|$)")


def concealed(dossier: Dossier) -> dict[str, str]:
    """The searches of a dossier that name a conversation that is private by now: each sentence, and it without the name.

    What was searched stays accounted for; the log and the account of the search are told with these.
    """
    named = dict(dossier.searches.exclude(query__conversation=None).values_list("sentence", "query__conversation"))
    private = set(Conversation.objects.private().filter(pk__in=named.values()).values_list("pk", flat=True))
    return {
        sentence: _CHAT.sub("een gesprek dat als privé is gemarkeerd", sentence)
        for sentence, conversation in named.items()
        if conversation in private
    }


def account_of(dossier: Dossier, searches: Sequence[RecordedSearch]) -> str:
    """The paragraph, ready to be copied; `searches` are those of the dossier in order, at least one, as they may be told."""
    judgements = judgement_counts(dossier)
    return " ".join([_when(searches), _where(searches), _with_what(searches), _sifting(judgements)])


def _when(searches: Sequence[RecordedSearch]) -> str:
    days = list(dict.fromkeys(day(search.at) for search in searches))
    return f"Er is gezocht in het archief van chatberichten op {enumeration(days)}."


def _where(searches: Sequence[RecordedSearch]) -> str:
    visible = Conversation.objects.visible()
    archive = visible.with_counts().aggregate(chats=Count("pk"), first=Min("shown_first"), last=Max("shown_last"))
    keys = visible.order_by("app").values_list("app", flat=True).distinct()
    chats = counted(archive["chats"], "gesprek", "gesprekken")
    period = f", van {day(archive['first'])} tot en met {day(archive['last'])}" if archive["first"] else ""
    sizes = sorted({search.archive_size for search in searches})
    held = number(sizes[0]) if len(sizes) == 1 else f"{number(sizes[0])} tot {number(sizes[-1])}"
    return (
        f"Het archief bevat gesprekken uit {enumeration(list(map(app_name, keys)))} ({chats}{period}); bij het zoeken "
        f"bevatte het {held} berichten.{_private()}"
    )


def _private() -> str:
    """What was not searched because it is no business of the State: it is told how much that is."""
    total = private_total()
    if not total:
        return ""
    are = "is als privé gemarkeerd en is" if total == 1 else "zijn als privé gemarkeerd en zijn"
    return f" {counted(total, 'bericht', 'berichten').capitalize()} {are} niet doorzocht."


def _with_what(searches: Sequence[RecordedSearch]) -> str:
    parts = [
        f"({place}) {search.sentence}: {counted(search.hits, 'treffer', 'treffers')}"
        for place, search in enumerate(searches, start=1)
    ]
    return f"Er is gezocht met de volgende termen en beperkingen: {'; '.join(parts)}."


def _sifting(judgements: Sequence[JudgementCount]) -> str:
    total = sum(row.count for row in judgements)
    if not total:
        return "Er zijn geen berichten in behandeling genomen."
    outcome = enumeration([f"{number(row.count)} {row.label}" for row in judgements if row.count])
    return (
        "De berichten die op het verzoek betrekking kunnen hebben zijn, met de berichten eromheen die nodig zijn om ze te "
        f"begrijpen, een voor een beoordeeld: {counted(total, 'bericht', 'berichten')}, waarvan {outcome}."
    )
