"""What persons write themselves, such as the decision or an answer to the Kamer: what of it tells what a dossier withholds."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from redaction.missed import name_parts, tell_tales, telling
from redaction.writings import WithheldWords
from woo_portal.dossiers.missed import names_withheld, public_names
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.withheld_words import withheld_names, withheld_passages, withheld_sentences


def telling_words(dossier: Dossier) -> frozenset[str]:
    """The words, by key, that say by themselves whose name is withheld in this dossier, but for names that may be shown."""
    names = names_withheld(dossier)
    return telling([*names, *withheld_names(dossier)]) - telling(public_names(dossier, names))


def parts_of_names(dossier: Dossier) -> frozenset[str]:
    """The words, by key, of names that are withheld in this dossier, short and ordinary ones as well ("bos"), and each name run
    together ("keesschuurmans"), but for names that may be shown: none of them is a search term to be told.
    """
    names = names_withheld(dossier)
    return name_parts([*names, *withheld_names(dossier)]) - name_parts(public_names(dossier, names))


def told_in(text: str, telling_words: frozenset[str]) -> tuple[str, ...]:
    """The words of a text that tell a withheld name, as they are written, each once: the leak check knows whole names, and
    would let the surname pass.
    """
    return tuple(dict.fromkeys(text[span.start : span.end] for span in tell_tales(text, telling_words)))


def passages_of(dossier: Dossier) -> frozenset[WithheldWords]:
    """The passages that a dossier withholds, names also in the genitive ("Jan Bloms melding")."""
    passages = withheld_passages(dossier)
    names = withheld_names(dossier) | names_withheld(dossier)
    like_names = (passage for passage in passages if " " in passage and passage.replace(" ", "").isalpha())
    return frozenset(WithheldWords(passage, passage in names) for passage in passages) | {
        WithheldWords(f"{name}s") for name in like_names
    }


def secrets_of(dossier: Dossier) -> frozenset[WithheldWords]:
    """What may stand in no answer and in no decision: the passages a dossier withholds, and what the messages say, by sentence,
    that it withholds whole.
    """
    return passages_of(dossier) | frozenset(map(WithheldWords, withheld_sentences(dossier)))


def found_in(text: str, secrets: Collection[WithheldWords]) -> Iterator[WithheldWords]:
    """The secrets that stand in a text."""
    return (secret for secret in secrets if secret.places_in(text))


def given_away(text: str, secrets: Collection[WithheldWords]) -> list[str]:
    """What a text tells of `secrets`, as it is written there, each once and in its order."""
    spans = sorted({span for one in secrets for span in (*one.places_in(text), *one.told_in(text))})
    return list(dict.fromkeys(f"‘{text[span.start : span.end]}’" for span in spans))


def worth_a_look(text: str, secrets: Collection[WithheldWords], telling_words: frozenset[str]) -> list[str]:
    """What a text of the decision seems to tell, as it is written there: `given_away` without short words that are no name, and
    what `told_in` knows.
    """
    spans = [span for secret in secrets for span in secret.told_in(text)]
    found = sorted([*spans, *tell_tales(text, telling_words)])
    whole = [span for span in found if not any(other != span and other.covers(span) for other in found)]
    return list(dict.fromkeys(text[span.start : span.end] for span in whole))
