"""Tables of Beheer: the holidays of the Algemene termijnenwet, to which a royal decree adds days; the policy for redaction; and
the words that are proposed for redaction in no dossier.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest

from redaction.detecting import Label
from redaction.label_names import LABEL_NAMES
from redaction.models import AllowedPassage, PolicyRule
from redaction.policy import NEVER_SHOWN
from woo_portal.accounts.gate import current_user
from woo_portal.accounts.table_admin import PeriodForm, TableAdmin
from woo_portal.audit.events import record_row
from woo_portal.audit.models import Verb
from woo_portal.dossiers import allowing, policy
from woo_portal.dossiers.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(TableAdmin):
    """Changing a day moves the last day of every term that ends on it, at once."""

    list_display = ("day", "name")
    date_hierarchy = "day"
    search_fields = ("name",)
    ordering = ("-day",)

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        """Store the day, in the log as well."""
        before = str(Holiday.objects.get(pk=obj.pk)) if change else ""
        super().save_model(request, obj, form, change)
        record_row(Verb.HOLIDAY_CHANGED, by=current_user(request), subject=obj.name, before=before, after=str(obj))

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        """Take the day away, in the log as well."""
        record_row(Verb.HOLIDAY_CHANGED, by=current_user(request), subject=obj.name, before=str(obj))
        super().delete_model(request, obj)


_SHOWN = "tonen"
"""What the form calls a proposal to show: nothing, as a row has it, would be what stands there before anybody chose."""


def _proposals() -> list[tuple[str, str]]:
    """What a row may propose, after a first choice that is none."""
    grounds = PolicyRule._meta.get_field("ground").flatchoices
    return [("", "Kies een voorstel"), *((ground or _SHOWN, name) for ground, name in grounds)]


class PolicyRuleForm(PeriodForm):
    """A row of the policy, for a period in which there is no other one for the same. What it proposes has to be chosen."""

    ground = forms.TypedChoiceField(
        label="Voorstel",
        choices=_proposals,
        coerce=lambda chosen: "" if chosen == _SHOWN else chosen,
        help_text="De grond die wordt voorgesteld, of ‘tonen’: voorstellen om het te tonen.",
    )
    alike = ("label", "role")
    taken = "Voor dit gegeven van deze rol is er al een regel die in deze periode geldt."

    class Meta:
        model = PolicyRule
        fields = ("label", "role", "ground", "why", "valid_from", "valid_until")
        help_texts = {
            "role": "De rol op het moment van het bericht. Leeg: iedereen voor wie hier geen eigen regel staat.",
            "why": "Eén zin die de toetser te lezen krijgt.",
            "valid_from": "De eerste dag waarop dit beleid geldt voor nieuwe voorstellen. Leeg: altijd al.",
            "valid_until": "De laatste dag. Leeg: nog steeds.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk and not self.instance.ground:
            self.initial["ground"] = _SHOWN

    def clean(self) -> dict[str, Any]:
        """Refuse what the law forbids to show as well."""
        label = self.cleaned_data.get("label")
        if label in NEVER_SHOWN and self.cleaned_data.get("ground") == "":
            self.add_error(
                "ground", f"Een {LABEL_NAMES[Label(label)]} mag de wet niet laten tonen (artikel 5.1, lid 1)."
            )
        return super().clean()


def _in_dutch(choice: str) -> Case:
    """A column of choices by the name that the list shows, not by the word it is stored as."""
    names = PolicyRule._meta.get_field(choice).flatchoices  # type: ignore[union-attr]
    return Case(*(When(**{choice: stored, "then": Value(str(name))}) for stored, name in names), default=choice)


@admin.register(PolicyRule)
class PolicyRuleAdmin(TableAdmin):
    """The policy for redaction. A change counts at once: open proposals are made anew, decisions stay."""

    form = PolicyRuleForm
    ordering = (_in_dutch("label"), _in_dutch("role"), "valid_from")
    list_display = ("kind_of_data", "of_whom", "treatment", "why", "valid_from", "valid_until")
    list_filter = ("label", "role")
    actions = None

    @admin.display(description="gegeven", ordering=_in_dutch("label"))
    def kind_of_data(self, rule: PolicyRule) -> str:
        """The kind of data, as people call it."""
        return rule.get_label_display()

    @admin.display(description="van", ordering=_in_dutch("role"))
    def of_whom(self, rule: PolicyRule) -> str:
        """The role, or "iedereen"."""
        return rule.get_role_display()

    @admin.display(description="voorstel", ordering="ground")
    def treatment(self, rule: PolicyRule) -> str:
        """The ground, or "tonen"."""
        return rule.ground or "tonen"

    def save_model(self, request: HttpRequest, obj: PolicyRule, form: Any, change: bool) -> None:
        """Store the row; open proposals follow, and the log tells it."""
        policy.save_rule(obj, by=current_user(request))

    def delete_model(self, request: HttpRequest, obj: PolicyRule) -> None:
        """Take the row away; open proposals follow, and the log tells it."""
        policy.remove_rule(obj, by=current_user(request))


class AllowedPassageForm(forms.ModelForm):
    """Words that may be allowed, as the list itself judges them."""

    def clean(self) -> dict[str, Any]:
        """The words and the reason. What is wrong with them is told at the form."""
        cleaned = super().clean() or {}
        try:
            allowing.check(cleaned.get("words", ""), cleaned.get("reason", ""))
        except allowing.NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return cleaned


@admin.register(AllowedPassage)
class AllowedPassageAdmin(TableAdmin):
    """The allow-list of the organisation. Open proposals lapse when words come on it; off it, dossiers are searched again."""

    form = AllowedPassageForm
    list_display = ("words", "reason", "by", "at")
    search_fields = ("words", "reason")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllowedPassage]:
        """The entries of the organisation: those of a dossier are the dossier's."""
        return super().get_queryset(request).filter(layer=None)

    def has_change_permission(self, request: HttpRequest, obj: AllowedPassage | None = None) -> bool:
        """None: an entry is taken off and put on, so that the log tells both."""
        return False

    def save_model(self, request: HttpRequest, obj: AllowedPassage, form: Any, change: bool) -> None:
        """Put the words on the list, in the log as well."""
        made = allowing.allow_everywhere(obj.words, reason=obj.reason, by=current_user(request))
        obj.pk = made.entry.pk

    def delete_model(self, request: HttpRequest, obj: AllowedPassage) -> None:
        """Take the words off the list, in the log as well."""
        allowing.disallow_everywhere(obj, by=current_user(request))
