"""The form in which a topic is made and changed."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from archive.models import TopicVersion
from archive.topics.editing import Asked, checked
from archive.topics.terms import HEAVIEST, MOST_TERMS, Term, TermsRefused, highest_score, write
from archive.topics.themes import themes


def _theme_choices() -> list[Any]:
    """The themes under their main themes; a main theme can be chosen as well."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for code, theme in themes().items():
        name = theme.name if theme.main else f"{theme.name} (algemeen)"
        grouped.setdefault(themes()[theme.main or code].name, []).append((code, name))
    return [("", "Geen thema"), *grouped.items()]


class TopicForm(forms.Form):
    """What a topic asks. `seen` is the number of the version that the page was made of; 0 for a new topic."""

    name = forms.CharField(label="Naam", max_length=120)
    terms = forms.CharField(
        label="Termen",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text='Eén per regel: een woord, het begin van een woord met *, of een "zin"; daarachter het gewicht als dat '
        "niet 1 is. Een bericht met een term achter een minteken hoort er nooit bij.",
    )
    threshold = forms.IntegerField(
        label="Drempel",
        min_value=1,
        max_value=HEAVIEST * MOST_TERMS,
        initial=1,
        help_text="Een bericht hoort erbij als de gewichten van de termen die erin staan samen ten minste zoveel zijn.",
    )
    theme = forms.ChoiceField(
        label="Thema",
        required=False,
        choices=_theme_choices,
        help_text="Waar het onder valt in de thema-indeling van de overheid (TOOI).",
    )
    reason = forms.CharField(label="Reden van de wijziging", max_length=500, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, changes: TopicVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if changes is None:
            del self.fields["reason"]

    def clean_terms(self) -> str:
        """Refuse lines that ask nothing, each with its number."""
        text: str = self.cleaned_data["terms"]
        try:
            self.cleaned_data["asked"] = checked(text)
        except TermsRefused as refusal:
            raise forms.ValidationError(
                [
                    f"Regel {problem.line}: {problem.message}" if problem.line else problem.message
                    for problem in refusal.problems
                ]
            ) from refusal
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse a threshold that no message can reach."""
        data = cast(dict[str, Any], super().clean())
        highest = highest_score(data.get("asked", ()))
        if highest and data.get("threshold", 1) > highest:
            self.add_error("threshold", f"Geen bericht kan deze drempel halen: alle gewichten samen zijn {highest}.")
        return data

    def asked(self) -> Asked:
        """What a valid form asks."""
        data = self.cleaned_data
        terms: tuple[Term, ...] = data["asked"]
        return Asked(" ".join(data["name"].split()), terms, data["threshold"], data["theme"])


def with_ticked(sent: QueryDict) -> QueryDict:
    """What was sent, with the words that were ticked as lines of their own below the terms."""
    filled = sent.copy()
    filled["terms"] = "\n".join([sent.get("terms", "").rstrip(), *sent.getlist("voorstel")])
    return filled


def filled_in(version: TopicVersion) -> dict[str, Any]:
    """What a version asks, as the form has it."""
    return {
        "name": version.name,
        "terms": write(version.terms),
        "threshold": version.threshold,
        "theme": version.theme,
        "seen": version.number,
    }
