"""What officers write themselves and nobody redacts: the subject, the decision, where something is public already.

Whatever is withheld in the messages and stands there whole, and in nothing that is shown, is certain to stop the package: the
leak check finds it. That can be known before anybody approves, from the texts alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.db.models.functions import Length

from archive.models import Conversation, Message
from redaction.choices import Field, Status
from redaction.held import Place, among, place_in, place_of
from redaction.models import Redaction
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, occurrences, title_of, with_texts
from redaction.spans import Span
from woo_portal.dossiers.course import SECTION as COURSE
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement, Kind
from woo_portal.dossiers.standard_texts import texts
from woo_portal.dossiers.uses import AGED, heading_of, saved_texts, section_of, uses_of, withheld_words
from woo_portal.presentation.dutch import enumeration

SUBJECT, PUBLISHED_AT = "onderwerp", "vindplaats"
"""The places of own texts that are no section of the decision."""
_DRAFTED = ("verzoek", COURSE, "zoekslag", "oordeel", "openbaar", "bezwaar", "slot")
"""The sections that are printed with the organisation's own text where nobody wrote another."""
_SHORTEST, _LONGEST_MESSAGE = 4, 300
"""Letters and digits from which the leak check seeks a text in what officers wrote; and the longest message of which it is
worth to know beforehand that an officer quotes it whole.
"""
_APART = re.compile(r"[\s\u00ad\u2010-\u2015-]+")
_WORD = re.compile(r"[^\W_]+")
_GAP = " \ufffc "
_WORD_OR_GAP = re.compile(rf"[^\W_]+|{_GAP.strip()}")
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
    for section in _DRAFTED:
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
    """What is withheld, stands whole in an own text, and is in nothing that the package shows: it would be stopped."""
    own = own_texts(dossier)
    words = {word for text in own for word in _words_of(text.text)}
    found = [
        Telling(passage, standing)
        for passage in sorted(_withheld(dossier))
        if words.issuperset(_words_of(passage)) and (standing := tuple(_standing_in(own, passage)))
    ]
    return tuple(telling for telling in _each_once(found) if not _is_shown(dossier, telling.words))


def _withheld(dossier: Dossier) -> Iterator[str]:
    whole = dossier.items.exclude(judgement__in=SHOWN).annotate(length=Length("message__text"))
    whole = whole.filter(length__lte=_LONGEST_MESSAGE)
    for text in withheld_words(dossier).union(whole.order_by().values_list("message__text", flat=True)):
        if sum(map(str.isalnum, text)) >= _SHORTEST:
            yield text


def _standing_in(own: Iterable[OwnText], passage: str) -> Iterator[OwnText]:
    plain = _without_spaces(passage)
    for text in own:
        spans = occurrences(passage, text.text)
        if any(_without_spaces(text.text[span.start : span.end]) == plain for span in spans):
            yield text


def _without_spaces(text: str) -> str:
    return _APART.sub("", text).casefold()


def _each_once(found: Iterable[Telling]) -> list[Telling]:
    """Of the same words in another spelling the first."""
    return list({_without_spaces(telling.words): telling for telling in reversed(list(found))}.values())[::-1]


def objection_to(dossier: Dossier) -> str:
    """Why a package of this dossier is certain to be stopped by what an officer wrote, in Dutch; empty when it is not."""
    leaks = certain_leaks(dossier)
    if not leaks:
        return ""
    told = " ".join(f"‘{leak.words}’ is gelakt, maar staat in {leak.where}." for leak in leaks)
    return f"{told} Zo houdt de lekcontrole elk pakket tegen. Haal het daar weg, of maak het in de berichten openbaar."


def _is_shown(dossier: Dossier, passage: str) -> bool:
    """Whether these words stand, one after the other, in something that is printed of the messages."""
    sought, longest = _plain_words(passage), max(_words_of(passage), key=len)
    naming = reduce(or_, (Q(**{f"{name}__unaccent__icontains": longest}) for name in _NAMING))
    naming |= Q(warnings__icontains=longest)
    printed = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    messages = Message.objects.visible().filter(pk__in=printed)
    ids = sorted(set(messages.filter(naming).order_by().values_list("pk", flat=True)))
    for at in range(0, len(ids), _AT_ONCE):
        part = ids[at : at + _AT_ONCE]
        covered = _covered(Redaction.objects.filter(message__in=part, layer=dossier.layer_id))
        for message in with_texts(Message.objects.visible().filter(pk__in=part)):
            if any(sought in _plain_words(_shown_of(message, text, covered)) for text in fields_of(message)):
                return True
    chats = Conversation.objects.filter(
        pk__in=messages.order_by().values("conversation"), title__unaccent__icontains=longest
    )
    titles = list(chats)
    covered = _covered(Redaction.objects.filter(among(printed), layer=dossier.layer_id, field=Field.TITLE))
    return any(sought in _plain_words(_shown_of(chat, title_of(chat), covered)) for chat in titles)


def _covered(rows: Iterable[Redaction]) -> dict[Place, list[Span]]:
    covered: dict[Place, list[Span]] = defaultdict(list)
    for row in rows:
        if row.status == Status.ACCEPTED:
            covered[place_of(row)].append(Span(row.start, row.end))
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


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(_folded(text)))


def _plain_words(text: str) -> str:
    return f" {' '.join(_WORD_OR_GAP.findall(_folded(text)))} "


def _folded(text: str) -> str:
    """Without case and accents: in these the leak check takes two writings for the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
