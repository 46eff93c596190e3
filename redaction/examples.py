"""What persons decided in messages, as examples of names and of what is no name. Reads layers; decides nothing.

An accepted name is a name. A rejected proposal is no name, unless it may be one that is shown: a name of somebody the archive
knows, one that is withheld elsewhere, one with a first name that is no word. Of these, of names that the policy shows without
asking, and of what was withheld for another reason, nobody said what they are: they are unknown, and nothing is learned of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from archive.models import Message
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.held import span_of, words_in
from redaction.models import Redaction, RedactionLayer
from redaction.names import lists
from redaction.names.training.decided import Decided, group_of
from redaction.names.training.labelled import Labelled
from redaction.passages import parts_of
from redaction.spans import Span, subtract, union
from redaction.suggest import everything_found

_LONGEST_NAME = 6
"""In words. A longer passage that somebody withheld as a name describes a person and is no name."""
_MAY_HOLD_NAMES = frozenset({Label.OTHER, Label.SPECIAL, Label.HANDLE})


@dataclass(slots=True)
class Told:
    """What the layers say of one message's text. `rejected` are the proposals that are no names."""

    conversation: int
    text: str
    persons: list[Span] = field(default_factory=list)
    unknown: list[Span] = field(default_factory=list)
    rejected: list[Span] = field(default_factory=list)


def told_in(layer: RedactionLayer, messages: Collection[int], told: dict[int, Told]) -> None:
    """Add to `told` what a layer says of these messages (ids), all of which are finished in it."""
    passages: dict[int, list[Redaction]] = defaultdict(list)
    rows = layer.redactions.filter(message__in=messages, field=Field.TEXT).exclude(status=Status.PROPOSED)
    for row in rows.order_by("pk"):
        passages[row.message_id or 0].append(row)
    elsewhere = _keys_of_names()
    for message, found in everything_found(layer, Message.objects.visible().filter(pk__in=messages).order_by("pk")):
        if not message.text.strip():
            continue
        about = told.setdefault(message.pk, Told(message.conversation_id, message.text))
        for row in passages[message.pk]:
            _sort(row, about, elsewhere)
        decided = [span_of(row) for row in passages[message.pk]]
        names = (finding.span for finding in found if finding.label is Label.PERSON)
        about.unknown += [span for span in names if not any(span.overlaps(other) for other in decided)]


def _keys_of_names() -> frozenset[str]:
    """The keys of all passages that were withheld as a name, in any layer."""
    rows = Redaction.objects.filter(status=Status.ACCEPTED, label=Label.PERSON.value).order_by()
    return frozenset(rows.values_list("passage_key", flat=True).distinct())


def _sort(row: Redaction, about: Told, elsewhere: frozenset[str]) -> None:
    span, is_name = span_of(row), row.label == Label.PERSON
    words = parts_of(words_in(row, about.text))
    if row.status == Status.ACCEPTED and is_name:
        (about.persons if len(words) <= _LONGEST_NAME else about.unknown).append(span)
    elif row.status == Status.ACCEPTED:
        about.unknown += [span] if Label(row.label) in _MAY_HOLD_NAMES else []
    elif is_name:
        may_be_shown = row.person_id is not None or row.passage_key in elsewhere or _is_first_name(words[0])
        (about.unknown if may_be_shown else about.rejected).append(span)


def _is_first_name(word: str) -> bool:
    return lists.first_names().get(lists.key(word)) is False


def examples_of(told: Iterable[Told]) -> Iterator[Decided]:
    """The messages as examples; a name in one layer is a name, whatever another layer says."""
    for about in told:
        persons = union(about.persons)
        unknown = [left for span in union(about.unknown) for left in subtract(span, persons)]
        yield Decided(group_of(about.conversation), Labelled(about.text, tuple(persons), tuple(unknown)))
