"""The decision is read by two: what is written in it after the approval is released by somebody else, and in the newest words."""

from __future__ import annotations

import pytest
import time_machine

from archive.search.query import Query
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import standard_texts
from woo_portal.dossiers.composing import extend
from woo_portal.dossiers.deciders import contributions, deciders
from woo_portal.dossiers.decision import last_text, printed, withdraw, write
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.searches import record_search
from woo_portal.dossiers.second_reading import to_read_before_release
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, move

ILL = "Mevrouw Kastelein gaf geen zienswijze omdat zij ziek is."


@pytest.fixture
def second(db) -> User:
    """A second coordinator."""
    return User.objects.create(username="karin", first_name="Karin", role=Role.COORDINATOR)


@pytest.fixture
def approved(judged, user) -> Dossier:
    """Approved by a reviewer who decided nothing in it."""
    Dossier.objects.update(state=State.APPROVAL)
    return move(judged, to=State.APPROVED, by=user(Role.REVIEWER))


def packaged(dossier: Dossier, by: User) -> None:
    """With a package that shows the decision as it is now."""
    decision = [list(section) for section in printed(dossier)]
    factories.package(dossier, by, decision=decision, decision_until=last_text(dossier))


def state_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return dossier.state


def refused(dossier: Dossier, by: User, match: str) -> None:
    with pytest.raises(MoveRefused, match=match):
        move(dossier, to=State.RELEASED, by=by)
    assert state_of(dossier) == State.APPROVED


def test_what_one_person_wrote_after_the_approval_was_released_by_that_person(approved, coordinator, second, client):
    write(approved, "zienswijzen", ILL, seen=0, by=coordinator)
    packaged(approved, coordinator)

    refused(approved, coordinator, r"zelf in het besluit geschreven \(‘Zienswijzen’\).* Laat iemand anders")
    page = client.get("/dossiers/2026-0001/").content.decode()
    assert "en niemand anders controleerde dat" in page

    assert move(approved, to=State.RELEASED, by=second).state == State.RELEASED


def test_who_releases_it_is_told_what_to_read_first(approved, coordinator, second):
    assert to_read_before_release(approved) == ""
    write(approved, "zienswijzen", ILL, seen=0, by=coordinator)
    write(approved, "slot", "Namens mij", seen=0, by=coordinator)

    told = to_read_before_release(approved)
    assert told.startswith("Na de vaststelling is nog in het besluit geschreven door Anna Coenen: ‘Zienswijzen’ en")
    assert "‘Ondertekening’" in told


def test_going_back_to_the_draft_is_writing_too(judged, user, coordinator):
    saved = write(judged, "slot", "Namens mij", seen=0, by=coordinator).saved
    Dossier.objects.update(state=State.APPROVAL)
    move(judged, to=State.APPROVED, by=user(Role.REVIEWER))
    withdraw(judged, "slot", seen=saved, by=coordinator)
    packaged(judged, coordinator)

    refused(judged, coordinator, "zelf in het besluit geschreven")


def test_a_text_that_was_approved_is_released_by_its_writer(judged, user, coordinator):
    write(judged, "zienswijzen", ILL, seen=0, by=coordinator)
    Dossier.objects.update(state=State.APPROVAL)
    move(judged, to=State.APPROVED, by=user(Role.REVIEWER))
    packaged(judged, coordinator)

    assert move(judged, to=State.RELEASED, by=coordinator).state == State.RELEASED


def test_a_text_that_is_approved_after_all_is_released_by_its_writer(approved, user, coordinator):
    write(approved, "zienswijzen", ILL, seen=0, by=coordinator)
    move(approved, to=State.REDACTING, by=coordinator, reason="De zienswijzen staan erin.")
    move(approved, to=State.APPROVAL, by=coordinator)
    move(approved, to=State.APPROVED, by=user(Role.REVIEWER))
    packaged(approved, coordinator)

    assert move(approved, to=State.RELEASED, by=coordinator).state == State.RELEASED


