"""The people who use the portal, one account a role."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

import pytest

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

NAMES = {
    Role.COORDINATOR: ("Anna", "Coenen"),
    Role.REVIEWER: ("Bert", "Tazelaar"),
    Role.LIAISON: ("Daan", "Liem"),
    Role.ARCHIVIST: ("Els", "Archema"),
    Role.ADMINISTRATOR: ("Frits", "Beerens"),
}


@pytest.fixture
def user(db: None) -> Callable[[Role], User]:
    """The account of a role, the same one each time: `user(Role.REVIEWER)`."""

    def account(role: Role) -> User:
        first, last = NAMES[role]
        return User.objects.get_or_create(
            username=role.value, defaults={"first_name": first, "last_name": last, "role": role}
        )[0]

    return account


@pytest.fixture
def coordinator(user: Callable[[Role], User]) -> User:
    return user(Role.COORDINATOR)


@pytest.fixture
def client_for(user: Callable[[Role], User]) -> Callable[[Role], Client]:
    """A browser in which the account of a role is logged in: `client_for(Role.REVIEWER)`."""

    def logged_in(role: Role) -> Client:
        client = Client()
        client.force_login(user(role), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in
