"""Carries what is withheld of a message to the same message as another phone has it (`Message.twin`), and back.

Before an edit and after it most words are the same, and a dossier prints both. Two versions are laid side by side word by word,
so that "vier ton" is found where the other says "4 ton".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache, partial

from django.db.models import Q

from archive.models import Message
from archive.querysets.messages import MessageQuerySet
from redaction.allowing import allowed_keys
from redaction.choices import BY_HAND, Field, Status
from redaction.detecting import Confidence, Label
from redaction.held import Messages, held_passages, place_in, span_of, words_in
from redaction.models import Redaction, RedactionLayer
from redaction.offsets import plain_form
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, passage_key, text_at, with_texts
from redaction.propagate import equal_at, equal_spans
from redaction.spans import Span

_SAME = "Gelakt in hetzelfde bericht zoals een andere telefoon het heeft."
_IN_ITS_PLACE = "Staat op de plaats van wat is gelakt in hetzelfde bericht zoals een andere telefoon het heeft."
_WHOLE = "Hetzelfde bericht is, zoals een andere telefoon het heeft, geheel geweigerd."
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 2000
"""Words of a version up to which two are compared everywhere; of longer ones only how they begin and end."""


def propose_in_twins(
    layer: RedactionLayer,
    shown: Messages,
    whole: Mapping[int, Sequence[str]],
    *,
    of: Collection[int] | None = None,
) -> int:
    """Propose what is withheld in one version of a message in the others; how many proposals are new. See `open_in_twins`."""
    fresh = open_in_twins(layer, shown, whole, of=of)
    Redaction.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def open_in_twins(
    layer: RedactionLayer,
    shown: Messages,
    whole: Mapping[int, Sequence[str]],
    *,
    of: Collection[int] | None = None,
) -> list[Redaction]:
    """What one version of a message still shows of what is withheld in another, as proposals that are not stored.

    `shown` are the messages of the dossier that are printed; `whole` those (ids) that are withheld whole, each with its grounds.
    With `of` only versions of these messages (ids) are looked at. What a passage of the layer covers was found or decided on
    already, also where a person decided that it is shown; what is on the allow-list is let be.
    """
    groups = _versions(shown, whole, of)
    if not groups:
        return []
    messages = with_texts(Message.objects.visible().filter(pk__in=[pk for group in groups for pk in group])).in_bulk()
    printed = set(Message.objects.visible().filter(pk__in=shown).filter(pk__in=messages).values_list("pk", flat=True))
    held = held_passages(layer.pk, messages.values(), [])
    withheld = _withheld_in(layer, messages, whole)
    allowed, fresh = allowed_keys(layer), list[Redaction]()
    for here, there in _pairs(groups):
        if there not in printed or here == there:
            continue
        for redaction in withheld[here]:
            for text, found, why in _told_again(redaction, messages[here], messages[there]):
                place = place_in(messages[there], text)
                is_allowed = text.field not in WHOLE_FIELDS and passage_key(found.words_in(text.text)) in allowed
                if is_allowed or found.is_answered(held[place]):
                    continue
                proposal = equal_at(redaction, place, found.span, text, why=why)
                held[place].append(proposal)
                fresh.append(proposal)
    return fresh


def _versions(shown: Messages, whole: Collection[int], of: Collection[int] | None) -> list[list[int]]:
    """The ids of the messages that are one message on several phones, together; one query where there are none."""
    readable = Message.objects.visible().order_by()
    chosen = readable.filter(Q(pk__in=shown) | Q(pk__in=list(whole)))
    if of is not None:
        linked = readable.filter(pk__in=list(of)).filter(Q(twin__isnull=False) | Q(twins__isnull=False))
        chats = set(linked.values_list("conversation", flat=True))
        if not chats:
            return []
        chosen = chosen.filter(conversation__in=chats)
    twins = _twin_of_each(chosen)
    looked: set[int] = set()
    while further := set(twins.values()) - twins.keys() - looked:  # a version between two others may be of no dossier
        looked |= further
        twins.update(_twin_of_each(readable.filter(pk__in=further)))
    groups: dict[int, list[int]] = defaultdict(list)
    known = {*twins, *twins.values()}
    for pk in chosen.filter(pk__in=known).order_by("pk").values_list("pk", flat=True) if known else ():
        groups[_first_of(pk, twins)].append(pk)
    return [group for group in groups.values() if len(group) > 1]


def _twin_of_each(messages: MessageQuerySet) -> dict[int, int]:
    """Of those that have a twin (ids), which."""
    rows = messages.exclude(twin=None).values_list("pk", "twin")
    return {pk: twin for pk, twin in rows if twin is not None}


def _first_of(message: int, twins: Mapping[int, int]) -> int:
    """The message (id) that all versions of one lead to."""
    passed: set[int] = set()
    while message in twins and message not in passed:
        passed.add(message)
        message = twins[message]
    return message


def _pairs(groups: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    return ((here, there) for group in groups for here in group for there in group)


def _withheld_in(
    layer: RedactionLayer, messages: Mapping[int, Message], whole: Mapping[int, Sequence[str]]
) -> Mapping[int, list[Redaction]]:
    """What is withheld in each message (id): its passages, or all of its text where that is withheld whole."""
    found = defaultdict[int, list[Redaction]](list)
    parts = layer.redactions.filter(message__in=[pk for pk in messages if pk not in whole], status=Status.ACCEPTED)
    for redaction in parts.order_by("pk"):
        found[redaction.message_id or 0].append(redaction)
    for pk in sorted(pk for pk in messages.keys() & whole.keys() if messages[pk].text):
        first, *further = whole[pk]
        all_of_it = Redaction(
            layer=layer,
            message_id=pk,
            field=Field.TEXT,
            start=0,
            end=len(messages[pk].text),
            label=Label.OTHER,
            ground=first,
            further_grounds=further,
            confidence=Confidence.HIGH,
        )
        found[pk].append(all_of_it)
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a passage stands in another version: from the first of its words to the last. `same` are the words that are the
    same, `otherwise` what stands in the place of others.
    """

    same: tuple[Span, ...]
    otherwise: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        """All of it, in code points of the other version."""
        spans = (*self.same, *self.otherwise)
        return Span(min(span.start for span in spans), max(span.end for span in spans))

    def words_in(self, text: str) -> str:
        """The passage in this text."""
        return text[self.span.start : self.span.end]

    def is_answered(self, rows: Iterable[Redaction]) -> bool:
        """Whether passages of the layer cover each word that is the same, and touch each that is not.

        One that a person withheld and let go again speaks of that whole only (decision 88).
        """
        rows = list(rows)
        if any(span_of(row) == self.span for row in rows):
            return True
        spans = [span_of(row) for row in rows if (row.found_by, row.status) != (BY_HAND, Status.REJECTED)]
        return all(any(span.covers(word) for span in spans) for word in self.same) and all(
            any(span.overlaps(words) for span in spans) for words in self.otherwise
        )


