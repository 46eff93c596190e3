"""A field in which a person or a conversation is typed by name, and works the same with a list of suggestions and without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from archive.models import Conversation, Person

SUGGESTIONS = 500
"""So many names a page suggests; any other name can be typed."""
_NAMED_BY_KEY = re.compile(r"#(\d{1,18})$")
_SHOWN_AT_MOST = 5


class LookupField(forms.CharField):
    """Cleans to the one row that was meant.

    "Rieke Talsma" is the row of exactly that name, or the only one that answers to it; "Rieke Talsma #12" is row 12
    whatever it is called. `rows` are all that may be chosen, `name` the field that names them and `answering` the rows
    that answer to a text. `becomes` gives the row that a chosen one stands for.
    """

    def __init__(
        self,
        *,
        rows: QuerySet[Any],
        name: str,
        answering: Callable[[str], QuerySet[Any]],
        becomes: Callable[[Any], Any] = lambda row: row,
        **options: Any,
    ) -> None:
        super().__init__(max_length=300, **options)
        self._rows, self._name, self._answering, self._becomes = rows, name, answering, becomes

    def clean(self, value: object) -> Any:
        """The row, or None when nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        if by_key := _NAMED_BY_KEY.search(text):
            found = list(self._rows.all().filter(pk=by_key[1]))
        else:
            found = list(self._rows.all().filter(**{f"{self._name}__iexact": text})[: _SHOWN_AT_MOST + 1])
            found = found or list(self._answering(text)[: _SHOWN_AT_MOST + 1])
        found = list(dict.fromkeys(map(self._becomes, found)))
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(_several(text, found) if found else f"‘{text}’ is niet gevonden in het archief.")


def _several(text: str, found: list[Model]) -> str:
    names = ", ".join(shown(row) for row in found[:_SHOWN_AT_MOST])
    more = " en meer" if len(found) > _SHOWN_AT_MOST else ""
    return f"‘{text}’ kan meer dan één zijn: {names}{more}. Neem er één over, met het nummer."


def shown(row: Model) -> str:
    """A row as it can be typed without doubt."""
    return f"{row} #{row.pk}"


def suggestions(rows: Iterable[Model]) -> list[str]:
    """What a page suggests: the names, with their number where two are called the same."""
    listed = list(rows)
    times = Counter(str(row).casefold() for row in listed)
    return [str(row) if times[str(row).casefold()] == 1 else shown(row) for row in listed]


def known_persons() -> QuerySet[Person]:
    """The persons a page suggests: who wrote or is listed in a conversation."""
    return Person.objects.visible().filter(handles__participations__isnull=False).distinct()[:SUGGESTIONS]


def known_conversations() -> QuerySet[Conversation]:
    """The conversations a page suggests: the latest."""
    return Conversation.objects.visible()[:SUGGESTIONS]
