"""What may be asked of the archive, as the fields of a page: the line of words and the filters beside it.

django-filter reads and checks the address; what the answer is stands in `archive.search.query`, so that a search that is
kept can be run again without this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

import django_filters

from archive.app_names import app_name
from archive.functions import FunctionClass
from archive.models import Conversation, Message, Person
from archive.querysets.messages import MessageQuerySet
from archive.search.expressions import Feature, QueryProblem
from archive.search.language import LONGEST, parse
from archive.search.naming import CONVERSATIONS, PERSONS, shown
from archive.search.query import Query, find
from archive.search.resolving import resolve
from archive.topics.editing import in_use
from woo_portal.dossiers.forms import DayField
from woo_portal.search.lookup import LookupField

FORM = "zoekvraag"
"""The id of the form of a search; its fields stand in two places of the page."""
FIELDS = {
    "q": "words",
    "afzender": "person",
    "aan": "recipient",
    "functie": "function",
    "van": "first_day",
    "tot": "last_day",
    "app": "app",
    "gesprek": "conversation",
    "onderwerp": "topic",
    "kenmerk": "feature",
}
"""The names in the address, and the fields of `Query` they fill."""


def _apps() -> list[tuple[str, str]]:
    names = Conversation.objects.visible().order_by("app").values_list("app", flat=True).distinct()
    return [(name, app_name(name)) for name in names]


class _Lookup(django_filters.Filter):
    field_class = LookupField


class _Day(django_filters.DateFilter):
    field_class = DayField


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that cannot be asked: what is wrong in it, and what stands before and after that."""

    before: str
    wrong: str
    after: str


class SearchForm(forms.Form):
    """The fields as a form. They name the form they belong to: the filters stand beside the hits, not around them."""

    misread: Misread | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM
        for name, field in self.fields.items():
            if isinstance(field, LookupField):
                field.widget.attrs |= {
                    "list": f"bekend-{name}",
                    "autocomplete": "off",
                    "hx-get": reverse("search-names"),
                    "hx-trigger": "focus once, input changed delay:200ms",
                    "hx-target": f"#bekend-{name}",
                }

    def clean_q(self) -> str:
        """Refuse words that ask for what cannot be understood, or is not there; `misread` then shows where."""
        typed: str = self.cleaned_data["q"]
        try:
            resolve(parse(typed))
        except QueryProblem as problem:
            self.misread = Misread(typed[: problem.start], typed[problem.start : problem.end], typed[problem.end :])
            raise forms.ValidationError(str(problem)) from problem
        return typed

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("van"), cleaned.get("tot")
        if first and last and last < first:
            self.add_error("tot", "De periode eindigt voordat zij begint. Verwissel de datums.")
        return cleaned


class MessageFilter(django_filters.FilterSet):
    """The fields of a search. `qs` are the messages that answer, newest first."""

    q = django_filters.CharFilter(label="Zoekregel", max_length=LONGEST)
    afzender = _Lookup(label="Afzender", naming=PERSONS, help_text="Naam of nummer")
    aan = _Lookup(label="Ontvanger", naming=PERSONS, help_text="Deelnemer die het niet zelf schreef")
    functie = django_filters.ChoiceFilter(
        label="Functie van de afzender op dat moment",
        empty_label="Elke functie",
        choices=[(kind.value, kind.label) for kind in FunctionClass],
    )
    van = _Day(label="Van")
    tot = _Day(label="Tot en met")
    app = django_filters.ChoiceFilter(label="App", empty_label="Alle apps", choices=_apps)
    gesprek = _Lookup(label="Gesprek", naming=CONVERSATIONS, help_text="Naam van het gesprek")
    onderwerp = django_filters.ModelChoiceFilter(
        label="Onderwerp", queryset=lambda request: in_use(), empty_label="Geen onderwerp"
    )

    kenmerk = django_filters.ChoiceFilter(
        label="Kenmerk",
        empty_label="Elk bericht",
        choices=[
            (Feature.ATTACHMENT, "Met een bijlage"),
            (Feature.DELETED, "Verwijderd op een telefoon"),
            (Feature.EDITED, "Bewerkt"),
        ],
    )

    class Meta:
        model = Message
        form = SearchForm
        fields: tuple[str, ...] = ()

    def query(self) -> Query:
        """What is asked; nothing where the address makes no sense, of which `errors` tells."""
        if not self.is_valid():
            return Query()
        asked = {field: self.form.cleaned_data[name] for name, field in FIELDS.items()}
        for field in ("person", "recipient", "conversation", "topic"):
            asked[field] = asked[field].pk if asked[field] else None
        return Query(**asked)

    def filter_queryset(self, queryset: MessageQuerySet) -> MessageQuerySet:
        """The whole question at once, put to the archive."""
        return find(self.query())


def address_of(query: Query) -> str:
    """The parameters of the address that asks this again, without a question mark."""
    asked = {name: getattr(query, field) for name, field in FIELDS.items()}
    for name, model in (("afzender", Person), ("aan", Person), ("gesprek", Conversation)):
        if key := asked[name]:
            row = model.objects.visible().filter(pk=key).first()
            # What is gone or private stays asked, and is then told to be gone: without it the search would find more.
            asked[name] = shown(getattr(row, "standing", row)) if row else f"#{key}"
    return urlencode({name: value for name, value in asked.items() if value})
