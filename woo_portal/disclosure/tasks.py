"""The job that makes a package."""

from __future__ import annotations

from typing import Any

from woo_portal.disclosure.package import JOB_KIND, Progress, make_package
from woo_portal.dossiers.models import PackageState
from woo_portal.jobs.running import Otherwise, handler


@handler(JOB_KIND)
def package_job(arguments: dict[str, Any], progress: Progress) -> str | Otherwise:
    """Make a package, or finish one that was cut off; one that is finished is left as it is."""
    package = make_package(arguments["package"], progress=progress)
    told = str(package.report.get("summary", package.get_state_display()))
    return Otherwise(told, package.get_state_display()) if package.state == PackageState.BLOCKED else told
