"""Which grounds a dossier withholds on, how often, and what of it still lacks the motivation that the law asks for.

Sources: Woo, article 5.1, paragraph 3 (a relative ground carries a motivation) and article 5.3 (information older than five
years). A motivation stands with a passage or message, or once for the ground in the decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from archive.days import local_day
from redaction.choices import Field, Status, Treatment
from redaction.detecting import Label
from redaction.grounds import (
    GROUNDS,
    Ground,
    Regime,
    age_motivation_needed,
    motivation_needed,
    sort_key,
    together,
)
from redaction.held import among, day_at, has_its_words, words_in
from redaction.models import Redaction
from redaction.passages import text_at
from redaction.sentences import telling_sentences
from redaction.spans import Span
from redaction.writings import places_of, told_in
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement
from woo_portal.presentation.dutch import counted

AGED = "ouder"
"""The section of a decision that says why old information is still withheld."""
COURSE = "verloop"
"""The section that tells the course of the procedure."""
DRAFTED = ("verzoek", COURSE, "zoekslag", "oordeel", "openbaar", "bezwaar", "slot")
"""The sections that are printed as they are drafted when nobody writes in them; of the others a draft is an example."""


def section_of(code: str) -> str:
    """The section of a decision that speaks of a ground."""
    return f"grond:{code}"


class Part(Enum):
    """What can be withheld on a ground, with its Dutch name for one and for more."""

    PASSAGE = ("passage", "passages")
    MESSAGE = ("geheel bericht", "gehele berichten")
    BOX = ("vlak in een bijlage", "vlakken in bijlagen")
    ATTACHMENT = ("gehele bijlage", "gehele bijlagen")


@dataclass(frozen=True, slots=True)
class Use:
    """How a dossier uses a ground: how much of each kind is withheld on it, alone or beside others, in the order of `Part`,
    without the kinds of which there is none; of all these `bare` have no motivation of their own where the law asks for one,
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
    """The grounds used, in the order of the law; four queries."""
    counts: dict[str, _Count] = {}
    for code, part, motivation, written_on in _withheld(dossier):
        count = counts.setdefault(code, _Count())
        count.parts[part] += 1
        count.bare += bool(not motivation and motivation_needed(code))
        needed = age_motivation_needed(code, written_on=written_on, requested_on=dossier.received_on)
        count.aged += bool(not motivation and needed)
    return tuple(
        Use(
            GROUNDS[code],
            {part: count.parts[part] for part in Part if count.parts[part]},
            count.bare,
            count.aged,
        )
        for code, count in sorted(counts.items(), key=lambda pair: sort_key(pair[0]))
    )


def _withheld(dossier: Dossier) -> Iterator[tuple[str, Part, str, date]]:
    """Of everything that is withheld the ground, what it is, its motivation, and when it was written."""
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    passages = Redaction.objects.filter(among(items), layer=dossier.layer_id, status=Status.ACCEPTED).order_by()
    moment = Coalesce(F("message__sent_at"), F("conversation__last_at"))
    facts = passages.annotate(moment=moment).values_list("ground", "further_grounds", "motivation", "moment")
    for ground, further, motivation, sent_at in facts:
        for code in together(ground, further):
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


_COLUMNS = {
    Field.TEXT: "message__text",
    Field.QUOTE: "message__quote_text",
    Field.TITLE: "conversation__title",
    Field.SENDER: "message__sender_shown",
}
"""The texts that come along with a passage in one query."""


class Untold(NamedTuple):
    """What may not be told, and whether it is the name of a person."""

    text: str
    is_name: bool = False

    def places_in(self, text: str) -> list[Span]:
        """Where it stands in a text, in whatever writing, in code points."""
        return places_of(self.text, text, is_name=self.is_name)

    def told_in(self, text: str) -> list[Span]:
        """Where a text that no one redacts tells it, by the measure of the leak check."""
        return told_in(self.text, text, is_name=self.is_name)


