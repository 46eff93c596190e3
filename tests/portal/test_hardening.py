"""What an attacker, a careless click or a broken file meets: headers, cookies, lock-out, sessions, uploads, host names."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine

from archive.models import ImportRun, ImportState, Message
from tests import factories
from tests.portal.intake.conftest import words
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import DecisionText, Dossier
from woo_portal.intake import tasks as tasks  # a worker knows the handlers because it has read this
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import perform
from woo_portal.settings import base

pytestmark = pytest.mark.django_db

PASSWORD = "een lange zin als wachtwoord"
PRODUCTION = {
    name: getattr(base, name)
    for name in dir(base)
    if name.startswith(("SECURE_", "SESSION_", "CSRF_", "X_FRAME", "DEBUG", "SECRET_KEY"))
}
ATTEMPTS = 5


def policy_of(response: Any) -> dict[str, str]:
    """The content security policy, by directive."""
    rules = (rule.strip().partition(" ") for rule in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in rules}


class TestHeaders:
    @pytest.mark.parametrize("path", ["/inloggen/", "/bestaat-niet/"])
    def test_a_page_runs_nothing_but_the_portals_own_files(self, client: Client, path: str) -> None:
        policy = policy_of(client.get(path))

        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["base-uri"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert "unsafe" not in str(policy)

    def test_a_page_stands_in_no_frame_tells_no_other_site_and_is_what_it_says(self, client: Client) -> None:
        response = client.get(reverse("login"))

        assert policy_of(response)["frame-ancestors"] == "'none'"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_beheer_obeys_the_same_policy(self, client_for: Callable[[Role], Client]) -> None:
        policy = policy_of(client_for(Role.ADMINISTRATOR).get(reverse("admin:index")))

        assert policy["script-src"] == policy["style-src"] == "'self'"

    @pytest.mark.parametrize("path", ["/", "/archief/", "/bestaat-niet/"])
    def test_nothing_an_account_sees_is_kept_by_a_browser(
        self, client_for: Callable[[Role], Client], path: str
    ) -> None:
        assert client_for(Role.ARCHIVIST).get(path)["Cache-Control"] == "no-store"


class TestProduction:
    def test_djangos_own_checks_for_production_find_nothing(self) -> None:
        with override_settings(**PRODUCTION):
            assert run_checks(include_deployment_checks=True) == []

    def test_cookies_travel_over_tls_only_and_no_script_reads_them(self, client: Client) -> None:
        User.objects.create_user("kofi", password=PASSWORD)
        with override_settings(**PRODUCTION):
            response = client.post(reverse("login"), {"username": "kofi", "password": PASSWORD}, secure=True)

        assert response.status_code == 302
        for name in (django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME):
            cookie = response.cookies[name]
            assert cookie["secure"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"

    def test_without_tls_a_visitor_is_sent_to_it_and_told_to_stay(self, client: Client) -> None:
        with override_settings(**PRODUCTION):
            plain, safe = client.get("/inloggen/"), client.get("/inloggen/", secure=True)

        assert (plain.status_code, plain["Location"]) == (301, "https://testserver/inloggen/")
        assert "max-age=31536000" in safe["Strict-Transport-Security"]

    def test_another_host_name_is_refused(self, client: Client) -> None:
        with override_settings(ALLOWED_HOSTS=["portaal.example"]):
            assert client.get("/inloggen/", headers={"host": "kwaad.example"}).status_code == 400
            assert client.get("/inloggen/", headers={"host": "portaal.example"}).status_code == 200


class TestLockOut:
    @pytest.fixture
    def kofi(self) -> User:
        return User.objects.create_user("kofi", password=PASSWORD, role=Role.REVIEWER)

    def attempt(self, password: str, *, at: str = "192.0.2.1", via: str | None = None) -> Any:
        headers = {} if via is None else {"x-forwarded-for": via}
        form = {"username": "kofi", "password": password}
        return Client(REMOTE_ADDR=at, headers=headers).post(reverse("login"), form)

    def test_after_five_failures_the_right_password_does_not_help_either(self, kofi: User) -> None:
        for _ in range(ATTEMPTS):
            self.attempt("fout")

        refused = self.attempt(PASSWORD)

        assert refused.status_code == 429
        assert "5 keer achter elkaar een verkeerd wachtwoord" in words(refused)

    def test_who_guesses_elsewhere_does_not_lock_the_person_out(self, kofi: User) -> None:
        for _ in range(ATTEMPTS):
            self.attempt("fout", at="203.0.113.9")

        assert self.attempt(PASSWORD, at="203.0.113.9").status_code == 429
        assert self.attempt(PASSWORD).status_code == 302

    def test_behind_a_proxy_who_guesses_elsewhere_does_not_lock_the_person_out(self, kofi: User) -> None:
        """Every address was the proxy's: anybody could lock out any account."""
        with override_settings(BEHIND_PROXY=True):
            for _ in range(ATTEMPTS):
                self.attempt("fout", via="203.0.113.9")

            assert self.attempt(PASSWORD, via="203.0.113.9").status_code == 429
            assert self.attempt(PASSWORD, via="198.51.100.7").status_code == 302

    def test_behind_a_proxy_another_address_made_up_each_time_does_not_help_who_guesses(self, kofi: User) -> None:
        with override_settings(BEHIND_PROXY=True):
            for number in range(ATTEMPTS):
                self.attempt("fout", via=f"198.51.100.{number}, 203.0.113.9")

            assert self.attempt(PASSWORD, via="198.51.100.7, 203.0.113.9").status_code == 429

    @pytest.mark.parametrize("via", ["", "onbekend", "203.0.113.9, "])
    def test_behind_a_proxy_that_says_no_address_logging_in_goes_on(self, kofi: User, via: str) -> None:
        with override_settings(BEHIND_PROXY=True):
            assert self.attempt("fout", via=via).status_code == 200
            assert self.attempt(PASSWORD, via=via).status_code == 302

    def test_without_a_proxy_a_visitors_own_header_says_nothing(self, kofi: User) -> None:
        for number in range(ATTEMPTS):
            self.attempt("fout", via=f"198.51.100.{number}")

        assert self.attempt(PASSWORD, via="198.51.100.7").status_code == 429

    def test_four_failures_are_forgotten_after_the_right_password(self, kofi: User) -> None:
        for _ in range(2):
            for _ in range(ATTEMPTS - 1):
                self.attempt("fout")
            assert self.attempt(PASSWORD).status_code == 302


