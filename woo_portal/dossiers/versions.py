"""Versions of a package for the eyes of one person or company: what concerns a third party, whose views are asked before the
decision (article 4:8 Awb), and what a requester may read about themselves (article 5.5 Woo).

A version for views shows of the package that will be published only what concerns its reader, and nothing more of it. One for
the requester shows the whole, and besides it what is withheld from others because it is the requester's personal data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from archive.models import Message, Person
from redaction.models import Redaction
from redaction.passages import fields_of, occurrences, with_texts
from woo_portal.dossiers.appearance import appearance_of, quotes_private_since
from woo_portal.dossiers.models import Dossier, Item, Judgement, Package, PackageState, Purpose
from woo_portal.dossiers.workflow import QUOTES_PRIVATE, shown, unsearched_messages

MARKS = {Purpose.VIEWS: "versie voor zienswijze", Purpose.REQUESTER: "versie voor de verzoeker"}
"""What stands on every page: it names nobody."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a version shows: `messages` (ids) are those that concern its reader, None for all; of the persons `revealed` (ids)
    their own personal data is shown.
    """

    mark: str
    messages: frozenset[int] | None
    revealed: frozenset[int]


def version_of(package: Package) -> Version | None:
    """What a package shows that is a version; None for one that is made to be published."""
    if package.purpose == Purpose.PUBLIC:
        return None
    purpose, persons = Purpose(package.purpose), _all_of(package.persons)
    if purpose is Purpose.REQUESTER:
        return Version(MARKS[purpose], None, persons)
    return Version(MARKS[purpose], concerning(package.dossier, persons, package.words), frozenset())


_UNSEARCHED = (
    "Sinds deze versie is gemaakt, is gewijzigd wat het portaal van personen weet of wat het voorstelt te lakken: in het dossier "
    "moet opnieuw worden gezocht. De versie is niet meer op te halen. Loop het lakken na en maak een nieuwe versie."
)
_RENAMED = (
    "Deze versie toont een naam, functie of bestandsnaam die sindsdien in het archief is gewijzigd. Ze is niet meer op te halen. "
    "Maak een nieuwe versie."
)


def overtaken(dossier: Dossier, packages: Iterable[Package]) -> dict[int, str]:
    """Why packages that passed the leak check may not be fetched any more, by their ids: one quotes what became private; or it is
    a version, what the archive knows has changed, and a name that it shows may have to be withheld now. With such a name what is
    made to be published is not among them: its release is refused.
    """
    ready = [row for row in packages if row.state == PackageState.READY]
    quoting = {row.pk: QUOTES_PRIVATE for row in ready if quotes_private_since(shown(dossier), row.made_at)}
    return quoting | _with_old_names(dossier, [row for row in ready if row.purpose != Purpose.PUBLIC])


def _with_old_names(dossier: Dossier, versions: Collection[Package]) -> dict[int, str]:
    if not versions:
        return {}
    if unsearched_messages(dossier).exists():
        return {row.pk: _UNSEARCHED for row in versions}
    now = appearance_of(shown(dossier))
    return {row.pk: _RENAMED for row in versions if row.appearance != now}


def people_in(dossier: Dossier) -> list[Person]:
    """Who wrote a message of the dossier that bears on it, or is known to be meant in one, by name."""
    messages = _in_scope(dossier)
    wrote = Message.objects.visible().filter(pk__in=messages).order_by().values("sender__person")
    meant = Redaction.objects.filter(layer=dossier.layer_id, message__in=messages).order_by().values("person")
    rows = Person.objects.filter(Q(pk__in=wrote) | Q(pk__in=meant)).select_related("merged_into")
    return sorted({row.standing for row in rows}, key=lambda person: (person.name.casefold(), person.pk))


def concerning(dossier: Dossier, persons: Iterable[int], words: Collection[str] = ()) -> frozenset[int]:
    """The messages (ids) of the dossier that bear on it and concern these persons (ids), or in which one of these words
    stands: written by them, an answer to them, with their reaction, or in which they are known to be meant.
    """
    everyone, messages = _all_of(persons), _in_scope(dossier)
    shown = Message.objects.visible().filter(pk__in=messages)
    theirs = shown.filter(
        Q(sender__person__in=everyone)
        | Q(reply_to__sender__person__in=everyone)
        | Q(reactions__handle__person__in=everyone)
    )
    meant = Redaction.objects.filter(layer=dossier.layer_id, message__in=messages, person__in=everyone)
    found = set(theirs.values_list("pk", flat=True)) | {
        row.message_id for row in meant.only("message_id") if row.message_id
    }
    if words:
        found |= {message.pk for message in with_texts(shown) if _says(message, words)}
    return frozenset(found)


def _says(message: Message, words: Collection[str]) -> bool:
    return any(occurrences(word, text.text) for text in fields_of(message) for word in words)


def _in_scope(dossier: Dossier) -> QuerySet[Item, Any]:
    return dossier.items.exclude(judgement=Judgement.OUT_OF_SCOPE).order_by().values("message")


def _all_of(persons: Iterable[int]) -> frozenset[int]:
    """These persons under every name the archive has them by."""
    return frozenset(pk for person in persons for pk in Person.objects.same_as(person).values_list("pk", flat=True))
