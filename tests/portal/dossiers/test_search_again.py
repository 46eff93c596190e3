"""The archivist learns whose a name is, or what somebody's function was, after the detectors looked."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

import pytest

from archive.functions import FunctionClass
from archive.identity import Introduced
from archive.ingest import receive
from archive.models import Conversation, ImportRun, Message, Participant, Person
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import passages
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.renamed import spoken_of
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import everything_decided
from woo_portal.intake.linking import link
from woo_portal.intake.recording import fingerprint, remove, save
from woo_portal.intake.shielding import import_shielded
from woo_portal.jobs.models import Job


@pytest.fixture
def minister():
    return factories.person("Rieke Talsma", function="minister", kind=FunctionClass.MINISTER)


@pytest.fixture
def her_name(minister):
    return factories.handle(minister, value="Rieke")


@pytest.fixture
def dossier(user, her_name) -> Dossier:
    """Every message searched, and nothing proposed: a minister's name is shown."""
    coordinator = user(Role.COORDINATOR)
    message = factories.message(factories.conversation("Overleg", her_name), "Goed zo", sender=her_name)
    Participant.objects.get_or_create(conversation=Conversation.objects.get(), handle=her_name)
    dossier = factories.dossier(coordinator, message)
    dossier.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
    Dossier.objects.update(state=State.APPROVED)
    dossier.refresh_from_db()
    assert everything_decided(dossier, coordinator) == ""
    return dossier


def test_a_name_that_turns_out_to_be_a_citizens_is_looked_at_again(user, dossier, minister, her_name):
    citizen = factories.person("Rieke de Boer")
    link(her_name.pk, seen=minister.pk, person=citizen, by=user(Role.ARCHIVIST))

    assert "nog niet gezocht" in everything_decided(dossier, user(Role.COORDINATOR))


def test_what_is_to_be_looked_at_again_is_queued_as_the_portals_own_work(user, dossier, minister, her_name):
    Dossier.objects.update(state=State.REDACTING)
    link(her_name.pk, seen=minister.pk, person=factories.person("Rieke de Boer"), by=user(Role.ARCHIVIST))

    job = Job.objects.get()
    assert (job.kind, job.arguments, job.started_by_id) == ("propose", {"dossier": dossier.pk}, None)


def test_a_function_that_is_taken_back_is_looked_at_again(user, dossier, minister):
    function = minister.functions.get()
    remove(function.pk, seen=fingerprint(function), by=user(Role.ARCHIVIST))

    assert "nog niet gezocht" in everything_decided(dossier, user(Role.COORDINATOR))


def test_a_name_that_is_no_longer_public_is_looked_at_in_every_chat(user, dossier):
    """The minister of another chat: her name was shown here because of a function she turns out not to have had."""
    other = factories.person("Ama Mensah", function="minister", kind=FunctionClass.MINISTER)
    function = other.functions.get()
    seen, function.function_class = fingerprint(function), FunctionClass.OFFICIAL
    save(function, seen=seen, by=user(Role.ARCHIVIST))

    assert "nog niet gezocht" in everything_decided(dossier, user(Role.COORDINATOR))


def test_an_officials_function_counts_in_the_chats_of_the_official(user, dossier):
    other = factories.person("Ama Mensah", function="beleidsmedewerker")
    remove(other.functions.get().pk, seen=fingerprint(other.functions.get()), by=user(Role.ARCHIVIST))

    assert everything_decided(dossier, user(Role.COORDINATOR)) == ""


def test_what_was_released_stays_as_it_was(user, dossier, minister, her_name):
    Dossier.objects.update(state=State.RELEASED)
    link(her_name.pk, seen=minister.pk, person=factories.person("Rieke de Boer"), by=user(Role.ARCHIVIST))

    assert not dossier.items.filter(proposed_at=None).exists()


