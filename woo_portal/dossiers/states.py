"""The states of a dossier."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a dossier is on its road, in the order of the road."""

    COLLECTING = "collecting", "verzamelen"
    REDACTING = "redacting", "lakken"
    APPROVAL = "approval", "ter vaststelling"
    APPROVED = "approved", "vastgesteld"
    RELEASED = "released", "vrijgegeven"
