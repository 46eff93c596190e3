"""Names that a later import brings to messages of a dossier: of files, which nobody has looked at yet, and of persons, whom
nobody has looked for.
"""

from __future__ import annotations

from collections import defaultdict

from archive.identity import Introduced
from archive.models import Attachment, Capture, Function, Source
from archive.sealing.integrity import file_of
from woo_portal.dossiers.models import Item, ItemQuerySet
from woo_portal.dossiers.passages import to_search_again
from woo_portal.dossiers.states import State


def search_brought_in_again(source: Source, introduced: Introduced) -> int:
    """Have searched again what this source, that was just read, brings a name to; how many messages wait.

    In one go: of two, the second would lock a dossier that comes before one the first has locked.
    """
    return (renamed_by(source) | spoken_of(introduced)).search_again()


def renamed_by(source: Source) -> ItemQuerySet:
    """The messages of which this source, that was just read, changed the name of a file or added one.

    In dossiers that are not released. A source that holds the file gives it its own name, where
    others only mentioned one: "IMG-0001.jpg" becomes the name of a person.
    """
    waiting = Item.objects.exclude(dossier__state=State.RELEASED)
    named = Capture.objects.filter(files__isnull=False).order_by()
    brought = named.filter(source=source, message__in=waiting.order_by().values("message")).values("message")
    known: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for message, files in named.filter(message__in=brought).exclude(source=source).values_list("message", "files"):
        known[message].update((number, name) for number, _, name in map(file_of, files or ()))
    shown = Attachment.objects.filter(message__in=brought).order_by().values_list("message", "number", "file_name")
    renamed = {message for message, number, name in shown if (number, name) not in known[message]}
    return waiting.filter(message__in=renamed)


def spoken_of(introduced: Introduced) -> ItemQuerySet:
    """The messages in which a name may stand that only this import made known, in dossiers that are not released.

    One phone knows a number where another says "Willemijn": until then nobody knew that she is spoken of. Who has a function
    is spoken of in chats of others as well, and every name of theirs is looked for there (`detecting.Context.elsewhere`).
    """
    if Function.objects.filter(person__in=introduced.persons).exists():
        return Item.objects.exclude(dossier__state=State.RELEASED)
    joined = Item.objects.exclude(dossier__state=State.RELEASED).filter(
        message__conversation__in=introduced.conversations
    )
    return to_search_again(introduced.persons) | joined
