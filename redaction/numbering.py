"""Numbers for everybody whose name is withheld in a layer that numbers people; see `redaction.pseudonyms`."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from archive.functions import FunctionClass
from redaction.apply import Called
from redaction.choices import Status
from redaction.detecting import Label
from redaction.held import Messages, among
from redaction.models import Redaction, RedactionLayer
from redaction.passages import day_of
from redaction.policy_table import role_of, roles_in
from redaction.pseudonyms import key_of, number, whose

_ROLES = {
    FunctionClass.OFFICIAL: Called.OFFICIAL,
    FunctionClass.TOP_OFFICIAL: Called.OFFICIAL,
    FunctionClass.JOURNALIST: Called.JOURNALIST,
    FunctionClass.COMPANY: Called.COMPANY,
    FunctionClass.CITIZEN: Called.CITIZEN,
}


_FUNCTIONS = (
    "person__functions",
    "person__merged_into__functions",
    "message__sender__person__functions",
    "message__sender__person__merged_into__functions",
)
"""What says in which role somebody wrote."""


@transaction.atomic
def number_people(layer: RedactionLayer, messages: Messages) -> None:
    """Give a number to everybody whose name is withheld in these messages and who has none yet, in the order of the messages,
    if the layer numbers people.
    """
    if not layer.numbers_people:
        return
    rows = Redaction.objects.filter(among(messages), layer=layer, status=Status.ACCEPTED, label=Label.PERSON)
    given, found = roles_in(layer.pk), dict[str, Called]()
    rows = rows.select_related("conversation", "person__merged_into", "message__sender__person__merged_into")
    for row in rows.prefetch_related(*_FUNCTIONS):
        key = key_of(row)
        if key and key not in found:
            found[key] = _role_word(row, given)
    number(layer, found)


def _role_word(row: Redaction, given: Mapping[int, FunctionClass]) -> Called:
    person = whose(row)
    return _ROLES.get(role_of(person.standing, day_of(row.source), given), Called.ANYBODY) if person else Called.ANYBODY
