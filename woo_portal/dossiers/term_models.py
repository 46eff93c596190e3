"""What a term depends on besides the day of receipt: public holidays, and the days on which it does not run."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models


class Holiday(models.Model):
    """A day that counts as a public holiday for the Algemene termijnenwet, art. 3, royal decrees included: a table."""

    day = models.DateField("dag", unique=True)
    name = models.CharField("naam", max_length=100)

    class Meta:
        ordering = ["day"]
        verbose_name = "feestdag"
        verbose_name_plural = "feestdagen (Algemene termijnenwet)"

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y} {self.name}"


def holidays_between(first: date, last: date) -> dict[date, str]:
    """The holidays from `first` to `last`, both included, with their names."""
    return dict(Holiday.objects.filter(day__range=(first, last)).values_list("day", "name"))


class SuspensionGround(models.TextChoices):
    """On which ground the term of a Woo request does not run for a while."""

    VIEWS = "views", "zienswijze van belanghebbenden (Woo artikel 4.4 lid 3)"
    COMPLETION = "completion", "verzoek om aanvulling of precisering (Awb artikel 4:15 lid 1)"
    CONSENT = "consent", "met instemming van de verzoeker (Awb artikel 4:15 lid 2 onder a)"
    REQUESTER = "requester", "vertraging door de verzoeker (Awb artikel 4:15 lid 2 onder b)"
    FORCE_MAJEURE = "force_majeure", "overmacht (Awb artikel 4:15 lid 2 onder c)"


class Suspension(models.Model):
    """Days on which the term of a Woo request does not run: from the day after `notified_on`, on which the requester was told,
    until `resumes_on`, the first day that counts again.
    """

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.CASCADE, related_name="suspensions")
    ground = models.CharField("reden", max_length=16, choices=SuspensionGround.choices)
    notified_on = models.DateField("bericht aan de verzoeker verzonden op")
    resumes_on = models.DateField("de termijn loopt weer vanaf")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["notified_on", "id"]

    def __str__(self) -> str:
        return f"{self.notified_on:%d-%m-%Y} – {self.resumes_on:%d-%m-%Y}"

    @property
    def first_day(self) -> date:
        """The first day on which the term does not run."""
        return self.notified_on + timedelta(days=1)