ONE_PHONE = """\
18-02-2026 14:03 - +31 6 28000011: Kunnen we het draaiboek van maandag nog aanpassen?
18-02-2026 14:05 - +31 6 28000012: Dat heeft Wilhelmijn gisteravond al rondgestuurd, zie je mail.
18-02-2026 14:07 - +31 6 28000011: Dan loop ik het vanmiddag met de afdeling door.
18-02-2026 14:09 - +31 6 28000012: Graag, en laat het me weten voordat de Kamer belt.
18-02-2026 14:12 - +31 6 28000011: De afdeling heeft nog twee vragen over bijlage drie.
18-02-2026 14:15 - +31 6 28000012: Die beantwoord ik zodra ik uit het overleg ben.
"""


def brought_in(folder: Path, text: str, *, holder: Person | None = None) -> ImportRun:
    path = folder / "export.txt"
    path.write_text(text)
    run = receive(path, file_name="WhatsApp-chat met Draaiboek.txt", by="Els Archema", holder=holder)
    return import_shielded(run.pk, progress=lambda done, total: None)


@pytest.fixture
def searched(user, tmp_path) -> Dossier:
    """The chat as one phone has it, every message searched for names."""
    brought_in(tmp_path, ONE_PHONE)
    dossier = factories.dossier(user(Role.COORDINATOR), *Message.objects.all())
    dossier.items.update(judgement=Judgement.PUBLIC)
    Dossier.objects.update(state=State.REDACTING)
    passages.propose(dossier)
    assert not dossier.items.filter(proposed_at=None).exists()
    return dossier


def test_a_name_that_only_the_other_phone_knows_is_looked_for_again(searched, tmp_path):
    """A number on one phone is "Wilhelmijn" on the other; who spoke of her was shown with her name."""
    named = ONE_PHONE.replace("+31 6 28000011", "Wilhelmijn").replace("+31 6 28000012", "Joost Tersteeg")
    run = brought_in(tmp_path, named)

    assert (run.report["messages_new"], run.report["messages_known"]) == (0, 6)
    assert searched.items.filter(proposed_at=None).count() == 6
    assert Job.objects.filter(kind="propose", arguments={"dossier": searched.pk}).count() == 1


def test_who_comes_into_a_chat_with_a_later_export_is_looked_for_in_all_of_it(searched, tmp_path):
    brought_in(tmp_path, ONE_PHONE + "18-02-2026 14:22 - Wilhelmijn: Het staat in de map van het crisisteam.\n")

    assert searched.items.filter(proposed_at=None).count() == 6


def test_a_longer_export_of_the_same_phone_has_nothing_searched_again(searched, tmp_path):
    brought_in(tmp_path, ONE_PHONE + "18-02-2026 14:22 - +31 6 28000011: Het staat in de map van het crisisteam.\n")

    assert not searched.items.filter(proposed_at=None).exists()


def test_another_chat_of_somebody_who_is_called_otherwise_there_counts_here(searched, tmp_path):
    """A phone of the same holder, or a merged person: what is new of a person counts wherever that person takes part."""
    writer = Message.objects.first().sender.person
    elsewhere = Introduced(persons={writer.pk})

    assert spoken_of(elsewhere).search_again() == 6


def test_another_name_of_an_official_is_looked_for_in_the_chats_of_others(searched, tmp_path):
    """Regression: of who has a function every name is looked for in every chat, and a new one only in those of that person."""
    official = factories.person("Willemijn Talsma", function="beleidsmedewerker")

    assert spoken_of(Introduced(persons={official.pk})).search_again() == 6


def test_what_an_import_makes_known_while_a_search_is_under_way_is_looked_for_in_the_next(
    searched, tmp_path, monkeypatch
):
    """Regression: the search that began without the name ended as if it had known it, and nobody looked for the name again."""
    searched.items.search_again()
    finding = passages.suggest

    def interrupted(layer, messages, **told):
        found = finding(layer, messages, **told)
        brought_in(tmp_path, ONE_PHONE.replace("+31 6 28000011", "Wilhelmijn"))
        return found

    monkeypatch.setattr(passages, "suggest", interrupted)
    passages.propose(searched)

    assert searched.items.filter(proposed_at=None).count() == 6
    monkeypatch.undo()
    passages.propose(searched)
    assert not searched.items.filter(proposed_at=None).exists()
