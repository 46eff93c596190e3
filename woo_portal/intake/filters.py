"""How the lists of conversations and persons are narrowed."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

import django_filters

from archive.app_names import app_name
from archive.models import Conversation, Function, Handle, Participant, Person, Source
from woo_portal.accounts.gate import current_user
from woo_portal.accounts.roles import Capability


def _apps() -> list[tuple[str, str]]:
    """The apps of which the archive holds conversations."""
    return [
        (key, app_name(key))
        for key in Conversation.objects.visible().order_by("app").values_list("app", flat=True).distinct()
    ]


class ConversationFilter(django_filters.FilterSet):
    """Conversations by what they are called, in which app, and who is in them."""

    titel = django_filters.CharFilter(
        label="Naam van het gesprek", field_name="title", lookup_expr="unaccent__icontains"
    )
    app = django_filters.ChoiceFilter(label="App", choices=_apps, empty_label="Alle apps")
    persoon = django_filters.CharFilter(label="Persoon: naam of nummer", method="with_person")
    verschillen = django_filters.BooleanFilter(
        label="Alleen met verschillen tussen telefoons", method="with_differences", widget=forms.CheckboxInput
    )

    class Meta:
        model = Conversation
        fields: tuple[str, ...] = ()

    def with_person(self, found: QuerySet[Conversation], name: str, value: str) -> QuerySet[Conversation]:
        """Those in which a person takes part whose name or number holds the value."""
        persons = Person.objects.matching_visibly(value).values("pk")
        taking_part = Participant.objects.filter(conversation=OuterRef("pk"), handle__person__in=persons)
        return found.filter(Exists(taking_part))

    def with_differences(self, found: QuerySet[Conversation], name: str, value: bool) -> QuerySet[Conversation]:
        """Those of which phones do not show the same."""
        return found.filter(differences__isnull=False) if value else found


class PersonFilter(django_filters.FilterSet):
    """Persons by name, number or address, and by what is still to be recorded of them."""

    EVERYBODY, UNIDENTIFIED, LEFT_OVER = "iedereen", "zonder-functie", "over"

    zoek = django_filters.CharFilter(label="Naam, nummer of adres", method="with_words")
    toon = django_filters.ChoiceFilter(
        label="Toon",
        method="narrowed",
        empty_label=None,
        choices=[
            (EVERYBODY, "Iedereen"),
            (UNIDENTIFIED, "Wie nog geen functie heeft"),
            (LEFT_OVER, "Wie na koppelen geen naam meer heeft"),
        ],
    )

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def with_words(self, found: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Of whom the name or a handle holds every word; by what is private only for who guards the archive."""
        guards = current_user(self.request).may(Capability.GUARD_PRIVACY)
        persons = Person.objects.matching(value) if guards else Person.objects.matching_visibly(value)
        return found.filter(pk__in=persons.values("pk"))

    def narrowed(self, found: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Everybody of whom something is known; those without a function; or those of whom nothing is left."""
        if value == self.UNIDENTIFIED:
            return found.filter(pk__in=Person.objects.unidentified().values("pk"))
        person = OuterRef("pk")
        known = (
            Exists(Handle.objects.filter(person=person))
            | Exists(Function.objects.filter(person=person))
            | Exists(Source.objects.filter(holder=person))
        )
        return found.filter(~known) if value == self.LEFT_OVER else found.filter(known)
