"""Two workers or persons at the same thing at once: one comes second, nothing is lost and nobody gets an error."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

import pytest

from redaction.choices import Field, Status
from redaction.decide import StaleDecision
from redaction.detecting import Label
from redaction.models import Decision, Redaction
from redaction.storing import store_proposals
from tests import factories
from tests.portal.test_package import MADE_AT, ONE, Desk, Hidden, decided, desk
from woo_portal.disclosure import assembly
from woo_portal.disclosure.package import make_package, request_package
from woo_portal.dossiers import decision, passages
from woo_portal.dossiers.models import Dossier, Item, Package, PackageState, Purpose
from woo_portal.dossiers.package_zip import package_path, read_ahead
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, move
from woo_portal.intake import merging

__all__ = ["decided", "desk"]
pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*functions: Callable[[], object]) -> list[object]:
    """What each returned or raised, in a connection of its own, begun at the same moment."""
    ended: list[object] = [None] * len(functions)
    start = threading.Barrier(len(functions))

    def run(place: int, function: Callable[[], object]) -> None:
        start.wait()
        try:
            ended[place] = function()
        except Exception as error:
            ended[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def make(package: Package) -> Package:
    return make_package(package.pk, progress=lambda done, total: None)


@pytest.fixture
def approved(decided: Callable[[Hidden], Dossier], desk: Desk) -> Dossier:
    dossier = decided(ONE)
    factories.motivate(dossier, desk.coordinator)
    return move(dossier, to=State.APPROVED, by=desk.approver)


@pytest.fixture
def redacting(decided: Callable[[Hidden], Dossier], desk: Desk) -> Dossier:
    return move(decided(ONE), to=State.REDACTING, by=desk.coordinator, reason="nog een keer")


def test_two_workers_that_store_the_same_proposals_in_another_order_waited_for_each_other_for_ever(redacting: Dossier):
    message = redacting.items.order_by("message__sent_at")[0].message
    rows = [
        Redaction(
            layer=redacting.layer,
            message=message,
            field=Field.TEXT,
            index=0,
            start=start,
            end=start + 1,
            label=Label.PERSON.value,
            ground="5.1.2e",
            confidence="high",
            found_by="proef",
        )
        for start in range(3000)
    ]
    for _ in range(5):
        Redaction.objects.filter(found_by="proef").delete()
        assert all_at_once(lambda: store_proposals(rows), lambda: store_proposals(rows[::-1])) == [None, None]
        assert Redaction.objects.filter(found_by="proef").count() == 3000


def test_two_workers_that_look_in_one_dossier_propose_everything_once(redacting: Dossier):
    Item.objects.update(proposed_at=None)
    found = all_at_once(lambda: passages.propose(redacting), lambda: passages.propose(redacting))

    assert all(isinstance(count, int) for count in found)
    rows = Redaction.objects.filter(status=Status.PROPOSED)
    places = list(rows.values_list("message", "conversation", "field", "index", "start", "end"))
    assert len(places) == len(set(places)) > 0
    assert not Item.objects.filter(judgement="public", proposed_at=None).exists()


def test_of_two_reviewers_who_decide_on_a_passage_at_once_the_second_is_told(redacting: Dossier, desk: Desk):
    passage = redacting.layer.redactions.get(field=Field.TEXT)
    Redaction.objects.filter(pk=passage.pk).update(status=Status.PROPOSED, decided_by="", decided_by_id=None)
    Decision.objects.all().delete()
    passage.refresh_from_db()

    ended = all_at_once(
        lambda: passages.accept(redacting, [passage], by=desk.reviewer),
        lambda: passages.reject(redacting, [passage], by=desk.approver),
    )

    assert sorted(map(type, ended), key=str) == sorted([int, StaleDecision], key=str)
    passage.refresh_from_db()
    assert passage.status == (Status.ACCEPTED if ended[0] == 1 else Status.REJECTED)
    assert Decision.objects.count() == 1


def test_two_packages_of_a_dossier_that_were_made_at_once_both_numbered_its_documents(approved: Dossier, desk: Desk):
    """Regression: the one for the public and a version for a zienswijze; one of them ended in an error page."""
    public = request_package(approved, by=desk.coordinator)
    version = Package.objects.create(
        dossier=approved,
        made_by=desk.coordinator,
        made_at=MADE_AT,
        purpose=Purpose.VIEWS,
        audience="Gemaal",
        words=["pompen"],
    )

    made = all_at_once(lambda: make(public), lambda: make(version))

    assert [getattr(package, "state", package) for package in made] == [PackageState.READY, PackageState.READY]
    assert sorted(approved.documents.values_list("number", flat=True)) == [1, 2]


def test_what_is_written_in_the_decision_while_a_package_is_asked_is_in_it_or_stops_its_release(
    approved: Dossier, desk: Desk
):
    wrote, package = all_at_once(
        lambda: decision.write(approved, "zienswijzen", "Geen zienswijzen.", seen=0, by=desk.coordinator),
        lambda: request_package(approved, by=desk.coordinator),
    )
    assert not isinstance(wrote, Exception)
    assert isinstance(package, Package)
    make(package)

    package.refresh_from_db()
    if "Geen zienswijzen." in str(package.decision):
        assert package.decision_until == approved.decision_texts.latest("pk").pk
    else:
        with pytest.raises(MoveRefused, match="Het besluit is gewijzigd"):
            move(approved, to=State.RELEASED, by=desk.coordinator)


def test_a_dossier_that_is_reopened_while_it_is_released_is_one_of_both(approved: Dossier, desk: Desk):
    package = make(request_package(approved, by=desk.coordinator))

    ended = all_at_once(
        lambda: move(approved, to=State.RELEASED, by=desk.coordinator),
        lambda: move(approved, to=State.REDACTING, by=desk.coordinator, reason="een naam"),
    )

    approved.refresh_from_db()
    package.refresh_from_db()
    assert approved.state == State.REDACTING
    was_released = not isinstance(ended[0], Exception)
    assert package.state == (PackageState.RELEASED if was_released else PackageState.EXPIRED)
    assert was_released or isinstance(ended[0], MoveRefused)


def test_persons_who_are_merged_while_a_package_is_made_stop_its_release(
    approved: Dossier, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """Whatever name it shows: it was read before the merge, after it, or partly."""
    package = request_package(approved, by=desk.coordinator)
    kofi = Item.objects.order_by("message__sent_at")[0].message.sender.person
    into = factories.person("Kofi Mensah-Bakker")
    numbered = assembly.number_documents

    def merge(*given: object, **named: bool) -> object:
        ended = all_at_once(
            lambda: merging.merge(kofi, into=into, seen=merging.fingerprint(kofi, into), by=desk.coordinator)
        )
        assert not isinstance(ended[0], Exception), ended
        return numbered(*given, **named)

    monkeypatch.setattr(assembly, "number_documents", merge)
    made = make(package)

    assert made.state == PackageState.READY
    assert read_ahead(made) is not None
    assert package_path(made).exists()
    with pytest.raises(MoveRefused, match="gewijzigd wie iemand is"):
        move(approved, to=State.RELEASED, by=desk.coordinator)
