"""What officers write themselves and nobody redacts: the subject, the decision, where something is public already.

Whatever is withheld in the messages and stands there whole, and in nothing that is shown, is certain to stop the package: the
leak check finds it. That can be known before anybody approves, from the texts alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.db.models.functions import Length

from archive.models import Conversation, Message
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.held import Place, among, place_in, place_of, span_of
from redaction.models import Redaction
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, title_of, with_texts
from redaction.propagate import passage_text
from redaction.sentences import telling_sentences
from redaction.spans import Span
from redaction.writings import SHORTEST_TOLD, WithheldWords, known_by, signs_of, told_by
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement, Kind
from woo_portal.dossiers.sections import AGED, COURSE, DRAFTED, heading_of, section_of
from woo_portal.dossiers.standard_texts import texts
from woo_portal.dossiers.uses import saved_texts, uses_of
from woo_portal.dossiers.withheld_words import withheld_sentences, withheld_words
from woo_portal.presentation.dutch import enumeration

SUBJECT, PUBLISHED_AT = "onderwerp", "vindplaats"
"""The places of own texts that are no section of the decision."""
_LONGEST_MESSAGE = 300
"""Letters of the longest message of which it is worth to know beforehand that an officer quotes it whole."""
_GAP = " \ufffc "
"""Stands for what is withheld of a text, as wide as what the leak check has there."""
_APART = "[^[:alnum:]]{0,3}"
"""What the database lets stand between two letters or digits of what it looks for."""
_AT_ONCE = 500
"""Messages in memory at once, while what is shown is looked through."""
_NAMING = (
    "text",
    "quote_text",
    "sender__person__name",
    "sender_shown",
    "reply_to__sender__person__name",
    "quote_author",
    "attachments__file_name",
    "reactions__handle__person__name",
)
"""Where a message says something that is printed with it."""


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text of an officer. `section` is that of the decision, or `SUBJECT` or `PUBLISHED_AT`."""

    section: str
    text: str

    @property
    def where(self) -> str:
        """Where it stands, as it follows "staat in" in Dutch."""
        if self.section == SUBJECT:
            return "het onderwerp van het dossier"
        return "een vindplaats" if self.section == PUBLISHED_AT else f"het besluit, bij ‘{heading_of(self.section)}’"


@dataclass(frozen=True, slots=True)
class Telling:
    """Words that are withheld, as they are in the messages, and the own texts in which they stand."""

    words: str
    texts: tuple[OwnText, ...]

    @property
    def where(self) -> str:
        """All the places, in Dutch."""
        return enumeration(list(dict.fromkeys(text.where for text in self.texts)))


def own_texts(dossier: Dossier) -> tuple[OwnText, ...]:
    """Everything an officer wrote that a package of this dossier shows, the subject first; four queries."""
    found = [OwnText(SUBJECT, dossier.subject)]
    places = dossier.items.exclude(judgement=Judgement.OUT_OF_SCOPE).exclude(published_at="").order_by()
    found += [OwnText(PUBLISHED_AT, text) for text in sorted(set(places.values_list("published_at", flat=True)))]
    if dossier.kind == Kind.WOO:
        found += _in_decision(dossier)
    return tuple(found)


def _in_decision(dossier: Dossier) -> Iterator[OwnText]:
    saved, standard = saved_texts(dossier), texts()
    if dossier.extended and COURSE not in saved:
        yield OwnText(COURSE, dossier.extension_reason)
    for section in DRAFTED:
        if section not in saved and standard.get(section):
            yield OwnText(section, standard[section])
    grounds = [section for section in saved if section.startswith("grond:") or section == AGED]
    used = _sections_used(dossier) if grounds else frozenset()
    for section, text in saved.items():
        if section not in grounds or section in used:
            yield OwnText(section, text)


def _sections_used(dossier: Dossier) -> frozenset[str]:
    """The sections on grounds that the decision has now: what was written on another is kept, and not printed."""
    uses = uses_of(dossier)
    aged = {AGED} if any(use.aged for use in uses) else set()
    return frozenset({section_of(use.ground.code) for use in uses} | aged)


def certain_leaks(dossier: Dossier) -> tuple[Telling, ...]:
    """What is withheld, stands in an own text in whatever writing, and is in nothing that is shown: it would be stopped."""
    found = _each_once(_standing(own_texts(dossier), _withheld(dossier)))
    return _longest((words, standing) for words, standing in found if not _is_shown(dossier, words))


def also_written(dossier: Dossier, decided: Collection[int]) -> tuple[Telling, ...]:
    """Of the passages (ids) that were just decided on, and are withheld, those that stand in an own text; whatever is shown
    elsewhere, for that may be decided later. Not what reads the same as another that was withheld before: that was told then.
    """
    withheld = dossier.layer.redactions.filter(status=Status.ACCEPTED)
    rows = withheld.filter(pk__in=decided).select_related("message__sender__person", "conversation")
    first = {row.passage_key: row for row in rows.order_by("-pk")}
    before = withheld.filter(passage_key__in=first).exclude(pk__in=decided).order_by()
    known = set(before.values_list("passage_key", flat=True).distinct())
    fresh = {
        WithheldWords(passage_text(row), row.label == Label.PERSON) for key, row in first.items() if key not in known
    }
    own = own_texts(dossier) if fresh else ()
    return _longest(_each_once(_standing(own, fresh)))


