"""The job that finds the messages of a topic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from woo_portal.jobs.running import handler
from woo_portal.search.topics.editing import JOB_KIND, assign


@handler(JOB_KIND)
def topic_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Find the messages of one version of a topic; one that was replaced meanwhile is left."""
    return assign(arguments["version"], progress=progress)
