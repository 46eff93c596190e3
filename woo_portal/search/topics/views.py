"""Topics: the list, one of them, a version of it, and making, changing and ending them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from django_htmx.http import HttpResponseClientRefresh

from archive.models import Topic, TopicVersion
from archive.topics.editing import NameTaken, StaleTopic, preview, version_asked, what_asks
from woo_portal.accounts.archive_tabs import archive_tabs
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.presentation.dutch import counted
from woo_portal.search.topics import editing
from woo_portal.search.topics.changes import changes
from woo_portal.search.topics.forms import TopicForm, filled_in, with_ticked
from woo_portal.search.topics.overview import edits, grouped, listed, newest_hits, trend, work_on, writers

ENDED = "beeindigd"
KEEP = "bewaren"
"""The button that keeps what was filled in; the others show what the terms would find."""


@requires(Capability.READ_ARCHIVE)
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The topics, or those that have ended."""
    user, shows_ended = current_user(request), request.GET.get("toon") == ENDED
    rows = listed(Topic.objects.filter(ended_at__isnull=not shows_ended))
    context = {
        "tabs": archive_tabs(user, "topics"),
        "rows": rows,
        "shows_ended": shows_ended,
        "may_manage": user.may(Capability.MANAGE_TOPICS),
    }
    return render(request, "topics/topics.html", context)


@requires(Capability.READ_ARCHIVE)
@require_safe
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """One topic: what it asks, what it finds when and of whom, the newest of it, and its versions."""
    found, user = get_object_or_404(Topic, pk=topic_id), current_user(request)
    asked = version_asked(found.pk)
    building, job = work_on(found)
    histogram, total = trend(found, leads_to_hits=user.may(Capability.SEARCH) and found.ended_at is None)
    context = {
        "topic": found,
        "version": asked,
        "building": building,
        "job": job,
        "histogram": histogram,
        "total": total,
        "writers": writers(found),
        "fragments": newest_hits(found),
        "edits": edits(found),
        "may_manage": user.may(Capability.MANAGE_TOPICS),
        "may_search": user.may(Capability.SEARCH),
    }
    if context["fragments"]:
        record(Verb.TOPIC_VIEWED, by=user, subject=found.name, topic=found.pk)
    return render(request, "topics/topic.html", context)


@requires(Capability.READ_ARCHIVE)
@require_safe
def one_version(request: HttpRequest, topic_id: int, version: int) -> HttpResponse:
    """What a topic asked from one edit to the next."""
    versions = TopicVersion.objects.filter(topic=topic_id).select_related("topic").prefetch_related("term_rows")
    found = get_object_or_404(versions, number=version)
    before = versions.filter(number__lt=version).first()
    changed = changes(what_asks(before) if before else None, what_asks(found))
    following = versions.filter(number__gt=version).last()
    return render(
        request,
        "topics/version.html",
        {"topic": found.topic, "version": found, "changes": changed, "before": before, "following": following},
    )


@requires(Capability.READ_ARCHIVE)
@require_safe
def progress(request: HttpRequest, topic_id: int) -> HttpResponse:
    """How far a new version is, for a page that refreshes it; once that has ended the page is asked to load itself anew."""
    _, job = work_on(get_object_or_404(Topic, pk=topic_id))
    if job is None or not job.is_active:
        return HttpResponseClientRefresh()
    return render(request, "components/progress.html", {"job": job, "refresh_url": request.path})


