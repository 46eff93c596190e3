"""The forms of the review screen: the filter of the queue, a decision, a passage of one's own, and deciding at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from archive.functions import FunctionClass
from archive.models import Person
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.grounds import PSEUDONYM, STATE_INTEREST, Regime, offered
from redaction.label_names import LABEL_NAMES
from redaction.propagate import Unmarked
from woo_portal.dossiers.meaning import Question
from woo_portal.dossiers.queue import Counts, Filter, Show, Source, Tally
from woo_portal.dossiers.reading import Text

FREQUENT = {
    Regime.WOO: ("5.1.2e", "5.2", "5.1.2i", "5.1.1e", "5.1.1d", "5.1.2h", "5.1.2b", "5.1.1c", "5.1.2f"),
    Regime.PARLIAMENT: (STATE_INTEREST, PSEUDONYM),
}
"""The grounds under the keys 1 to 9. They never move: a hand learns where they are."""
WITHHOLD, SHOW = "lakken", "openbaar"
DECISIONS = {WITHHOLD: Status.ACCEPTED, SHOW: Status.REJECTED}
"""What a button of the screen asks for."""
MOTIVATION_LENGTH = 2000


def ground_choices(regime: Regime) -> list[tuple[str, Any]]:
    """The grounds of a regime: those with a key first, by key, then the others in the order of the law."""
    known = {ground.code: str(ground) for ground in offered(regime)}
    frequent = [(code, f"{key} · {known[code]}") for key, code in enumerate(FREQUENT[regime], start=1)]
    others = [(code, label) for code, label in known.items() if code not in FREQUENT[regime]]
    return [("Met een toets", frequent), ("Andere gronden", others)] if others else frequent


def _tallied(tallies: tuple[Tally, ...], everything: str) -> list[tuple[str, str]]:
    return [("", everything), *((tally.key, f"{tally.name} ({tally.waiting} open)") for tally in tallies)]


class FilterForm(forms.Form):
    """Narrows the queue."""

    toon = forms.ChoiceField(label="Toon", required=False, choices=Show.choices)
    soort = forms.ChoiceField(label="Soort gegeven", required=False)
    persoon = forms.ChoiceField(label="Alles van deze persoon", required=False)
    zoek = forms.CharField(label="Woorden in het bericht", required=False, max_length=200)

    def __init__(self, wanted: Filter, counts: Counts) -> None:
        initial = {
            "toon": wanted.show,
            "soort": wanted.label,
            "persoon": str(wanted.person or ""),
            "zoek": wanted.words,
        }
        super().__init__(initial=initial, auto_id="filter-%s")
        labels = tuple(
            Tally(tally.key, LABEL_NAMES[Label(tally.key)], tally.waiting, tally.total) for tally in counts.labels
        )
        self.fields["soort"].choices = _tallied(labels, "alle soorten")  # type: ignore[attr-defined]
        self.fields["persoon"].choices = _tallied(counts.persons, "iedereen")  # type: ignore[attr-defined]


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Checkboxes that are folded away until one is wanted."""

    template_name = "django/forms/widgets/folded_choices.html"


