"""Pseudonyms: what tells, in print, one person whose name is not published from another, the same in a whole layer.

Under article 68 of the Constitution the number stands in the place of the personal data of somebody who is not involved. Under
the Woo it may stand beside the token with the ground ("5.1.2e ambtenaar 3"), so that a reader follows who says what, and an
opinion is published in a form that is not traceable to a person (article 5.2, paragraphs 2 and 3). A number is given in the order
of the messages or of the decisions, and never again to somebody else. It is made from no letter of the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max

from archive.models import Person
from redaction.apply import Alias, Called
from redaction.choices import Field
from redaction.detecting import Label
from redaction.grounds import PSEUDONYM
from redaction.models import Pseudonym, Redaction, RedactionLayer

PERSON_KEY = "person "
"""How the key of somebody the archive knows begins; the id follows."""


def give(layer: RedactionLayer, redactions: Iterable[Redaction]) -> None:
    """Give a number to whoever these passages are of and who has none yet, where it is to replace them. The caller is in a
    transaction.
    """
    number(layer, {key: Called.ANYBODY for item in redactions if item.ground == PSEUDONYM and (key := key_of(item))})


def number(layer: RedactionLayer, people: Mapping[str, Called]) -> None:
    """Number those who have none, in this order; of each the key and what they are called. The caller is in a transaction."""
    if not people:
        return
    RedactionLayer.objects.select_for_update().get(pk=layer.pk)
    known = set(layer.pseudonyms.filter(key__in=people).values_list("key", flat=True))
    last = layer.pseudonyms.aggregate(last=Max("number"))["last"] or 0
    fresh = [key for key in people if key not in known]
    Pseudonym.objects.bulk_create(
        Pseudonym(layer=layer, key=key, number=number, role=people[key])
        for number, key in enumerate(fresh, start=last + 1)
    )


def numbers_of(layer: RedactionLayer) -> Mapping[str, Pseudonym]:
    """The numbers that were given in a layer, by who has them."""
    return {row.key: row for row in layer.pseudonyms.all()}


def alias_of(redaction: Redaction, numbers: Mapping[str, Pseudonym], *, numbers_people: bool = False) -> Alias | None:
    """What stands for a passage, or beside it where the layer `numbers_people`; None where nothing does."""
    given = numbers.get(key_of(redaction)) if numbers else None
    label = Label(redaction.label)
    if redaction.ground == PSEUDONYM:
        return Alias(label, given.number, Called(given.role)) if given else Alias(label, 0)
    if numbers_people and given and label is Label.PERSON:
        return Alias(label, given.number, Called(given.role), beside=True)
    return None


def whose(redaction: Redaction) -> Person | None:
    """Whose personal data a passage is: as was found, else of the name of a sender whose name it is; None where nobody knows."""
    if redaction.person is None and redaction.field == Field.SENDER and redaction.message and redaction.message.sender:
        return redaction.message.sender.person
    return redaction.person


def key_of(redaction: Redaction) -> str:
    """Who a passage is of: the person the archive knows, else for a name the words; "" where it is nobody's."""
    if person := whose(redaction):
        return f"{PERSON_KEY}{person.standing_id}"
    return redaction.passage_key if redaction.label == Label.PERSON else ""
