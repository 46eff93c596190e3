"""The chain at the screens: what it is for, checking the archive, and the proof of one message."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from django.db import connection

import pytest

from archive.models import Batch, Message, Verification
from tests import factories
from tests.portal.custody.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.custody import checking
from woo_portal.jobs.models import Job, JobState

CHAIN, CHECK = "/archief/keten/", "/archief/keten/controle/"
CHAT = "13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen?\n13-11-2025 08:04 - Kofi Mensah: Doe ik nu\n"


@pytest.fixture
def run(bring_in):
    return bring_in("Crisisteam", CHAT)


@pytest.fixture
def archivist(els, browser):
    return browser(els)


@pytest.fixture
def coordinator(anna, browser):
    return browser(anna)


def tamper() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_message SET text = 'Doe ik niet' WHERE text = 'Doe ik nu'")


def test_the_page_says_what_the_chain_is_for_and_gives_each_digest(run, coordinator, bring_in):
    bring_in("Rieke", "13-11-2025 09:00 - Rieke: ok\n")
    page = words(coordinator.get(CHAIN))

    assert "Bewaar het nieuwste controlegetal af en toe buiten het portaal" in page
    for batch in Batch.objects.all():
        assert batch.fingerprint in page
    assert "2 batches, de nieuwste bovenaan" in page
    assert "Controleer het archief" not in page


def test_the_report_of_an_import_shows_its_batch(run, archivist):
    batch = Batch.objects.get()
    page = words(archivist.get(f"/archief/imports/{run.pk}/"))

    assert "als batch 1 van de keten" in page
    assert "2 berichten" in page
    assert batch.fingerprint in page


def test_a_file_that_came_again_shows_the_batch_it_was_sealed_in(run, archivist, bring_in):
    again = bring_in("Crisisteam", CHAT)

    assert again.pk != run.pk
    assert Batch.objects.get().fingerprint in words(archivist.get(f"/archief/imports/{again.pk}/"))


def test_the_archivist_has_the_archive_checked(run, archivist, work, els):
    page = archivist.post(CHECK, follow=True)
    assert "Het archief wordt gecontroleerd." in words(page)
    assert "Nog niet begonnen" in words(page)

    assert work().message == "Alles is zoals het is verzegeld: 2\xa0berichten, tot en met batch 1."
    page = words(archivist.get(CHAIN))
    assert "Ja. Alles is zoals het is verzegeld: 2 berichten, tot en met batch 1." in page
    kept = Verification.objects.get()
    assert (kept.asked_by, kept.found, kept.fingerprint) == (str(els), 0, Batch.objects.get().fingerprint)
    told = [sentence(event).replace("\xa0", " ") for event in Event.objects.order_by("pk")]
    assert told[-2] == "Els Archema vroeg het archief te controleren."
    assert told[-1] == (
        f"Els Archema liet het archief controleren: 2 berichten, tot en met batch 1 (controlegetal {kept.fingerprint}). "
        "Alles was zoals het is verzegeld."
    )


def test_what_was_changed_behind_the_portals_back_is_named(run, archivist, coordinator, work):
    tamper()
    archivist.post(CHECK)
    changed = Message.objects.get(text="Doe ik niet")
    difference = f"Bericht {changed.pk} is gewijzigd: het is niet meer wat zijn controlegetal zegt."

    assert work().message == f"1\xa0verschil gevonden. Het eerste: {difference}"
    assert f"Nee. 1 verschil gevonden. Het eerste: {difference}" in words(archivist.get(CHAIN))
    page = words(coordinator.get(CHAIN))
    assert "Er zijn verschillen gevonden. De archivaris kan zien welke." in page
    assert difference not in page


def test_many_differences_are_listed_in_their_order(archivist):
    factories.verification("Batch 1 ontbreekt.", "Bericht 2 is gewijzigd.")
    page = archivist.get(CHAIN).content.decode()

    assert "<li>Batch 1 ontbreekt.</li><li>Bericht 2 is gewijzigd.</li>" in page.replace("\n", "").replace("  ", "")


def test_a_double_click_checks_once_and_so_do_two_archivists(run, archivist, second_archivist, browser, work):
    for client in (archivist, archivist, browser(second_archivist)):
        client.post(CHECK)
    assert Job.objects.count() == 1
    assert Event.objects.filter(verb=Verb.CHECK_STARTED).count() == 1

    work()
    archivist.post(CHECK)
    assert Job.objects.count() == 2


def test_progress_is_one_bar_over_batches_messages_and_files(run, els):
    told = []
    checking.carry_out(els.pk, progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 4), (3, 4), (4, 4)]


def test_a_check_that_was_broken_off_says_so_and_is_asked_for_again(archivist, coordinator):
    Job.objects.create(kind="verify", subject="Controle", state=JobState.FAILED, message="Deze taak is afgebroken.")
    page = words(archivist.get(CHAIN))

    assert "De laatste controle is afgebroken. Deze taak is afgebroken." in page
    assert "Controleer het archief" in page
    assert coordinator.get(f"{CHECK}voortgang/")["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("spaced", "Ja. Dit is het controlegetal van batch 1, verzegeld op"),
        ("00" * 32, "Nee. Het is verkeerd overgenomen, of de keten is vervangen nadat het is bewaard."),
        ("00" * 31, "Dit is geen controlegetal"),
        ("geen hex", "Dit is geen controlegetal"),
        ("", "Dit veld is verplicht"),
    ],
)
def test_a_digest_that_was_kept_elsewhere_is_looked_up(run, coordinator, written, answer):
    if written == "spaced":
        kept = Batch.objects.get().fingerprint.upper()
        written = " ".join(kept[place : place + 8] for place in range(0, 64, 8))
    assert answer in words(coordinator.get(CHAIN, {"controlegetal": written}))


def test_from_a_message_to_a_proof_that_somebody_else_checks(run, coordinator, tmp_path):
    message = Message.objects.get(text="Doe ik nu")
    reader = f"/archief/gesprekken/{message.conversation_id}/"
    proof = f"/archief/berichten/{message.pk}/bewijs/"
    assert proof in coordinator.get(f"{reader}?bron=1").content.decode()
    assert proof not in coordinator.get(reader).content.decode()

    page = words(coordinator.get(proof))
    assert "stelt iedereen, ook zonder het portaal en zonder netwerk, vast" in page
    fetched = coordinator.get(f"{proof}bestand/")
    program = coordinator.get("/archief/keten/programma/")
    (tmp_path / "proof.json").write_bytes(fetched.content)
    (tmp_path / "program.py").write_bytes(program.content)
    command = [sys.executable, "-I", "-S", "program.py", "proof.json", Batch.objects.get().fingerprint]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert done.stdout.startswith("Het bewijs klopt: dit bericht is verzegeld in batch 1 op "), done.stderr
    assert json.loads(fetched.content)["message"]["text"] == "Doe ik nu"
    assert fetched["Content-Disposition"] == f'attachment; filename="bericht-{message.pk}-bewijs.json"'
    assert (
        sentence(Event.objects.latest("pk")) == f"Anna Coenen haalde het bewijs op van bericht {message.pk} (batch 1)."
    )


def test_of_a_message_that_is_not_what_was_sealed_there_is_no_proof(run, coordinator):
    tamper()
    message = Message.objects.get(text="Doe ik niet")

    page = words(coordinator.get(f"/archief/berichten/{message.pk}/bewijs/bestand/", follow=True))
    assert "dit bericht is niet wat er is verzegeld" in page
    assert not Event.objects.filter(verb=Verb.PROOF_DOWNLOADED).exists()


def test_of_a_message_outside_every_batch_the_page_says_so(user, browser):
    message = factories.message(factories.conversation(), "Los")

    page = words(browser(user(Role.LIAISON)).get(f"/archief/berichten/{message.pk}/bewijs/"))
    assert "Dit bericht is niet verzegeld." in page
    assert "Haal het bewijs op" not in page


def test_the_chain_costs_a_fixed_number_of_queries(run, archivist, bring_in, django_assert_max_num_queries):
    for number in range(6):
        bring_in(f"Groep {number}", f"13-11-2025 09:0{number} - Rieke: ok\n")
        factories.verification()
    with django_assert_max_num_queries(12):
        archivist.get(CHAIN)


def test_the_program_is_the_one_of_the_documentation(coordinator):
    documented = Path(__file__).parents[3] / "docs" / "verification" / "verify_inclusion.py"

    assert coordinator.get("/archief/keten/programma/").content == documented.read_bytes()


def test_the_page_says_that_a_proof_holds_what_a_package_withholds(run, coordinator):
    page = words(coordinator.get(f"/archief/berichten/{Message.objects.first().pk}/bewijs/"))
    assert "ook wat in het pakket is gelakt, eerdere versies van de tekst en wie erop reageerde" in page


def test_of_a_message_that_was_sealed_without_a_salt_no_proof_is_given(run, coordinator):
    message = Message.objects.first()
    run.source.salt = None
    run.source.save()
    refused = coordinator.get(f"/archief/berichten/{message.pk}/bewijs/bestand/", follow=True)
    assert "met gissen zou uit het bewijs te lezen zijn wat er in de berichten ernaast staat" in words(refused)
    assert not Event.objects.filter(verb=Verb.PROOF_DOWNLOADED).exists()
