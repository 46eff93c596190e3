"""Who may open which page: every address of the portal × every role, held against a table a lawyer can read.

An address that is not in the table fails, as does a line of the table whose address is gone. What a role may not see
answers as a page that does not exist, to the letter. A visitor who is not logged in is sent to the log-in page.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

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
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.package import package_path
from woo_portal.dossiers.composing import record_search
from woo_portal.dossiers.models import Dossier, Holiday, Kind, RecordedSearch
from woo_portal.dossiers.states import State
from woo_portal.intake import tokens
from woo_portal.intake.api import gate
from woo_portal.intake.linking import link_to_new_person
from woo_portal.jobs.models import Job
from woo_portal.parliament.models import Way
from woo_portal.parliament.taking_in import take_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of refusals are what is wanted here."""
    caplog.set_level(logging.CRITICAL, "django.request")
    monkeypatch.setattr(gate, "WRONG_PER_MINUTE", 100_000)


# yes/-  the role may, or finds no page
# woo    of dossiers on Woo requests only;  parliament: on parliamentary questions only
# review of both kinds, once there is something to review: from the state "lakken" on;  asked: of these, the questions
# read   looks and changes nothing;  form: a page with a form that is sent to the same address;  post: a button, no page
# key    no page at all: software with a key uses it, everybody else gets the same refusal
TABLE = """
                                       coordinator  reviewer  liaison     archivist  administrator
# Oneself
login                            form  yes          yes       yes         yes        yes
logout                           post  yes          yes       yes         yes        yes
password_change                  form  yes          yes       yes         yes        yes
worklist                         read  yes          yes       yes         yes        yes
job                              read  yes          yes       yes         yes        yes

# The archive
archive                          read  yes          -         yes         yes        -
archive-import                   read  yes          -         yes         yes        -
archive-import-progress          read  yes          -         yes         yes        -
archive-conversations            read  yes          -         yes         yes        -
archive-conversation             read  yes          -         yes         yes        -
archive-differences              read  yes          -         yes         yes        -
archive-differences-table        read  yes          -         yes         yes        -
archive-attachment               read  yes          -         yes         yes        -
archive-attachment-picture       read  yes          -         yes         yes        -
archive-attachment-file          read  yes          -         yes         yes        -
archive-persons                  read  yes          -         yes         yes        -
archive-person                   read  yes          -         yes         yes        -
archive-upload                   form  -            -         -           yes        -
archive-import-answer            post  -            -         -           yes        -
archive-import-retry             post  -            -         -           yes        -
archive-original                 read  -            -         -           yes        -
archive-conversation-rsmf        read  -            -         -           yes        -
archive-function-add             form  -            -         -           yes        -
archive-function-edit            form  -            -         -           yes        -
archive-function-remove          form  -            -         -           yes        -
archive-merge-choose             read  -            -         -           yes        -
archive-merge                    form  -            -         -           yes        -
archive-split                    form  -            -         -           yes        -
archive-handle                   read  -            -         -           yes        -
archive-handle-link              post  -            -         -           yes        -
archive-link-undo                post  -            -         -           yes        -

# Topics
topics                           read  yes          -         yes         yes        -
topic                            read  yes          -         yes         yes        -
topic-version                    read  yes          -         yes         yes        -
topic-progress                   read  yes          -         yes         yes        -
topic-new                        form  yes          -         -           yes        -
topic-edit                       form  yes          -         -           yes        -
topic-end                        form  yes          -         -           yes        -
topic-assign                     post  yes          -         -           yes        -

# What is private, how long the archive is kept, what is held and what is destroyed
archive-private                  read  -            -         -           yes        -
archive-private-read             read  -            -         -           yes        -
archive-private-mark             form  -            -         -           yes        -
archive-private-lift             form  -            -         -           yes        -
archive-terms                    read  yes          -         yes         yes        -
archive-keeping                  read  yes          -         yes         yes        -
archive-holds                    read  yes          -         yes         yes        -
archive-hold-new                 form  yes          -         -           yes        -
archive-hold-end                 form  yes          -         -           yes        -
archive-destructions             read  yes          -         yes         yes        -
archive-destruction              read  yes          -         yes         yes        -
archive-destruction-propose      form  -            -         -           yes        -
archive-destruction-approve      form  yes          -         -           yes        -
archive-destruction-reject       form  yes          -         -           yes        -
archive-destruction-restart      post  -            -         -           yes        -
archive-certificate              read  yes          -         yes         yes        -
archive-certificate-hashes       read  yes          -         yes         yes        -

# The chain over all imports, and proofs of messages
archive-chain                    read  yes          -         yes         yes        -
archive-chain-check              post  -            -         -           yes        -
archive-chain-progress           read  yes          -         yes         yes        -
archive-proof                    read  yes          -         yes         yes        -
archive-proof-file               read  yes          -         yes         yes        -
archive-proof-program            read  yes          -         yes         yes        -

# Searching
search                           read  yes          -         yes         -          -
search-spread                    read  yes          -         yes         -          -
search-words                     read  yes          -         yes         -          -
search-names                     read  yes          -         yes         -          -
search-build                     read  yes          -         yes         -          -
search-add                       post  yes          -         yes         -          -
search-again                     read  woo          -         parliament  -          -

# Parliamentary questions
parliament                       read  -            yes       yes         -          -
parliament-take-in               form  -            -         yes         -          -
parliament-draft                 form  -            -         yes         -          -
parliament-original              read  -            -         yes         -          -
parliament-discard               form  -            -         yes         -          -
parliament-set                   read  -            asked     parliament  -          -
parliament-postpone              form  -            -         parliament  -          -

# Dossiers
dossiers                         read  yes          yes       yes         -          -
dossier-new                      form  yes          -         yes         -          -
dossier                          read  woo          review    parliament  -          -
dossier-searches                 read  woo          review    parliament  -          -
dossier-messages                 read  woo          review    parliament  -          -
dossier-log                      read  woo          review    parliament  -          -
dossier-job                      read  woo          review    parliament  -          -
dossier-move                     post  woo          review    parliament  -          -
dossier-propose                  post  woo          review    parliament  -          -
dossier-extend                   post  woo          -         parliament  -          -
dossier-judge                    post  woo          -         parliament  -          -
dossier-remove                   post  woo          -         parliament  -          -
dossier-add                      post  woo          -         parliament  -          -

# Redacting
review                           read  woo          review    parliament  -          -
review-decide                    post  woo          review    parliament  -          -
review-equal                     post  woo          review    parliament  -          -
review-person                    post  woo          review    parliament  -          -
review-add                       post  woo          review    parliament  -          -
review-undo                      post  woo          review    parliament  -          -

# The package
package                          read  woo          review    parliament  -          -
package-make                     post  woo          -         parliament  -          -
package-download                 read  woo          review    parliament  -          -

# Archiving software, with a key instead of an account
api                              key   -            -         -           -          -
api-nowhere                      key   -            -         -           -          -
api-openapi                      key   -            -         -           -          -
api-exports                      key   -            -         -           -          -
api-export                       key   -            -         -           -          -

# Beheer
admin:index                      read  -            -         -           -          yes
admin:login                      read  -            -         -           -          yes
admin:app_list                   read  -            -         -           -          yes
admin:accounts_user_changelist   form  -            -         -           -          yes
admin:accounts_user_add          form  -            -         -           -          yes
admin:accounts_user_change       form  -            -         -           -          yes
admin:accounts_user_history      read  -            -         -           -          yes
admin:auth_user_password_change  form  -            -         -           -          yes
admin:accounts_user_delete       form  -            -         -           -          -
admin:dossiers_holiday_changelist form -            -         -           -          yes
admin:dossiers_holiday_add       form  -            -         -           -          yes
admin:dossiers_holiday_change    form  -            -         -           -          yes
admin:dossiers_holiday_delete    form  -            -         -           -          yes
admin:dossiers_holiday_history   read  -            -         -           -          yes
admin:archive_retentionrule_changelist form -       -         -           -          yes
admin:archive_retentionrule_add  form  -            -         -           -          yes
admin:archive_retentionrule_change form -           -         -           -          yes
admin:archive_retentionrule_delete form -           -         -           -          yes
admin:archive_retentionrule_history read -          -         -           -          yes
admin:intake_devicetoken_changelist form -         -         -           -          yes
admin:intake_devicetoken_add     form  -            -         -           -          yes
admin:intake_devicetoken_change  form  -            -         -           -          yes
admin:intake_devicetoken_history read  -            -         -           -          yes
admin:intake_devicetoken_delete  form  -            -         -           -          -
# Django's admin has this as well; there is nothing behind it.
beheer/(?P<url>.*)$              read  -            -         -           -          -
# Old addresses of a record, which lead on to its page.
beheer/accounts/user/<path:object_id>/     read  -  -         -           -          yes
beheer/dossiers/holiday/<path:object_id>/  read  -  -         -           -          yes
beheer/archive/retentionrule/<path:object_id>/ read - -       -           -          yes
beheer/intake/devicetoken/<path:object_id>/ read -  -         -           -          yes
"""
ROLES = (Role.COORDINATOR, Role.REVIEWER, Role.LIAISON, Role.ARCHIVIST, Role.ADMINISTRATOR)
SEEN_IN = {"woo": {"woo-new", "woo"}, "parliament": {"kv-new", "kv"}, "review": {"woo", "kv"}, "asked": {"kv"}}
"""The dossiers of the sample that a word of the table lets a role see."""
ALL_DOSSIERS = ("woo-new", "woo", "kv-new", "kv")
LOGGED = {"audit_event", "django_session", "axes_accesslog"}
"""Tables a page that is only looked at may write to: who looked at what."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what its address takes (read, form, post, key), and what it says of each role."""

    takes: str
    of: dict[Role, str]


