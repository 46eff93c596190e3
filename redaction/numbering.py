"""Numbers for everybody whose name is withheld in a layer that numbers people; see `redaction.pseudonyms`."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from archive.functions import FunctionClass
from redaction.apply import Called
from redaction.choices import Status
from redaction.detecting import Label
from redaction.held import Messages, among, day_of, source_of
from redaction.models import Redaction, RedactionLayer
from redaction.policy_table import role_of, roles_in
from redaction.pseudonyms import key_of, number, whose

_ROLES = {
    FunctionClass.OFFICIAL: Called.OFFICIAL,
    FunctionClass.TOP_OFFICIAL: Called.OFFICIAL,
    FunctionClass.JOURNALIST: Called.JOURNALIST,
    FunctionClass.COMPANY: Called.COMPANY,
    FunctionClass.CITIZEN: Called.CITIZEN,
}
_SOURCES = ("message", "conversation")
_PERSONS = ("person", "message__sender__person")
_STANDING = tuple(f"{person}__merged_into" for person in _PERSONS)
_FUNCTIONS = tuple(f"{person}__functions" for person in (*_PERSONS, *_STANDING))
"""What tells the role of everybody at once, for a large dossier names thousands."""


@transaction.atomic
def number_people(layer: RedactionLayer, messages: Messages) -> None:
    """Give a number to everybody whose name is withheld in these messages and who has none yet, in the order of the messages,
    if the layer numbers people.
    """
    if not layer.numbers_people:
        return
    rows = Redaction.objects.filter(among(messages), layer=layer, status=Status.ACCEPTED, label=Label.PERSON)
    given, found = roles_in(layer.pk), dict[str, Called]()
    for row in rows.select_related(*_SOURCES, *_STANDING).prefetch_related(*_FUNCTIONS):
        key = key_of(row)
        if key and key not in found:
            found[key] = _role_word(row, given)
    number(layer, found)


def _role_word(row: Redaction, given: Mapping[int, FunctionClass]) -> Called:
    person = whose(row)
    if person is None:
        return Called.ANYBODY
    return _ROLES.get(role_of(person.standing, day_of(source_of(row)), given), Called.ANYBODY)
