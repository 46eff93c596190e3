"""Exports on a disk go in by the command line, and it says of each what became of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.management import CommandError, call_command

import pytest

from archive.ingest import receive
from archive.models import AttachmentText, ImportRun, Message, Person, PrivateMark, Source

pytestmark = pytest.mark.django_db
CHAT = "12-11-2025 16:45 - {name}: Dag allen, groep voor het hoogwater op de Maas.\n12-11-2025 16:46 - PJ: Helder\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two chats, one of them in a folder of its own with a photo beside it."""
    made = tmp_path / "exports"
    (made / "C04").mkdir(parents=True)
    (made / "WhatsApp-chat met Crisisteam.txt").write_text(CHAT.format(name="Kofi"))
    text = CHAT.format(name="Faat").replace("hoogwater op de Maas", "borrel") + (
        "12-11-2025 16:50 - Faat: IMG-1.jpg (bestand bijgevoegd)\n"
    )
    (made / "C04" / "WhatsApp-chat met Faat.txt").write_text(text)
    (made / "C04" / "IMG-1.jpg").write_bytes(b"\xff\xd8\xff")
    return made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run the command; what it printed."""

    def command(*arguments: object) -> str:
        call_command("import_archive", *map(str, arguments))
        return capsys.readouterr().out

    return command


def test_a_folder_of_exports_is_read_whole(run, folder):
    told = run(folder)

    line = "WhatsApp-chat met Crisisteam.txt: 2 nieuwe berichten, 0 al bekend, 0 van 2 regels niet gelezen"
    assert f"{line}, tijden van 2 berichten gelezen als tijd in Europe/Amsterdam." in told
    assert "WhatsApp-chat met Faat.zip: 3 nieuwe berichten" in told
    assert "Samen: 2 exports, 5 nieuwe berichten." in told
    assert Message.objects.count() == 5


def test_the_zone_of_the_telephone_is_said_on_the_line(run, folder):
    told = run(folder, "--tijdzone", "America/Curacao")
    assert "tijden van 2 berichten gelezen als tijd in America/Curacao" in told
    assert {message.zone for message in Message.objects.all()} == {"America/Curacao"}
    assert Message.objects.order_by("sent_at")[0].sent_at.isoformat() == "2025-11-12T20:45:00+00:00"

    again = run(folder, "--tijdzone", "America/Aruba")
    assert again.count("was eerder ingeleverd met tijden in America/Curacao; dat blijft zo.") == 2


def test_a_zone_that_is_none_stops_before_anything_is_read(run, folder):
    with pytest.raises(CommandError, match="«Willemstad» is geen tijdzone"):
        run(folder, "--tijdzone", "Willemstad")
    assert not Source.objects.exists()


def test_a_second_time_adds_nothing_and_says_so(run, folder):
    run(folder)
    told = run(folder)

    assert told.count("was al geïmporteerd op") == 2
    assert "Samen: 2 exports, 0 nieuwe berichten." in told
    assert Message.objects.count() == 5
    assert Source.objects.count() == 2


def test_attachments_are_read_when_every_message_is_in_or_left_for_later(run, folder):
    told = run(folder, "--zonder-bijlagen")
    assert "bijlage" not in told
    assert AttachmentText.objects.count() == 0
    (folder / "C04" / "nota.txt").write_text("Over het gemaal")
    with (folder / "C04" / "WhatsApp-chat met Faat.txt").open("a") as chat:
        chat.write("12-11-2025 16:51 - Faat: nota.txt (bestand bijgevoegd)\n")

    assert run(folder).rstrip().splitlines()[-2] == "2 bijlagen gelezen."
    assert AttachmentText.objects.get(text="Over het gemaal").media_type == "text/plain"


def test_whose_phone_and_who_brought_it_are_kept(run, folder):
    run(folder, "--telefoon", "Kofi Mensah", "--door", "Els Archema")
    assert {source.holder.name for source in Source.objects.all()} == {"Kofi Mensah"}
    assert {entry.started_by for entry in ImportRun.objects.all()} == {"Els Archema"}

    told = run(folder, "--telefoon", "Rieke Talsma")
    assert "was eerder ingeleverd als export van de telefoon van Kofi Mensah; dat blijft zo." in told
    assert Person.objects.filter(name="Kofi Mensah").count() == 1


def test_a_name_two_persons_bear_is_not_guessed(run, folder):
    for _ in range(2):
        Person.objects.create(name="Jan de Wit")
    with pytest.raises(CommandError, match="meer personen die «Jan de Wit» heten"):
        run(folder, "--telefoon", "Jan de Wit")
    assert Source.objects.count() == 0


def test_what_is_refused_or_asks_is_told_and_the_rest_goes_on(run, folder, capsys):
    (folder / "notulen.txt").write_text("Notulen van de vergadering\n")
    (folder / "WhatsApp Chat with Jan.txt").write_text("03/04/25, 14:03 - Jan: Kun jij de stukken nog even sturen?\n")

    with pytest.raises(CommandError, match="1 geweigerd, 1 in afwachting van een antwoord") as failure:
        run(folder)
    told = capsys.readouterr().out
    assert failure.value.returncode == 1
    assert "notulen.txt: geweigerd. «notulen.txt» heeft een onbekende vorm" in told
    assert "WhatsApp Chat with Jan.txt: wacht op een antwoord" in told
    assert Message.objects.count() == 5


def test_a_path_that_is_not_there_stops_everything_before_it_begins(run, folder):
    with pytest.raises(CommandError, match="bestaat niet"):
        run(folder, folder / "niet-hier")
    assert Source.objects.count() == 0


def test_an_empty_folder_is_no_success(run, tmp_path):
    with pytest.raises(CommandError, match="Geen enkel bestand gevonden"):
        run(tmp_path)


def test_nobody_sees_what_comes_in_until_the_archivist_has_looked_at_it(run, folder):
    run(folder, "--eerst-nakijken", "--door", "Els Archema")

    assert Message.objects.count() == 5
    assert not Message.objects.visible().exists()
    assert {mark.said_by for mark in PrivateMark.objects.all()} == {"Els Archema"}


def test_what_was_to_be_looked_at_first_stays_so_whoever_reads_it(run, folder):
    """It was brought in on the page, with a tick, and the command gets to it before the worker does."""
    path = folder / "WhatsApp-chat met Crisisteam.txt"
    receive(path, file_name=path.name, by="Els Archema", hides_new=True)
    run(path)

    assert Message.objects.count() == 2
    assert not Message.objects.visible().exists()