@dataclass(frozen=True, slots=True)
class Address:
    """An address with real objects filled in; `dossier` is which one of the sample it is of, if of any."""

    page: str
    path: str
    dossier: str

    def is_open_to(self, role: Role) -> bool:
        """What the table says."""
        word = LINES[self.page].of[role]
        return word == "yes" or self.dossier in SEEN_IN.get(word, ())

    def answers_a_button_of(self, role: Role) -> bool:
        """Whether it takes a form only, of dossiers of this role: it says so before it looks which dossier is meant."""
        line = LINES[self.page]
        return line.takes == "post" and line.of[role] != "-"


def _lines() -> dict[str, Line]:
    lines = {}
    for words in (row.split() for row in TABLE.splitlines()[2:] if row and not row.startswith("#")):
        page, takes, *cells = words
        lines[page] = Line(takes, dict(zip(ROLES, cells, strict=True)))
    return lines


LINES = _lines()
WITH_A_KEY = {page for page, line in LINES.items() if line.takes == "key"}
WITHOUT_LOG_IN = {"login"} | WITH_A_KEY


def _routes(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Each address of the portal: its name, or its route where it has none, and its route."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else route, route
        else:
            yield from _routes(entry, route, f"{entry.namespace}:" if entry.namespace else space)


ROUTES = dict(_routes(get_resolver()))


def test_the_table_has_every_address_and_no_other() -> None:
    assert sorted(LINES) == sorted(ROUTES)


@pytest.fixture
def users() -> dict[Role, User]:
    return {role: User.objects.create(username=role.value, role=role) for role in ROLES}


@pytest.fixture
def clients(users: dict[Role, User]) -> dict[Role, Client]:
    return {role: _logged_in(user) for role, user in users.items()}


def _logged_in(user: User, *, enforce_csrf_checks: bool = False) -> Client:
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
            Address(page, self._filled_in(route, dossier, role), dossier)
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
    makers = {Kind.WOO: users[Role.COORDINATOR], Kind.PARLIAMENT: users[Role.LIAISON]}
    dossiers = {
        name: _dossier(f"2026-{name}", kind, state, makers[kind])
        for name, kind, state in (
            ("woo-new", Kind.WOO, State.COLLECTING),
            ("woo", Kind.WOO, State.APPROVED),
            ("kv-new", Kind.PARLIAMENT, State.COLLECTING),
            ("kv", Kind.PARLIAMENT, State.APPROVED),
        )
    }
    return Sample(
        numbers={name: dossier.number for name, dossier in dossiers.items()},
        of_dossier={name: _parts_of(dossier) for name, dossier in dossiers.items()},
        other={
            "run_id": run.pk,
            "conversation_id": Conversation.objects.get(title="Crisisteam").pk,
            "attachment_id": _attachment().pk,
            "message_id": Message.objects.last().pk,
            "person_id": kofi.person_id,
            "other_id": link.person_id,
            "function_id": function.pk,
            "handle_id": kofi.pk,
            "event_id": _link_event(link),
            "accounts/user": users[Role.REVIEWER].pk,
            "id": users[Role.REVIEWER].pk,
            "dossiers/holiday": Holiday.objects.first().pk,
            "topic_id": factories.topic("Pompen", "pomp*").pk,
            "version": 1,
            "archive/retentionrule": RetentionRule.objects.first().pk,
            "mark_id": factories.private_mark(factories.conversation("Borrel")).pk,
            "hold_id": Hold.objects.create(reason="Verzoek 2026-0142", words="pomp*", set_by="Els Archema").pk,
            "destruction_id": factories.completed_destruction().pk,
            "delivery_id": uuid4(),
            "reading_id": take_in(b"Vraag 1: wat nu?", file_name="a.txt", way=Way.UPLOAD, by=users[Role.LIAISON]).pk,
            "rest": "v1/bestaat-niet",
            "intake/devicetoken": tokens.create(name="Proef", holder=None, by=users[Role.ADMINISTRATOR])[0].pk,
            "content_type_id": ContentType.objects.get_for_model(User).pk,
            "app_label": "accounts",
            "url": "bestaat-niet/",
        },
        jobs={role: _job(user) for role, user in users.items()},
    )


def _imported(folder: Path) -> ImportRun:
    export = folder / "WhatsApp-chat met Crisisteam.txt"
    export.write_text(
        "13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?\n"
        "13-11-2025 08:04 - Kofi Mensah: Doe ik nu\n"
    )
    run = run_import(receive(export, file_name=export.name, by="Els Archema").pk)
    assert run.state == ImportState.DONE
    return run


def _attachment() -> Attachment:
    """A file of a message, with the picture the portal made of it."""
    sha256, size = content.store(io.BytesIO(b"een foto"))
    shown = previews.path_of(sha256, small=False)
    shown.parent.mkdir(parents=True)
    shown.write_bytes(b"RIFF")
    message = Message.objects.first()
    return Attachment.objects.create(message=message, number=0, file_name="foto.jpg", sha256=sha256, size=size)


def _link_event(handle: Handle) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM audit_event WHERE details->>'handle' = %s", [str(handle.pk)])
        return int(cursor.fetchone()[0])


def _job(user: User, **facts: object) -> Job:
    return Job.objects.create(kind="proef", subject="Proef", started_by_id=user.pk, **facts)


def _dossier(number: str, kind: Kind, state: State, maker: User) -> Dossier:
    dossier = factories.dossier(maker, *Message.objects.all(), kind=kind, number=number, received_on=date(2025, 12, 1))
    record_search(dossier, Query(words="pompen"), sentence="pompen", hits=1, by=maker)
    package = factories.package(dossier, maker, path=f"{number}.zip")
    package_path(package).parent.mkdir(exist_ok=True)
    package_path(package).write_bytes(b"PK")
    # How a dossier comes into a state is told elsewhere; here it is in it.
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    return dossier


def _parts_of(dossier: Dossier) -> dict[str, int]:
    job = Job.objects.create(kind="propose", subject="Lakvoorstellen", arguments={"dossier": dossier.pk})
    return {
        "search_id": RecordedSearch.objects.get(dossier=dossier).pk,
        "package_id": dossier.packages.get().pk,
        "job_id": job.pk,
    }


def _body(response: HttpResponse) -> bytes:
    """A page without the token that differs each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def test_each_role_opens_what_the_table_says_and_nothing_else_and_looking_changes_nothing(
    clients: dict[Role, Client], sample: Sample
) -> None:
    before, wrong = _contents(), []
    for role, client in clients.items():
        absent: dict[str, bytes] = {}
        for address in sample.addresses(role):
            answer = client.get(address.path)
            if address.answers_a_button_of(role):
                if answer.status_code != 405:
                    wrong.append(f"{role} may not just look at {address.path} ({address.page}): {answer.status_code}")
                continue
            if address.is_open_to(role):
                if answer.status_code not in (200, 302):
                    wrong.append(f"{role} may open {address.path} ({address.page}), but got {answer.status_code}")
                continue
            part, refusal = address.path.split("/")[1], 401 if address.page in WITH_A_KEY else 404
            if part not in absent:
                absent[part] = _body(client.get(f"/{part}/0-bestaat-niet/"))
            if answer.status_code != refusal or _body(answer) != absent[part]:
                wrong.append(f"{role} may not know of {address.path} ({address.page}), but got {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert _contents() == before


def test_who_is_not_logged_in_is_sent_to_the_log_in_page(client: Client, sample: Sample) -> None:
    # That of Beheer has no page: it sends on to the portal's, as the table says of `admin:login`.
    gates, wrong = (f"{reverse('login')}?next=", f"{reverse('admin:login')}?next="), []
    for address in sample.addresses(Role.COORDINATOR):
        for method in ("get", "post"):
            answer = getattr(client, method)(address.path)
            is_sent = answer.status_code == 302 and answer["Location"].startswith(gates)
            if is_sent == (address.page in WITHOUT_LOG_IN):
                wrong.append(f"{method} {address.path} ({address.page}): {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_the_interface_is_closed_to_everybody_without_a_key_by_the_same_words(
    clients: dict[Role, Client], client: Client, sample: Sample
) -> None:
    addresses = [address.path for address in sample.addresses(Role.ARCHIVIST) if address.page in WITH_A_KEY]
    refusals = {
        (answer.status_code, answer.content)
        for visitor in (client, *clients.values())
        for path in addresses
        for answer in (visitor.get(path), visitor.post(path), visitor.patch(path))
    }
    assert [status for status, _ in refusals] == [401]


def test_a_page_that_is_only_read_takes_no_form(clients: dict[Role, Client], sample: Sample) -> None:
    wrong = []
    for role, client in clients.items():
        for address in sample.addresses(role):
            is_of_django = address.page.startswith(("admin:", "beheer"))
            if is_of_django or LINES[address.page].takes != "read" or not address.is_open_to(role):
                continue
            if (got := client.post(address.path).status_code) != 405:
                wrong.append(f"{role} posts to {address.path} ({address.page}): {got}")
    assert not wrong, "\n".join(wrong)


def test_a_form_without_its_token_is_refused_and_changes_nothing(users: dict[Role, User], sample: Sample) -> None:
    visitors = {role: _logged_in(user, enforce_csrf_checks=True) for role, user in users.items()}
    before, wrong = _contents(), []
    for role, client in visitors.items():
        for address in sample.addresses(role):
            if address.is_open_to(role) and (got := client.post(address.path).status_code) != 403:
                wrong.append(f"{role} posts to {address.path} ({address.page}) without a token: {got}")
    assert not wrong, "\n".join(wrong)
    assert _contents() == before


def test_somebody_elses_job_does_not_exist(clients: dict[Role, Client], sample: Sample) -> None:
    for role, client in clients.items():
        others = [job for owner, job in sample.jobs.items() if owner != role]
        assert {client.get(reverse("job", args=[job.pk])).status_code for job in others} == {404}


def test_a_job_is_not_reached_through_another_dossier(clients: dict[Role, Client], sample: Sample) -> None:
    job = sample.of_dossier["kv"]["job_id"]

    assert clients[Role.COORDINATOR].get(reverse("dossier-job", args=[sample.numbers["woo"], job])).status_code == 404


def test_a_package_is_not_reached_through_another_dossier(clients: dict[Role, Client], sample: Sample) -> None:
    package = sample.of_dossier["kv"]["package_id"]

    for role in (Role.COORDINATOR, Role.REVIEWER):
        address = reverse("package-download", args=[sample.numbers["woo"], package])
        assert clients[role].get(address).status_code == 404


def test_an_account_without_a_role_has_its_own_pages_only(sample: Sample) -> None:
    nobody = _logged_in(User.objects.create(username="niemand", role=""))
    own = {"login", "logout", "password_change", "worklist"}
    opened = {a.page for a in sample.addresses(Role.COORDINATOR) if nobody.get(a.path).status_code not in (401, 404)}
    assert opened == own


def _contents() -> dict[str, str]:
    """A fingerprint of every table but those that tell who looked."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - LOGGED)
        rows = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t"
        cursor.execute(" UNION ALL ".join(rows.format(name) for name in names))
        return dict(cursor.fetchall())
