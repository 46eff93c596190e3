"""The allow-list: words that no detector may propose, in one dossier or in the whole organisation.

It speaks of proposals only. What a person decided stays, and so does what a person withholds by hand. A name in a field of
its own (a sender, who is quoted, who reacts) is a name whatever the list says, and is still proposed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from archive.acting import Actor
from redaction.models import AllowedPassage, Redaction, RedactionLayer
from redaction.passages import WHOLE_FIELDS, parts_of, passage_key

LONGEST = 200
"""Code points of an entry."""


class NotAllowed(Exception):
    """These words cannot be put on the list; the message is Dutch."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """An entry of the list, and how many open proposals lapsed because of it."""

    entry: AllowedPassage
    lapsed: int


def entries_for(layer: RedactionLayer) -> QuerySet[AllowedPassage]:
    """What counts in a layer: its own entries, and those of the organisation, by their words."""
    return AllowedPassage.objects.filter(Q(layer=layer) | Q(layer=None)).order_by("words", "pk")


def allowed_keys(layer: RedactionLayer) -> frozenset[str]:
    """The passages no detector may propose in a layer, by `passage_key`."""
    return frozenset(entries_for(layer).values_list("passage_key", flat=True))


def lapsing(words: str, layer: RedactionLayer | None = None) -> QuerySet[Redaction]:
    """The proposals that lapse when these words are allowed, in a layer or else in every layer.

    Those that detectors made and that nobody ever decided on.
    """
    found = Redaction.objects.untouched().filter(passage_key=passage_key(words)).exclude(field__in=WHOLE_FIELDS)
    return found if layer is None else found.filter(layer=layer)


def check(words: str, reason: str) -> None:
    """Raises `NotAllowed` for words that cannot be on the list, and without a reason."""
    if not any(character.isalnum() for part in parts_of(words) for character in part):
        raise NotAllowed("Vul het woord of de woorden in die niet meer voorgesteld moeten worden.")
    if len(words) > LONGEST:
        raise NotAllowed(f"Dit is te lang: hoogstens {LONGEST} tekens. Er is niets gewijzigd.")
    if not reason.strip():
        raise NotAllowed("Vul in waarom dit niet meer voorgesteld hoeft te worden.")


@transaction.atomic
def allow(words: str, *, reason: str, by: Actor, layer: RedactionLayer | None = None) -> Allowed:
    """Put words on the list of a layer, or of the organisation when there is none; open proposals of them lapse.

    Words that are on that list already are left as they are. Raises as `check`.
    """
    check(words, reason)
    words = " ".join(words.split())
    entry, _ = AllowedPassage.objects.get_or_create(
        layer=layer,
        passage_key=passage_key(words),
        defaults={"words": words, "reason": reason.strip(), "by": by.name, "by_id": by.id},
    )
    lapsed, _ = lapsing(words, layer).delete()
    return Allowed(entry, lapsed)
