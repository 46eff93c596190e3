"""The terms of the selection list in Beheer."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin

from archive.models import RetentionRule
from woo_portal.accounts.table_admin import TableAdmin


class RetentionRuleForm(forms.ModelForm):
    """A term for a class of function, for messages of a period in which there is no other one for that class."""

    class Meta:
        model = RetentionRule
        fields = ("function_class", "years", "valid_from", "valid_until", "basis")
        help_texts = {
            "function_class": "‘onbekend’ geldt voor iedereen zonder functie, of met een functie waarvoor hier niets staat.",
            "years": "Vanaf de dag waarop het bericht is verzonden. Leeg: blijvend bewaren.",
            "valid_from": "De eerste dag waarop een bericht onder deze termijn valt. Leeg: altijd al.",
            "valid_until": "De laatste dag. Leeg: nog steeds.",
            "basis": "De selectielijst en de categorie; komt op de verklaring van vernietiging.",
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts, and one that another term of the same class covers in part."""
        data = cast(dict[str, Any], super().clean())
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "De laatste dag ligt vóór de eerste.")
            return data
        others = RetentionRule.objects.filter(function_class=data.get("function_class")).exclude(pk=self.instance.pk)
        if last:
            others = others.exclude(valid_from__gt=last)
        if first:
            others = others.exclude(valid_until__lt=first)
        if others.exists():
            raise forms.ValidationError("Voor deze soort functie is er al een termijn die in deze periode geldt.")
        return data


@admin.register(RetentionRule)
class RetentionRuleAdmin(TableAdmin):
    """Terms are given by the selection list. A changed term counts at once: lists that wait are checked again."""

    form = RetentionRuleForm
    list_display = ("function_class", "term", "valid_from", "valid_until", "basis")
    list_filter = ("function_class",)

    @admin.display(description="bewaartermijn", ordering="years")
    def term(self, rule: RetentionRule) -> str:
        """ "10 jaar" or "blijvend"."""
        return "blijvend" if rule.years is None else f"{rule.years} jaar"
