"""A little of everything that has an address, and somebody of each role to ask for it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client

import pytest

from archive import content, previews
from archive.functions import FunctionClass
from archive.ingest import receive, run_import
from archive.models import (
    Attachment,
    Conversation,
    Function,
    Handle,
    Hold,
    ImportRun,
    ImportState,
    Message,
    RetentionRule,
)
from archive.search.query import Query
from redaction.models import Box, PolicyRule
from tests import factories
from tests.access_table import ALL_DOSSIERS, ROLES, ROUTES, Address
from tests.archive.extraction import documents
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.allowing import allow_everywhere
from woo_portal.dossiers.models import Dossier, Holiday, Judgement, Kind, RecordedSearch
from woo_portal.dossiers.searches import ask_again, record_search
from woo_portal.dossiers.states import State
from woo_portal.intake import tokens
from woo_portal.intake.linking import link_to_new_person
from woo_portal.jobs.models import Job
from woo_portal.parliament.answers import start
from woo_portal.parliament.models import QuestionSet, Reading, Way
from woo_portal.publication.models import Publication, PublicationState

QUESTIONS = {"search-spread": "?q=pompen", "search-words": "?q=pompen"}
"""Pages that are only there for a question."""


@pytest.fixture
def users() -> dict[Role, User]:
    return {role: User.objects.create(username=role.value, role=role) for role in ROLES}


@pytest.fixture
def clients(users: dict[Role, User]) -> dict[Role, Client]:
    return {role: logged_in(user) for role, user in users.items()}


def logged_in(user: User, *, enforce_csrf_checks: bool = False) -> Client:
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@dataclass(frozen=True, slots=True)
class Sample:
    """A little of everything that has an address."""

    numbers: dict[str, str]
    of_dossier: dict[str, dict[str, int]]
    other: dict[str, object]
    jobs: dict[Role, Job]

    def addresses(self, role: Role) -> list[Address]:
        """Every address for this role, those of a dossier once for each dossier of the sample."""
        return [
            Address(page, self._filled_in(route, dossier, role) + QUESTIONS.get(page, ""), dossier)
            for page, route in ROUTES.items()
            for dossier in (ALL_DOSSIERS if self._is_of_dossier(route) else [""])
        ]

    def _is_of_dossier(self, route: str) -> bool:
        return "number" in route or "search_id" in route

    def _filled_in(self, route: str, dossier: str, role: Role) -> str:
        known = {"job_id": self.jobs[role].pk} | self.other
        if dossier:
            known = known | self.of_dossier[dossier] | {"number": self.numbers[dossier]}
        known = known | {"object_id": self.other.get("/".join(route.split("/")[1:3]), 1)}
        found = re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda part: str(known[part[1] or part[2]]), route)
        return "/" + found.removesuffix("$")


@pytest.fixture
def sample(users: dict[Role, User], tmp_path: Path) -> Sample:
    run = _imported(tmp_path)
    kofi = Handle.objects.get(value="Kofi Mensah")
    function = Function.objects.create(person=kofi.person, title="adviseur", function_class=FunctionClass.OFFICIAL)
    link = link_to_new_person(
        Handle.objects.get(value="PJ").pk,
        seen=Handle.objects.get(value="PJ").person_id,
        name="Pieter Jansen",
        by=users[Role.ARCHIVIST],
    )
    attachment = an_attachment()
    dossiers = a_dossier_of_each_kind(users)
    return Sample(
        numbers={name: dossier.number for name, dossier in dossiers.items()},
        of_dossier={name: parts_of(dossier) for name, dossier in dossiers.items()},
        other={
            "run_id": run.pk,
            "conversation_id": Conversation.objects.get(title="Crisisteam").pk,
            "attachment_id": attachment.pk,
            "message_id": Message.objects.last().pk,
            "person_id": kofi.person_id,
            "other_id": link.person_id,
            "function_id": function.pk,
            "handle_id": kofi.pk,
            "event_id": link_event(link),
            "topic_id": factories.topic("Pompen", "pomp*").pk,
            "mark_id": factories.private_mark(factories.conversation("Borrel")).pk,
            "hold_id": Hold.objects.create(reason="Verzoek 2026-0142", words="pomp*", set_by="Els Archema").pk,
            "destruction_id": factories.completed_destruction().pk,
            **outside_the_archive(users),
        },
        jobs={role: a_job(user) for role, user in users.items()},
    )


def a_dossier_of_each_kind(users: dict[Role, User]) -> dict[str, Dossier]:
    """New ones and approved ones, by a name that is a part of their number."""
    makers = {Kind.WOO: users[Role.COORDINATOR], Kind.PARLIAMENT: users[Role.LIAISON]}
    return {
        name: a_dossier(f"2026-{name}", kind, state, makers[kind])
        for name, kind, state in (
            ("woo-new", Kind.WOO, State.COLLECTING),
            ("woo", Kind.WOO, State.APPROVED),
            ("kv-new", Kind.PARLIAMENT, State.COLLECTING),
            ("kv", Kind.PARLIAMENT, State.APPROVED),
        )
    }


def outside_the_archive(users: dict[Role, User]) -> dict[str, object]:
    """What fills in addresses and says nothing of any message."""
    return {
        "delivery_id": uuid4(),
        "reading_id": factories.reading(b"Vraag 1: wat nu?", file_name="a.txt", by=users[Role.LIAISON]).pk,
        "variant": "vertrouwelijk",
        "rest": "v1/bestaat-niet",
        "intake/devicetoken": tokens.create(name="Proef", holder=None, by=users[Role.ADMINISTRATOR])[0].pk,
        "accounts/user": users[Role.REVIEWER].pk,
        "id": users[Role.REVIEWER].pk,
        "dossiers/holiday": Holiday.objects.first().pk,
        "version": 1,
        "page": 1,
        "redaction/policyrule": PolicyRule.objects.first().pk,
        "redaction/allowedpassage": allow_everywhere(
            "Storm", reason="een storm", by=users[Role.ADMINISTRATOR]
        ).entry.pk,
        "archive/retentionrule": RetentionRule.objects.first().pk,
        "content_type_id": ContentType.objects.get_for_model(User).pk,
        "app_label": "accounts",
        "url": "bestaat-niet/",
    }


def _imported(folder: Path) -> ImportRun:
    export = folder / "WhatsApp-chat met Crisisteam.txt"
    export.write_text(
        "13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?\n"
        "13-11-2025 08:04 - Kofi Mensah: Doe ik nu\n"
    )
    run = run_import(receive(export, file_name=export.name, by="Els Archema").pk)
    assert run.state == ImportState.DONE
    return run


def an_attachment() -> Attachment:
    """A file of a message, with the picture the portal made of it."""
    sha256, size = content.store(io.BytesIO(b"een foto"))
    shown = previews.path_of(sha256, small=False)
    shown.parent.mkdir(parents=True)
    shown.write_bytes(b"RIFF")
    previews.keep_page(sha256, 1, documents.photo_of("Pompen"))
    message = Message.objects.first()
    return Attachment.objects.create(message=message, number=0, file_name="foto.jpg", sha256=sha256, size=size)


def link_event(handle: Handle) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM audit_event WHERE details->>'handle' = %s", [str(handle.pk)])
        return int(cursor.fetchone()[0])


def a_job(user: User, **facts: object) -> Job:
    return Job.objects.create(kind="proef", subject="Proef", started_by_id=user.pk, **facts)


def a_dossier(number: str, kind: Kind, state: State, maker: User) -> Dossier:
    dossier = factories.dossier(maker, *Message.objects.all(), kind=kind, number=number, received_on=date(2025, 12, 1))
    ask_again(record_search(dossier, Query(words="pompen"), by=maker), by=maker)
    factories.package(dossier, maker)
    if kind == Kind.PARLIAMENT:
        a_question(dossier, maker)
    # One message is shown, and its attachment was looked at.
    attachment = Attachment.objects.get()
    dossier.items.filter(message=attachment.message_id).update(judgement=Judgement.PUBLIC)
    treatment = factories.treatment(dossier.layer, attachment.message)
    Box.objects.create(
        treatment=treatment, page=1, x=100, y=2000, width=3000, height=2000, label="PERSON", ground="5.1.2e"
    )
    # How a dossier comes into a state is told elsewhere; here it is in it.
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    return dossier


def a_question(dossier: Dossier, maker: User) -> None:
    reading = Reading.objects.create(
        way=Way.PASTE, file_name=dossier.number, sha256="0" * 64, size=1, found={}, draft={}, taken_in_by=maker
    )
    asked = QuestionSet.objects.create(dossier=dossier, reading=reading, confirmed_by=maker)
    asked.questions.create(key=1, position=0, numbers=["1"], text="Wie belde over de pompen?")


def parts_of(dossier: Dossier) -> dict[str, int]:
    job = Job.objects.create(kind="propose", subject="Lakvoorstellen", arguments={"dossier": dossier.pk})
    return {
        "search_id": RecordedSearch.objects.filter(dossier=dossier).last().pk,
        "package_id": dossier.packages.get().pk,
        "publication_id": Publication.objects.create(
            package=dossier.packages.get(), asked_by=dossier.created_by, state=PublicationState.PUBLISHED
        ).pk,
        "job_id": job.pk,
        "suspension_id": dossier.suspensions.create(
            ground="views", notified_on=dossier.received_on, resumes_on=dossier.received_on, by=dossier.created_by
        ).pk,
        "key": 1,
        "answer_id": an_answer(dossier) if dossier.kind == Kind.PARLIAMENT else 1,
    }


def an_answer(dossier: Dossier) -> int:
    """The id of an answer to the one question of this dossier."""
    return start(dossier.question_set, keys=[1], by=dossier.created_by).pk
