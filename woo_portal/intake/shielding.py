"""What is told of an import that holds private messages, to somebody who does not guard the archive; and hiding what one adds.

Counts stay. What is quoted from the file, the names of its senders and of absent files, and the titles of private
conversations do not; a file that holds nothing else is not even called by its name, for that names who wrote with whom. Nor is
one that nothing was read of yet, where it was asked that nobody sees what is new, or its name is that of a private chat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive import privacy
from archive.identity import Introduced
from archive.ingest import Progress, is_to_hide, run_import
from archive.models import Conversation, ImportRun, ImportState
from archive.privacy import private_per_source, quoted_in, quoting, unread_and_private, wholly_private
from archive.retention.concealing import PRIVATE_FILE, PRIVATE_TITLE, UNREAD_FILE
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import SYSTEM_NAME, record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.keeping import in_dossiers
from woo_portal.dossiers.passages import request_all_proposals
from woo_portal.dossiers.renamed import search_brought_in_again
from woo_portal.presentation.dutch import counted

UNREAD_PROBLEM = "De archivaris ziet waarom."
NOT_LOOKED_AT = "Nog niet nagekeken op privéberichten."
_QUOTED = ("senders", "unreadable_items", "absent_files", "notices", "mail_stores")


def shield(runs: Sequence[ImportRun], *, reader: User) -> Mapping[int, int]:
    """Take out of these rows, which are not saved, what the reader may not see; by source how many messages are private.

    Conversations in a report keep their `id` only where there is a page to go to.
    """
    sources = [run.source_id for run in runs]
    private = private_per_source(sources)
    guards = reader.may(Capability.GUARD_PRIVACY)
    nameless = frozenset() if guards else wholly_private(sources)
    unread = _unread(runs, reader)
    titled = _openable(runs)
    for run in runs:
        _link_conversations(run, titled, guards=guards)
        if run.source_id in nameless:
            run.source.file_name = PRIVATE_FILE
        if run.source_id in unread:
            run.source.file_name = UNREAD_FILE
            run.problem = UNREAD_PROBLEM if run.problem else ""
        if run.source_id in private and not guards:
            run.report |= {name: [] for name in _QUOTED if name in run.report}
    return private


def _unread(runs: Sequence[ImportRun], reader: User) -> frozenset[int]:
    """The sources of which this reader does not see the name before they were read. Who brings files in sees them all."""
    if reader.may(Capability.GUARD_PRIVACY) or reader.may(Capability.IMPORT):
        return frozenset()
    return unread_and_private([run.source_id for run in runs if run.state != ImportState.DONE])


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
        else chat | {"id": None, "title": chat["title"] if guards or chat["id"] not in private else PRIVATE_TITLE}
        for chat in chats
    ]


def import_shielded(run_id: int, *, progress: Progress) -> ImportRun:
    """Read a source, as `archive.ingest.run_import` does. Where it was asked that nothing new is seen yet, what it adds is
    private from the moment it is in the archive. In dossiers the names it gives to files, and those of persons it made
    known, are searched.
    """
    run = run_import(run_id, progress=progress, at_the_end=_before_it_is_seen)
    request_all_proposals()
    return run


def _before_it_is_seen(run: ImportRun, introduced: Introduced) -> None:
    search_brought_in_again(run.source, introduced)
    if introduced.marks:
        number, where = len(introduced.marks), "op een andere telefoon al privé"
        which = counted(number, f"bericht dat {where} is", f"berichten die {where} zijn")
        _record_marks(run, introduced.marks, which, number)
    # Asked last: somebody may have asked for it while the file was being read.
    if is_to_hide(run):
        hide_new(run)


def hide_new(run: ImportRun) -> int:
    """Mark as private what an import added, until who guards the archive has looked at it; how many messages.

    Not what an answer in a dossier quotes already: who judges that answer has read it.
    """
    added = privacy.held_by(run.source)
    answers = quoting(added).filter(pk__in=in_dossiers())
    hidden = privacy.hide_new(
        run.source,
        except_for=[pk for answer in answers for pk in quoted_in(answer).values_list("pk", flat=True)],
        reason=NOT_LOOKED_AT,
        by=SYSTEM_NAME,
        said_by=run.started_by,
    )
    if number := hidden.messages:
        which = counted(number, "bericht dat nog niet is nagekeken", "berichten die nog niet zijn nagekeken")
        _record_marks(run, privacy.as_logged(hidden.marks), which, number, said_by=run.started_by)
    return hidden.messages


def _record_marks(run: ImportRun, marks: list[list[int | None]], which: str, number: int, *, said_by: str = "") -> None:
    """Tell the log of the marks an import made, and on how many messages, `which` in Dutch."""
    record(
        Verb.PRIVATE_MARKED,
        by=None,
        subject=f"import {run.pk}",
        run=run.pk,
        what=f"{which},",
        count=number,
        said_by=said_by,
        marks=marks,
    )
