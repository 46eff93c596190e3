"""The job that proposes redactions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.passages import PROPOSE, propose
from woo_portal.dossiers.workflow import unsearched_messages
from woo_portal.jobs.running import handler
from woo_portal.presentation.dutch import counted


@handler(PROPOSE)
def propose_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Look for passages to withhold; goes on while messages are judged meanwhile that it has not looked at."""
    dossier = Dossier.objects.select_related("layer").get(pk=arguments["dossier"])
    count = propose(dossier, progress=progress)
    while unsearched_messages(dossier).exists():
        count += propose(dossier, progress=progress)
    return f"{counted(count, 'nieuw lakvoorstel', 'nieuwe lakvoorstellen').capitalize()}."
