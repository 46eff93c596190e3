"""Two people keep the same text at the same moment: one succeeds, and the other is told before anything is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.portal.at_once import at_once
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import StandardText
from woo_portal.dossiers.standard_texts import TextRefused, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_of_two_standard_texts_was_overtaken_and_nobody_told(user: Callable[[Role], User]) -> None:
    bert, chantal = user(Role.REVIEWER), user(Role.COORDINATOR)

    failed = at_once(
        lambda: write("slot", "Namens de minister", seen=0, by=bert),
        lambda: write("slot", "Hoogachtend", seen=0, by=chantal),
        lambda: None,
    )

    assert [type(error) for error in failed] == [TextRefused]
    assert [row.body for row in StandardText.objects.all()] == ["Namens de minister"]
