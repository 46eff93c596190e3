"""Which grounds a dossier withholds on, how often, and what of it still lacks the motivation that the law asks for.

Sources: Woo, article 5.1, paragraph 3 (a relative ground carries a motivation) and article 5.3 (information older than five
years). A motivation stands with a passage or message, or once for the ground in the decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from archive.days import local_day
from redaction.choices import Status, Treatment
from redaction.grounds import (
    GROUNDS,
    Ground,
    Regime,
    age_motivation_needed,
    motivation_needed,
    sort_key,
    together,
)
from redaction.held import Place, among, day_at
from redaction.models import Redaction
from redaction.spans import Span
from woo_portal.dossiers.as_printed import Passages
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement
from woo_portal.dossiers.sections import AGED, heading_of, section_of
from woo_portal.presentation.dutch import counted


class Part(Enum):
    """What can be withheld on a ground, with its Dutch name for one and for more."""

    PASSAGE = ("passage", "passages")
    MESSAGE = ("geheel bericht", "gehele berichten")
    BOX = ("vlak in een bijlage", "vlakken in bijlagen")
    ATTACHMENT = ("gehele bijlage", "gehele bijlagen")


@dataclass(frozen=True, slots=True)
class Use:
    """How a dossier uses a ground: how much of each kind is withheld on it, alone or beside others, in the order of `Part`,
    without the kinds of which there is none, and of passages as many as a reader counts; of all that is withheld `bare` have no
    motivation of their own where the law asks for one,
    and `aged` are older than five years on the day of the request, also without one.
    """

    ground: Ground
    parts: Mapping[Part, int]
    bare: int
    aged: int


@dataclass(slots=True)
class _Count:
    parts: Counter[Part] = field(default_factory=Counter)
    bare: int = 0
    aged: int = 0


def uses_of(dossier: Dossier) -> tuple[Use, ...]:
    """The grounds used, in the order of the law; four queries, and up to four more for each thousand texts in which
    two passages stand.
    """
    counts: dict[str, _Count] = {}
    passages = Passages()
    for code, part, motivation, written_on in _withheld(dossier, passages):
        count = counts.setdefault(code, _Count())
        count.parts[part] += part is not Part.PASSAGE
        count.bare += bool(not motivation and motivation_needed(code))
        needed = age_motivation_needed(code, written_on=written_on, requested_on=dossier.received_on)
        count.aged += bool(not motivation and needed)
    for code, number in passages.tokens().items():
        counts[code].parts[Part.PASSAGE] = number
    return tuple(
        Use(
            GROUNDS[code],
            {part: count.parts[part] for part in Part if count.parts[part]},
            count.bare,
            count.aged,
        )
        for code, count in sorted(counts.items(), key=lambda pair: sort_key(pair[0]))
    )


def _withheld(dossier: Dossier, met: Passages) -> Iterator[tuple[str, Part, str, date]]:
    """Of everything that is withheld the ground, what it is, its motivation, and when it was written; passages are `met` too."""
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    passages = Redaction.objects.filter(among(items), layer=dossier.layer_id, status=Status.ACCEPTED)
    moment = Coalesce(F("message__sent_at"), F("conversation__last_at"))
    facts = (
        passages.annotate(moment=moment)
        .order_by("message", "conversation", "field", "index")
        .values_list(
            *("message", "conversation", "field", "index", "start", "end"),
            *("ground", "further_grounds", "motivation", "moment"),
        )
    )
    for *place, start, end, ground, further, motivation, sent_at in facts.iterator():
        codes = together(ground, further)
        met.add(Place(*place), Span(start, end), codes)
        for code in codes:
            yield code, Part.PASSAGE, motivation, day_at(sent_at)
    whole = dossier.items.filter(Q(judgement=Judgement.WITHHELD)).order_by()
    for codes, motivation, sent_at in whole.values_list("grounds", "motivation", "message__sent_at"):
        for code in codes:
            yield code, Part.MESSAGE, motivation, local_day(sent_at)
    attachments = dossier.layer.attachments.filter(attachment__message__in=items).order_by()
    refused = attachments.filter(treatment=Treatment.WITHHELD)
    for code, motivation, sent_at in refused.values_list("ground", "motivation", "attachment__message__sent_at"):
        yield code, Part.ATTACHMENT, motivation, local_day(sent_at)
    burned = attachments.filter(treatment=Treatment.SHOWN, boxes__status=Status.ACCEPTED)
    for code, sent_at in burned.values_list("boxes__ground", "attachment__message__sent_at"):
        yield code, Part.BOX, "", local_day(sent_at)


def saved_texts(dossier: Dossier) -> Mapping[str, str]:
    """What persons wrote in each section of the decision; nothing of a section that went back to the draft."""
    rows = dossier.decision_texts.order_by("section", "-id").distinct("section")
    return {row.section: row.body.strip() for row in rows if not row.is_withdrawn}


def unmotivated(dossier: Dossier) -> tuple[str, ...]:
    """What the decision still lacks, as Dutch sentences; none for parliamentary questions, which have no decision."""
    if Regime(dossier.layer.regime) is not Regime.WOO:
        return ()
    return tuple(_lacking(uses_of(dossier), saved_texts(dossier)))


def _lacking(uses: tuple[Use, ...], texts: Mapping[str, str]) -> Iterator[str]:
    for use in uses:
        if use.bare and not texts.get(section_of(use.ground.code)):
            yield (
                f"Grond {use.ground.code} heeft nog geen motivering in het besluit, en op "
                f"{counted(use.bare, 'plaats', 'plaatsen')} waar hij is gebruikt staat er ook geen (artikel 5.1, derde lid, Woo)."
            )
    if any(use.aged for use in uses) and not texts.get(AGED):
        yield (
            "Er is informatie van meer dan vijf jaar oud geweigerd. Schrijf in het besluit waarom die ondanks het verstrijken "
            "van de tijd geheim blijft (artikel 5.3 Woo)."
        )
    for section, text in sorted(texts.items()):
        if "[" in text and "]" in text.partition("[")[2]:
            yield f"In het besluit staat nog iets tussen vierkante haken dat moet worden ingevuld ({heading_of(section)})."
