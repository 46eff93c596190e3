"""Mijn werk: what waits for the user, by what the role may do, and the long jobs the user started."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.assigning import may_assign
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.worklist.archive_tasks import archive_tasks, lists_to_approve
from woo_portal.worklist.dossier_tasks import dossier_tasks

ENDED_SINCE = timedelta(hours=12)
"""Jobs that ended longer ago are not shown."""
JOBS = 10


@requires()
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    user = current_user(request)
    tasks = dossier_tasks(user)
    reads_dossiers, imports = user.may(Capability.READ_DOSSIER), user.may(Capability.IMPORT)
    return render(
        request,
        "worklist/worklist.html",
        {
            "reads_dossiers": reads_dossiers,
            "composes": user.may(Capability.COMPOSE_DOSSIER),
            "dossiers": tasks,
            "to_be_given": sum(task.is_to_be_given for task in tasks) if may_assign(user) else 0,
            "imports": imports,
            "archive": archive_tasks() if imports else None,
            "destructions": lists_to_approve(user),
            "tables": admin.site.get_app_list(request) if user.may(Capability.ADMINISTER) else [],
            "jobs": _jobs(user),
        },
    )


def _jobs(user: User) -> list[Job]:
    """The jobs I started that wait or run, or ended just now, the newest first; of the same work done again the latest."""
    active = Q(state__in=ACTIVE)
    recent = Job.objects.filter(active | Q(finished_at__gte=timezone.now() - ENDED_SINCE), started_by_id=user.pk)
    latest = recent.order_by("kind", "arguments", "-pk").distinct("kind", "arguments")
    return list(Job.objects.filter(pk__in=latest.values("pk"))[:JOBS])
