"""What of a package no one redacts, for an officer wrote it or the archive keeps it apart: what of it tells a secret. Pure.

Nothing is rendered from it that could be held against runs, so it is read for whatever a reader would know a secret by.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

import ahocorasick

from archive.app_names import APP_NAMES, OTHER_APP
from redaction.missed import telling
from redaction.sentences import sentences_of, tells
from redaction.writings import is_number, known_by, told_by, told_in
from woo_portal.disclosure.leak_check.report import Passage, Secret
from woo_portal.disclosure.publishing import DisclosureSet

_APPS = frozenset({*APP_NAMES.values(), OTHER_APP, ""})


def written_by_hand(disclosure: DisclosureSet) -> Iterator[tuple[str, str, str]]:
    """Texts that no one redacts, for an officer wrote them: where, by which channel, and what."""
    channel = "toelichting van de behandelaar"
    yield "onderwerp van het dossier", channel, disclosure.subject
    for part in disclosure.decision:
        yield f"besluit, {part.heading}", channel, "\n".join(part.paragraphs)
    for document in disclosure.documents:
        yield f"document {document.number}", channel, document.remark


def kept_apart(disclosure: DisclosureSet) -> Iterator[tuple[str, str, str]]:
    """The same for what is printed beside messages as the archive has it: functions of senders, and an app nobody knows."""
    for document in disclosure.documents:
        where = f"document {document.number}"
        yield from dict.fromkeys((where, "functie van een afzender", entry.function) for entry in document.entries)
        if document.app not in _APPS:
            yield where, "naam van de app", document.app


class _Sought(NamedTuple):
    """A text that tells secrets, the passage itself or a sentence of what is withheld; in a large set, hundreds of them."""

    text: str
    is_name: bool
    is_sentence: bool
    secrets: list[Secret]

    @property
    def is_known_apart(self) -> bool:
        """Whether it tells who it is where functions stand: a number, or a name that is no function itself ("minister")."""
        return is_number(self.text) or (self.is_name and bool(telling([self.text])))

    @property
    def tells(self) -> bool:
        """Whether it tells something. Asked last: the lists of words for it take longer to read than many a package to check."""
        return not self.is_sentence or tells(self.text)

    def is_in(self, text: str) -> bool:
        """Whether a text holds it, in whatever writing."""
        return bool(told_in(self.text, text, is_name=self.is_name))


class ToldByHand:
    """Knows the secrets of a set again in texts that stand beside its messages."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._automaton = ahocorasick.Automaton()
        alike: dict[tuple[str, Passage | None, bool], list[Secret]] = {}
        for secret in secrets:
            alike.setdefault((secret.text, secret.passage, secret.is_told_by_runs), []).append(secret)
        by_token: dict[str, list[_Sought]] = {}
        for same in alike.values():
            for text, is_sentence in _texts_of(same[0]).items():
                if token := known_by(text):
                    is_name = same[0].passage is Passage.NAME
                    by_token.setdefault(token, []).append(_Sought(text, is_name, is_sentence, same))
        for token, sought in by_token.items():
            self._automaton.add_word(token, sought)
        self._automaton.make_automaton()

    def told(self, text: str, *, shown: Callable[[], Collection[str]], apart: bool = False) -> Iterator[Secret]:
        """The secrets that a text tells and that nothing which is `shown` tells too, which is asked for only when one is told.
        `apart` is a text as of `kept_apart`.
        """
        if not text or not len(self._automaton):
            return
        near = {id(sought): sought for _, sought in self._automaton.iter(told_by(text))}
        for sought in (one for some in near.values() for one in some):
            is_told = sought.is_in(text) and (not apart or sought.is_known_apart) and sought.tells
            if is_told and not any(sought.is_in(other) for other in shown()):
                yield from sought.secrets


def _texts_of(secret: Secret) -> dict[str, bool]:
    """A passage that is withheld, and of what is withheld each sentence (True), which counts when it tells something. What is
    only left out, such as a message outside the reach of the request, is sought as a whole, elsewhere.
    """
    texts: dict[str, bool] = {}
    if secret.is_told_by_runs and secret.passage is not Passage.NAME:
        texts = dict.fromkeys(sentences_of(secret.text), True)
    return texts if secret.passage is None else texts | {secret.text: False}
