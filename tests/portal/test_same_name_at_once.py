"""Two people give something the same name at the same moment: one succeeds, and the other is told that it is there already."""

from __future__ import annotations

from django.urls import reverse

import pytest

from archive.models import Topic
from archive.topics import editing
from archive.topics.editing import Asked, NameTaken
from archive.topics.terms import read
from tests.portal.at_once import at_once
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import Holiday

pytestmark = pytest.mark.django_db(transaction=True)


def asked(name: str) -> Asked:
    return Asked(name, tuple(term for _, term in read("pompen")))


def test_two_topics_of_one_name_at_once() -> None:
    """Regression: neither saw the other's topic, and the second got an error page instead of being told."""
    failed = at_once(
        lambda: editing.create(asked("Noodpompen"), by="Anna Coenen"),
        lambda: editing.create(asked("noodpompen"), by="Els Archema"),
        lambda: None,
    )

    assert [type(error) for error in failed] == [NameTaken]
    assert Topic.objects.count() == 1


def test_a_topic_is_given_a_name_that_another_takes_at_that_moment() -> None:
    """Regression: as for two new ones."""
    other = editing.create(asked("Sluizen"), by="Els Archema")

    failed = at_once(
        lambda: editing.create(asked("Noodpompen"), by="Anna Coenen"),
        lambda: editing.change(other.topic, asked("Noodpompen"), seen=1, reason="Zo heet het.", by="Els Archema"),
        lambda: None,
    )

    assert [type(error) for error in failed] == [NameTaken]
    assert sorted(Topic.objects.values_list("name", flat=True)) == ["Noodpompen", "Sluizen"]


def test_two_holidays_on_one_day_at_once(client_for) -> None:
    """Regression: the second administrator got an error page."""
    administrator, pages = client_for(Role.ADMINISTRATOR), []
    form = {"day": "2031-06-11", "name": "Lustrum"}

    failed = at_once(
        lambda: Holiday.objects.create(day="2031-06-11", name="Lustrum"),
        lambda: pages.append(administrator.post(reverse("admin:dossiers_holiday_add"), form)),
        lambda: None,
    )

    assert failed == []
    assert "bestaat al" in pages[0].content.decode()
    assert Holiday.objects.filter(day="2031-06-11").count() == 1


def test_two_accounts_of_one_name_at_once(client_for) -> None:
    """Regression: the second administrator got an error page."""
    administrator, pages = client_for(Role.ADMINISTRATOR), []
    secret = "een lange zin als wachtwoord"
    form = {"username": "kofi", "password1": secret, "password2": secret, "role": Role.REVIEWER}

    failed = at_once(
        lambda: User.objects.create_user("kofi"),
        lambda: pages.append(administrator.post(reverse("admin:accounts_user_add"), form)),
        lambda: None,
    )

    assert failed == []
    assert "bestaat al" in pages[0].content.decode()
    assert User.objects.get(username="kofi").role == ""
