"""The terms of the selection list in Beheer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive.models import RetentionRule
from woo_portal.accounts.gate import current_user
from woo_portal.accounts.table_admin import PeriodForm, TableAdmin
from woo_portal.audit.events import record_row
from woo_portal.audit.models import Verb
from woo_portal.presentation.dutch import day


class RetentionRuleForm(PeriodForm):
    """A term for a class of function, for messages of a period in which there is no other one for that class."""

    alike = ("function_class",)
    taken = "Voor deze soort functie is er al een termijn die in deze periode geldt."

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


@admin.register(RetentionRule)
class RetentionRuleAdmin(TableAdmin):
    """Terms are given by the selection list. A changed term counts at once: lists that wait are checked again."""

    form = RetentionRuleForm
    list_display = ("function_class", "term", "valid_from", "valid_until", "basis")
    list_filter = ("function_class",)

    def save_model(self, request: HttpRequest, obj: RetentionRule, form: Any, change: bool) -> None:
        """Store the term, in the log as well."""
        before = _in_words(RetentionRule.objects.get(pk=obj.pk)) if change else ""
        super().save_model(request, obj, form, change)
        _record(request, obj, before=before, after=_in_words(obj))

    def delete_model(self, request: HttpRequest, obj: RetentionRule) -> None:
        """Take the term away, in the log as well."""
        _record(request, obj, before=_in_words(obj))
        super().delete_model(request, obj)

    @admin.display(description="bewaartermijn", ordering="years")
    def term(self, rule: RetentionRule) -> str:
        """ "10 jaar" or "blijvend"."""
        return "blijvend" if rule.years is None else f"{rule.years} jaar"


def _record(request: HttpRequest, rule: RetentionRule, *, before: str, after: str = "") -> None:
    what = rule.get_function_class_display()
    record_row(Verb.RETENTION_CHANGED, by=current_user(request), subject=what, before=before, after=after)


def _in_words(rule: RetentionRule) -> str:
    """ "ambtenaar: 10 jaar, voor berichten vanaf 1 januari 2020 (Selectielijst, cat. 4)"."""
    first = f", voor berichten vanaf {day(rule.valid_from)}" if rule.valid_from else ""
    last = f", voor berichten tot en met {day(rule.valid_until)}" if rule.valid_until else ""
    return f"{rule}{first}{last} ({rule.basis})"
