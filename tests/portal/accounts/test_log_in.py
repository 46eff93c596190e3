"""Getting in and out: the log-in page, the lock-out and one's own password."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db

PASSWORD = "een lange zin als wachtwoord"


@pytest.fixture
def fatima() -> User:
    return User.objects.create_user("fatima", password=PASSWORD, first_name="Fatima", role=Role.COORDINATOR)


def attempt(client: Client, password: str, name: str = "fatima") -> int:
    return client.post(reverse("login"), {"username": name, "password": password}).status_code


def test_who_is_not_logged_in_is_sent_to_the_log_in_page_and_back(client: Client, fatima: User) -> None:
    wanted = reverse("password_change")

    asked = client.get(wanted)
    assert asked.url == f"{reverse('login')}?next={wanted}"

    response = client.post(asked.url, {"username": "fatima", "password": PASSWORD, "next": wanted})
    assert response.url == wanted


def test_the_way_back_never_leaves_the_portal(client: Client, fatima: User) -> None:
    response = client.post(
        reverse("login"), {"username": "fatima", "password": PASSWORD, "next": "https://elders.example/"}
    )

    assert response.url == reverse("worklist")


def test_a_wrong_password_says_so_in_dutch_and_keeps_the_name(client: Client, fatima: User) -> None:
    page = client.post(reverse("login"), {"username": "fatima", "password": "fout"}).content.decode()

    assert "Dit klopt nog niet." in page
    assert 'value="fatima"' in page
    assert "fout" not in page.replace("fouten", "")


def test_five_wrong_passwords_lock_the_account_for_half_an_hour_from_the_last_attempt(
    client: Client, fatima: User
) -> None:
    with time_machine.travel("2026-03-31 09:00:00+02:00", tick=False) as clock:
        assert [attempt(client, "fout") for _ in range(4)] == [200] * 4
        assert attempt(client, "fout") == 429
        assert attempt(client, PASSWORD) == 429

        clock.shift(29 * 60)
        assert attempt(client, PASSWORD) == 429
        clock.shift(31 * 60)
        assert attempt(client, PASSWORD) == 302


def test_the_lock_out_page_says_what_happened_and_what_to_do(client: Client, fatima: User) -> None:
    for _ in range(4):
        attempt(client, "fout")

    page = client.post(reverse("login"), {"username": "fatima", "password": "fout"}).content.decode()

    assert "Er is 5 keer achter elkaar een verkeerd wachtwoord ingevuld" in page
    assert "Wacht 30\u00a0minuten en probeer het dan opnieuw." in page


def test_a_locked_account_does_not_lock_a_colleague(client: Client, fatima: User) -> None:
    User.objects.create_user("kofi", password=PASSWORD)
    for _ in range(6):
        attempt(client, "fout")

    assert attempt(client, PASSWORD, "kofi") == 302


def test_an_account_that_was_closed_does_not_get_in(client: Client, fatima: User) -> None:
    fatima.is_active = False
    fatima.save()

    assert attempt(client, PASSWORD) == 200
    assert "_auth_user_id" not in client.session


def test_logging_out_is_a_button_and_never_a_link(client: Client, fatima: User) -> None:
    client.force_login(fatima, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(reverse("logout")).status_code == 405
    response = client.post(reverse("logout"), follow=True)

    assert "U bent uitgelogd." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_one_changes_ones_own_password_and_other_sessions_end(client: Client, fatima: User) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        each.force_login(fatima, backend="django.contrib.auth.backends.ModelBackend")
    new = "nog een lange zin als wachtwoord"

    refused = client.post(
        reverse("password_change"), {"old_password": PASSWORD, "new_password1": "kort", "new_password2": "kort"}
    )
    assert "Dit wachtwoord is te kort. Kies er een van minstens 12 tekens." in refused.content.decode()
    accepted = client.post(
        reverse("password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert accepted.url == reverse("worklist")
    assert client.get(reverse("password_change")).status_code == 200
    assert elsewhere.get(reverse("password_change")).status_code == 302
    fatima.refresh_from_db()
    assert fatima.check_password(new)
