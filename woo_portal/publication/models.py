"""What was sent to the publicatiebank: a publication for a released package, and its files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from woo_portal.dossiers.models import Package


class PublicationState(models.TextChoices):
    """How a publication stands at the publicatiebank. `DISCARDED`: the concept was thrown away; nobody outside saw it."""

    SENDING = "sending", "wordt klaargezet"
    CONCEPT = "concept", "klaargezet als concept"
    PUBLISHED = "published", "gepubliceerd"
    WITHDRAWN = "withdrawn", "ingetrokken"
    DISCARDED = "discarded", "weggegooid"


LIVE = (PublicationState.SENDING, PublicationState.CONCEPT, PublicationState.PUBLISHED)
"""The states of a publication that is, or may yet come, before the public."""


class Publication(models.Model):
    """A released package at the publicatiebank.

    `state` is how it stands there as far as the portal knows, `wanted` what a person last asked for: where they differ, there
    is work left. `asked_by` asked it, for `reason`. `remote` is its uuid there, None until it is known; `address` is its page
    for the public, empty where the publicatiebank tells none. `replaces` is the publication that is withdrawn when this one is
    published, for `reason_to_replace`.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="publications")
    state = models.CharField("stand", max_length=10, choices=PublicationState.choices, default=PublicationState.SENDING)
    wanted = models.CharField(max_length=10, choices=PublicationState.choices, default=PublicationState.CONCEPT)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("reden", blank=True)
    remote = models.UUIDField(null=True, blank=True)
    address = models.URLField("adres", max_length=1000, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason_to_replace = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package"], condition=Q(state__in=LIVE), name="one_live_publication_a_package"
            ),
        ]

    def __str__(self) -> str:
        return f"publicatie {self.pk} van {self.package.dossier.number}"


class PublishedFile(models.Model):
    """A file of a publication. `name` is its path in the package, `sha256` and `size` (bytes) are of its content there.

    `remote` is its uuid at the publicatiebank, None until it was made there. `parts` are the pieces in which the publicatiebank
    wants it, in order: {"uuid": …, "size": bytes, "done": …}. `is_complete`: the publicatiebank said that it has all of it.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    title = models.TextField("titel")
    day = models.DateField("datum")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    remote = models.UUIDField(null=True, blank=True)
    parts = models.JSONField(default=list, blank=True)
    is_complete = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "name"], name="one_file_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file_name(self) -> str:
        """Its name without the folder it has in the package."""
        return self.name.rpartition("/")[2]