def withheld_words(dossier: Dossier) -> frozenset[Untold]:
    """What is withheld in the texts of a dossier, word for word: of whatever field of a message, and in the titles of chats; one
    query, and four more when something is withheld in the name of a file, a reaction, a remark or the author of a quotation.
    """
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    rows = Redaction.objects.filter(among(items), layer=dossier.layer_id, status=Status.ACCEPTED).order_by()
    facts = rows.values_list(
        "pk", "field", "label", "start", "end", *_COLUMNS.values(), "message__sender__person__name"
    )
    found, elsewhere = set(), []
    for pk, where, label, start, end, *texts, sender in facts:
        if where not in _COLUMNS:
            elsewhere.append(pk)
            continue
        whole = sender or texts[-1]
        words = whole if where == Field.SENDER else texts[list(_COLUMNS).index(Field(where))][start:end]
        found.add(Untold(words, label == Label.PERSON))
    if elsewhere:
        found.update(Untold(_left_out(row), row.label == Label.PERSON) for row in _with_texts(rows, elsewhere))
    return frozenset(untold for untold in found if untold.text)


def _with_texts(rows: QuerySet[Redaction], chosen: Collection[int]) -> QuerySet[Redaction]:
    """Those of the passages with these ids, and all that their messages hold."""
    senders = ("message__sender__person", "message__reply_to__sender__person")
    return (
        rows.filter(pk__in=chosen)
        .select_related(*senders)
        .prefetch_related("message__attachments", "message__reactions__handle__person")
    )


def _left_out(row: Redaction) -> str:
    """What a package leaves out for a passage of a message: all of a text that says something else since it was decided on."""
    assert row.message is not None
    text = text_at(row.message, row.field, row.index)
    return words_in(row, text) if has_its_words(row, text) else text


def withheld_passages(dossier: Dossier) -> frozenset[str]:
    """What is withheld in a dossier, as `withheld_words`, and the names of whom a name is withheld, and of who wrote what is
    withheld whole; four queries.
    """
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    rows = Redaction.objects.filter(among(items), layer=dossier.layer_id, status=Status.ACCEPTED).order_by()
    names = rows.filter(label=Label.PERSON).exclude(person=None).values_list("person__name", flat=True)
    whole = dossier.items.filter(judgement=Judgement.WITHHELD).order_by()
    authors = whole.exclude(message__sender=None).values_list("message__sender__person__name", flat=True)
    words = {untold.text for untold in withheld_words(dossier)}
    return frozenset(words | {*names} | set(authors) - _public_names(dossier)) - {""}


def _public_names(dossier: Dossier) -> set[str]:
    """The names of who is shown as the sender of some message of a dossier."""
    shown = dossier.items.filter(judgement__in=SHOWN).order_by().exclude(message__sender=None)
    held = Redaction.objects.filter(layer=dossier.layer_id, field=Field.SENDER, status=Status.ACCEPTED).values(
        "message"
    )
    return set(shown.exclude(message__in=held).values_list("message__sender__person__name", flat=True))


def withheld_sentences(dossier: Dossier) -> frozenset[str]:
    """What the messages say that are withheld whole, by line and sentence, for quoting one of them tells it; one query."""
    whole = dossier.items.filter(judgement=Judgement.WITHHELD).order_by().values_list("message__text", flat=True)
    return frozenset(sentence for text in whole for sentence in telling_sentences(text))


def withheld_names(dossier: Dossier) -> frozenset[str]:
    """What is withheld as a name in the written texts of a dossier; one query."""
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    rows = Redaction.objects.filter(message__in=items, layer=dossier.layer_id, status=Status.ACCEPTED).order_by()
    names = rows.filter(field=Field.TEXT, label=Label.PERSON).values_list("message__text", "start", "end")
    return frozenset(text[start:end] for text, start, end in names)


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


def heading_of(section: str) -> str:
    """What a section is called, on the page and in print."""
    kind, _, code = section.partition(":")
    return f"Grond {code}: {GROUNDS[code].label}" if kind == "grond" and code in GROUNDS else HEADINGS[section]


HEADINGS = {
    "verzoek": "Uw verzoek",
    COURSE: "Verloop van de procedure",
    "zoekslag": "Hoe is gezocht",
    "oordeel": "Wat is gevonden en beslist",
    AGED: "Informatie ouder dan vijf jaar",
    "zienswijzen": "Zienswijzen",
    "openbaar": "Openbaarmaking",
    "bezwaar": "Bezwaar",
    "slot": "Ondertekening",
}
"""The sections of every decision; each ground that is used has one more."""
