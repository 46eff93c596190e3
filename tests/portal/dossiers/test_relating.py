"""Een Woo-verzoek en Kamervragen over hetzelfde wijzen naar elkaar, voor wie beide mag zien en voor niemand anders."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

import pytest

from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Kind, Relation
from woo_portal.dossiers.states import State

pytestmark = pytest.mark.django_db
WOO, ASKED = "/dossiers/2026-0142/", "/dossiers/2026Z01234/"


@pytest.fixture(autouse=True)
def dossiers(user: Callable[[Role], User]) -> None:
    """A request and a set that share one of their messages, both being redacted."""
    chat = factories.conversation()
    one, both, other = (factories.message(chat, text) for text in ("een", "twee", "drie"))
    factories.dossier(user(Role.COORDINATOR), one, both, number="2026-0142")
    factories.dossier(user(Role.LIAISON), both, other, number="2026Z01234", kind=Kind.PARLIAMENT)
    Dossier.objects.update(state=State.REDACTING)


def test_the_reviewer_ties_what_is_proposed_and_both_pages_show_it(client_for: Callable[[Role], Client]) -> None:
    reviewer = client_for(Role.REVIEWER)
    assert [row.shared for row in reviewer.get(WOO).context["may_be_related"]] == [1]
    page = reviewer.post(f"{WOO}verband/", {"met": "2026Z01234"}, follow=True)
    assert "Dossier 2026-0142 is verbonden met 2026Z01234." in said(page)
    reviewer.post(f"{ASKED}verband/", {"met": "2026-0142"})
    assert Relation.objects.count() == 1
    for address, other in ((WOO, "2026Z01234"), (ASKED, "2026-0142")):
        page = reviewer.get(address)
        assert [row.number for row in page.context["related"]] == [other]
        assert page.context["may_be_related"] == []
    reviewer.post(f"{ASKED}verband/", {"los": "2026-0142"})
    assert not Relation.objects.exists()


def test_dossiers_without_a_message_in_common_are_proposed_by_their_subject(user, client_for) -> None:
    Dossier.objects.filter(number="2026-0142").update(subject="Gemaal De Hoop en de ontruiming van Oud-Kessem")
    for number, subject in (
        ("2026Z02", "De ontruiming bij gemaal De Hoop"),
        ("2026Z03", "Het gemaal in Weert"),
        ("2026Z04", "De dienstauto van de minister"),
    ):
        factories.dossier(user(Role.LIAISON), number=number, kind=Kind.PARLIAMENT, subject=subject)
    Dossier.objects.update(state=State.REDACTING)

    proposed = client_for(Role.REVIEWER).get(WOO).context["may_be_related"]
    assert [(row.dossier.number, row.shared, row.words) for row in proposed] == [
        ("2026Z01234", 1, ()),
        ("2026Z02", 0, ("gemaal", "ontruiming")),
    ]
    assert "in het onderwerp ook gemaal en ontruiming" in client_for(Role.REVIEWER).get(WOO).content.decode()


def test_who_sees_one_of_them_is_told_nothing_of_the_other(client_for: Callable[[Role], Client]) -> None:
    client_for(Role.REVIEWER).post(f"{WOO}verband/", {"met": "2026Z01234"})
    for role, own, hidden in ((Role.COORDINATOR, WOO, "2026Z01234"), (Role.LIAISON, ASKED, "2026-0142")):
        client = client_for(role)
        for address in (own, f"{own}logboek/"):
            assert hidden not in client.get(address).content.decode()
        refusals = {
            said(client.post(f"{own}verband/", {what: number}, follow=True))
            for what in ("met", "los")
            for number in (hidden, "bestaat-niet", "\0", "")
        }
        assert len(refusals) == 1
        assert "met dit nummer, of u hebt er geen toegang toe. Er is niets gewijzigd." in refusals.pop()
    assert Relation.objects.count() == 1


def test_both_logs_say_who_tied_them(client_for: Callable[[Role], Client]) -> None:
    client_for(Role.REVIEWER).post(f"{WOO}verband/", {"met": "2026z01234"})
    events = Event.objects.filter(verb=Verb.DOSSIERS_RELATED)
    assert {event.subject for event in events} == {"2026-0142", "2026Z01234"}
    assert {sentence(event) for event in events} == {
        "Bert Tazelaar verbond dit dossier met een ander over hetzelfde onderwerp."
    }


def test_a_dossier_of_the_same_kind_is_not_on_the_other_side(
    client_for: Callable[[Role], Client], user: Callable[[Role], User]
) -> None:
    factories.dossier(user(Role.COORDINATOR), number="2026-0143")
    Dossier.objects.update(state=State.REDACTING)
    page = client_for(Role.REVIEWER).post(f"{WOO}verband/", {"met": "2026-0143"}, follow=True)
    assert "Er is geen dossier (Kamervragen) met dit nummer" in said(page)
