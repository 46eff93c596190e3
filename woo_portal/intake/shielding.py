"""What is told of an import that holds private messages, to somebody who does not guard the archive.

Counts stay. What is quoted from the file, the names of its senders and of absent files, and the titles of private
conversations do not; a file that holds nothing else is not even called by its name, for that names who wrote with whom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.models import Conversation, ImportRun
from archive.privacy import private_per_source, wholly_private
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability

FILE = "bestand met privé gemarkeerde berichten"
CONVERSATION = "privé gemarkeerd gesprek"
_QUOTED = ("senders", "unreadable_items", "absent_files", "notices")


def shield(runs: Sequence[ImportRun], *, reader: User) -> Mapping[int, int]:
    """Take out of these rows, which are not saved, what the reader may not see; by source how many messages are private.

    Conversations in a report keep their `id` only where there is a page to go to.
    """
    sources = [run.source_id for run in runs]
    private = private_per_source(sources)
    guards = reader.may(Capability.GUARD_PRIVACY)
    nameless = frozenset() if guards else wholly_private(sources)
    titled = _openable(runs)
    for run in runs:
        _link_conversations(run, titled, guards=guards)
        if run.source_id in nameless:
            run.source.file_name = FILE
        if run.source_id in private and not guards:
            run.report |= {name: [] for name in _QUOTED if name in run.report}
    return private


def _openable(runs: Sequence[ImportRun]) -> set[int]:
    """The conversations of the reports that are there and may be read."""
    ids = {chat["id"] for run in runs for chat in run.report.get("conversations", ())}
    return set(Conversation.objects.visible().filter(pk__in=ids).values_list("pk", flat=True))


def _link_conversations(run: ImportRun, openable: set[int], *, guards: bool) -> None:
    chats = run.report.get("conversations", ())
    hidden = {chat["id"] for chat in chats} - openable
    if not hidden:
        return
    private = set(Conversation.objects.private().filter(pk__in=hidden).values_list("pk", flat=True))
    run.report["conversations"] = [
        chat
        if chat["id"] in openable
        else chat | {"id": None, "title": chat["title"] if guards or chat["id"] not in private else CONVERSATION}
        for chat in chats
    ]