def _told_again(redaction: Redaction, here: Message, there: Message) -> Iterator[tuple[FieldText, _Found, str]]:
    """Where a passage of one version, or all of it, stands in another one, and why it is proposed there."""
    is_whole = redaction.pk is None
    for text in fields_of(there):
        if redaction.field == text.field == Field.TEXT:
            found = _beside(here, there, span_of(redaction))
            if found is not None:
                yield text, found, _WHOLE if is_whole else (_IN_ITS_PLACE if found.otherwise else _SAME)
        if not is_whole:
            passage = words_in(redaction, text_at(here, redaction.field, redaction.index))
            yield from ((text, _Found((span,)), _SAME) for span in equal_spans(passage, text))


def _beside(here: Message, there: Message, span: Span) -> _Found | None:
    """What stands in one version's text where the other one's has `span`; None where nothing does."""
    # Always from the older to the newer: laid the other way round, two versions may fall apart otherwise.
    if here.pk < there.pk:
        ours, theirs, blocks = _side_by_side(here.text, there.text)
    else:
        theirs, ours, turned = _side_by_side(there.text, here.text)
        blocks = [block.turned for block in turned]
    first = sum(word.end <= span.start for _, word in ours)
    end = sum(word.start < span.end for _, word in ours)
    same, otherwise = list[Span](), list[Span]()
    for block in blocks:
        if block.first < block.there_end and first < block.end and block.begin < end:
            words = [word for _, word in theirs[block.first : block.there_end]]
            (same if block.is_same else otherwise).append(Span(words[0].start, words[-1].end))
    return _Found(tuple(same), tuple(otherwise)) if same or otherwise else None


_Words = Sequence[tuple[str, Span]]


@lru_cache(maxsize=4)
def _side_by_side(older: str, newer: str) -> tuple[_Words, _Words, list[_Block]]:
    """The words of two texts, and which stand in the place of which. Kept for the last few: each passage asks it."""
    ours, theirs = _words(older), _words(newer)
    return ours, theirs, _blocks(ours, theirs)


def _words(text: str) -> _Words:
    """The words of a text without capitals, and where they stand in it."""
    plain = plain_form(text)
    return [(match[0].casefold(), plain.original(Span(*match.span()))) for match in _WORD.finditer(plain.text)]


@dataclass(frozen=True, slots=True)
class _Block:
    """Words of one text, from `begin` up to `end`, that stand in the place of those of another from `first` to `there_end`."""

    begin: int
    end: int
    first: int
    there_end: int
    is_same: bool

    @property
    def turned(self) -> _Block:
        """The same, seen from the other text."""
        return _Block(self.first, self.there_end, self.begin, self.end, self.is_same)


def _blocks(ours: _Words, theirs: _Words) -> list[_Block]:
    """The words of two texts side by side; one for one as far as there are as many."""
    blocks = []
    for tag, begin, end, first, there_end in _steps([key for key, _ in ours], [key for key, _ in theirs]):
        block = partial(_Block, is_same=tag == "equal")
        if end - begin == there_end - first:
            blocks += [block(begin + at, begin + at + 1, first + at, first + at + 1) for at in range(end - begin)]
        else:
            blocks.append(block(begin, end, first, there_end))
    return blocks


def _steps(ours: Sequence[str], theirs: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """How one row of words becomes the other, as `SequenceMatcher.get_opcodes` tells it."""
    if max(len(ours), len(theirs)) <= _LONGEST:
        return SequenceMatcher(None, ours, theirs).get_opcodes()
    shorter = min(len(ours), len(theirs))
    begin = next((at for at in range(shorter) if ours[at] != theirs[at]), shorter)
    left = shorter - begin
    behind = next((at for at in range(left) if ours[-1 - at] != theirs[-1 - at]), left)
    end, there_end = len(ours) - behind, len(theirs) - behind
    steps = [
        ("equal", 0, begin, 0, begin),
        ("replace", begin, end, begin, there_end),
        ("equal", end, len(ours), there_end, len(theirs)),
    ]
    return [step for step in steps if step[1] < step[2] or step[3] < step[4]]
