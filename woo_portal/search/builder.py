"""The search that is put together in fields, for who does not want to know the signs: it makes what one would have typed."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms

from archive.search.expressions import Expression, Near, Phrase, QueryProblem, Word, all_of, any_of, none_of
from archive.search.language import FARTHEST, LONGEST, parse, write

DISTANCES, USUAL = (1, 3, 5, 10, FARTHEST), 3


class BuilderForm(forms.Form):
    """What the words of a search are to each other. `typed` is the same as a search."""

    alle = forms.CharField(label="Al deze woorden", max_length=LONGEST, required=False)
    zin = forms.CharField(label="Precies deze zin", max_length=LONGEST, required=False)
    een = forms.CharField(label="Ten minste één van deze woorden", max_length=LONGEST, required=False)
    geen = forms.CharField(label="Geen van deze woorden", max_length=LONGEST, required=False)
    dichtbij = forms.CharField(
        label="Twee woorden dicht bij elkaar",
        max_length=LONGEST,
        required=False,
        help_text="Bijvoorbeeld: pomp storing",
    )
    afstand = forms.TypedChoiceField(
        label="Hoe dicht",
        required=False,
        coerce=int,
        choices=[(n, "naast elkaar" if n == 1 else f"hoogstens {n} plaatsen") for n in DISTANCES],
        initial=USUAL,
    )

    def clean_alle(self) -> list[Expression]:
        """Each word by itself; "pomp*" is the beginning of one."""
        return self._words("alle")

    def clean_een(self) -> list[Expression]:
        """As `alle`."""
        return self._words("een")

    def clean_geen(self) -> list[Expression]:
        """As `alle`."""
        return self._words("geen")

    def clean_dichtbij(self) -> list[Expression]:
        """Two words, or none."""
        words = self._words("dichtbij")
        if words and (len(words) != 2 or not all(isinstance(word, Word) for word in words)):
            raise forms.ValidationError("Vul precies twee woorden in.")
        return words

    def clean_zin(self) -> list[Expression]:
        """The words that follow one another, without the quotation marks somebody may have put around them."""
        text = self.cleaned_data["zin"].strip().strip('"“”„')
        return [_read(f'"{text}"')] if text else []

    def _words(self, field: str) -> list[Expression]:
        return [_read(word) for word in self.cleaned_data[field].split()]

    def typed(self) -> str:
        """The search one would have typed; empty when nothing is filled in."""
        return write(all_of(self._parts()))

    def _parts(self) -> Iterator[Expression]:
        fields = self.cleaned_data
        yield from fields["alle"]
        yield from fields["zin"]
        if fields["een"]:
            yield any_of(fields["een"])
        if fields["dichtbij"]:
            left, right = fields["dichtbij"]
            yield Near(left, right, fields["afstand"] or USUAL)
        yield from map(none_of, fields["geen"])


def _read(text: str) -> Expression:
    """One word or one phrase as the query language has it."""
    try:
        read = parse(text)
    except QueryProblem as problem:
        raise forms.ValidationError(f"‘{text}’: {problem}") from problem
    if not isinstance(read, Word | Phrase):
        raise forms.ValidationError(f"‘{text}’ is hier geen gewoon woord. Zet het in de zoekregel bovenaan.")
    return read
