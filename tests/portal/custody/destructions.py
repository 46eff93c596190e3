"""What is destroyed in the tests of destruction, and the steps of the procedure done at once."""

from __future__ import annotations

from pathlib import Path

from archive import content
from archive.models import (
    Attachment,
    Capture,
    Conversation,
    DestroyedFile,
    DestroyedMessage,
    Destruction,
    DestructionState,
    Message,
    MessageIndex,
    Participant,
)
from woo_portal.custody import destroying
from woo_portal.jobs.models import JobState

CHAT = """\
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
14-11-2025 09:00 - PJ: Dank, dan sluit ik deze groep
"""


LATER = """\
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
14-11-2025 09:00 - PJ: Dank, dan sluit ik deze groep
20-11-2025 10:00 - Kofi Mensah: Nog één ding over de pompen: de rekening is er
"""


def proposed(by, chats=None, until=None) -> Destruction:
    chats = Conversation.objects.all() if chats is None else chats
    return destroying.propose(chats, until=until, basis="Selectielijst MinWR 2020", note="", by=by)


def approved(els, anna, **scope) -> Destruction:
    return destroying.approve(proposed(els, **scope), by=anna)


def destroyed(els, anna, work, **scope) -> Destruction:
    made = approved(els, anna, **scope)
    assert work().state == JobState.DONE
    made.refresh_from_db()
    assert made.state == DestructionState.COMPLETED
    return made


def everything() -> dict[str, int]:
    """How many rows there are of what a destruction takes away."""
    tables = (Message, Capture, MessageIndex, Attachment, Conversation, Participant)
    return {table.__name__: table._default_manager.count() for table in tables}


def nothing_went(before: dict[str, int]) -> bool:
    none = not DestroyedMessage.objects.exists() and not DestroyedFile.objects.exists()
    return everything() == before and none


def stored(folder: Path, data: bytes) -> tuple[str, int]:
    (folder / "bijlage").write_bytes(data)
    with (folder / "bijlage").open("rb") as stream:
        return content.store(stream)


def dies(*args: object, **options: object) -> None:
    raise MemoryError


def carry_out(made: Destruction) -> Destruction:
    return destroying.carry_out(made.pk, progress=lambda done, total: None)
