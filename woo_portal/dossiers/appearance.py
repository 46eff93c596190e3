"""How the printed messages of a dossier name persons and files: what of them may change after they were judged.

What was written never changes. Who wrote it, or reacted, may turn out to be another person, or to have held another
function; and a later import may bring a file under its own name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from archive.days import local_day
from archive.models import Message, Person
from archive.privacy import private_since, quoting_private
from archive.querysets.messages import MessageQuerySet
from redaction.held import Messages
from redaction.quoted import untold_quotations


def appearance_of(messages: Messages) -> str:
    """A SHA-256 in hexadecimal that changes when printing these messages would name anybody or any file otherwise, or would
    leave out a quotation of what turned out to be private.

    A function counts on the days on which its holder wrote, as it does in print.
    """
    printed = Message.objects.visible().filter(pk__in=messages).order_by("pk")
    facts = (
        _named(printed.exclude(sender=None).values_list("pk", "sent_at", "sender__person")),
        list(printed.exclude(reply_to__sender=None).values_list("pk", "reply_to__sender__person__name")),
        list(_hanging(printed, "reactions", "id", "handle__person__name")),
        list(_hanging(printed, "attachments", "number", "file_name", "media_type")),
        list(quoting_private(printed).values_list("pk", flat=True)),
    )
    return sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()


def quotes_private_since(messages: Messages, moment: datetime) -> bool:
    """Whether printing these messages quotes, of whatever chat, what became private since a moment."""
    fresh = private_since(moment)
    if not fresh.exists():
        return False
    printed = Message.objects.visible().filter(pk__in=messages)
    return bool(untold_quotations(list(printed.values_list("pk", flat=True)), {}, private=fresh))


def _named(senders: Iterable[tuple[int, datetime, int]]) -> list[tuple[int, str, str]]:
    """Of each message its sender's name and, where there is one, the title of the function held that day."""
    rows = list(senders)
    found = Person.objects.filter(pk__in={person for _, _, person in rows}).prefetch_related("functions")
    persons = {person.pk: person for person in found}
    named = []
    for pk, sent_at, person in rows:
        function = persons[person].function_at(local_day(sent_at))
        named.append((pk, persons[person].name, function.title if function else ""))
    return named


def _hanging(messages: MessageQuerySet, what: str, *fields: str) -> Iterable[tuple]:
    names = [f"{what}__{field}" for field in fields]
    return messages.exclude(**{what: None}).order_by("pk", names[0]).values_list("pk", *names)
