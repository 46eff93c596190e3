"""The administrator makes keys for archiving software, sees each once, and revokes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from archive.models import Person
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake import tokens
from woo_portal.intake.models import DeviceToken

LIST = "/beheer/intake/devicetoken/"
KEY = re.compile(r"woo_[0-9a-f]{12}_[\w-]{43}")


@pytest.fixture
def administrator(client_for):
    return client_for(Role.ADMINISTRATOR)


def make(administrator, **fields: str):
    return administrator.post(f"{LIST}add/", {"name": "Telefoon van de minister", **fields})


def test_a_key_is_seen_once_and_works(administrator):
    answer = make(administrator)
    key = KEY.search(words(answer))[0]
    assert tokens.recognise(key) == DeviceToken.objects.get()
    assert answer["Cache-Control"] == "no-store"
    assert "Hij is alleen nu te zien" in words(answer)

    listed = administrator.get(LIST)
    assert "Telefoon van de minister" in words(listed)
    page = administrator.get(f"{LIST}{DeviceToken.objects.get().pk}/change/")
    history = administrator.get(f"{LIST}{DeviceToken.objects.get().pk}/history/")
    assert "Gemaakt door Frits Beerens" in words(page)
    for seen in (listed, page, history):
        assert seen.status_code == 200
        assert not KEY.search(seen.content.decode())
        assert DeviceToken.objects.get().digest not in seen.content.decode()


def test_the_list_of_keys_is_written_as_the_rest_of_the_portal(administrator):
    """Regression: it said "15 november 2025 09:30", and a picture named "False" where the others say yes or no."""
    make(administrator, hides_new="on")
    make(administrator, name="Telefoon van de staatssecretaris")
    DeviceToken.objects.update(created_at=datetime(2025, 11, 15, 8, 30, tzinfo=UTC))

    listed = administrator.get(LIST)

    assert re.search(r"minister \w+ - ja 15 nov 2025, 09.30 uur Frits", words(listed))
    assert re.search(r"staatssecretaris \w+ - nee 15 nov 2025, 09.30 uur Frits", words(listed))
    assert "False" not in listed.content.decode()


def test_a_page_that_is_sent_again_makes_no_second_key(administrator):
    """Regression: reloading the page that shows the key made another that was valid, and that nobody knew of."""
    key = KEY.search(words(make(administrator)))[0]

    again = words(make(administrator, name="telefoon van de Minister"))
    assert "Er is al een sleutel met deze naam die nog geldt. Er is niets gemaakt." in again
    assert not KEY.search(again)
    assert tokens.recognise(key) == DeviceToken.objects.get()

    administrator.post(LIST, {"action": "revoke", "_selected_action": [DeviceToken.objects.get().pk]})
    assert KEY.search(words(make(administrator)))


def test_the_log_tells_who_made_it_and_for_whom(administrator):
    Person.objects.create(name="Kofi Mensah")
    answer = make(administrator, holder_name="kofi mensah")
    row = DeviceToken.objects.get()
    assert (row.holder.name, row.created_by) == ("Kofi Mensah", "Frits Beerens")
    assert "van de telefoon van Kofi Mensah" in words(answer)
    assert sentence(Event.objects.get(verb=Verb.TOKEN_CREATED)) == (
        f"Frits Beerens maakte een sleutel voor «Telefoon van de minister» (kenmerk {row.public_id}), voor de telefoon van "
        "Kofi Mensah."
    )


def test_whose_telephone_is_typed_and_not_chosen_from_everybody_in_the_archive(administrator):
    Person.objects.create(name="Rieke Talsma")
    assert "Rieke" not in administrator.get(f"{LIST}add/").content.decode()
    assert "Er is niet precies één persoon van deze naam." in words(make(administrator, holder_name="Rieke"))
    assert not DeviceToken.objects.exists()


def test_a_key_is_revoked_for_good(administrator):
    key = KEY.search(words(make(administrator)))[0]
    row = DeviceToken.objects.get()
    for told in ("Ingetrokken: Telefoon van de minister.", "Deze waren al ingetrokken."):
        page = administrator.post(LIST, {"action": "revoke", "_selected_action": [row.pk]}, follow=True)
        assert told in words(page)
    assert tokens.recognise(key) is None
    told = sentence(Event.objects.get(verb=Verb.TOKEN_REVOKED))
    assert told == f"Frits Beerens trok de sleutel van «Telefoon van de minister» (kenmerk {row.public_id}) in."


def test_a_key_is_neither_changed_nor_removed(administrator):
    make(administrator)
    row = DeviceToken.objects.get()
    administrator.post(f"{LIST}{row.pk}/change/", {"name": "Anders"})
    assert administrator.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 404
    assert DeviceToken.objects.get().name == "Telefoon van de minister"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_for_others_there_are_no_keys(client_for, role):
    assert client_for(role).get(LIST).status_code == 404
    assert client_for(role).post(f"{LIST}add/", {"name": "x"}).status_code == 404
    assert not DeviceToken.objects.exists()


def test_a_key_can_be_made_for_what_must_be_looked_through_first(administrator):
    answer = make(administrator, hides_new="on")

    assert DeviceToken.objects.get().hides_new
    assert "Niemand ziet ervan iets tot de archivaris het op privéberichten heeft nagekeken." in words(answer)
    assert sentence(Event.objects.get(verb=Verb.TOKEN_CREATED)).endswith(
        "; wat ermee binnenkomt, wordt eerst nagekeken op privéberichten."
    )


def test_a_table_without_filters_has_no_empty_box_for_them(administrator):
    assert "filter-panel" not in administrator.get(LIST).content.decode()
    assert "filter-panel" in administrator.get("/beheer/accounts/user/").content.decode()
