"""What is asked before a package is published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone

from woo_portal.dossiers.forms import DayField
from woo_portal.presentation.dutch import day

_AFTER_AN_OBJECTION = timedelta(weeks=2)
"""Woo art. 4.4 lid 5: where an objection is expected, so long after the decision was announced."""


class PublishForm(forms.Form):
    """Whether somebody concerned is expected to object; if so, publishing waits (Woo art. 4.4 lid 5). `made_on` is the Dutch day
    the first package was made: the decision stands in it, and cannot be announced before.
    """

    objection = forms.ChoiceField(
        label="Verwacht u bezwaar van een belanghebbende tegen de openbaarmaking?",
        choices=[("nee", "Nee"), ("ja", "Ja")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies ja of nee: bij verwacht bezwaar wacht de openbaarmaking twee weken."},
    )
    announced_on = DayField(
        label="Zo ja, besluit bekendgemaakt op",
        required=False,
        help_text="Dan wordt pas twee weken na deze dag openbaar gemaakt (Woo artikel 4.4 lid 5).",
    )

    def __init__(self, made_on: date, data: Any = None) -> None:
        super().__init__(data)
        self._made_on = made_on

    @property
    def told(self) -> str:
        """What was answered, for the log, of a form that is valid."""
        if self.cleaned_data["objection"] == "nee":
            return "Er werd geen bezwaar van een belanghebbende verwacht."
        return f"Er werd bezwaar verwacht; het besluit is bekendgemaakt op {day(self.cleaned_data['announced_on'])}."

    def clean(self) -> dict[str, Any]:
        """Refuse what is too early."""
        data = cast(dict[str, Any], super().clean())
        if data.get("objection") == "nee":
            self.errors.pop("announced_on", None)
        if self.errors or data["objection"] == "nee":
            return data
        today, announced_on = timezone.localdate(), data["announced_on"]
        if announced_on is None or not self._made_on <= announced_on <= today:
            self.add_error(
                "announced_on",
                f"Vul in op welke dag het besluit bekend is gemaakt: vanaf {day(self._made_on)}, toen het eerste pakket werd "
                "gemaakt, en niet in de toekomst.",
            )
        elif today < (first_day := announced_on + _AFTER_AN_OBJECTION):
            self.add_error(
                "announced_on",
                f"Openbaar maken kan vanaf {day(first_day)}: twee weken na de bekendmaking. Er is niets gepubliceerd; "
                "het concept blijft klaarstaan.",
            )
        return data
