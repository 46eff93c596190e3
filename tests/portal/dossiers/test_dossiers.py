"""The list of dossiers, and making a new one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import pytest

from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.composing import NumberTaken
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State

LIST, NEW = "/dossiers/", "/dossiers/nieuw/"


def filled_in(**changes: object) -> dict[str, object]:
    today = timezone.localdate()
    return {"number": "2026-0142", "subject": "Noodpompen", "received_on": today.isoformat()} | changes


def test_the_coordinator_makes_a_dossier_of_a_woo_request(client_for):
    response = client_for(Role.COORDINATOR).post(
        NEW, filled_in(requester="B. Verhoeven", request="Graag alles."), follow=True
    )

    dossier = Dossier.objects.get()
    assert (dossier.kind, dossier.number, dossier.request) == (Kind.WOO, "2026-0142", "Graag alles.")
    assert response.redirect_chain[-1][0] == "/dossiers/2026-0142/"
    assert "is gemaakt" in said(response)
    assert Event.objects.get(verb=Verb.DOSSIER_CREATED).dossier_id == dossier.pk


def test_the_liaison_makes_a_dossier_by_taking_in_questions(client_for):
    response = client_for(Role.LIAISON).get(NEW)

    assert (response.status_code, response.headers["Location"]) == (302, "/kamervragen/innemen/")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"number": ""}, "verplicht"),
        ({"number": "2026/0142"}, "letters, cijfers"),
        ({"number": ".."}, "letters, cijfers"),
        ({"number": "2026 0142"}, "letters, cijfers"),
        ({"number": "2026-0142\n"}, ""),
        ({"number": "nieuw"}, "al een dossier"),
        ({"number": "BESTAAT"}, "al een dossier"),
        ({"number": "x" * 41}, "40"),
        ({"subject": ""}, "verplicht"),
        ({"subject": "\0"}, "verplicht"),
        ({"received_on": "morgen"}, "geldige datum"),
        ({"received_on": "2001-01-01"}, "meer dan tien jaar"),
        ({"received_on": "0001-01-01"}, "in de jaren 1900 tot en met 2200"),
    ],
)
def test_what_a_new_dossier_must_be(client, coordinator, changes, why):
    factories.dossier(coordinator, number="bestaat")

    response = client.post(NEW, filled_in(**changes))

    if why:
        assert why.lower() in response.content.decode().lower()
        assert Dossier.objects.count() == 1
    else:
        assert response.status_code == 302


def test_a_request_cannot_come_in_tomorrow(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "moet nog komen" in client.post(NEW, filled_in(received_on=tomorrow.isoformat())).content.decode()


def test_a_form_sent_twice_makes_one_dossier(client):
    client.post(NEW, filled_in())
    assert "al een dossier" in client.post(NEW, filled_in()).content.decode()
    assert Dossier.objects.count() == 1


def test_two_people_who_take_the_same_number_at_once_get_one_dossier(coordinator):
    factories.dossier(coordinator, number="2026-A")
    with pytest.raises(NumberTaken):
        factories.dossier(coordinator, number="2026-a")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ARCHIVIST, Role.ADMINISTRATOR])
def test_who_makes_no_dossiers_finds_no_page_for_it(client_for, role):
    assert client_for(role).get(NEW).status_code == 404
    assert client_for(role).post(NEW, filled_in()).status_code == 404


def numbers(client, **question: str) -> list[str]:
    return [row.dossier.number for row in client.get(LIST, question).context["rows"]]


def test_each_role_sees_the_dossiers_that_are_its_own(client_for, user):
    factories.dossier(user(Role.COORDINATOR), number="W1")
    factories.dossier(user(Role.COORDINATOR), number="W2")
    factories.dossier(user(Role.LIAISON), number="K1", kind=Kind.PARLIAMENT)
    Dossier.objects.filter(number__in=["W2", "K1"]).update(state=State.REDACTING)

    assert numbers(client_for(Role.COORDINATOR)) == ["W2", "W1"]
    assert numbers(client_for(Role.LIAISON)) == ["K1"]
    assert numbers(client_for(Role.REVIEWER)) == ["K1", "W2"]
    assert client_for(Role.ARCHIVIST).get(LIST).status_code == 404
    assert client_for(Role.COORDINATOR).get("/dossiers/K1/").status_code == 404
    assert client_for(Role.REVIEWER).get("/dossiers/W1/").status_code == 404


def test_the_list_is_narrowed(client, coordinator):
    factories.dossier(coordinator, number="A-1", subject="Café De Wind")
    factories.dossier(coordinator, number="A-2", subject="Noodpompen")
    Dossier.objects.filter(number="A-2").update(state=State.APPROVED)

    assert numbers(client, zoek="cafe") == ["A-1"]
    assert numbers(client, zoek="a-2 noodpompen") == ["A-2"]
    assert numbers(client, stand="approved") == ["A-2"]
    assert numbers(client, stand="bestaat niet") == ["A-2", "A-1"]
    assert numbers(client, zoek="\0") == ["A-2", "A-1"]


def test_the_list_tells_how_far_each_dossier_is(client, dossier, chat):
    factories.proposal(dossier.layer, chat[0], "pompen", status="accepted")
    factories.proposal(dossier.layer, chat[0].conversation, "Crisis")
    factories.proposal(dossier.layer, chat[4], "betaalt")
    dossier.items.filter(message__in=chat[:2]).update(judgement="public")

    row = client.get(LIST).context["rows"][0].dossier

    assert (row.judged, row.messages) == (2, 5)
    assert (row.decided, row.passages) == (1, 2), "a passage in a message that is not shown waits for nobody"


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(
    client, dossier, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6) as few:
        client.get(LIST)
    for number in range(10):
        factories.dossier(coordinator, number=f"nr-{number}")
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_a_long_list_comes_in_pages(client, coordinator):
    for number in range(53):
        factories.dossier(coordinator, number=f"nr-{number}")

    first = client.get(LIST).context["page"]
    second = client.get(LIST + first.next_url).context["page"]

    assert (len(first.rows), len(second.rows)) == (50, 3)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_behind_the_last_dossier_the_list_said_that_there_were_none(client, coordinator):
    """The total was read from the first row of a page, and the page behind the last has none."""
    only = factories.dossier(coordinator, number="2026-0007")

    page = client.get(LIST, {"na": only.pk})

    assert page.context["total"] == 1
    assert [row.dossier for row in page.context["rows"]] == [only]
    assert "Er zijn nog geen dossiers" not in page.content.decode()
