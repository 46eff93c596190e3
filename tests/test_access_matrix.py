"""Who may open which page: every address of the portal × every role, held against a table a lawyer can read.

An address that is not in the table fails, as does a line of the table whose address is gone. What a role may not see
answers as a page that does not exist, to the letter. A visitor who is not logged in is sent to the log-in page.
"""

from __future__ import annotations

import logging
import re

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

import pytest

from tests.access_sample import Sample, clients, logged_in, sample, users
from tests.access_table import LINES, ROUTES, WITH_A_KEY, WITHOUT_LOG_IN
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.intake.api import gate

__all__ = ["clients", "sample", "users"]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of refusals are what is wanted here."""
    caplog.set_level(logging.CRITICAL, "django.request")
    monkeypatch.setattr(gate, "WRONG_PER_MINUTE", 100_000)


LOGGED = {"audit_event", "django_session", "axes_accesslog"}
"""Tables a page that is only looked at may write to: who looked at what."""


def test_the_table_has_every_address_and_no_other() -> None:
    assert sorted(LINES) == sorted(ROUTES)


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
    doors, wrong = (reverse("login"), reverse("admin:login")), []
    # Nobody is led back to where a form is sent to: that is no page.
    gates = {"get": tuple(f"{door}?next=" for door in doors), "post": doors}
    for address in sample.addresses(Role.COORDINATOR):
        for method in ("get", "post"):
            answer = getattr(client, method)(address.path)
            is_sent = answer.status_code == 302 and answer["Location"].startswith(gates[method])
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
    visitors = {role: logged_in(user, enforce_csrf_checks=True) for role, user in users.items()}
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
    nobody = logged_in(User.objects.create(username="niemand", role=""))
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
