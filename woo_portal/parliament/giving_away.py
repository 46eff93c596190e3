"""What an answer must not tell: the passages the dossier withholds, and what messages say that it withholds whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from redaction.offsets import normalise
from redaction.passages import occurrences, parts_of
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.uses import withheld_passages, withheld_sentences


def secrets_of(dossier: Dossier) -> frozenset[str]:
    """What may stand in no answer: withheld passages, names that are withheld, and the sentences of messages withheld whole."""
    return withheld_passages(dossier) | withheld_sentences(dossier)


def found_in(text: str, secrets: Collection[str]) -> Iterator[str]:
    """The secrets that stand in a text as whole words."""
    plain = normalise(text).text.casefold()
    # Most stand nowhere in it, and looking for letters is a hundred times faster than looking for words.
    near = (secret for secret in secrets if all(part.casefold() in plain for part in parts_of(secret)))
    return (secret for secret in near if occurrences(secret, text))


def given_away(text: str, secrets: Collection[str]) -> list[str]:
    """What a text tells of `secrets`, as it is written there, each once and in its order."""
    spans = sorted(span for secret in found_in(text, secrets) for span in occurrences(secret, text))
    return list(dict.fromkeys(f"‘{text[span.start : span.end]}’" for span in spans))
