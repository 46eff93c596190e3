"""How the list of dossiers and the messages of a dossier are narrowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

import django_filters

from archive.models import Conversation
from woo_portal.accounts.models import User
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.assigning import called, to_be_given
from woo_portal.dossiers.earlier import judged_otherwise, with_earlier
from woo_portal.dossiers.models import Dossier, Item, Judgement, Kind
from woo_portal.dossiers.states import State

UNJUDGED = "te-beoordelen"
EARLIER, OTHERWISE, OTHERWISE_FINAL = "beoordeeld", "anders", "anders-vastgesteld"
"""How the messages are narrowed by what other dossiers decided about them; see `dossiers.earlier`."""

MINE, NOBODY, TO_BE_GIVEN = "mij", "niemand", "opnieuw"
"""How the list of dossiers is narrowed by who handles them, besides by a person; see `dossiers.assigning`."""


class DossierFilter(django_filters.FilterSet):
    """Dossiers by what they are called, what they are and where they stand."""

    zoek = django_filters.CharFilter(label="Nummer, onderwerp of verzoeker", method="with_words", max_length=200)
    stand = django_filters.ChoiceFilter(
        label="Stand", field_name="state", choices=State.choices, empty_label="Alle standen"
    )
    soort = django_filters.ChoiceFilter(
        label="Soort", field_name="kind", choices=Kind.choices, empty_label="Alle soorten"
    )

    behandelaar = django_filters.ChoiceFilter(label="Behandelaar", method="handled_by", empty_label="Iedereen")

    class Meta:
        model = Dossier
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, user: User, both_kinds: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self.filters["behandelaar"].extra["choices"] = _assignees(user)
        if not both_kinds:
            del self.filters["soort"]

    def with_words(self, found: QuerySet[Dossier], name: str, value: str) -> QuerySet[Dossier]:
        """Those that hold every word in their number, subject or requester."""
        for word in value.split():
            found = found.filter(
                Q(number__icontains=word)
                | Q(subject__unaccent__icontains=word)
                | Q(requester__unaccent__icontains=word)
            )
        return found

    def handled_by(self, found: QuerySet[Dossier], name: str, value: str) -> QuerySet[Dossier]:
        """Those of this user, of nobody, of somebody who can do nothing in them any more, or of a person (id)."""
        if value == NOBODY:
            return found.filter(assignee=None)
        if value == TO_BE_GIVEN:
            return found.filter(to_be_given())
        return found.filter(assignee=self._user.pk if value == MINE else int(value))


def _assignees(user: User) -> list[tuple[str, str]]:
    """Whom the list can be narrowed to: the colleagues who handle a dossier this user sees. One query."""
    handling = visible_to(user).exclude(assignee=None).order_by().values("assignee")
    people = User.objects.filter(pk__in=handling).exclude(pk=user.pk).order_by("first_name", "last_name", "username")
    named = [(str(one.pk), called(one)) for one in people]
    return [(MINE, "Van mij"), (NOBODY, "Niemand"), (TO_BE_GIVEN, "Over te dragen"), *named]


class ItemFilter(django_filters.FilterSet):
    """The messages of one dossier by their judgement, their conversation, and what other dossiers this user sees decided.

    The messages around them are of the archive: only who may read that is offered them (`reads_archive`).
    """

    oordeel = django_filters.ChoiceFilter(
        label="Oordeel",
        method="judged_so",
        choices=[(UNJUDGED, "te beoordelen"), *Judgement.choices],
        widget=forms.HiddenInput,
    )
    gesprek = django_filters.ModelChoiceFilter(
        label="Gesprek",
        field_name="message__conversation",
        queryset=Conversation.objects.none(),
        empty_label="Alle gesprekken",
    )
    eerder = django_filters.ChoiceFilter(
        label="Andere dossiers",
        method="judged_earlier",
        choices=[
            (EARLIER, "al beoordeeld in een ander dossier"),
            (OTHERWISE, "anders beoordeeld dan in een ander dossier"),
            (OTHERWISE_FINAL, "anders beoordeeld dan in een vastgesteld of vrijgegeven dossier"),
        ],
        empty_label="Maakt niet uit",
    )
    omgeving = django_filters.ChoiceFilter(
        label="Berichten eromheen",
        method="unchanged",
        choices=[("1", "Toon twee ervoor en erna")],
        empty_label="Niet tonen",
    )

    class Meta:
        model = Item
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, dossier: Dossier, user: User, reads_archive: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, queryset=dossier.items.all(), **kwargs)
        self._dossier, self._user = dossier, user
        if not reads_archive:
            del self.filters["omgeving"]
        chats = dossier.items.order_by().values("message__conversation")
        self.filters["gesprek"].queryset = Conversation.objects.filter(pk__in=chats).order_by("title", "pk")

    def judged_so(self, items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """Judged so, or by nobody yet."""
        return items.filter(judgement="" if value == UNJUDGED else value)

    def judged_earlier(self, items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """Judged by another dossier too, or otherwise there."""
        if value == EARLIER:
            return with_earlier(items, self._dossier, self._user)
        return judged_otherwise(items, self._dossier, self._user, final=value == OTHERWISE_FINAL)

    def unchanged(self, items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """All: what stands around a message is shown, not selected."""
        return items

    @property
    def shows_surroundings(self) -> bool:
        """Whether the messages around are asked for."""
        return self.is_valid() and bool(self.form.cleaned_data.get("omgeving"))
