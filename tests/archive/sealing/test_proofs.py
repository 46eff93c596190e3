"""Somebody outside the ministry checks, with one file and no part of the project, that a message is the archived one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import NOT_PROVIDED

import pytest

from archive.models import Batch, Capture, Message, Source
from archive.sealing.integrity import conversations_hash, leaves_of
from archive.sealing.merkle import leaf_hash
from archive.sealing.proofs import Guessable, NotSealed, inclusion_proof
from archive.sealing.verifying import differences

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[3] / "docs" / "verification" / "verify_inclusion.py"
CHAT = "".join(f"12-11-2025 16:{minute:02} - Jan: Geheim nummer {minute} 🌊\n" for minute in range(37))


@pytest.fixture
def archive(bring_in):
    bring_in("WhatsApp-chat met Jan.txt", CHAT)
    bring_in("WhatsApp-chat met Eva.txt", "12-11-2025 16:45 - Eva: ok\n12-11-2025 16:45 - Eva: ok\n")


def verify(folder: Path, proof: dict[str, Any], *digest: str) -> tuple[int, str]:
    file = folder / "proof.json"
    file.write_text(json.dumps(proof))
    # Isolated: neither this project nor anything it installs can be imported.
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *digest]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("number", [0, 1, 17, 35, 36])
def test_a_message_is_shown_to_be_the_archived_one(archive, tmp_path, number):
    message = Message.objects.get(text__startswith=f"Geheim nummer {number} ")
    code, said = verify(tmp_path, inclusion_proof(message), Batch.objects.last().fingerprint)
    assert code == 0, said
    assert said.startswith("Het bewijs klopt: dit bericht is verzegeld in batch 1 op ")


def test_the_second_of_two_equal_messages_as_well(archive, tmp_path):
    first, second = Message.objects.filter(text="ok")
    for message in (first, second):
        assert verify(tmp_path, inclusion_proof(message))[0] == 0


def test_a_proof_tells_nothing_of_any_other_message(archive):
    proof = json.dumps(inclusion_proof(Message.objects.get(text__startswith="Geheim nummer 17 ")))
    assert proof.count("Geheim") == 1
    assert "Eva" not in proof
    for other in Message.objects.exclude(text__startswith="Geheim nummer 17 "):
        assert bytes(other.content_hash).hex() not in proof


def test_what_the_message_beside_it_says_cannot_be_guessed(archive):
    """A program that tried names found the one that was withheld in the next message, in 1.6 seconds."""
    message = Message.objects.get(text__startswith="Geheim nummer 16 ")
    proof = inclusion_proof(message)
    beside = list(leaves_of(Batch.objects.first().run))[17]

    assert beside.hash.hex() in proof["path"]
    known_to_who_guesses_right = beside.lines.rpartition("\n")[0].encode()
    for guessed in (known_to_who_guesses_right, known_to_who_guesses_right.replace(b"leaf-2", b"leaf-1")):
        assert leaf_hash(guessed).hex() not in proof["path"]
    told = json.dumps(proof)
    salts = {str(salt) for salt in Capture.objects.values_list("salt", flat=True)}
    assert len(salts) == 39
    assert {salt for salt in salts if salt in told} == {str(message.captures.get().salt)}


def test_a_title_and_an_original_cannot_be_guessed_from_the_chain(archive):
    told = json.dumps(inclusion_proof(Message.objects.get(text__startswith="Geheim nummer 16 ")))
    for source in Source.objects.all():
        assert source.sha256 not in told
        assert str(source.salt) not in told
    run = Batch.objects.first().run
    sealed = conversations_hash(run)
    run.source.salt = None
    assert conversations_hash(run) != sealed


@pytest.fixture
def sealed_without_salts(bring_in, monkeypatch):
    monkeypatch.setattr(Source._meta.get_field("salt"), "default", None)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE archive_capture ALTER COLUMN salt DROP DEFAULT")
    monkeypatch.setattr(Capture._meta.get_field("salt"), "db_default", NOT_PROVIDED)
    bring_in("WhatsApp-chat met Jan.txt", CHAT)


def test_what_was_sealed_before_there_were_salts_is_checked_and_not_proved(sealed_without_salts):
    message = Message.objects.get(text__startswith="Geheim nummer 16 ")
    assert next(leaves_of(Batch.objects.get().run)).lines.startswith("woo-leaf-1\n")
    assert not list(differences())
    with pytest.raises(Guessable):
        inclusion_proof(message)
    with pytest.raises(CommandError, match="met gissen"):
        call_command("prove_message", message.pk)


@pytest.mark.parametrize("salt", [None, "7d1f2c33-6a0e-4c5e-9a57-0d3a6f0f1e11"])
def test_a_salt_that_is_taken_away_or_changed_is_a_difference(archive, salt):
    Capture.objects.filter(message__text__startswith="Geheim nummer 16 ").update(salt=salt)
    assert list(differences())


def _other_words(proof: dict[str, Any]) -> None:
    proof["message"]["text"] = "Niets bijzonders"


def _other_sender(proof: dict[str, Any]) -> None:
    proof["message"]["sender"][2] = "De minister"


def _other_moment(proof: dict[str, Any]) -> None:
    proof["leaf"][8] = "2024-01-01T00:00:00.000000Z"


def _other_place(proof: dict[str, Any]) -> None:
    proof["index"] += 1


def _other_root(proof: dict[str, Any]) -> None:
    proof["chain"][0]["root"] = "00" * 32


def _other_link(proof: dict[str, Any]) -> None:
    proof["chain"][1]["previous"] = "00" * 32


def _no_path(proof: dict[str, Any]) -> None:
    del proof["path"]


FORGERIES = (_other_words, _other_sender, _other_moment, _other_place, _other_root, _other_link, _no_path)


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_proof_is_refused(archive, tmp_path, forge):
    proof = inclusion_proof(Message.objects.get(text__startswith="Geheim nummer 17 "))
    forge(proof)
    code, said = verify(tmp_path, proof)
    assert code == 1
    assert said.startswith("Het bewijs klopt NIET: ")


def test_a_digest_that_was_kept_elsewhere_must_be_in_the_chain(archive, tmp_path):
    proof = inclusion_proof(Message.objects.get(text__startswith="Geheim nummer 17 "))
    assert verify(tmp_path, proof, "ab" * 32)[0] == 1


def run_program(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_mistyped_name_of_a_file_is_no_false_proof(tmp_path):
    """Regression: "Het bewijs klopt NIET", of a proof that was never read."""
    code, said = run_program(str(tmp_path / "bewijs.jsn"))
    assert code == 2
    assert said.startswith("Kan het bestand niet lezen, dus er is niets gecontroleerd: ")
    assert "Gebruik: python3 verify_inclusion.py PROOF.json" in said


def test_who_asks_for_help_is_told_how_to_use_it():
    code, said = run_program("--help")
    assert code == 0
    assert "python3 verify_inclusion.py PROOF.json [CHAIN_DIGEST]" in said


def test_what_was_changed_since_is_not_proved(archive):
    Message.objects.filter(text__startswith="Geheim nummer 17 ").update(text="Niets bijzonders")
    with pytest.raises(NotSealed):
        inclusion_proof(Message.objects.get(text="Niets bijzonders"))


def test_a_message_that_no_source_holds_is_not_proved(archive):
    model = Message.objects.get(text__startswith="Geheim nummer 15 ")
    model.pk, model.position, model.content_hash = None, 1000, bytes(32)
    model.save(force_insert=True)
    with pytest.raises(NotSealed):
        inclusion_proof(model)


def test_the_command_writes_the_proof(archive, tmp_path, capsys):
    message = Message.objects.get(text__startswith="Geheim nummer 17 ")
    target = tmp_path / "bewijs.json"
    call_command("prove_message", str(message.pk), "--naar", str(target))
    assert verify(tmp_path, json.loads(target.read_text()))[0] == 0
    with pytest.raises(CommandError, match="staat niet in het archief"):
        call_command("prove_message", "999999")
