"""Numbers for everybody whose name is withheld in a layer that numbers people; see `redaction.pseudonyms`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from archive.days import local_day
from archive.functions import FunctionClass
from redaction.apply import Called
from redaction.choices import Status
from redaction.detecting import Label
from redaction.held import Messages, among
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


@transaction.atomic
def number_people(layer: RedactionLayer, messages: Messages) -> None:
    """Give a number to everybody whose name is withheld in these messages and who has none yet, in the order of the messages,
    if the layer numbers people.
    """
    if not layer.numbers_people:
        return
    rows = Redaction.objects.filter(among(messages), layer=layer, status=Status.ACCEPTED, label=Label.PERSON)
    given, found = roles_in(layer.pk), dict[str, Called]()
    for row in rows.select_related("person__merged_into", "message__sender__person__merged_into"):
        key = key_of(row)
        if key and key not in found:
            found[key] = _role_word(row, given)
    number(layer, found)


def _role_word(row: Redaction, given: Mapping[int, FunctionClass]) -> Called:
    person = whose(row)
    day = local_day(row.message.sent_at) if row.message else date.min
    return _ROLES.get(role_of(person.standing, day, given), Called.ANYBODY) if person else Called.ANYBODY
