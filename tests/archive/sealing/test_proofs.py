"""Somebody outside the ministry checks, with one file and no part of the project, that a message is the archived one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

import pytest

from archive.models import Batch, Message
from archive.sealing.proofs import NotSealed, inclusion_proof

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
    for message in Message.objects.filter(text="ok"):
        assert verify(tmp_path, inclusion_proof(message))[0] == 0


def test_a_proof_tells_nothing_of_any_other_message(archive):
    proof = json.dumps(inclusion_proof(Message.objects.get(text__startswith="Geheim nummer 17 ")))
    assert proof.count("Geheim") == 1
    assert "Eva" not in proof
    for other in Message.objects.exclude(text__startswith="Geheim nummer 17 "):
        assert bytes(other.content_hash).hex() not in proof


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
