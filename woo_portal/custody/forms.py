"""The forms of custody: what is private, what is held, what is proposed for destruction, and which digest is sought."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from archive.models import Batch, Conversation, Person
from archive.retention.holds import words_of
from archive.sealing.integrity import batch_of
from archive.search.expressions import QueryProblem
from archive.search.query import says_nothing
from woo_portal.dossiers.forms import DayField
from woo_portal.presentation.dutch import counted

MESSAGES, PERIOD, CONVERSATION = "berichten", "periode", "gesprek"
_SHOWN = 5
"""So many persons of one name are named in an error."""


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Reden", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class _PeriodForm(forms.Form):
    """Two days, of which the first does not come after the last."""

    first_day = DayField(label="Van", required=False)
    last_day = DayField(label="Tot en met", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        data = cast(dict[str, Any], super().clean())
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "De laatste dag ligt vóór de eerste.")
        return data


class MarkForm(_PeriodForm):
    """What of a conversation is private, why, and who said so. `chosen` is how many messages were ticked before."""

    what = forms.ChoiceField(label="Wat is privé?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reden",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Waarom dit geen zaak van de overheid is, zonder te herhalen wat er staat.",
    )
    said_by = forms.CharField(
        label="Op aanwijzing van",
        max_length=200,
        required=False,
        help_text="De ambtsdrager om wie het gaat, als die het gezegd heeft.",
    )
    field_order = ("what", "first_day", "last_day", "reason", "said_by")

    def __init__(self, *args: Any, chosen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (PERIOD, "Een dag of een periode, ook wat daarvan later wordt geïmporteerd"),
            (CONVERSATION, "Het hele gesprek, ook wat er later bij komt"),
        ]
        if chosen:
            choices.insert(0, (MESSAGES, f"Wat is aangevinkt: {counted(chosen, 'bericht', 'berichten')}"))
        what = cast(forms.ChoiceField, self.fields["what"])
        what.choices, what.initial = choices, MESSAGES if chosen else None
        self.fields["first_day"].help_text = "Alleen voor een dag of periode; voor één dag tweemaal dezelfde."

    def clean(self) -> dict[str, Any]:
        """A period has at least one side."""
        data = super().clean()
        if data.get("what") == PERIOD and not (data.get("first_day") or data.get("last_day") or self.errors):
            self.add_error("first_day", "Vul in van wanneer tot wanneer.")
        return data


class PersonsField(forms.CharField):
    """Persons by name, one a line. Cleans to the persons; a name that several have is told apart by "#" and a number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=5000, **options)

    def clean(self, value: object) -> Any:
        """The persons that were meant."""
        lines = [" ".join(line.split()) for line in cast(str, super().clean(value)).splitlines()]
        persons = {person.pk: person for person in map(_person, filter(None, lines))}
        return list(persons.values())


def _person(line: str) -> Person:
    by_number = re.search(r"#(\d{1,18})$", line)
    rows = Person.objects.visible()
    found = list(rows.filter(pk=by_number[1]) if by_number else rows.filter(name__iexact=line)[: _SHOWN + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(f"«{line}» staat niet in het archief.")
    names = ", ".join(f"{person.name} #{person.pk}" for person in found[:_SHOWN])
    raise forms.ValidationError(f"Er zijn meer personen die «{line}» heten: {names}. Neem er één over, met het nummer.")


class HoldForm(_PeriodForm):
    """What is held, and why. Whatever is left empty asks nothing; something must be filled in."""

    persons = PersonsField(
        label="Personen", required=False, help_text="Eén per regel. Alle gesprekken waaraan iemand van hen deelneemt."
    )
    words = forms.CharField(
        label="Woorden",
        max_length=500,
        required=False,
        help_text="Zoals bij Zoeken: alle woorden moeten voorkomen, OF voor een van beide, * voor een begin.",
    )
    conversation = forms.ModelChoiceField(Conversation.objects.none(), required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reden",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bijvoorbeeld het nummer van het verzoek of de zaak.",
    )
    field_order = ("persons", "first_day", "last_day", "words", "conversation", "reason")

    def __init__(self, *args: Any, conversations: QuerySet[Conversation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["conversation"]).queryset = conversations

    def clean_words(self) -> str:
        """Refuse what is no search for words, and words that are all too common: they would hold nothing."""
        words: str = self.cleaned_data["words"]
        try:
            asked = words_of(words)
        except QueryProblem as problem:
            raise forms.ValidationError(problem.told_of(words)) from None
        if says_nothing(asked):
            raise forms.ValidationError("Hierin staat geen woord om op te zoeken.")
        return words


class UnreadForm(forms.Form):
    """On which ground files of which nothing was read are destroyed, and why they do not belong in the archive."""

    basis = forms.CharField(
        label="Grondslag",
        max_length=300,
        help_text="Bijvoorbeeld: geen archiefbescheid, of de categorie van de selectielijst. Komt op de verklaring.",
    )
    note = forms.CharField(
        label="Waarom horen deze bestanden niet in het archief?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Zonder te herhalen wat erin staat. Wie de lijst goedkeurt leest dit, en het komt op de verklaring.",
    )


class FingerprintForm(forms.Form):
    """A digest that was written down elsewhere. Cleans to its batch; to None when the chain has none of it."""

    controlegetal = forms.CharField(
        label="Controlegetal",
        max_length=200,
        help_text="64 cijfers en letters, zoals bewaard; spaties tellen niet.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_controlegetal(self) -> Batch | None:
        """Look the batch up."""
        try:
            return batch_of(self.cleaned_data["controlegetal"])
        except ValueError:
            raise forms.ValidationError(
                "Dit is geen controlegetal: dat heeft 64 tekens, cijfers en de letters a tot en met f."
            ) from None


class ProposalForm(forms.Form):
    """The list that is proposed: until when, on which ground."""

    until = DayField(label="Alleen berichten tot en met", required=False, help_text="Leeg: alles wat aan de beurt is.")
    basis = forms.CharField(
        label="Selectielijst",
        max_length=300,
        help_text="De vastgestelde selectielijst waarop de vernietiging berust. Komt op de verklaring.",
    )
    note = forms.CharField(
        label="Toelichting", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
