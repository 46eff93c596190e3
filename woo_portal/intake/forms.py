"""The forms of the archive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import Q

from archive.functions import FunctionClass
from archive.importing import DateOrder
from archive.models import Function, Person
from archive.zones import DEFAULT_ZONE, ELSEWHERE, KINGDOM, called
from woo_portal.dossiers.forms import DayField
from woo_portal.intake.difference_notes import KINDS
from woo_portal.intake.reading import Phone
from woo_portal.intake.receiving import shortened
from woo_portal.intake.wording import ORDERS

SUGGESTED = 1000
"""So many names the browser proposes while typing; any other name may be typed as well."""


class PersonInput(forms.TextInput):
    """A line to type a person's name in, with the archive's persons as the browser's suggestions."""

    template_name = "intake/person_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the names of those who have a function or held a phone; of namesakes also which one it is."""
        context = super().get_context(name, value, attrs)
        known = Person.objects.filter(Q(functions__isnull=False) | Q(held_sources__isnull=False)).distinct()
        persons = list(known.prefetch_related("functions")[:SUGGESTED])
        namesakes = Counter(person.name for person in persons)
        # Beside the list of names itself, the line has to say that it is its own: without this no browser proposes any.
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-namen"
        context["persons"] = [_told_apart(person) if namesakes[person.name] > 1 else person.name for person in persons]
        return context


def _told_apart(person: Person) -> str:
    functions = ", ".join(str(function) for function in person.functions.all())
    return f"{person.name}{f', {functions}' if functions else ''} (persoon {person.pk})"


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploaded files; its value is a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[TemporaryUploadedFile]:
        """Check each file."""
        return [super(FilesField, self).clean(item, initial) for item in data or [None]]


class ZoneField(forms.ChoiceField):
    """A choice of the zones a ministry meets, by the name of each; not said is ""."""

    def __init__(self, *, unsaid: str = "", **options: Any) -> None:
        """`unsaid` is what stands first, for who says no zone; without it a zone always stands chosen."""
        groups = [("Koninkrijk der Nederlanden", KINGDOM), ("Elders", ELSEWHERE)]
        choices: list[Any] = [(group, [(name, called(name)) for name in zones]) for group, zones in groups]
        super().__init__(
            label="In welke tijdzone zijn deze tijden?",
            choices=[("", unsaid), *choices] if unsaid else choices,
            initial="" if unsaid else DEFAULT_ZONE,
            required=False,
            error_messages={"invalid_choice": "Kies een tijdzone uit de lijst."},
            **options,
        )


class UploadForm(forms.Form):
    """The files of an export and whose phone they come from."""

    # An empty file passes: its import keeps it and says what is wrong with it.
    exports = FilesField(
        allow_empty_file=True,
        label="Exportbestanden",
        help_text="Een zip of tekstbestand zoals de app het maakte. Staan de foto’s en documenten los naast het "
        "tekstbestand, kies ze dan tegelijk. Meer exports tegelijk mag ook.",
        error_messages={"required": "Kies ten minste één bestand."},
    )
    holder = forms.CharField(
        label="Van wiens telefoon komt deze export?",
        required=False,
        max_length=200,
        widget=PersonInput,
        help_text="Kies een naam uit de lijst, of laat dit leeg als u het niet weet. Na het importeren is dit niet meer te "
        "wijzigen.",
    )
    new_holder = forms.BooleanField(
        label="Deze persoon staat nog niet in het archief: voeg de naam toe",
        required=False,
    )
    zone = ZoneField(
        # A file that waits keeps the zone that was chosen for it, unless another one is chosen here.
        unsaid=f"{called(DEFAULT_ZONE)}, of wat eerder bij dit bestand is gekozen",
        help_text="Een tekstexport van WhatsApp, en ook veel gemailde gespreksverslagen, noemen tijden zonder tijdzone: de tijd "
        "die de telefoon of computer aanwees toen de export werd gemaakt. Was die in Nederland, laat dit dan staan. Noemt het "
        "bestand zelf een tijdzone, dan geldt die. Na het inlezen is dit niet meer te wijzigen.",
    )
    hides_new = forms.BooleanField(
        label="Eerst nakijken op privéberichten: toon nog niets van wat erbij komt",
        required=False,
        help_text="Wat nieuw is, is als privé gemarkeerd vanaf het moment dat het is ingelezen. U kijkt het na bij Privé "
        "gemarkeerd, markeert apart wat privé blijft, en heft de rest op.",
    )

    def __init__(self, data: Any = None, files: Any = None, *, problem: str = "") -> None:
        super().__init__(data, None if problem else files)
        if problem:
            self.fields["exports"].error_messages["required"] = problem

    def clean_exports(self) -> list[TemporaryUploadedFile]:
        """Refuse two files of one name: they would become one."""
        files: list[TemporaryUploadedFile] = self.cleaned_data["exports"]
        name, count = Counter(shortened(cast(str, file.name)) for file in files).most_common(1)[0]
        if count > 1:
            raise forms.ValidationError(f"Twee bestanden heten «{name}». Lever ze na elkaar in.")
        return files

    def clean(self) -> dict[str, Any]:
        """Find the person that was named; `cleaned_data["person"]` is None when nobody was."""
        data = cast(dict[str, Any], super().clean())
        name = " ".join(data.get("holder", "").split())
        data["person"] = None
        if name:
            data["person"] = _named_person(self, "holder", name, is_new=data["new_holder"])
        return data


