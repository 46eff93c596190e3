"""The forms of Kamervragen: how a document comes in, the facts of a draft, and the notice of delay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from woo_portal.dossiers.forms import DayField, DossierForm, ExtensionForm
from woo_portal.parliament.chamber_data import CASE_NUMBER
from woo_portal.parliament.reading.addressees import ministers_in
from woo_portal.parliament.reading.askers import askers_in
from woo_portal.parliament.reading.contents import Contents, Member, Minister, Note
from woo_portal.parliament.reading.editing import clean, notes_of
from woo_portal.parliament.reading.reader import FORMS, MAX_BYTES

MAX_TEXT = 200_000
_LINES = forms.Textarea(attrs={"rows": 3})
_LONG = forms.Textarea(attrs={"rows": 5})


class UploadForm(forms.Form):
    """The document as a file."""

    document = forms.FileField(
        label="Stuk met de vragen",
        allow_empty_file=True,
        help_text=f"Kies {FORMS}; hoogstens {MAX_BYTES // 1024**2} MB.",
        error_messages={"required": "Kies een bestand."},
    )

    def __init__(self, data: Any = None, files: Any = None, *, problem: str = "") -> None:
        super().__init__(data, None if problem else files)
        if problem:
            self.fields["document"].error_messages["required"] = problem

    def clean_document(self) -> UploadedFile:
        """Refuse what is too large to be read into memory."""
        document: UploadedFile = self.cleaned_data["document"]
        if (document.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                f"Het bestand is te groot: een stuk met vragen heeft hoogstens {MAX_BYTES // 1024**2} MB. Er is niets bewaard."
            )
        return document


class PasteForm(forms.Form):
    """The document as text."""

    text = forms.CharField(
        label="Tekst van het stuk",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=MAX_TEXT,
        help_text="Met de aanhef erbij: wie vraagt, aan wie, waarover en wanneer ingezonden.",
    )


class CaseForm(forms.Form):
    """The number of a case at the Tweede Kamer."""

    number = forms.CharField(label="Zaaknummer", max_length=20, help_text="Bijvoorbeeld 2026Z01234.")

    def clean_number(self) -> str:
        """A number as the Kamer writes it."""
        number = self.cleaned_data["number"].strip().upper()
        if not CASE_NUMBER.fullmatch(number):
            raise forms.ValidationError(
                "Een zaaknummer is een jaartal, een Z en vijf cijfers, bijvoorbeeld 2026Z01234."
            )
        return number


class FactsForm(forms.Form):
    """The facts of a draft. Lists are typed one a line.

    Of a draft that is `settled` its dossier holds number, subject and day. `takes` are numbers of dossiers that wait for
    their questions, and may be given. What is missing is an error only when the draft `is_confirmed` by sending it.
    """

    use_required_attribute = False

    number = forms.CharField(
        label="Zaaknummer",
        max_length=40,
        help_text="Wordt het nummer van het dossier, bijvoorbeeld 2026Z01234.",
    )
    subject = forms.CharField(
        label="Onderwerp", max_length=300, help_text="Staat op elk document: geen namen van burgers."
    )
    sent_in = DayField(label="Ingezonden op", help_text="De termijn telt vanaf de dag erna.")
    members = forms.CharField(
        label="Vraagstellers",
        widget=_LINES,
        required=False,
        help_text="Eén per regel, met de fractie: Terpstra (PvdR).",
    )
    ministers = forms.CharField(
        label="Gericht aan", widget=_LINES, required=False, help_text="Eén per regel: Minister van Water en Ruimte."
    )
    document_number = forms.CharField(label="Documentnummer", max_length=40, required=False)
    earlier = forms.CharField(
        label="Eerdere vragen", widget=_LINES, required=False, help_text="Waar het stuk naar verwijst, één per regel."
    )
    notes = forms.CharField(
        label="Voetnoten", widget=_LONG, required=False, help_text="Eén per regel, met het nummer ervoor: [1] …"
    )
    explanation = forms.CharField(label="Toelichting", widget=_LONG, required=False)

    def __init__(
        self,
        *args: Any,
        settled: bool = False,
        takes: Sequence[str] = (),
        is_confirmed: bool = False,
        known: Sequence[Note] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._takes, self._is_confirmed, self._known = takes, is_confirmed, known
        for name in ("number", "subject", "sent_in"):
            if settled:
                del self.fields[name]
            else:
                self.fields[name].required = is_confirmed or not self.is_bound

    def clean_members(self) -> tuple[Member, ...]:
        """A member a line."""
        lines = _lines_of(self.cleaned_data["members"])
        return tuple(dict.fromkeys(member for line in lines for member in askers_in(line).members))

    def clean_ministers(self) -> tuple[Minister, ...]:
        """A minister a line, or several."""
        lines = _lines_of(self.cleaned_data["ministers"])
        if wrong := next((line for line in lines if not ministers_in(line)), None):
            raise forms.ValidationError(f"«{wrong}» is geen minister of staatssecretaris. Schrijf: Minister van …")
        return tuple(dict.fromkeys(minister for line in lines for minister in ministers_in(line)))

    def clean_earlier(self) -> tuple[str, ...]:
        """One a line."""
        return tuple(dict.fromkeys(_lines_of(self.cleaned_data["earlier"])))

    def clean_notes(self) -> tuple[Note, ...]:
        """A note a line."""
        return notes_of(self.cleaned_data["notes"], self._known)

    def clean_explanation(self) -> str:
        """Without blanks at the ends of lines."""
        return clean(self.cleaned_data["explanation"])

    def clean(self) -> dict[str, Any]:
        """Hold number, subject and day against what a dossier asks for."""
        data = cast(dict[str, Any], super().clean())
        if "number" not in self.fields:
            return data
        of = {"number": "number", "subject": "subject", "received_on": "sent_in"}
        asked = DossierForm({name: data.get(field) for name, field in of.items()})
        for name, field in of.items():
            for error in asked.errors.as_data().get(name, []):
                if field in data and self._is_to_say(error, field, data):
                    self.add_error(field, error)
        return data

    def _is_to_say(self, error: forms.ValidationError, field: str, data: dict[str, Any]) -> bool:
        if error.code == "required":
            return False
        is_taken = field == "number" and error.code == "taken"
        return not is_taken or (self._is_confirmed and str(data["number"]).casefold() not in self._takes)

    def applied_to(self, contents: Contents) -> Contents:
        """The contents with what was typed; the form is valid."""
        data = self.cleaned_data
        if "number" in self.fields:
            contents = replace(contents, case_number=data["number"], subject=data["subject"], sent_in=data["sent_in"])
        return replace(
            contents,
            members=data["members"],
            ministers=data["ministers"],
            document_number=data["document_number"],
            earlier=data["earlier"],
            notes=data["notes"],
            explanation=data["explanation"],
        )


def _lines_of(text: str) -> list[str]:
    return [line for line in clean(text).split("\n") if line]


def initial_facts(contents: Contents) -> dict[str, Any]:
    """The facts of a draft as the form shows them."""
    return {
        "number": contents.case_number,
        "subject": contents.subject,
        "sent_in": contents.sent_in,
        "members": "\n".join(map(str, contents.members)),
        "ministers": "\n".join(map(str, contents.ministers)),
        "document_number": contents.document_number,
        "earlier": "\n".join(contents.earlier),
        "notes": "\n".join(f"[{note.label}] {note.text}" for note in contents.notes),
        "explanation": contents.explanation,
    }


class PostponementForm(ExtensionForm):
    """The notice of delay: why, who signs, and the day it is sent."""

    signed_by = forms.ChoiceField(label="Ondertekend door")
    field_order = ("reason", "signed_by", "sent_on")

    def __init__(self, *args: Any, ministers: Sequence[Minister], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Komt zo in de brief, na ‘omdat’: nog niet alle berichten zijn beoordeeld."
        names = [str(minister) for minister in ministers]
        self.fields["signed_by"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        if len(names) < 2:
            del self.fields["signed_by"]
