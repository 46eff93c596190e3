"""What lets archiving software deliver exports by itself: its keys, and what it is delivering."""

from __future__ import annotations

import uuid

from django.db import models

from archive.models import ImportRun, Person


class DeviceToken(models.Model):
    """A key with which archiving software may deliver exports, and nothing else.

    Of the key only a hash is kept (see `woo_portal.intake.tokens`); `public_id` stands in the key and tells keys apart.
    With a `holder` every export it delivers is of that person's telephone; with `hides_new` what it adds is private until who
    guards the archive has looked at it. Closing is done by revoking: rows stay.
    """

    name = models.CharField(
        "naam",
        max_length=100,
        help_text="Van welk apparaat of welke software, bijvoorbeeld «Telefoon van de minister».",
    )
    holder = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="telefoon van"
    )
    hides_new = models.BooleanField(
        "eerst nakijken op privéberichten",
        default=False,
        help_text="Wat hiermee binnenkomt, ziet niemand tot de archivaris het bij Privé gemarkeerd heeft nagekeken.",
    )
    public_id = models.CharField("kenmerk", max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField("gemaakt", auto_now_add=True)
    created_by = models.CharField("gemaakt door", max_length=150)
    revoked_at = models.DateTimeField("ingetrokken", null=True, blank=True)
    last_used_at = models.DateTimeField("laatst gebruikt", null=True, blank=True)

    class Meta:
        ordering = ["name", "-id"]
        verbose_name = "sleutel van een apparaat"
        verbose_name_plural = "sleutels van apparaten"

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """How far a delivery is; after it is received its import says more."""

    RECEIVING = "receiving", "komt binnen"
    CHECKING = "checking", "wordt gecontroleerd"
    RECEIVED = "received", "ontvangen"


class Delivery(models.Model):
    """An export that software announced and sends in pieces. `offset` is how many bytes of it are safely kept so far."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.ForeignKey(DeviceToken, on_delete=models.PROTECT, related_name="deliveries")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="in bytes")
    file_name = models.CharField(max_length=255)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    zone = models.CharField(max_length=40, blank=True)
    offset = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.RECEIVING)
    problem = models.TextField(blank=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["token", "sha256"], name="one_delivery")]
        indexes = [models.Index(fields=["state", "changed_at"])]

    def __str__(self) -> str:
        return f"levering {self.id}"