def _named_person(form: forms.Form, field: str, name: str, *, is_new: bool) -> Person | None:
    """The person of a name, not saved yet when new; None after telling at the field what is wrong."""
    if chosen := re.fullmatch(r".*\(persoon (\d{1,18})\)", name):
        found = list(Person.objects.standing().same_as(int(chosen[1])))
    else:
        found = list(Person.objects.named(name)[:2])
    if is_new and not found:
        return Person(name=name)
    if len(found) == 1:
        return found[0]
    if found:
        form.add_error(field, f"Er zijn meer personen die «{name}» heten. Kies uit de lijst wie u bedoelt.")
    else:
        form.add_error(
            field,
            f"«{name}» staat niet in het archief. Kies een naam uit de lijst, of vink aan dat de persoon nieuw is.",
        )
    return None


class AnswerForm(forms.Form):
    """The answer to the question an import waits on."""

    date_order = forms.TypedChoiceField(
        label="Hoe staan de datums in dit bestand?",
        choices=[(order.value, f"{label[0].upper()}{label[1:]}") for order, label in ORDERS.items()],
        coerce=DateOrder,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een van beide."},
    )
    zone = ZoneField(help_text="Geldt waar het bestand zelf geen tijdzone noemt.")

    def __init__(self, data: Any = None, *, zone: str = DEFAULT_ZONE) -> None:
        """`zone` is the one that was said when the file came in: it can be chosen again, wherever it is."""
        super().__init__(data, initial={"zone": zone})
        if zone not in KINGDOM | ELSEWHERE:
            field = cast(ZoneField, self.fields["zone"])
            field.choices = [(zone, called(zone)), *cast(list[Any], field.choices)]


class FunctionForm(forms.ModelForm):
    """A function a person held."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    function_class = forms.ChoiceField(
        label="Soort functie",
        help_text="Bepaalt of het portaal voorstelt de naam te lakken of te tonen.",
        choices=[("", "Kies een soort"), *((kind.value, kind.label.capitalize()) for kind in FunctionClass)],
    )

    class Meta:
        model = Function
        fields = ("title", "organisation", "function_class", "valid_from", "valid_until")
        labels: ClassVar = {
            "title": "Functie",
            "organisation": "Organisatie",
            "valid_from": "Vanaf",
            "valid_until": "Tot en met",
        }
        help_texts: ClassVar = {
            "title": "Zoals de functie toen heette, bijvoorbeeld ‘directeur Communicatie’.",
            "valid_from": "De eerste dag in de functie. Leeg: van vóór de oudste berichten.",
            "valid_until": "De laatste dag in de functie. Leeg: nog steeds.",
        }
        widgets: ClassVar = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        data = cast(dict[str, Any], super().clean())
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "De laatste dag ligt vóór de eerste.")
        return data


class RemovalForm(forms.Form):
    """The function to remove, as it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)