def test_why_a_term_was_extended_was_printed_and_read_by_nobody_else(approved, coordinator, second):
    with time_machine.travel(approved.received_on, tick=False):
        extend(approved, reason="Mevrouw Kastelein is ziek.", by=coordinator)
    approved.refresh_from_db()
    packaged(approved, coordinator)

    refused(approved, coordinator, "Verloop van de procedure")
    assert move(approved, to=State.RELEASED, by=second).state == State.RELEASED


def test_the_words_of_a_search_were_printed_and_read_by_nobody_else(approved, coordinator, second):
    record_search(approved, Query(words="Kastelein ziek"), by=coordinator)
    packaged(approved, coordinator)

    refused(approved, coordinator, "Hoe is gezocht")
    assert move(approved, to=State.RELEASED, by=second).state == State.RELEASED


def test_a_search_that_was_asked_before_the_approval_is_asked_again_by_whoever_releases(judged, user, coordinator):
    record_search(judged, Query(words="pompen"), by=coordinator)
    Dossier.objects.update(state=State.APPROVAL)
    move(judged, to=State.APPROVED, by=user(Role.REVIEWER))
    record_search(judged, Query(words="pompen"), by=coordinator)
    packaged(judged, coordinator)

    assert move(judged, to=State.RELEASED, by=coordinator).state == State.RELEASED


def test_a_standard_text_was_a_way_around_the_second_reader(approved, coordinator, second):
    standard_texts.write("slot", ILL, seen=0, by=coordinator)
    with time_machine.travel("2050-01-01", tick=False):  # a package of later
        packaged(approved, coordinator)
    approved.packages.update(made_at="2050-01-01T00:00Z")

    refused(approved, coordinator, r"zelf in het besluit geschreven \(‘Ondertekening’\)")
    assert move(approved, to=State.RELEASED, by=second).state == State.RELEASED


def test_who_wrote_in_the_decision_approved_it(judged, user, coordinator):
    reviewer = user(Role.REVIEWER)
    write(judged, "zienswijzen", ILL, seen=0, by=reviewer)
    Dossier.objects.update(state=State.APPROVAL)

    assert reviewer.pk in deciders(judged)
    assert ("1\xa0keer in het besluit geschreven",) in [row.told for row in contributions(judged)]
    with pytest.raises(MoveRefused, match="Iemand anders moet het vaststellen"):
        move(judged, to=State.APPROVED, by=reviewer)


def test_parliamentary_questions_have_no_decision_to_read(user, chat):
    liaison = user(Role.LIAISON)
    questions = factories.dossier(liaison, *chat, kind=Kind.PARLIAMENT, number="Z1")
    with time_machine.travel(questions.received_on, tick=False):
        extend(questions, reason="Overleg met een ander ministerie.", by=liaison)
    standard_texts.write("slot", ILL, seen=0, by=liaison)

    assert to_read_before_release(questions) == ""


@pytest.mark.parametrize("section", ["bezwaar", "slot"])
def test_an_old_standard_text_was_released_after_the_organisation_changed_it(approved, coordinator, second, section):
    packaged(approved, coordinator)
    standard_texts.write(section, "Postbus 1, Den Haag", seen=0, by=second)

    refused(approved, coordinator, r"standaardtekst van het besluit is gewijzigd .* Maak een nieuw pakket")

    approved.packages.update(made_at="2050-01-01T00:00Z")
    assert move(approved, to=State.RELEASED, by=coordinator).state == State.RELEASED


def test_a_standard_text_for_what_a_person_wrote_or_for_an_example_asks_for_no_new_package(
    approved, coordinator, second, user
):
    write(approved, "slot", "Namens mij", seen=0, by=user(Role.REVIEWER))
    packaged(approved, coordinator)
    for section in ("slot", "zienswijzen", "grond:5.1.2e"):
        standard_texts.write(section, "Namens ons", seen=0, by=second)

    assert move(approved, to=State.RELEASED, by=coordinator).state == State.RELEASED