def _withheld(dossier: Dossier) -> frozenset[WithheldWords]:
    """Everything that the leak check seeks in what officers wrote, but for long messages as a whole."""
    passages = withheld_words(dossier)
    parts = (part for words in passages if not words.is_name for part in telling_sentences(words.text))
    whole = dossier.items.exclude(judgement__in=SHOWN).annotate(length=Length("message__text"))
    texts = whole.filter(length__lte=_LONGEST_MESSAGE).order_by().values_list("message__text", flat=True)
    # Of what is left out a few letters are no secret.
    left_out = (text for text in texts if len(signs_of(text)) >= SHORTEST_TOLD)
    return passages | frozenset(map(WithheldWords, (*parts, *left_out, *withheld_sentences(dossier))))


def _standing(
    own: Sequence[OwnText], withheld: Iterable[WithheldWords]
) -> Iterator[tuple[WithheldWords, tuple[OwnText, ...]]]:
    """What stands in own texts, in the order of the alphabet, and in which."""
    signs = " ".join(told_by(text.text) for text in own)
    near = (words for words in withheld if (token := known_by(words.text)) and token in signs)
    for words in sorted(near):
        if standing := tuple(text for text in own if words.told_in(text.text)):
            yield words, standing


def _each_once(
    found: Iterable[tuple[WithheldWords, tuple[OwnText, ...]]],
) -> Iterator[tuple[WithheldWords, tuple[OwnText, ...]]]:
    """Of the same words in another spelling the first, with every place where one of them stands."""
    together: dict[str, tuple[WithheldWords, list[OwnText]]] = {}
    for words, standing in found:
        _, texts = together.setdefault(signs_of(words.text), (words, []))
        texts += (text for text in standing if text not in texts)
    for words, texts in together.values():
        yield words, tuple(texts)


def _longest(found: Iterable[tuple[WithheldWords, tuple[OwnText, ...]]]) -> tuple[Telling, ...]:
    """Of each passage of the own texts the longest words that stand there: with "Bram Verhoeven", "Bram" is told already."""
    rows = list(found)
    places: dict[OwnText, list[tuple[WithheldWords, Span]]] = defaultdict(list)
    for words, standing in rows:
        for text in standing:
            places[text] += ((words, place) for place in words.told_in(text.text))

    def stands_apart(words: WithheldWords, text: OwnText) -> bool:
        spans = [span for _, span in places[text]]
        own = (span for one, span in places[text] if one == words)
        return any(not any(other != span and other.covers(span) for other in spans) for span in own)

    apart = ((words, tuple(text for text in standing if stands_apart(words, text))) for words, standing in rows)
    return tuple(Telling(words.text, standing) for words, standing in apart if standing)


def objection_to(dossier: Dossier) -> str:
    """Why a package of this dossier is certain to be stopped by what an officer wrote, in Dutch; empty when it is not."""
    leaks = certain_leaks(dossier)
    if not leaks:
        return ""
    told = " ".join(f"‘{leak.words}’ is gelakt, maar staat in {leak.where}." for leak in leaks)
    return f"{told} Zo houdt de lekcontrole elk pakket tegen. Haal het daar weg, of maak het in de berichten openbaar."


def _is_shown(dossier: Dossier, words: WithheldWords) -> bool:
    """Whether it stands, in whatever writing, in something that is printed of the messages."""
    known = _APART.join(known_by(words.text))
    naming = reduce(or_, (Q(**{f"{name}__unaccent__iregex": known}) for name in _NAMING))
    naming |= Q(warnings__iregex=known)
    printed = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    messages = Message.objects.visible().filter(pk__in=printed)
    ids = sorted(set(messages.filter(naming).order_by().values_list("pk", flat=True)))
    for at in range(0, len(ids), _AT_ONCE):
        part = ids[at : at + _AT_ONCE]
        covered = _covered(Redaction.objects.filter(message__in=part, layer=dossier.layer_id))
        for message in with_texts(Message.objects.visible().filter(pk__in=part)):
            if any(words.told_in(_shown_of(message, text, covered)) for text in fields_of(message)):
                return True
    chats = Conversation.objects.filter(
        pk__in=messages.order_by().values("conversation"), title__unaccent__iregex=known
    )
    titles = list(chats)
    covered = _covered(Redaction.objects.filter(among(printed), layer=dossier.layer_id, field=Field.TITLE))
    return any(words.told_in(_shown_of(chat, title_of(chat), covered)) for chat in titles)


def _covered(rows: Iterable[Redaction]) -> dict[Place, list[Span]]:
    covered: dict[Place, list[Span]] = defaultdict(list)
    for row in rows:
        if row.status == Status.ACCEPTED:
            covered[place_of(row)].append(span_of(row))
    return covered


def _shown_of(source: Message | Conversation, text: FieldText, covered: dict[Place, list[Span]]) -> str:
    spans = covered.get(place_in(source, text), [])
    if spans and text.field in WHOLE_FIELDS:
        return ""
    return _without(text.text, spans)


def _without(text: str, spans: Sequence[Span]) -> str:
    for span in sorted(spans, reverse=True):
        text = f"{text[: span.start]}{_GAP}{text[span.end :]}"
    return text
