"""What a person reads when something cannot be: in Dutch, what happened, what is kept, what to do."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

import pytest

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db


def test_what_is_absent_and_what_is_forbidden_read_the_same(client: Client) -> None:
    user = User.objects.create_user("kofi", role=Role.REVIEWER)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    absent, forbidden = client.get("/bestaat-niet/"), client.get(reverse("admin:index"))

    assert absent.status_code == forbidden.status_code == 404
    assert _main(absent.content.decode()) == _main(forbidden.content.decode())
    assert "De pagina bestaat niet, of u hebt er geen toegang toe." in absent.content.decode()


def test_a_form_without_its_token_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "kofi"})

    assert response.status_code == 403
    assert "Dit formulier is verlopen" in response.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "500"])
def test_the_other_pages_need_neither_a_request_nor_a_user(code: str) -> None:
    page = render_to_string(f"{code}.html")

    assert '<html lang="nl"' in page
    assert "– Woo-portaal</title>" in page


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]
