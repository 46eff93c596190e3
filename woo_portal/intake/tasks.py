"""The jobs of the archive: reading an export, reading the attachments it brought, checking what software delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.ingest import break_off
from archive.models import ImportRun, ImportState
from woo_portal.intake import attachments, deliveries
from woo_portal.intake.receiving import JOB_KIND
from woo_portal.intake.shielding import import_shielded
from woo_portal.jobs.running import Otherwise, handler
from woo_portal.presentation.dutch import counted


def _give_up(arguments: dict[str, Any]) -> None:
    break_off(arguments["run"])


@handler(JOB_KIND, given_up=_give_up)
def import_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str | Otherwise:
    """Read one import's source; an import that has ended is left as it is."""
    run = import_shielded(arguments["run"], progress=progress)
    if run.state == ImportState.DONE:
        attachments.queue_reading(run)
    told = outcome(run)
    return told if run.state == ImportState.DONE else Otherwise(told, run.get_state_display())


@handler(attachments.JOB_KIND)
def reading_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Read the attachments of an import, or the part of them that was left; what was read is not read again."""
    run = ImportRun.objects.select_related("source").get(pk=arguments["run"])
    return attachments.read_slice(run, part=arguments["part"], progress=progress)


@handler(deliveries.JOB_KIND)
def delivery_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Check what archiving software delivered and bring it in; one that was checked is left as it is."""
    return deliveries.check(arguments["delivery"])


def outcome(run: ImportRun) -> str:
    """How an import ended, as one Dutch sentence."""
    if run.state == ImportState.REFUSED:
        return f"Geweigerd. {run.short_problem}"
    if run.state == ImportState.QUESTION:
        return "De import wacht op een antwoord: in welke volgorde staan dag en maand?"
    new = counted(run.report["messages_new"], "nieuw bericht", "nieuwe berichten")
    return f"{new[0].upper()}{new[1:]}, {counted(run.report['messages_known'], 'bekend bericht', 'bekende berichten')}."
