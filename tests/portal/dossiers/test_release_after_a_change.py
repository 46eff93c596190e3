"""Between the making of a package and its release the archivist learns who somebody is, or which function somebody had."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

import pytest
import time_machine

from archive import privacy
from archive.functions import FunctionClass
from archive.models import Attachment, ImportState, Message, Participant, Person, Source
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.appearance import appearance_of
from woo_portal.dossiers.composing import DossierClosed, extend, judge
from woo_portal.dossiers.decision import last_text, printed
from woo_portal.dossiers.models import Dossier, Judgement, PackageState, Purpose
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, move, shown
from woo_portal.intake import merging
from woo_portal.intake.linking import link
from woo_portal.intake.recording import fingerprint, remove, save
from woo_portal.jobs.models import Job


@pytest.fixture
def official() -> Person:
    return factories.person("Kofi Mensah", function="directeur Water", kind=FunctionClass.OFFICIAL)


@pytest.fixture
def his_name(official):
    return factories.handle(official)


@pytest.fixture
def bystander():
    """Reacts to a message and writes none; no list of members names her."""
    return factories.handle("Noor Hendriks")


@pytest.fixture
def dossier(coordinator, his_name, bystander) -> Dossier:
    """Approved, with a package that passed the leak check."""
    chat = factories.conversation("Crisisteam", his_name)
    first = factories.message(chat, "De pompen draaien", sender=his_name, files=("pomp.jpg",))
    answer = factories.message(
        chat, "Mooi", sender=his_name, reactions=(("👍", bystander),), reply_to=first, quote_text="De pompen"
    )
    made = factories.dossier(coordinator, first, answer)
    made.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
    Dossier.objects.update(state=State.APPROVED)
    factories.package(made, coordinator)
    made.refresh_from_db()
    return made


def released(dossier: Dossier, coordinator) -> Dossier:
    return move(dossier, to=State.RELEASED, by=coordinator)


def test_a_package_that_nothing_changed_under_is_released(dossier, coordinator):
    assert released(dossier, coordinator).state == State.RELEASED
    assert dossier.packages.get().state == PackageState.RELEASED


def test_a_package_is_not_released_after_a_name_turned_out_to_be_somebody_elses(dossier, coordinator, user, his_name):
    link(his_name.pk, seen=his_name.person_id, person=factories.person("Rieke de Boer"), by=user(Role.ARCHIVIST))

    with pytest.raises(MoveRefused, match=r"gewijzigd wie iemand is.*In 2\xa0berichten .* Heropen het dossier"):
        released(dossier, coordinator)
    assert dossier.packages.get().state == PackageState.READY


def test_a_package_is_not_released_after_a_function_was_changed(dossier, coordinator, user, official):
    function = official.functions.get()
    seen, function.title = fingerprint(function), "directeur Wegen"
    save(function, seen=seen, by=user(Role.ARCHIVIST))

    with pytest.raises(MoveRefused, match="welke functie iemand had"):
        released(dossier, coordinator)


def test_a_package_is_not_released_after_a_function_was_taken_back(dossier, coordinator, user, official):
    function = official.functions.get()
    remove(function.pk, seen=fingerprint(function), by=user(Role.ARCHIVIST))

    with pytest.raises(MoveRefused, match="welke functie iemand had"):
        released(dossier, coordinator)


def test_a_package_is_not_released_after_who_only_reacted_turned_out_to_be_another(
    dossier, coordinator, user, bystander
):
    assert not Participant.objects.filter(handle=bystander).exists()
    other = factories.person("N. Hendriks-Bakker")
    seen = merging.fingerprint(bystander.person, other)
    merging.merge(bystander.person, into=other, seen=seen, by=user(Role.ARCHIVIST))

    with pytest.raises(MoveRefused, match=r"In 1\xa0bericht moet"):
        released(dossier, coordinator)


def test_a_package_is_not_released_when_it_names_anybody_or_any_file_otherwise(dossier, coordinator):
    """Whatever way the archive came to say something else: what is printed is compared."""
    changes = (
        lambda: Person.objects.filter(name="Kofi Mensah").update(name="Kofi Mensah-Bos"),
        lambda: Person.objects.filter(name="Noor Hendriks").update(name="Noor Bakker"),
        lambda: Attachment.objects.update(file_name="Medisch dossier Noor.pdf"),
        lambda: Attachment.objects.create(message=Message.objects.last(), number=0, file_name="Noor.jpg"),
    )
    for change in changes:
        before = appearance_of(shown(dossier))
        change()
        assert appearance_of(shown(dossier)) != before
        with pytest.raises(MoveRefused, match=r"naam, functie of bestandsnaam .* Heropen het dossier"):
            released(dossier, coordinator)


def test_a_function_counts_on_the_days_on_which_its_holder_wrote(dossier, official):
    before = appearance_of(shown(dossier))
    later = official.functions.create(title="raadsheer", function_class=FunctionClass.OFFICIAL, valid_from=date.max)
    assert appearance_of(shown(dossier)) == before

    later.valid_from = factories.MORNING.date()
    later.save()
    assert appearance_of(shown(dossier)) != before


def test_what_is_not_printed_does_not_count(dossier, coordinator):
    other = factories.handle("Ama Baars")
    chat = Message.objects.first().conversation
    outside = factories.message(chat, "Zwemles", sender=other)
    dossier.items.create(message=outside, judgement=Judgement.OUT_OF_SCOPE, added_by=coordinator)
    Person.objects.filter(name="Ama Baars").update(name="Ama Bos")

    assert released(dossier, coordinator).state == State.RELEASED


def test_the_page_says_why_and_reopening_has_everything_searched_again(client, dossier):
    Attachment.objects.update(file_name="Medisch dossier Noor.pdf")
    page = client.get("/dossiers/2026-0001/").content.decode()
    assert "Het pakket toont een naam, functie of bestandsnaam die in het archief is gewijzigd." in page

    move = {"naar": "redacting", "reden": "Er kwam een bestand bij."}
    answer = client.post("/dossiers/2026-0001/stap/", move, follow=True)

    assert "Er wordt nu gezocht naar wat gelakt moet worden" in said(answer)
    assert not dossier.items.exclude(proposed_at=None).exists()
    assert Job.objects.filter(kind="propose").count() == 1


def test_a_version_is_not_fetched_after_a_name_it_shows_may_have_to_be_withheld(
    dossier, coordinator, client, user, official
):
    version = factories.package(dossier, coordinator, purpose=Purpose.VIEWS, audience="X")
    page, address = "/dossiers/2026-0001/pakket/versies/", f"/dossiers/2026-0001/pakket/{version.pk}/"
    assert address in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    fetched = Event.objects.filter(verb=Verb.PACKAGE_DOWNLOADED)
    assert fetched.count() == 1

    Person.objects.filter(pk=official.pk).update(name="Rieke Talsma")
    assert "sindsdien in het archief is gewijzigd" in said(client.get(address, follow=True))
    Person.objects.filter(pk=official.pk).update(name="Kofi Mensah")
    function = official.functions.get()
    remove(function.pk, seen=fingerprint(function), by=user(Role.ARCHIVIST))

    answer = client.get(address, follow=True)
    assert "moet opnieuw worden gezocht" in said(answer)
    assert "Niet meer op te halen." in answer.content.decode()
    assert f'href="{address}"' not in answer.content.decode()
    assert fetched.count() == 1


PRIVATE = "Mijn scheiding van Rieke is nu definitief geregeld"


@pytest.fixture
def elsewhere(dossier, his_name) -> Message:
    """A message of another chat, that an answer in the dossier quotes; the package was made before anybody called it private."""
    said = factories.message(factories.conversation("Vrienden", his_name), PRIVATE, sender=his_name)
    Message.objects.exclude(quote_text="").update(quote_text=PRIVATE.upper(), reply_to=None)
    dossier.packages.update(appearance=appearance_of(shown(dossier)))
    return said


def as_private(message: Message) -> None:
    privacy.mark(privacy.Scope(message.conversation_id, (message.pk,)), reason="Privé", by="Els")


def test_a_package_was_released_that_quoted_what_was_marked_in_another_chat_since(
    dossier, coordinator, elsewhere, client
):
    as_private(elsewhere)

    with pytest.raises(MoveRefused, match=r"sindsdien als privé is gemarkeerd.*verouderd.*Maak een nieuw pakket"):
        released(dossier, coordinator)
    page = client.get("/dossiers/2026-0001/pakket/").content.decode()
    assert "Niet meer op te halen." in page
    assert f'href="/dossiers/2026-0001/pakket/{dossier.packages.get().pk}/"' not in page

    factories.package(dossier, coordinator, made_at=timezone.now())
    assert released(dossier, coordinator).state == State.RELEASED


def test_what_a_mark_on_a_whole_chat_hides_of_a_later_import_counts_as_well(dossier, coordinator, elsewhere):
    chat = elsewhere.conversation
    Message.objects.filter(pk=elsewhere.pk).update(text="Tot straks")
    privacy.mark(privacy.Scope(chat.pk), reason="Privé", by="Els")
    factories.package(dossier, coordinator, made_at=timezone.now())
    late = factories.message(chat, PRIVATE, sender=elsewhere.sender)
    source = Source.objects.create(file_name="b.txt", sha256="0" * 64, size=1)
    late.captures.create(source=source, first_unit=1, last_unit=1, sent_at=late.sent_at)
    source.runs.create(state=ImportState.DONE, started_by="Els", finished_at=timezone.now())

    with pytest.raises(MoveRefused, match="sindsdien als privé is gemarkeerd"):
        released(dossier, coordinator)


def test_a_mark_on_what_nothing_quotes_leaves_a_package_as_it_is(dossier, coordinator, elsewhere):
    as_private(factories.message(elsewhere.conversation, "Heel iets anders, over de sluis", sender=elsewhere.sender))

    assert released(dossier, coordinator).state == State.RELEASED


@pytest.mark.parametrize("judgement", [Judgement.OUT_OF_SCOPE, Judgement.WITHHELD])
def test_what_is_quoted_is_judged_otherwise_only_after_the_package_expired(dossier, coordinator, elsewhere, judgement):
    dossier.items.create(
        message=elsewhere, judgement=Judgement.PUBLIC, added_by=coordinator, proposed_at=timezone.now()
    )
    grounds = {"grounds": ["5.1.2e"], "motivation": "Privé."} if judgement == Judgement.WITHHELD else {}
    items = list(dossier.items.filter(message=elsewhere))
    with pytest.raises(DossierClosed):
        judge(dossier, items, judgement=judgement, by=coordinator, **grounds)

    move(dossier, to=State.REDACTING, by=coordinator, reason="Toch niet.")
    dossier.refresh_from_db()
    judge(dossier, items, judgement=judgement, by=coordinator, **grounds)

    assert dossier.packages.get().state == PackageState.EXPIRED


def test_a_package_is_not_released_when_the_term_was_extended_after_its_decision(dossier, coordinator):
    with time_machine.travel(dossier.received_on, tick=False):
        factories.package(dossier, coordinator, decision=as_stored(dossier), decision_until=last_text(dossier))
        colleague = User.objects.create(username="karin", role=Role.COORDINATOR)
        extend(dossier, reason="De omvang van het verzoek.", by=colleague)
        dossier.refresh_from_db()

    with pytest.raises(MoveRefused, match=r"termijn gewijzigd waarover het besluit vertelt\. Maak een nieuw pakket"):
        released(dossier, coordinator)

    factories.package(dossier, coordinator, decision=as_stored(dossier), decision_until=last_text(dossier))
    assert released(dossier, coordinator).state == State.RELEASED


def as_stored(dossier: Dossier) -> list[list]:
    return [list(section) for section in printed(dossier)]
