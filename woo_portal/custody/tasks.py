"""The jobs of custody: carrying out an approved destruction, and checking the archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.models import DestructionState
from woo_portal.custody import checking, destroying
from woo_portal.jobs.running import handler


@handler(destroying.JOB_KIND)
def destroy_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Destroy one list; one that has ended is left as it is."""
    destruction = destroying.carry_out(arguments["destruction"], progress=progress)
    if destruction.state == DestructionState.STOPPED:
        return f"Gestopt, er is niets vernietigd. {destruction.problem}"
    gone = destroying.what_goes(destruction.messages, destruction.originals.count())
    return f"{gone} vernietigd, zie verklaring {destruction.number}."


@handler(checking.JOB_KIND)
def verify_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Check the archive from the beginning, and keep what was found."""
    return checking.outcome(checking.carry_out(arguments["by_user"], progress=progress))
