"""The job that carries out an approved destruction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.models import DestructionState
from woo_portal.custody.destroying import JOB_KIND, carry_out
from woo_portal.jobs.running import handler
from woo_portal.presentation.dutch import counted


@handler(JOB_KIND)
def destroy_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Destroy one list; one that has ended is left as it is."""
    destruction = carry_out(arguments["destruction"], progress=progress)
    if destruction.state == DestructionState.STOPPED:
        return f"Gestopt, er is niets vernietigd. {destruction.problem}"
    gone = counted(destruction.messages, "bericht", "berichten")
    return f"{gone} vernietigd, zie verklaring {destruction.number}."
