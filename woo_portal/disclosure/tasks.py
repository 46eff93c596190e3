"""The job that makes a package."""

from __future__ import annotations

from typing import Any

from woo_portal.disclosure.package import JOB_KIND, Progress, make_package
from woo_portal.jobs.running import handler


@handler(JOB_KIND)
def package_job(arguments: dict[str, Any], progress: Progress) -> str:
    """Make a package, or finish one that was cut off; one that is finished is left as it is."""
    package = make_package(arguments["package"], progress=progress)
    return str(package.report.get("summary", package.get_state_display()))
