"""The job that reads an export into the archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from archive.ingest import run_import
from archive.models import ImportRun, ImportState
from woo_portal.intake.receiving import JOB_KIND
from woo_portal.intake.shielding import hide_new
from woo_portal.jobs.running import handler
from woo_portal.presentation.dutch import counted


@handler(JOB_KIND)
def import_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Read one import's source; an import that has ended is left as it is."""
    if ImportRun.objects.filter(pk=arguments["run"], hides_new=True).exists():
        return outcome(import_hidden(arguments["run"], progress=progress))
    return outcome(run_import(arguments["run"], progress=progress))


@transaction.atomic
def import_hidden(run_id: int, *, progress: Callable[[int, int], None]) -> ImportRun:
    """Read a source of which nothing new may be seen yet: it is private from the moment it is in the archive."""
    run = run_import(run_id, progress=progress)
    if run.state == ImportState.DONE:
        hide_new(run)
    return run


def outcome(run: ImportRun) -> str:
    """How an import ended, as one Dutch sentence."""
    if run.state == ImportState.REFUSED:
        return f"Geweigerd. {run.problem}"
    if run.state == ImportState.QUESTION:
        return "De import wacht op een antwoord: in welke volgorde staan dag en maand?"
    new = counted(run.report["messages_new"], "nieuw bericht", "nieuwe berichten")
    return f"{new[0].upper()}{new[1:]}, {counted(run.report['messages_known'], 'bekend bericht', 'bekende berichten')}."
