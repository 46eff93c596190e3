"""The administrator keeps the topics, and sees nothing else of the archive."""

from __future__ import annotations

import pytest

from archive.models import Topic
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role

ADD = "/beheer/archive/topic/add/"


def test_a_topic_is_a_name_and_its_terms(client_for):
    client_for(Role.ADMINISTRATOR).post(ADD, {"name": "Pompen", "terms": "pomp*\ngemaal"})
    assert Topic.objects.get(name="Pompen").terms.splitlines() == ["pomp*", "gemaal"]


def test_terms_without_a_word_would_find_nothing(client_for):
    page = client_for(Role.ADMINISTRATOR).post(ADD, {"name": "Leeg", "terms": "*\n!!"})
    assert "Hierin staat geen woord om op te zoeken." in words(page)
    assert not Topic.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_for_others_the_table_is_not_there(client_for, role):
    assert client_for(role).get(ADD).status_code == 404


@pytest.mark.parametrize("table", ["person", "function", "message", "handle"])
def test_what_is_the_archivists_is_not_in_it(client_for, table):
    assert client_for(Role.ADMINISTRATOR).get(f"/beheer/archive/{table}/").status_code == 404