class LinkForm(forms.Form):
    """Whose a name becomes (nobody: a new person's) and whose it was on the page."""

    person = forms.ModelChoiceField(Person.objects.all(), required=False)
    seen = forms.IntegerField()


class NewPersonForm(forms.Form):
    """The name of somebody the archive does not know yet."""

    name = forms.CharField(label="Volledige naam", max_length=200)


class PersonSearchForm(forms.Form):
    """Looking for the person a name belongs to."""

    zoek = forms.CharField(label="Naam, nummer of adres", max_length=200)


class MergeForm(forms.Form):
    """Which of two persons stays as the person; the other stays as another name of it. `seen` is both as shown."""

    keep = forms.TypedChoiceField(
        label="Onder welke naam?",
        help_text="Pakketten die hierna gemaakt worden, noemen deze naam. De andere naam blijft vindbaar.",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de naam die blijft."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, persons: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Counter(person.name for person in persons)
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (person.pk, _told_apart(person) if names[person.name] > 1 else person.name) for person in persons
        ]


class SplitForm(forms.Form):
    """Which names of a person are another's, and whose."""

    handles = forms.TypedMultipleChoiceField(
        label="Deze horen bij een ander",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies ten minste één naam, nummer of adres."},
    )
    to = forms.CharField(
        label="Bij wie horen ze?",
        max_length=200,
        widget=PersonInput,
        help_text="Kies een naam uit de lijst, of typ de volledige naam van iemand die nog niet in het archief staat.",
    )
    is_new = forms.BooleanField(label="Deze persoon staat nog niet in het archief: voeg de naam toe", required=False)

    def __init__(self, person: Person, handles: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person
        self.fields["handles"].choices = handles  # type: ignore[attr-defined]

    def clean_handles(self) -> list[int]:
        """Refuse all of them: then nobody would be left."""
        chosen: list[int] = self.cleaned_data["handles"]
        if len(chosen) == len(self.fields["handles"].choices):  # type: ignore[attr-defined]
            raise forms.ValidationError(
                f"Er blijft zo niets over van {self._person.name}. Is het iemand anders, voeg de personen dan samen."
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """Find the person that was named; `cleaned_data["person"]` is None when there is none yet."""
        data = cast(dict[str, Any], super().clean())
        name = " ".join(data.get("to", "").split())
        data["person"] = _named_person(self, "to", name, is_new=data["is_new"]) if name else None
        if data["person"] == self._person:
            self.add_error("to", f"Dit is {self._person.name} zelf. Kies iemand anders.")
        return data


class ConfirmedSplitForm(forms.Form):
    """A split as it was asked, and the person as shown (`seen`)."""

    handles = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)
    person = forms.ModelChoiceField(Person.objects.all(), required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, handles: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handles"].choices = handles  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be named."""
        data = cast(dict[str, Any], super().clean())
        if data.get("person") is None and not data.get("name", "").strip():
            raise forms.ValidationError("Zeg bij wie de namen horen.")
        return data


class DifferencesForm(forms.Form):
    """Which differences between phones to show."""

    soort = forms.ChoiceField(
        label="Verschil",
        required=False,
        choices=[("", "Alle"), *((kind.value, label) for kind, label in KINDS.items())],
    )
    telefoon = forms.ChoiceField(label="Telefoon", required=False)

    def __init__(self, phones: Sequence[Phone], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(phone.source_id), phone.label) for phone in phones]
        self.fields["telefoon"].choices = [("", "Alle"), *listed]  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """A day to jump to in a conversation; `bron` keeps the sources in sight, `markeren` the boxes to tick."""

    bron = forms.CharField(widget=forms.HiddenInput, required=False)
    markeren = forms.CharField(widget=forms.HiddenInput, required=False)
    dag = DayField(label="Ga naar dag", error_messages={"invalid": "Dit is geen datum."})
