"""A message that two phones hold differently is not shown in one version with what is withheld of the other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import Message
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.models import Decision, Redaction
from redaction.propagate import passage_text
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import passages
from woo_portal.dossiers.composing import judge
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, everything_decided, move

pytestmark = pytest.mark.django_db
TEXT = "We betalen Delta 3 miljoen en dat mag niemand weten"
WORDS = "3 miljoen en dat mag niemand weten"
AT = datetime(2025, 11, 12, 15, 40, tzinfo=UTC)


@pytest.fixture
def versions() -> list[Message]:
    """What one phone has, and what another has after it was edited."""
    chat = factories.conversation("Crisisteam")
    first = factories.message(chat, TEXT, at=AT)
    return [first, factories.message(chat, f"{TEXT}!", at=AT, twin=first, edited=True)]


@pytest.fixture
def dossier(coordinator, versions) -> Dossier:
    made = factories.dossier(coordinator, *versions)
    judge(made, list(made.items.all()), judgement=Judgement.PUBLIC, by=coordinator)
    made.items.update(proposed_at=AT)
    return move(made, to=State.REDACTING, by=coordinator)


def withhold(dossier: Dossier, message: Message, by) -> None:
    start = message.text.index(WORDS)
    where = {"field": Field.TEXT, "index": 0, "start": start, "end": start + len(WORDS)}
    passages.add(dossier, by=by, source=message, label=Label.OTHER, ground="5.1.2i", **where)


def refuse(dossier: Dossier, message: Message, by) -> None:
    item = dossier.items.get(message=message)
    judge(dossier, [item], judgement=Judgement.WITHHELD, grounds=["5.1.2i"], motivation="Beraad.", by=by)


def told(dossier: Dossier, by) -> str:
    return everything_decided(dossier, by).replace("\u00a0", " ")


def waiting(dossier: Dossier) -> list[Redaction]:
    return list(dossier.layer.redactions.filter(status=Status.PROPOSED))


def test_what_is_withheld_of_one_is_proposed_in_the_other(dossier, versions, coordinator):
    """Regression: the edited version printed in full what was withheld right above it."""
    withhold(dossier, versions[0], coordinator)

    (proposal,) = waiting(dossier)
    assert (proposal.message, passage_text(proposal)) == (versions[1], WORDS)
    assert told(dossier, coordinator) == "Nog te beslissen: 1 lakvoorstel."

    passages.reject(dossier, [proposal], by=coordinator, motivation="Is bekend.")
    assert told(dossier, coordinator) == ""
    assert Decision.objects.filter(redaction=proposal, status_after=Status.REJECTED, motivation_after="Is bekend.")


@pytest.mark.parametrize("hidden", [0, 1])
def test_one_that_is_shown_beside_one_that_is_withheld_whole_holds_the_dossier(dossier, versions, coordinator, hidden):
    """Regression: one version was withheld whole, the other printed, and nothing told."""
    refuse(dossier, versions[hidden], coordinator)

    objection = told(dossier, coordinator)
    assert "is nog te lezen in de versie van een andere telefoon" in objection
    assert "Crisisteam, 12 nov 2025, 16.40" in objection
    with pytest.raises(MoveRefused, match="versie van een andere telefoon"):
        move(dossier, to=State.APPROVAL, by=coordinator)

    refuse(dossier, versions[1 - hidden], coordinator)
    assert told(dossier, coordinator) == ""


def test_whoever_judges_one_on_the_page_is_asked_about_the_other(dossier, versions, coordinator, client_for):
    item = dossier.items.get(message=versions[0])
    form = {
        "een": f"{Judgement.WITHHELD}:b:{item.pk}:{item.version}",
        "ingevuld": "1",
        "grounds": ["5.1.2i"],
        "motivation": "Beraad.",
    }
    page = client_for(Role.COORDINATOR).post(f"/dossiers/{dossier.number}/berichten/oordeel/", form, follow=True)

    assert "1 bericht beoordeeld als ‘niet openbaar’" in said(page)
    (proposal,) = waiting(dossier)
    assert (proposal.message, passage_text(proposal), proposal.ground) == (versions[1], TEXT, "5.1.2i")
    passages.accept(dossier, [proposal], by=coordinator)
    assert told(dossier, coordinator) == ""


def test_where_nothing_was_proposed_yet_the_first_page_says_so_and_does_it(dossier, versions, coordinator, client_for):
    """A dossier from before the portal knew of this, or one in which a decision was taken back."""
    client = client_for(Role.REVIEWER)
    assert "versie van een andere telefoon" not in client.get(f"/dossiers/{dossier.number}/").content.decode()
    withhold(dossier, versions[0], coordinator)
    Redaction.objects.filter(status=Status.PROPOSED).delete()
    assert "Crisisteam, 12 nov 2025, 16.40" in told(dossier, coordinator)
    assert "versie van een andere telefoon" in client.get(f"/dossiers/{dossier.number}/").content.decode()

    page = client.post(f"/dossiers/{dossier.number}/voorstellen/", follow=True)

    assert "andere telefoons: 1 lakvoorstel" in said(page)
    assert [passage_text(proposal) for proposal in waiting(dossier)] == [WORDS]
    assert told(dossier, coordinator) == "Nog te beslissen: 1 lakvoorstel."


def test_proposals_came_into_a_dossier_that_a_colleague_had_offered_meanwhile(dossier, versions, coordinator):
    withhold(dossier, versions[0], coordinator)
    Redaction.objects.filter(status=Status.PROPOSED).delete()
    as_the_page_has_it = Dossier.objects.get(pk=dossier.pk)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVAL)
    dossier.items.search_again()

    assert passages.follow_twins(as_the_page_has_it) == 0
    assert passages.follow_established(as_the_page_has_it) == 0
    assert passages.request_proposals(as_the_page_has_it, by=coordinator) is None
    assert waiting(dossier) == []


def test_a_search_proposes_it_as_well(dossier, versions, coordinator):
    refuse(dossier, versions[0], coordinator)
    passages.propose(dossier)
    assert TEXT in [passage_text(proposal) for proposal in waiting(dossier)]


def test_the_first_three_places_are_told_and_how_many_more(dossier, versions, coordinator):
    refuse(dossier, versions[0], coordinator)
    for number in range(4):
        extra = factories.message(
            versions[0].conversation, f"{TEXT} {number}", at=AT.replace(minute=50 + number), twin=versions[0]
        )
        item = dossier.items.create(message=extra, added_by=coordinator, proposed_at=AT)
        judge(dossier, [item], judgement=Judgement.PUBLIC, by=coordinator)
        dossier.items.update(proposed_at=AT)
    objection = told(dossier, coordinator)
    assert "16.40 uur; Crisisteam, 12 nov 2025, 16.50 uur; Crisisteam, 12 nov 2025, 16.51 uur; en nog 2" in objection


def test_for_the_kamer_as_well(user, versions):
    liaison = user(Role.LIAISON)
    asked = factories.dossier(liaison, *versions, number="2026Z01234", kind=Kind.PARLIAMENT)
    judge(asked, list(asked.items.all()), judgement=Judgement.PUBLIC, by=liaison)
    judge(
        asked,
        [asked.items.get(message=versions[0])],
        judgement=Judgement.WITHHELD,
        grounds=["68Gw"],
        motivation="Staatsbelang.",
        by=liaison,
    )
    asked.items.update(proposed_at=AT)
    assert "versie van een andere telefoon" in told(asked, liaison)
