"""Which person, conversation or topic somebody means by a name, among those that may be seen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import Lower

from archive.models import Conversation, Person
from archive.search.language import QUOTES
from archive.topics.editing import in_use

SHOWN_AT_MOST = 5
"""So many rows are named when a name can be more than one."""
_NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES, " "))
_NAMED_BY_KEY = re.compile(r"#(\d{1,18})$")


class NotNamed(Exception):
    """A name that is nobody's, or more than one's. The message is Dutch, and names up to `SHOWN_AT_MOST` of them."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How rows of one kind are named. `rows` are all that may be chosen, `name` the field that names them and `answering`
    the rows that answer to a text. `becomes` gives the row that a chosen one stands for.
    """

    rows: Callable[[], QuerySet[Any]]
    name: str
    answering: Callable[[str], QuerySet[Any]]
    becomes: Callable[[Any], Any] = lambda row: row

    def find(self, text: str) -> Any:
        """The one row that is meant; raises `NotNamed`.

        "Rieke Talsma" is the row of exactly that name, or the only one that answers to it; "Rieke Talsma #12" is row 12
        whatever it is called.
        """
        if by_key := _NAMED_BY_KEY.search(text):
            found = list(self.rows().filter(pk=by_key[1]))
        else:
            found = list(self.rows().filter(**{f"{self.name}__iexact": text})[: SHOWN_AT_MOST + 1])
            found = found or list(self.answering(text)[: SHOWN_AT_MOST + 1])
        found = list(dict.fromkeys(map(self.becomes, found)))
        if len(found) == 1:
            return found[0]
        raise NotNamed(_several(text, found) if found else f"‘{text}’ is niet gevonden in het archief.")

    def names_of(self, keys: Iterable[int]) -> dict[int, str]:
        """What finds each of these rows (ids) again, also in quotation marks; those that may not be seen are left out."""
        rows = {row.pk: self.becomes(row) for row in self.rows().filter(pk__in=list(keys))}
        names = {str(row).casefold() for row in rows.values()}
        alike = self.rows().annotate(folded=Lower(self.name)).filter(folded__in=names)
        meant: dict[str, set[int]] = defaultdict(set)
        for row in alike:
            meant[getattr(row, self.name).casefold()].add(self.becomes(row).pk)
        return {
            key: str(row)
            if len(meant[str(row).casefold()]) == 1 and str(row) == typable(str(row))
            else typable(shown(row))
            for key, row in rows.items()
        }


def _several(text: str, found: list[Model]) -> str:
    names = ", ".join(shown(row) for row in found[:SHOWN_AT_MOST])
    more = " en meer" if len(found) > SHOWN_AT_MOST else ""
    return f"‘{text}’ kan meer dan één zijn: {names}{more}. Neem er één over, met het nummer."


def typable(name: str) -> str:
    """A name as it can stand within quotation marks: without any of its own."""
    return " ".join(name.translate(_NO_QUOTES).split())


def shown(row: Model) -> str:
    """A row as it can be typed without doubt."""
    return f"{row} #{row.pk}"


PERSONS = Naming(
    rows=lambda: Person.objects.visible().visible_names().select_related("merged_into"),
    name="name",
    answering=lambda text: Person.objects.visible().standing().matching_visibly(text),
    becomes=lambda person: person.standing,
)
CONVERSATIONS = Naming(
    rows=lambda: Conversation.objects.visible(),
    name="title",
    answering=lambda text: Conversation.objects.visible().filter(title__unaccent__icontains=text),
)
TOPICS = Naming(
    rows=in_use,
    name="name",
    answering=lambda text: in_use().filter(name__unaccent__icontains=text),
)
