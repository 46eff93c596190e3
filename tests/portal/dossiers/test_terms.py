"""Until when a dossier must be decided, told with the reason; and the one extension."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.composing import ExtensionRefused, extend
from woo_portal.dossiers.models import Dossier, Holiday, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import term_of, terms_of


def of(kind: Kind, received_on: date, *, extended: bool = False) -> Dossier:
    return Dossier(pk=1, kind=kind, received_on=received_on, extended=extended, state=State.COLLECTING)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dossier", "first", "counted", "last", "over"),
    [
        (of(Kind.WOO, date(2026, 1, 21)), date(2026, 1, 22), date(2026, 2, 18), date(2026, 2, 18), []),
        (
            of(Kind.WOO, date(2026, 1, 24)),
            date(2026, 1, 25),
            date(2026, 2, 21),
            date(2026, 2, 23),
            ["zaterdag", "zondag"],
        ),
        (
            of(Kind.WOO, date(2026, 3, 6)),
            date(2026, 3, 7),
            date(2026, 4, 3),
            date(2026, 4, 7),
            ["Goede Vrijdag", "zaterdag", "zondag", "Tweede paasdag"],
        ),
        (of(Kind.WOO, date(2026, 1, 21), extended=True), date(2026, 1, 22), date(2026, 3, 4), date(2026, 3, 4), []),
        (of(Kind.PARLIAMENT, date(2026, 1, 31)), date(2026, 2, 1), date(2026, 2, 21), date(2026, 2, 21), []),
        (
            of(Kind.PARLIAMENT, date(2026, 1, 27), extended=True),
            date(2026, 1, 28),
            date(2026, 3, 10),
            date(2026, 3, 10),
            [],
        ),
    ],
)
def test_the_term_and_why_it_ends_there(dossier, first, counted, last, over):
    term = term_of(dossier)

    assert (term.first_day, term.counted_to, term.last_day) == (first, counted, last)
    assert [name for _, name in term.moved_over] == over


@pytest.mark.django_db
def test_a_day_that_a_royal_decree_equates_moves_the_term():
    dossier = of(Kind.WOO, date(2026, 4, 17))
    assert term_of(dossier).last_day == date(2026, 5, 15)

    Holiday.objects.create(day=date(2026, 5, 15), name="vrijdag na Hemelvaartsdag (koninklijk besluit)")

    assert term_of(dossier).last_day == date(2026, 5, 18)
    assert term_of(dossier).moved_over[0][1].startswith("vrijdag na")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "left", "tone"),
    [
        ("2026-02-10", 8, "neutral"),
        ("2026-02-11", 7, "warning"),
        ("2026-02-18", 0, "warning"),
        ("2026-02-19", -1, "error"),
    ],
)
def test_how_many_days_are_left(today, left, tone):
    with time_machine.travel(f"{today}T12:00+01:00", tick=False):
        term = term_of(of(Kind.WOO, date(2026, 1, 21)))
    assert (term.days_left, term.tone) == (left, tone)


@pytest.mark.django_db
def test_a_day_ends_at_midnight_in_the_netherlands():
    with time_machine.travel("2026-02-18T23:30+00:00", tick=False):  # half past midnight on the 19th
        assert term_of(of(Kind.WOO, date(2026, 1, 21))).days_left == -1


@pytest.mark.django_db
def test_terms_of_many_dossiers_cost_two_queries(django_assert_num_queries):
    rows = [of(kind, date(2026, month, 5)) for kind in Kind for month in range(1, 13)]
    for number, row in enumerate(rows):
        row.pk = number
    with django_assert_num_queries(2):  # the suspensions and the holidays
        assert len(terms_of(rows)) == 24


@pytest.mark.django_db
def test_a_released_dossier_has_no_days_left():
    dossier = of(Kind.WOO, date(2026, 1, 21))
    dossier.state = State.RELEASED
    assert term_of(dossier).days_left is None


@time_machine.travel("2026-02-10T12:00+01:00", tick=False)
def test_the_term_is_extended_once_with_a_reason(user):
    coordinator = user(Role.COORDINATOR)
    dossier = factories.dossier(coordinator)

    extend(dossier, reason="De omvang van het verzoek.", sent_on=date(2026, 2, 9), by=coordinator)

    dossier.refresh_from_db()
    assert (dossier.extended_on, dossier.extension_reason) == (date(2026, 2, 9), "De omvang van het verzoek.")
    assert term_of(dossier).last_day == date(2026, 3, 4)
    with pytest.raises(ExtensionRefused, match="al verlengd"):
        extend(dossier, reason="Nog eens.", by=coordinator)


@pytest.mark.parametrize(
    ("kind", "sent_on", "reason", "why"),
    [
        (Kind.WOO, date(2026, 2, 19), "Omvang", "uiterlijk op 18 februari 2026"),
        (Kind.WOO, date(2026, 1, 20), "Omvang", "vóór de ontvangst"),
        (Kind.WOO, date(2026, 2, 21), "Omvang", "in de toekomst"),
        (Kind.WOO, date(2026, 2, 18), "  ", "waarom"),
        (Kind.WOO, date(2026, 2, 18), "Omvang", ""),
        (Kind.PARLIAMENT, date(2026, 2, 19), "Overleg met de Kamer", ""),
    ],
)
@time_machine.travel("2026-02-20T12:00+01:00", tick=False)
def test_what_an_extension_must_be(user, kind, sent_on, reason, why):
    owner = user(Role.COORDINATOR)
    dossier = factories.dossier(owner, kind=kind)
    if not why:
        extend(dossier, reason=reason, sent_on=sent_on, by=owner)
        return
    with pytest.raises(ExtensionRefused, match=why):
        extend(dossier, reason=reason, sent_on=sent_on, by=owner)
    dossier.refresh_from_db()
    assert not dossier.extended


def test_who_administers_adds_a_holiday_and_nobody_else(client_for):
    form = {"day": "2026-05-15", "name": "vrijdag na Hemelvaartsdag"}
    assert client_for(Role.COORDINATOR).post("/beheer/dossiers/holiday/add/", form).status_code == 404
    assert client_for(Role.ADMINISTRATOR).post("/beheer/dossiers/holiday/add/", form).status_code == 302
    assert Holiday.objects.filter(day=date(2026, 5, 15)).exists()
