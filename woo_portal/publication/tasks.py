"""The job that brings a publication where it was asked to be."""

from __future__ import annotations

from typing import Any

from woo_portal.jobs.running import handler
from woo_portal.publication.asking import JOB_KIND
from woo_portal.publication.carrying_out import carry_out
from woo_portal.publication.sending import Progress


@handler(JOB_KIND)
def publication_job(arguments: dict[str, Any], progress: Progress) -> str:
    """Bring a publication into the state that was asked for, or do what was left of that."""
    publication = carry_out(arguments["publication"], arguments["wanted"], progress=progress)
    return f"De publicatie is {publication.get_state_display()}."
