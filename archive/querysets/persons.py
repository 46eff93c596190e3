"""Persons and their handles, and who may be known."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from archive.models import Person  # noqa: F401  a base class names it as text

_STANDING = Coalesce("merged_into", "pk")
"""The id of the person that a row of persons is, or was merged into."""


class HandleQuerySet(models.QuerySet[Any]):
    """Handles by who may know of them."""

    def visible(self) -> HandleQuerySet:
        """Those that are not used in private conversations alone, and were not when these were destroyed."""
        from archive.models import Conversation, Participant

        parts = Participant.objects.filter(handle=OuterRef("pk"))
        open_parts = parts.filter(conversation__in=Conversation.objects.visible())
        return self.filter(Exists(open_parts) | Q(~Exists(parts), was_hidden=False))


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons with what is known of them."""

    def visible(self) -> PersonQuerySet:
        """Those who are known from more than private conversations: from another one, a function, or their phone."""
        from archive.models import Conversation, Function, Handle, Participant, Source

        hidden = Handle.objects.filter(person=OuterRef("pk"), was_hidden=True)
        parts = Participant.objects.filter(handle__person=OuterRef("pk"))
        open_parts = parts.filter(conversation__in=Conversation.objects.visible())
        known = Exists(Function.objects.filter(person=OuterRef("pk"))) | Exists(
            Source.objects.filter(holder=OuterRef("pk"))
        )
        return self.filter(Exists(open_parts) | Q(~Exists(parts), ~Exists(hidden)) | known)

    def standing(self) -> PersonQuerySet:
        """Those that are somebody: not another name of a person they were merged into."""
        return self.filter(merged_into=None)

    def who_are(self, persons: Collection[int]) -> QuerySet[Any, int]:
        """For a subquery: the ids of the persons that these rows (ids) are, or were merged into."""
        return self.model.objects.filter(pk__in=persons).order_by().values_list(_STANDING, flat=True)

    def same_as(self, person: int) -> PersonQuerySet:
        """The rows that are the same human being as this one (id): the person, and all that were merged into it."""
        standing = self.model.objects.filter(pk=person).values(one=_STANDING)
        return self.filter(Q(pk__in=standing) | Q(merged_into__in=standing))

    def named(self, name: str) -> PersonQuerySet:
        """The persons of exactly this name, case aside; or of whom it was the name before they were merged."""
        rows = self.model.objects.filter(name__iexact=name).values(one=_STANDING)
        return self.filter(pk__in=rows)

    def with_details(self) -> PersonQuerySet:
        """With handles, functions and other names, in a fixed number of queries."""
        from archive.models import Handle

        return self._with_details(Handle.objects.all(), self.model.objects.all())

    def with_visible_details(self) -> PersonQuerySet:
        """As `with_details`, without the handles that only private conversations know, and the names merged with them."""
        from archive.models import Handle

        return self._with_details(Handle.objects.visible(), self.model.objects.visible_names())

    def visible_names(self) -> PersonQuerySet:
        """Of persons that were merged those whose name is not the name of a private handle of who they are now."""
        from archive.models import Handle

        hidden = Handle.objects.exclude(pk__in=Handle.objects.visible().values("pk"))
        return self.filter(~Exists(hidden.filter(person=OuterRef("merged_into"), value=OuterRef("name"))))

    def _with_details(self, handles: HandleQuerySet, aliases: PersonQuerySet) -> PersonQuerySet:
        return self.prefetch_related(
            "functions", Prefetch("aliases", aliases), Prefetch("handles", handles.order_by("kind", "value"))
        )

    def matching(self, text: str) -> PersonQuerySet:
        """Of whom a name or a handle holds every word of `text`, without regard to case and diacritics.

        A text of digits is a number or a part of one, with or without the Dutch 0 in front: "06 1234" finds +316 1234….
        """
        from archive.models import Handle

        return self._matching(text, Handle.objects.all(), self.model.objects.all())

    def matching_visibly(self, text: str) -> PersonQuerySet:
        """As `matching`, by what `with_visible_details` tells of them."""
        from archive.models import Handle

        return self._matching(text, Handle.objects.visible(), self.model.objects.visible_names())

    def _matching(self, text: str, known: HandleQuerySet, names: PersonQuerySet) -> PersonQuerySet:
        handles = known.filter(person=OuterRef("pk"))
        aliases = names.filter(merged_into=OuterRef("pk"))
        if number := _digits(text):
            return self.filter(Exists(handles.filter(value__contains=number)))
        found = self
        for word in text.split():
            by_handle = Exists(handles.filter(value__unaccent__icontains=word))
            by_alias = Exists(aliases.filter(name__unaccent__icontains=word))
            found = found.filter(Q(name__unaccent__icontains=word) | by_handle | by_alias)
        return found

    def unidentified(self) -> PersonQuerySet:
        """Whom a source names, but of whom no function is recorded: nobody has said yet who they are."""
        from archive.models import Function, Handle

        person = OuterRef("pk")
        return self.filter(
            Exists(Handle.objects.filter(person=person)), ~Exists(Function.objects.filter(person=person))
        )


def _digits(text: str) -> str:
    """The digits of a text that can only be a telephone number, without what stands before the subscriber's; else ""."""
    if not re.fullmatch(r"[+(]?\d[\d\s()-]{2,}", text.strip()):
        return ""
    return re.sub(r"^(00|0)", "", re.sub(r"\D", "", text))
