"""The forms of a dossier: making it, its term, comparing its searches, and what a judgement asks for besides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils import timezone

from redaction.grounds import Regime, withholding
from woo_portal.accounts.models import User
from woo_portal.dossiers.assigning import workers_for
from woo_portal.dossiers.comparing import Part
from woo_portal.dossiers.correcting import people_named_in
from woo_portal.dossiers.models import Dossier, Judgement, Kind, SuspensionGround
from woo_portal.dossiers.telling import Told
from woo_portal.presentation.dutch import enumeration

OLDEST = timedelta(days=3653)
"""A request received longer ago than this is a typing error in the year."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
_NO_SUCH_DAY = f"Kies een dag in de jaren {FIRST_DAY.year} tot en met {LAST_DAY.year}."
RESERVED = frozenset({"nieuw", "vinden", "standaardteksten", "innemen", "concept"})
"""Numbers that are the address of another page."""
_NUMBER = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9.-]*\Z",
    "Gebruik alleen letters, cijfers, punten en streepjes, en begin met een letter of cijfer.",
)


_NOBODY = "niemand"


class DayField(forms.DateField):
    """A day, chosen or typed; not one that can only be a typing error in the year, at which calendars end."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        bounds = [MinValueValidator(FIRST_DAY, _NO_SUCH_DAY), MaxValueValidator(LAST_DAY, _NO_SUCH_DAY)]
        super().__init__(widget=widget, validators=bounds, **options)


class FactsForm(forms.Form):
    """The facts of a dossier that a person fills in, and may set right later. `changed_data` tells which ones that person
    changed of what stood before them.
    """

    subject = forms.CharField(
        label="Onderwerp",
        max_length=300,
        help_text="Staat op elk document: geen namen of andere persoonsgegevens.",
        show_hidden_initial=True,
    )
    names_stay = forms.BooleanField(
        label="Deze naam mag in het onderwerp staan", required=False, widget=forms.HiddenInput
    )
    requester = forms.CharField(
        label="Verzoeker",
        max_length=200,
        required=False,
        help_text="Wordt niet gepubliceerd.",
        show_hidden_initial=True,
    )
    received_on = DayField(label="Ontvangen op", help_text="De termijn begint de dag erna.", show_hidden_initial=True)
    request = forms.CharField(
        label="Tekst van het verzoek",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=100_000,
        help_text="Wordt niet gepubliceerd.",
        show_hidden_initial=True,
    )

    def __init__(self, *args: Any, kind: str = Kind.WOO, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == Kind.PARLIAMENT:
            self.fields["requester"].label = "Vragensteller"
            del self.fields["request"]  # the questions are changed on their own page

    def clean_received_on(self) -> date:
        """Refuse a day to come, and one so long ago that it must be a slip."""
        received: date = self.cleaned_data["received_on"]
        today = timezone.localdate()
        if received > today:
            raise forms.ValidationError("Deze dag moet nog komen. Vul in wanneer het stuk is ontvangen.")
        if received < today - OLDEST:
            raise forms.ValidationError("Dit is meer dan tien jaar geleden. Controleer het jaar.")
        return received

    def clean(self) -> dict[str, Any]:
        """Ask once more about a subject that names a person of the archive."""
        cleaned = super().clean() or {}
        names = people_named_in(cleaned["subject"]) if "subject" in self.changed_data and "subject" in cleaned else ()
        if names:
            self.fields["names_stay"].widget = forms.CheckboxInput(attrs={"id": "id_names_stay"})
            if not cleaned.get("names_stay"):
                quoted = enumeration([f"‘{name}’" for name in names])
                self.add_error(
                    "subject",
                    f"Hierin herkent het portaal een naam uit het archief: {quoted}. Het onderwerp komt op elk document en wordt "
                    "niet gelakt. Beschrijf het zonder naam, of vink aan dat de naam er mag staan.",
                )
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the person changed, by the names of the fields of a dossier."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "names_stay"}


class AssigneeForm(forms.Form):
    """Who handles a dossier. `gezien` is who handled it (id) when the form was shown, empty for nobody."""

    behandelaar = forms.ChoiceField(label="Geef het dossier aan")
    gezien = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        self._workers = {str(one.pk): one for one in workers_for(dossier)}
        shown = {"behandelaar": dossier.assignee_id or _NOBODY, "gezien": dossier.assignee_id}
        super().__init__(data, initial=shown)
        named = [(pk, f"{one} ({one.get_role_display()})") for pk, one in self._workers.items()]
        cast(forms.ChoiceField, self.fields["behandelaar"]).choices = [(_NOBODY, "Niemand"), *named]

    @property
    def chosen(self) -> User | None:
        """Who is to handle it; None for nobody."""
        return self._workers.get(self.cleaned_data["behandelaar"])


class DossierForm(FactsForm):
    """A new dossier on a Woo request."""

    number = forms.CharField(
        label="Nummer",
        max_length=40,
        validators=[_NUMBER],
        help_text="Zoals in het zaaksysteem, bijvoorbeeld 2026-0142. Het staat op elk document en kan niet meer veranderen.",
    )
    field_order = ("number", "subject")

    def clean_number(self) -> str:
        """Refuse a number that is taken, case aside, or is the address of another page."""
        number: str = self.cleaned_data["number"]
        if number.lower() in RESERVED or Dossier.objects.filter(number__iexact=number).exists():
            raise forms.ValidationError(
                f"Er is al een dossier met nummer {number}. Kies een ander nummer.", code="taken"
            )
        return number

    @property
    def facts(self) -> dict[str, Any]:
        """Everything, for a dossier that is not there yet."""
        return {name: value for name, value in self.cleaned_data.items() if name != "names_stay"}


class ExtensionForm(forms.Form):
    """The one extension of a term."""

    sent_on = DayField(label="Bericht van verlenging verzonden op")
    reason = forms.CharField(label="Reden", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ResumptionForm(forms.Form):
    """The day on which a term that was suspended runs again."""

    resumes_on = DayField(
        label="De termijn loopt weer vanaf",
        help_text="De eerste dag die weer meetelt. Bij een zienswijze: de dag waarop de laatste binnenkomt of de tijd ervoor "
        "verstrijkt. Bij uitstel met instemming: de dag na het uitstel. Nog niet bekend? Vul in tot wanneer u tijd gaf; u kunt "
        "dit later wijzigen.",
    )


class SuspensionForm(ResumptionForm):
    """Why and from when the term of a Woo request does not run."""

    ground = forms.TypedChoiceField(
        label="Waarom de termijn stilstaat",
        choices=SuspensionGround.choices,
        coerce=SuspensionGround,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waarom de termijn stilstaat."},
    )
    notified_on = DayField(
        label="Bericht aan de verzoeker verzonden op",
        help_text="De termijn staat stil vanaf de dag erna.",
    )
    field_order = ("ground", "notified_on", "resumes_on")


class WithheldForm(forms.Form):
    """What withholding whole messages asks for."""

    grounds = forms.MultipleChoiceField(label="Gronden", widget=forms.CheckboxSelectMultiple)
    motivation = forms.CharField(
        label="Motivering",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text="Waarom het hele bericht geweigerd wordt en niet een deel ervan.",
    )

    def __init__(self, *args: Any, regime: Regime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(ground.code, str(ground)) for ground in withholding(regime)]
        self.fields["grounds"].choices = choices  # type: ignore[attr-defined]


class AlreadyPublicForm(forms.Form):
    """What calling messages public already asks for."""

    published_at = forms.CharField(
        label="Vindplaats", max_length=500, help_text="Waar het al te vinden is, zo dat een lezer het terugvindt."
    )


class ComparisonForm(forms.Form):
    """Two different searches of a dossier, each cleaned to its first run, and which of the messages they find are shown."""

    eerste = forms.TypedChoiceField(label="Eerste zoekvraag")
    tweede = forms.TypedChoiceField(label="Tweede zoekvraag")
    toon = forms.TypedChoiceField(
        label="Toon wat gevonden wordt door",
        choices=Part.choices,
        coerce=Part,
        empty_value=Part.ONLY_FIRST,
        required=False,
    )

    def __init__(self, told: Iterable[Told], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first_runs = {str(one.search.pk): one for one in told if one.run == 1}
        for name in ("eerste", "tweede"):
            field = cast(forms.TypedChoiceField, self.fields[name])
            field.choices = [(key, f"{one.place}. {one.sentence}") for key, one in first_runs.items()]
            field.coerce = first_runs.__getitem__

    def clean(self) -> dict[str, Any]:
        """Refuse to compare a search with itself."""
        cleaned = super().clean() or {}
        if cleaned.get("eerste") and cleaned.get("eerste") == cleaned.get("tweede"):
            self.add_error("tweede", "Kies twee verschillende zoekvragen.")
        return cleaned


def details_form(judgement: Judgement, regime: Regime, data: Any = None) -> forms.Form | None:
    """The form with what a judgement asks for besides itself; None when it asks nothing."""
    if judgement == Judgement.WITHHELD:
        return WithheldForm(data, regime=regime)
    return AlreadyPublicForm(data) if judgement == Judgement.ALREADY_PUBLIC else None