def test_a_session_ends_after_a_working_day(user: Callable[[Role], User]) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(user(Role.REVIEWER), backend="django.contrib.auth.backends.ModelBackend")
        clock.shift(timedelta(hours=7, minutes=59))
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get("/").status_code == 302


def test_a_session_gets_a_new_key_at_the_log_in(client: Client) -> None:
    """Who planted a key before the log-in holds nothing after it."""
    User.objects.create_user("kofi", password=PASSWORD)
    planted = client.session
    planted.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted.session_key

    client.post(reverse("login"), {"username": "kofi", "password": PASSWORD})

    assert client.get("/").status_code == 200
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value != planted.session_key


def test_a_closed_account_is_out_at_once(user: Callable[[Role], User], client_for: Callable[[Role], Client]) -> None:
    client = client_for(Role.REVIEWER)
    assert client.get("/").status_code == 200

    User.objects.filter(pk=user(Role.REVIEWER).pk).update(is_active=False)

    assert client.get("/").status_code == 302


class TestUploads:
    @pytest.fixture
    def bring(self, client_for: Callable[[Role], Client]) -> Callable[[str, bytes], str]:
        """Send a file through the screen, let the worker read it, and read the page of its import."""
        archivist = client_for(Role.ARCHIVIST)

        def bring_in(name: str, data: bytes) -> str:
            answer = archivist.post(reverse("archive-upload"), {"exports": SimpleUploadedFile(name, data)}, follow=True)
            for job in Job.objects.all():
                perform(job.pk)
            return words(archivist.get(answer.redirect_chain[-1][0]))

        return bring_in

    def test_a_zip_bomb_is_refused_in_words_and_unpacked_nowhere(self, bring: Callable[[str, bytes], str]) -> None:
        bomb = _zip({"_chat.txt": b"0" * 40_000_000})
        assert len(bomb) < 100_000

        page = bring("chat.zip", bomb)

        assert "Geweigerd." in page
        assert "Het bestand zelf is bewaard." in page
        assert ImportRun.objects.get().state == ImportState.REFUSED

    @pytest.mark.parametrize("name", ["../../weg.txt", "/etc/cron.d/weg.txt", "..\\..\\weg.txt", "a/../../../weg.txt"])
    def test_a_name_in_a_zip_that_climbs_out_writes_nothing_outside(
        self, bring: Callable[[str, bytes], str], tmp_path: Path, name: str
    ) -> None:
        before = _files_outside(tmp_path)

        page = bring("chat.zip", _zip({name: b"12-11-2025 16:45 - Kofi: Dag allen\n"}))

        assert "Geweigerd." in page
        assert Message.objects.count() == 0
        assert _files_outside(tmp_path) == before

    @pytest.mark.parametrize("name", ["../../weg.txt", "..\\weg.txt", "/tmp/weg.txt"])
    def test_a_file_name_of_an_upload_is_a_name_and_no_path(
        self, bring: Callable[[str, bytes], str], name: str
    ) -> None:
        bring(name, b"12-11-2025 16:45 - Kofi: Dag allen\n")

        assert ImportRun.objects.get().source.file_name == "weg.txt"

    def test_markup_in_a_file_name_is_text(
        self, bring: Callable[[str, bytes], str], client_for: Callable[[Role], Client]
    ) -> None:
        page = bring("<script>alert(1)<b>.txt", b"12-11-2025 16:45 - Kofi: Dag\n")

        assert "<script>alert(1)<b>.txt" in page
        listed = client_for(Role.ARCHIVIST).get(reverse("archive")).content.decode()
        assert "<script>alert" not in listed
        assert "&lt;script&gt;alert" in listed

    def test_an_upload_over_the_limit_is_thrown_away_and_says_so(
        self, client_for: Callable[[Role], Client], settings: Any
    ) -> None:
        settings.UPLOAD_MAX_BYTES = 1000
        form = {"exports": SimpleUploadedFile("chat.txt", b"x" * 2000)}

        page = words(client_for(Role.ARCHIVIST).post(reverse("archive-upload"), form))

        assert "in één keer kan hoogstens" in page
        assert ImportRun.objects.count() == 0


