"""What is asked before a package is published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone

from woo_portal.dossiers.forms import DayField
from woo_portal.presentation.dutch import day

_AFTER_AN_OBJECTION = timedelta(weeks=2)
"""Woo art. 4.4 lid 5: where an objection is expected, so long after the decision was announced."""


class PublishForm(forms.Form):
    """Whether somebody concerned is expected to object; if so, publishing waits (Woo art. 4.4 lid 5)."""

    objection = forms.ChoiceField(
        label="Verwacht u bezwaar van een belanghebbende tegen de openbaarmaking?",
        choices=[("nee", "Nee"), ("ja", "Ja")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies ja of nee: bij verwacht bezwaar wacht de openbaarmaking twee weken."},
    )
    announced_on = DayField(
        label="Besluit bekendgemaakt op",
        required=False,
        help_text="Alleen bij verwacht bezwaar: dan wordt twee weken na deze dag openbaar gemaakt (Woo artikel 4.4 lid 5).",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what is too early."""
        data = cast(dict[str, Any], super().clean())
        if self.errors or data["objection"] == "nee":
            return data
        today, announced_on = timezone.localdate(), data["announced_on"]
        if announced_on is None or announced_on > today:
            self.add_error(
                "announced_on", "Vul in op welke dag het besluit bekend is gemaakt; dat kan niet in de toekomst zijn."
            )
        elif today < (first_day := announced_on + _AFTER_AN_OBJECTION):
            self.add_error(
                "announced_on",
                f"Openbaar maken kan vanaf {day(first_day)}: twee weken na de bekendmaking. Er is niets gepubliceerd; "
                "het concept blijft klaarstaan.",
            )
        return data
