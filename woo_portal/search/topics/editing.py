"""Making, changing and ending topics, with the log and the work that follows: the portal's side of `archive.topics.editing`."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from archive.models import Topic, TopicVersion
from archive.topics import assigning as topic_assigning
from archive.topics import editing as topics
from archive.topics.editing import Asked
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.jobs.models import Job
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import Progress
from woo_portal.presentation.dutch import counted
from woo_portal.search.topics.changes import changes

JOB_KIND = "assign_topic"


@transaction.atomic
def create(asked: Asked, *, by: User) -> TopicVersion:
    """Make a topic and queue looking for its messages. Raises `NameTaken`."""
    version = topics.create(asked, by=str(by))
    _record(version, changes(None, asked), by=by)
    start(version, by=by)
    return version


@transaction.atomic
def change(topic: Topic, asked: Asked, *, seen: int, reason: str, by: User) -> TopicVersion | None:
    """Make a new version of a topic and queue looking for its messages; until these are found the one before serves.

    None, and nothing is done, if nothing would be different. Raises `StaleTopic` and `NameTaken`.
    """
    version = topics.change(topic, asked, seen=seen, reason=reason, by=str(by))
    if version is not None:
        before = topic.versions.prefetch_related("term_rows").get(number=seen)
        _record(version, changes(topics.what_asks(before), asked) or ["weer in gebruik"], by=by)
        start(version, by=by)
    return version


def _record(version: TopicVersion, what: list[str], *, by: User) -> None:
    record(
        Verb.TOPIC_CHANGED,
        by=by,
        subject=version.name,
        topic=version.topic_id,
        version=version.number,
        what="; ".join(what),
        reason=version.reason,
    )


@transaction.atomic
def end(topic: Topic, *, by: User) -> None:
    """Take a topic out of use. One that has ended stays as it is."""
    if topics.end(topic, by=str(by)):
        record(Verb.TOPIC_ENDED, by=by, subject=topic.name, topic=topic.pk)
        start(topic.versions.latest("number"), by=by)


def start(version: TopicVersion, *, by: User | None) -> Job:
    """Queue looking for the messages of a version, or clearing up after one that is out of use; not doubled."""
    return enqueue(
        JOB_KIND,
        subject=f"Onderwerp {version}",
        by=by,
        url=reverse("topic", args=[version.topic_id]),
        version=version.pk,
    )


def job_of(version: TopicVersion) -> Job | None:
    """The newest job for a version."""
    return Job.objects.filter(kind=JOB_KIND, arguments={"version": version.pk}).first()


def assign(version_id: int, *, progress: Progress) -> str:
    """Look for the messages of a version and put it into use; how that ended, as a Dutch sentence."""
    is_in_use = topic_assigning.assign_version(version_id, progress=progress)
    topic_assigning.remove_past()
    if is_in_use:
        # This sentence stays where it is told, and messages come in after it.
        found = counted(TopicVersion.objects.get(pk=version_id).found, "bericht", "berichten")
        return f"Deze versie is in gebruik. Toen gevonden: {found}; hoeveel het er nu zijn, staat bij het onderwerp."
    if Topic.objects.filter(versions=version_id, ended_at__isnull=False).exists():
        return "Het onderwerp is beëindigd; wat het vond is opgeruimd."
    return "Deze versie is intussen vervangen; de nieuwere volgt."
