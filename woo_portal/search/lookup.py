"""A field in which a person or a conversation is typed by name, and works the same with suggestions and without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from archive.search.naming import Naming, NotNamed, shown

SUGGESTIONS = 10
"""So many names are suggested while one is typed; any other can be typed as well."""


class LookupField(forms.CharField):
    """Cleans to the one row that was meant by a name, as `archive.search.naming` has it."""

    def __init__(self, *, naming: Naming, **options: Any) -> None:
        super().__init__(max_length=300, **options)
        self._naming = naming

    def suggested(self, typed: str) -> list[str]:
        """Names that answer to what was typed so far."""
        return suggestions(self._naming.answering(typed)[:SUGGESTIONS])

    def clean(self, value: object) -> Any:
        """The row, or None when nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return self._naming.find(text)
        except NotNamed as problem:
            raise forms.ValidationError(str(problem)) from None


def suggestions(rows: Iterable[Model]) -> list[str]:
    """The names of these rows, with their number where two are called the same."""
    listed = list(rows)
    times = Counter(str(row).casefold() for row in listed)
    return [str(row) if times[str(row).casefold()] == 1 else shown(row) for row in listed]