@requires(Capability.READ_ARCHIVE, Capability.MANAGE_TOPICS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a topic, once one has seen what its terms would find."""
    form = TopicForm(_sent(request))
    if form.is_valid() and request.POST.get("stap") == KEEP:
        try:
            made = editing.create(form.asked(), by=current_user(request))
        except NameTaken:
            form.add_error("name", "Er is al een onderwerp met deze naam.")
        else:
            messages.success(request, f"Onderwerp ‘{made.name}’ is gemaakt. De berichten worden erbij gezocht.")
            return redirect("topic", made.topic_id)
    return render(request, "topics/edit.html", {"form": form, **_seen_beforehand(form)})


@requires(Capability.READ_ARCHIVE, Capability.MANAGE_TOPICS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Change what a topic asks, once one has seen what it would find."""
    found, user = get_object_or_404(Topic, pk=topic_id), current_user(request)
    latest = found.versions.prefetch_related("term_rows").latest("number")
    form = TopicForm(_sent(request), initial=filled_in(latest), changes=latest)
    if form.is_valid() and request.POST.get("stap") == KEEP and _saved(request, found, form, by=user):
        return redirect("topic", found.pk)
    context = {"topic": found, "form": form, **_seen_beforehand(form, found, latest)}
    return render(request, "topics/edit.html", context)


def _sent(request: HttpRequest) -> QueryDict | None:
    """The form that was sent, with the words that were ticked beside it among its terms."""
    return with_ticked(request.POST) if request.method == "POST" else None


def _saved(request: HttpRequest, topic: Topic, form: TopicForm, *, by: User) -> bool:
    facts = {"seen": form.cleaned_data["seen"], "reason": form.cleaned_data["reason"].strip()}
    try:
        made = editing.change(topic, form.asked(), by=by, **facts)
    except NameTaken:
        form.add_error("name", "Er is al een onderwerp met deze naam.")
        return False
    except StaleTopic:
        form.add_error(
            None,
            "Iemand anders heeft dit onderwerp intussen gewijzigd. Er is niets bewaard. Open het onderwerp in een ander "
            "tabblad, neem over wat u wilt houden en wijzig het daar.",
        )
        return False
    if made is None:
        messages.info(request, "Er is niets gewijzigd: dit onderwerp vraagt dit al.")
    else:
        messages.success(
            request, f"Versie {made.number} is bewaard. Tot alle berichten gevonden zijn geldt de vorige versie."
        )
    return True


def _seen_beforehand(form: TopicForm, topic: Topic | None = None, latest: TopicVersion | None = None) -> dict[str, Any]:
    """What the terms of a form without faults would find, once it was sent, and the words that may be put beside them."""
    if form.is_bound and not form.errors:
        asked = form.asked()
        return {"preview": preview(asked.terms, asked.threshold), "groups": grouped(asked.terms, topic)}
    return {"groups": grouped(latest.terms, topic)} if latest and not form.is_bound else {}


@requires(Capability.READ_ARCHIVE, Capability.MANAGE_TOPICS)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Ask whether a topic must end, and end it."""
    found = get_object_or_404(Topic.objects.filter(ended_at=None), pk=topic_id)
    if request.method == "POST":
        editing.end(found, by=current_user(request))
        messages.success(request, f"Onderwerp ‘{found.name}’ is beëindigd.")
        return redirect("topics")
    _, total = trend(found, leads_to_hits=False)
    context: dict[str, Any] = {
        "topic": found,
        "question": f"Onderwerp ‘{found.name}’ beëindigen?",
        "consequences": [
            f"Er horen nu {counted(total, 'bericht', 'berichten')} bij; die blijven in het archief.",
            "Er kan niet meer op dit onderwerp gezocht worden, en nieuwe berichten komen er niet meer bij.",
            "Wat het vroeg blijft te lezen, ook voor zoekslagen waarin het gebruikt is.",
        ],
        "undo": "U kunt het later weer in gebruik nemen door het te wijzigen en te bewaren.",
        "confirm": "Beëindig het onderwerp",
        "cancel_url": reverse("topic", args=[found.pk]),
    }
    return render(request, "topics/end.html", context)


@requires(Capability.READ_ARCHIVE, Capability.MANAGE_TOPICS)
@require_POST
def assign(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Look for the messages of a new version again, when that was broken off."""
    building, _ = work_on(get_object_or_404(Topic, pk=topic_id))
    if building is not None:
        editing.start(building, by=current_user(request))
    return redirect("topic", topic_id)