def _zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _files_outside(folder: Path) -> set[Path]:
    """Files of that name in the folders a climbing name would reach."""
    return {path for place in (folder.parent, folder, Path("/etc/cron.d")) for path in place.glob("**/weg.txt")}


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("stap/", {"naar": "collecting", "reden": "Er komt\0 iets bij."}),
        ("besluit/tekst/", {"onderdeel": "verzoek", "gezien": "0", "tekst": "Mijn lange\0 tekst."}),
        ("lakken/mogelijk-gemist/", {"woord": ["Quor\0zel", "\0"]}),
        ("verlengen/", {"sent_on": "2026-02-10", "reason": "De om\0vang."}),
        ("lakken/niet-voorstellen/?toon=\0", {"words": "Delta Pompen", "reason": "Le\0verancier."}),
    ],
)
def test_what_somebody_typed_is_not_lost_to_a_nul_that_was_pasted_with_it(client, coordinator, page, form):
    made = factories.dossier(coordinator, factories.message(factories.conversation(), "Delta Pompen belt"))
    Dossier.objects.update(state="redacting")
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")

    with time_machine.travel("2026-02-12T12:00+01:00", tick=False):
        answer = client.post(f"/dossiers/{made.number}/{page}", form)

    assert answer.status_code == 302
    kept = [
        *Event.objects.filter(verb=Verb.STATE_CHANGED).values_list("details__reason", flat=True),
        *DecisionText.objects.values_list("body", flat=True),
        *made.layer.seen_words.values_list("key", flat=True),
        *Dossier.objects.exclude(extension_reason="").values_list("extension_reason", flat=True),
        *made.layer.allowed.values_list("reason", flat=True),
    ]
    assert kept in (["Er komt iets bij."], ["Mijn lange tekst."], ["quorzel"], ["De omvang."], ["Leverancier."])
