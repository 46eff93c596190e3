"""The forms of the page of an attachment: a box, decisions on boxes, and the decision on the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from redaction.attachments.areas import Area
from redaction.choices import Treatment
from redaction.grounds import Regime, offered, withholding
from woo_portal.review.forms import FREQUENT, MOTIVATION_LENGTH

OUTCOMES = {"tonen": Treatment.SHOWN, "weigeren": Treatment.WITHHELD}
"""What a button asks for."""
_HUNDREDTHS = 100
"""Of a percent: that is what areas count in."""


def _percentage(label: str) -> forms.DecimalField:
    wrong = f"{label}: vul een getal van 0 tot en met 100 in."
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(100),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


def _grounds(regime: Regime) -> list[tuple[str, str]]:
    """The grounds of a regime, the frequent ones first."""
    known = {ground.code: str(ground) for ground in offered(regime)}
    frequent = FREQUENT[regime]
    return [(code, known[code]) for code in (*frequent, *(code for code in known if code not in frequent))]


class _OnPage(forms.Form):
    page = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class BoxForm(_OnPage):
    """A box on a page, in percentages of its width and height; drawn with the mouse, or typed."""

    left = _percentage("Van links")
    top = _percentage("Van boven")
    width = _percentage("Breedte")
    height = _percentage("Hoogte")
    ground = forms.ChoiceField(label="Grond", error_messages={"invalid_choice": "Kies een grond uit de lijst."})

    def __init__(self, regime: Regime, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="vlak-%s")
        self.fields["ground"].choices = _grounds(regime)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With the area that the percentages are, under `area`."""
        found: dict[str, Any] = super().clean() or {}
        if {"left", "top", "width", "height"} <= found.keys():
            sides = (round(found[name] * _HUNDREDTHS) for name in ("left", "top", "width", "height"))
            try:
                found["area"] = Area(*sides)
            except ValueError:
                self.add_error(
                    None, "Het vlak is leeg of steekt buiten de bladzijde. Er is niets getekend; pas het aan."
                )
        return found


class BoxesForm(_OnPage):
    """A decision on the boxes that are ticked, as they stood when the page was made."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(label="Grond van de aangevinkte", required=False)

    def __init__(self, regime: Regime, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="vlakken-%s")
        own = [("", "elk op de eigen grond")]
        self.fields["ground"].choices = [*own, *_grounds(regime)]  # type: ignore[attr-defined]


class AttachmentForm(forms.Form):
    """The decision on an attachment as a whole, as it stood when the page was made. A ground counts when it is withheld."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label="Grond om te weigeren", error_messages={"invalid_choice": "Kies een grond uit de lijst."}
    )
    motivation = forms.CharField(
        label="Motivering",
        required=False,
        max_length=MOTIVATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": f"Houd de motivering onder de {MOTIVATION_LENGTH} tekens. Er is niets gewijzigd."
        },
    )

    def __init__(self, regime: Regime, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="bijlage-%s")
        whole = {ground.code for ground in withholding(regime)}
        self.fields["ground"].choices = [row for row in _grounds(regime) if row[0] in whole]  # type: ignore[attr-defined]
