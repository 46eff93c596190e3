"""Pseudonyms: what stands in print for the personal data of somebody who is not involved, the same in a whole layer.

A number is given when a passage is first decided to be a pseudonym, in that order, and never again to somebody else. It tells
that two passages are of one person, and nothing more: it is made from no letter of the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max

from redaction.apply import Alias
from redaction.detecting import Label
from redaction.grounds import PSEUDONYM
from redaction.models import Pseudonym, Redaction, RedactionLayer


def give(layer: RedactionLayer, redactions: Iterable[Redaction]) -> None:
    """Give a number to whoever these passages are of and who has none yet. The caller is in a transaction."""
    keys = [key for item in redactions if item.ground == PSEUDONYM and (key := _key(item))]
    if not keys:
        return
    RedactionLayer.objects.select_for_update().get(pk=layer.pk)
    known = set(layer.pseudonyms.filter(key__in=keys).values_list("key", flat=True))
    last = layer.pseudonyms.aggregate(last=Max("number"))["last"] or 0
    fresh = [key for key in dict.fromkeys(keys) if key not in known]
    Pseudonym.objects.bulk_create(
        Pseudonym(layer=layer, key=key, number=number) for number, key in enumerate(fresh, start=last + 1)
    )


def numbers_of(layer: RedactionLayer) -> Mapping[str, int]:
    """The numbers that were given in a layer, by who has them."""
    return dict(layer.pseudonyms.values_list("key", "number"))


def alias_of(redaction: Redaction, numbers: Mapping[str, int]) -> Alias | None:
    """What stands for a passage; None for one on another ground."""
    return Alias(Label(redaction.label), numbers.get(_key(redaction), 0)) if redaction.ground == PSEUDONYM else None


def _key(redaction: Redaction) -> str:
    """Who a passage is of: the person the archive knows, else for a name the words; "" where it is nobody's."""
    if redaction.person is not None:
        return f"person {redaction.person.merged_into_id or redaction.person.pk}"
    return redaction.passage_key if redaction.label == Label.PERSON else ""
