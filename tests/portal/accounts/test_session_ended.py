"""The session ends while somebody works: nothing is said to be saved that was not, and the way back is a page."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

import pytest

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db

PAGE = "/dossiers/2026-0177/besluit/"
SAVES = "/dossiers/2026-0177/besluit/tekst/"


def main_of(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_a_form_that_was_sent_too_late_comes_back_to_its_page_and_not_to_where_it_was_sent(client: Client) -> None:
    """After logging in the browser opened the address that only saves, and showed an English page of its own."""
    response = client.post(SAVES, {"tekst": "x"}, headers={"referer": f"http://testserver{PAGE}?deel=1"})

    assert response.url == f"{reverse('login')}?next={PAGE}%3Fdeel%3D1"
    said = main_of(client, response.url)
    assert "Wat u net opsloeg of aanklikte is niet uitgevoerd; wat er al stond is bewaard." in said


@pytest.mark.parametrize("referer", [None, "https://elders.example/dossiers/", "//elders.example/"])
def test_a_form_of_nobody_knows_which_page_leads_to_the_beginning(client: Client, referer: str | None) -> None:
    response = client.post(SAVES, headers={"referer": referer} if referer else {})

    assert response.url == reverse("login")


def test_a_page_that_is_merely_opened_says_nothing_of_saving(client: Client) -> None:
    asked = client.get(PAGE)

    assert asked.url == f"{reverse('login')}?next={PAGE}"
    assert "uitgevoerd" not in main_of(client, asked.url)


@pytest.mark.parametrize(("method", "tells"), [("post", True), ("get", False)])
def test_a_part_of_a_page_becomes_the_log_in_page_whole(client: Client, method: str, tells: bool) -> None:
    """The list of messages, its filters and its buttons were replaced by nothing."""
    page = "/dossiers/2026-0177/berichten/?oordeel=te-doen"
    headers = {"hx-request": "true", "hx-current-url": f"http://testserver{page}"}
    response = getattr(client, method)("/dossiers/2026-0177/berichten/oordeel/", headers=headers)

    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{reverse('login')}?next=/dossiers/2026-0177/berichten/%3Foordeel%3Dte-doen"
    assert ("niet uitgevoerd" in main_of(client, response["HX-Redirect"])) is tells


def test_an_address_that_only_saves_is_a_dutch_page_with_a_way_up(client: Client) -> None:
    user = User.objects.create_user("bert", role=Role.REVIEWER)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    response = client.get(SAVES)

    page = response.content.decode()
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "Dit adres is geen pagina" in page
    assert f'<a href="{PAGE}">Naar de pagina erboven</a>' in page


def test_software_gets_its_own_words_for_a_method_that_is_not_there(client: Client) -> None:
    response = client.get(reverse("api-exports"))

    assert response["Content-Type"].startswith("application/")
