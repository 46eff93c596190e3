"""The liaison, a colleague who sees no questions, and documents that were taken in."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

import pytest

from tests import factories
from tests.portal.parliament.chamber import DOCUMENT
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.parliament import confirming
from woo_portal.parliament.models import QuestionSet, Reading


@pytest.fixture
def liaison(user: Callable[[Role], User]) -> User:
    return user(Role.LIAISON)


@pytest.fixture
def client(client_for: Callable[[Role], Client]) -> Client:
    return client_for(Role.LIAISON)


@pytest.fixture
def reading(liaison: User) -> Reading:
    """A document of two questions on dijk 12, taken in as a file."""
    return factories.reading(DOCUMENT.encode(), file_name="2026Z03456.txt", by=liaison)


@pytest.fixture
def question_set(reading: Reading, liaison: User) -> QuestionSet:
    """The set of that document, confirmed."""
    return confirming.confirm(reading, version=0, by=liaison)