class _GroundsForm(forms.Form):
    """A ground of the dossier's regime, further ones where the law allows several, and a motivation for all of them."""

    ground = forms.ChoiceField(label="Grond", error_messages={"invalid_choice": "Kies een grond uit de lijst."})
    further = forms.MultipleChoiceField(
        label="Ook op grond",
        required=False,
        widget=FoldedChoices,
        error_messages={"invalid_choice": "Kies de verdere gronden uit de lijst."},
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

    def __init__(self, regime: Regime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = ground_choices(regime)  # type: ignore[attr-defined]
        if regime is Regime.WOO:
            known = [(ground.code, str(ground)) for ground in offered(regime)]
            self.fields["further"].choices = known  # type: ignore[attr-defined]
        else:
            del self.fields["further"]

    def reasons(self) -> dict[str, Any]:
        """The grounds that were chosen, as the functions that withhold take them."""
        return {"ground": self.cleaned_data["ground"], "further": self.cleaned_data.get("further", [])}


class DecisionForm(_GroundsForm):
    """A decision on one passage, as it stood when the page was made."""

    passage = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class RoleForm(forms.Form):
    """The role a person is taken for in the whole dossier."""

    passage = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(
        label="Behandel overal in dit dossier als",
        required=False,
        choices=[("", "volgens de functietabel"), *((kind.value, kind.label) for kind in FunctionClass)],
        help_text="Voorstellen over deze persoon worden opnieuw gemaakt; wat beslist is, blijft.",
    )


NOBODY = "onbekend"
"""In place of a person: somebody else, or nobody knows who."""


def key_of(person: Person | None) -> str:
    """How the form names a person it offers."""
    return str(person.pk) if person else NOBODY


class MeantForm(forms.Form):
    """Who a name is of, as the passage stood when the page was made."""

    passage = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    who = forms.ChoiceField(label="Wie is bedoeld?", widget=forms.RadioSelect)

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (key_of(one.person), f"{one.person.name}, {one.function}" if one.function else one.person.name)
            for one in question.candidates
        ]
        self.fields["who"].choices = [*named, (NOBODY, "iemand anders of onbekend")]  # type: ignore[attr-defined]


class TogetherForm(_GroundsForm):
    """A decision on many passages. `seen` is the stamp of what was shown; empty while nothing has been shown yet.

    With `is_each` a place is withheld only when it is ticked itself.
    """

    passage = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    overrule = forms.BooleanField(
        label="Neem ook mee waarover anders is beslist, en vervang die beslissingen", required=False
    )
    unmarked = forms.ChoiceField(
        label="Plaatsen die nog niet gemarkeerd waren",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Unmarked.WITHHOLD.value, "Meteen lakken"),
            (Unmarked.PROPOSE.value, "Als voorstel in de lijst zetten, om ze één voor één te bekijken"),
            (Unmarked.LEAVE.value, "Zo laten"),
        ],
    )

    def __init__(self, regime: Regime, *args: Any, is_each: bool = False, **kwargs: Any) -> None:
        super().__init__(regime, *args, **kwargs)
        self.fields["ground"].required = False
        if is_each:
            unmarked = self.fields["unmarked"]
            unmarked.label = "Plaatsen zonder voorstel die u niet aankruist"
            unmarked.choices = unmarked.choices[1:]  # type: ignore[attr-defined]
        own = [("", "elk op de voorgestelde grond")]
        self.fields["ground"].choices = [*own, *ground_choices(regime)]  # type: ignore[attr-defined]


_PLACE = re.compile(rf"(bericht|gesprek)-(\d{{1,18}})\.({'|'.join(Field.values)})\.(\d{{1,4}})", re.ASCII)


def place_name(text: Text) -> str:
    """How a form names a text: "bericht-12.text.0"."""
    source = f"bericht-{text.source.message}" if text.source.message else f"gesprek-{text.source.conversation}"
    return f"{source}.{text.field.value}.{text.index}"


class PassageForm(_GroundsForm):
    """A passage a person chose: selected in the page, or typed with the number of its occurrence."""

    place = forms.CharField(label="In welke tekst", widget=forms.Select)
    words = forms.CharField(
        label="Te lakken passage",
        strip=False,
        required=False,
        max_length=70000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text="Letterlijk zoals het er staat. Van een naam in een eigen veld is dit niet nodig: die gaat in zijn geheel.",
    )
    occurrence = forms.IntegerField(
        label="Hoeveelste keer in die tekst",
        min_value=1,
        max_value=10000,
        initial=1,
        error_messages={"min_value": "Tel vanaf 1."},
    )
    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    label = forms.ChoiceField(label="Wat is het", choices=[(label.value, name) for label, name in LABEL_NAMES.items()])

    field_order = ["place", "words", "occurrence", "label", "ground", "further", "motivation", "start"]

    def __init__(self, regime: Regime, *args: Any, **kwargs: Any) -> None:
        super().__init__(regime, *args, auto_id="zelf-%s", **kwargs)

    def offer(self, texts: Sequence[Text]) -> None:
        """Offer these texts to choose in; one that was chosen elsewhere on the page stays."""
        choices = [(place_name(text), _place_label(text)) for text in texts]
        chosen = self["place"].value()
        if chosen and chosen not in dict(choices):
            choices.append((chosen, "de gekozen tekst"))
        self.fields["place"].widget.choices = choices

    def clean_place(self) -> tuple[Source, Field, int]:
        """The text: of which source, which field, and which of them."""
        found = _PLACE.fullmatch(self.cleaned_data["place"])
        if found is None:
            raise forms.ValidationError("Kies een tekst uit de lijst. Er is niets gelakt.")
        source = Source(message=int(found[2])) if found[1] == "bericht" else Source(conversation=int(found[2]))
        return source, Field(found[3]), int(found[4])


def _place_label(text: Text) -> str:
    words = " ".join(text.text.split())
    return f"{text.field.label}: {words if len(words) <= 40 else words[:39] + '…'}"
