"""Originals of which nothing was read, as a page shows them: what they are, how far their import is, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.models import Destruction, ImportRun, ImportState, ListedOriginal, Source
from archive.privacy import unread_and_private
from archive.retention.concealing import UNREAD_FILE
from archive.retention.destruction_lists import WAITING
from archive.retention.unread import IS_BEING_READ
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability

_IN_WORDS = {
    ImportState.WAITING: "wordt nog ingelezen",
    ImportState.RUNNING: "wordt nu ingelezen",
    ImportState.QUESTION: "wacht op een antwoord",
    ImportState.REFUSED: "geweigerd",
    ImportState.FAILED: "afgebroken",
}
"""How far the import of such a file is; one that is done has read it."""


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """An original of which nothing was read. `run` is its newest import, None when that is not there any more.

    `name` is what the reader may call it, `waiting` the list that it is on and that was not carried out yet.
    """

    source: Source
    run: ImportRun | None
    name: str
    state: str
    waiting: Destruction | None = None

    @property
    def may_be_listed(self) -> bool:
        """Whether it can be put on a list: its import is not about to read it, and it is on none."""
        return self.run is not None and self.run.state not in IS_BEING_READ and self.waiting is None


def unread_files(sources: Sequence[Source], *, reader: User) -> list[UnreadFile]:
    """These originals, whose imports were fetched along (`archive.retention.unread.unread_originals`)."""
    names, lists = _names(sources, reader), _waiting_lists(sources)
    return [_unread_file(source, names, lists) for source in sources]


def _unread_file(source: Source, names: Mapping[int, str], lists: Mapping[int, Destruction]) -> UnreadFile:
    run = next(iter(source.runs.all()), None)
    state = _IN_WORDS.get(ImportState(run.state), "") if run else ""
    return UnreadFile(source, run, names[source.pk], state, lists.get(source.pk))


def listed_files(destruction: Destruction, *, reader: User) -> list[UnreadFile]:
    """The originals on a list, or those that went with it, with how far their import was when they were proposed."""
    rows = list(destruction.originals.select_related("source"))
    names = _names([row.source for row in rows], reader)
    runs = ImportRun.objects.in_bulk([row.import_number for row in rows])
    return [
        UnreadFile(
            row.source, runs.get(row.import_number), names[row.source_id], f"bij het voorstel {state_in_words(row)}"
        )
        for row in rows
    ]


def state_in_words(row: ListedOriginal) -> str:
    """How far the import of an original was when it was proposed: "wacht op een antwoord"."""
    return _IN_WORDS[ImportState(row.state)]


def _names(sources: Iterable[Source], reader: User) -> dict[int, str]:
    """What these are called for this reader, as on the pages of imports."""
    found = {source.pk: source.file_name for source in sources}
    if reader.may(Capability.GUARD_PRIVACY) or reader.may(Capability.IMPORT):
        return found
    return found | dict.fromkeys(unread_and_private(list(found)), UNREAD_FILE)


def _waiting_lists(sources: Iterable[Source]) -> dict[int, Destruction]:
    rows = ListedOriginal.objects.filter(source__in=[source.pk for source in sources], destruction__state__in=WAITING)
    return {row.source_id: row.destruction for row in rows.select_related("destruction")}
