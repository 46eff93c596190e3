"""What the archive must hold in court: chats that are two stay two, no file of a mail is lost, and what is taken out is missed.

Found by playing the archivist whose archive is evidence.
"""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from archive.ingest import receive, run_import
from archive.models import Attachment, Conversation, ImportState, Message, Person
from archive.sealing.verifying import differences
from archive.threads import silence

pytestmark = pytest.mark.django_db
BEGIN = 1762960000000
PRESS = [(BEGIN + number * 600_000, f"Persbericht {number}: de dijk bij Roermond is versterkt") for number in range(3)]


def signal(*groups: tuple[str, str, list[tuple[int, str]]]) -> str:
    """A plaintext export of Signal with these groups: key, title, and moments with texts."""
    frames: list[dict] = [
        {"version": "1", "backupTimeMs": "1762965000000"},
        {"account": {"givenName": "Kofi"}},
        {"recipient": {"id": "1", "self": {}}},
    ]
    for number, (key, title, said) in enumerate(groups, start=1):
        group = {"masterKey": key, "snapshot": {"title": {"title": title}}}
        frames.append({"recipient": {"id": str(10 + number), "group": group}})
        frames.append({"chat": {"id": str(number), "recipientId": str(10 + number)}})
        for at, text in said:
            item = {"chatId": str(number), "authorId": "1", "dateSent": str(at), "outgoing": {}}
            frames.append({"chatItem": item | {"standardMessage": {"text": {"body": text}}}})
    return "\n".join(map(json.dumps, frames)) + "\n"


def stored() -> dict[str, int]:
    return {chat.title: chat.messages.count() for chat in Conversation.objects.all()}


def test_two_groups_of_one_export_that_were_sent_the_same_stay_two(bring_in):
    """Regression: the second was taken for the first, and the import ended in an error that nobody was told."""
    run = bring_in("main.jsonl", signal(("c2xldXRlbA==", "Woordvoering", PRESS), ("YW5kZXJlIQ==", "Crisisteam", PRESS)))

    assert (run.state, stored()) == (ImportState.DONE, {"Woordvoering": 3, "Crisisteam": 3})


def test_two_groups_with_ids_of_their_own_on_two_phones_stay_two(bring_in):
    later = [(at + 1500, text) for at, text in PRESS]
    bring_in("main.jsonl", signal(("c2xldXRlbA==", "Woordvoering", PRESS)))
    bring_in("main.jsonl", signal(("YW5kZXJlIQ==", "Crisisteam", later)))

    assert stored() == {"Woordvoering": 3, "Crisisteam": 3}


def whatsapp(title: str, *own: str) -> str:
    press = "".join(f"12-11-2025 16:1{number} - Jan: {text}\n" for number, (_, text) in enumerate(PRESS))
    return f'12-11-2025 16:00 - Jan heeft de groep "{title}" gemaakt\n{press}' + "".join(f"{line}\n" for line in own)


def test_two_groups_without_ids_are_told_apart_by_what_else_was_said(bring_in):
    bring_in(
        "WhatsApp-chat met Groep A.txt",
        whatsapp("Groep A", "12-11-2025 17:00 - Piet: geheim in A", "12-11-2025 17:01 - Eva: ja"),
    )
    bring_in(
        "WhatsApp-chat met Groep B.txt",
        whatsapp("Groep B", "12-11-2025 17:01 - Kees: in B gezegd", "12-11-2025 17:02 - Eva: nee"),
    )

    assert stored() == {"Groep A": 6, "Groep B": 6}


def test_who_sends_two_people_the_same_has_two_chats(bring_in):
    def chat(own: str, seconds: str) -> str:
        updates = [
            f"[12-11-2025, 16:1{n}:{seconds}] Eva: Update {n} voor alle woordvoerders over de dijk" for n in range(3)
        ]
        return "\n".join([*updates, f"[12-11-2025, 17:00:00] {own}"]) + "\n"

    for name, own, seconds in (
        ("Kofi Mensah", "Kofi M: Vertel het niet aan Fatima", "05"),
        ("Fatima El Amrani", "Fatima: Ik wist het al", "06"),
    ):
        bring_in("WhatsApp Chat - Eva.txt", chat(own, seconds), Person.objects.create(name=name))

    assert sorted(chat.messages.count() for chat in Conversation.objects.all()) == [4, 4]


def test_an_id_that_counts_in_one_file_only_makes_no_chat_one(bring_in):
    """Regression: two deliveries in RSMF each call their first conversation "C1"."""

    def manifest(title: str, people: list[str], body: str) -> str:
        numbered = {f"P{number}": person for number, person in enumerate(people)}
        chat = {"id": "C1", "platform": "WhatsApp", "type": "channel", "display": title, "participants": list(numbered)}
        event = {"id": "1", "type": "message", "body": body, "participant": "P0", "conversation": "C1"}
        return json.dumps({
            "version": "2.0.0",
            "participants": [{"id": key, "display": person} for key, person in numbered.items()],
            "conversations": [chat],
            "events": [event | {"timestamp": "2025-11-12T10:00:00Z"}],
        })  # fmt: skip

    bring_in("rsmf_manifest.json", manifest("Crisisteam", ["Jan A", "Eva B", "Kees C"], "Over de dijk"))
    bring_in("rsmf_manifest.json", manifest("Borrel", ["Piet D", "Ans E", "Wim F"], "Wie neemt bier mee"))

    assert sorted(stored().values()) == [1, 1]


def test_a_chat_that_an_export_announces_twice_loses_nothing(bring_in):
    frames = signal(("c2xldXRlbA==", "A", PRESS[:1]), ("YW5kZXJlIQ==", "B", PRESS[1:2])).splitlines()
    again = next(line for line in frames if '"chat":' in line)
    run = bring_in("main.jsonl", "\n".join([*frames, again]) + "\n")

    assert stored() == {"A": 1, "B": 1}
    assert run.report["messages_new"] == 2


def test_words_that_only_look_like_the_apps_own_are_kept(bring_in):
    """Regression: two sentences of people were stored as pictures that could be seen once, without a word."""
    said = (
        "Je hebt een volmacht voor eenmalig gebruik, graag vandaag tekenen voor 3 miljoen",
        "Eenmalige kosten van 2 miljoen zijn in de begroting weggelaten",
    )
    bring_in("WhatsApp-chat met Jan.txt", "".join(f"12-11-2025 16:10 - Jan: {text}\n" for text in said))

    assert [message.text for message in Message.objects.all()] == list(said)


def test_two_messages_in_fifteen_years_are_imported(bring_in):
    """Regression: how long the chat is silent between them was more seconds than the database counts."""
    said = "12-11-2010 16:10 - Jan: hoi\n12-11-2018 16:10 - Jan: ben je er nog\n12-11-2025 16:10 - Jan: ja\n"
    assert bring_in("WhatsApp-chat met Jan.txt", said).state == ImportState.DONE
    assert silence(10 * 365 * 24 * 3600) < 2**31


def test_a_name_of_more_bytes_than_a_file_system_takes_is_imported(tmp_path):
    path = tmp_path / "export.txt"
    path.write_text("12-11-2025 16:10 - Jan: hoi\n")
    waiting = receive(path, file_name=f"WhatsApp-chat met {'😀' * 80}.txt", by="Els Archema")
    assert run_import(waiting.pk).state == ImportState.DONE


def test_all_deleted_accounts_are_not_one_person(bring_in):
    """Regression: "Verwijderd account" was taken for a full name."""
    for number in (1, 2):
        said = {"id": 1, "type": "message", "date": "2025-11-12T10:00:00", "date_unixtime": "1762938000", "text": "Dag"}
        said |= {"from": None, "from_id": f"user{number}"}
        chat = {"name": f"Groep {number}", "type": "private_group", "id": number, "messages": [said]}
        bring_in("result.json", json.dumps(chat))

    senders = Message.objects.values_list("sender__person", flat=True)
    assert len(set(senders)) == 2


def test_of_two_copies_of_a_mail_the_one_with_its_file_is_kept(bring_in):
    """Regression: the copy with the attachment was taken for the same mail once more, and the file was nowhere."""
    head = (
        "From: jan@example.nl\nTo: eva@example.nl\nSubject: Contract\nMessage-ID: <1@example.nl>\n"
        "Date: Wed, 12 Nov 2025 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        "--x\nContent-Type: text/plain; charset=utf-8\n\nZie bijlage\n"
    )
    file = (
        '--x\nContent-Type: application/pdf; name="contract.pdf"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="contract.pdf"\n\nJVBERi0xLjQK\n'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("a.eml", f"{head}--x--\n")
        folder.writestr("b.eml", f"{head}{file}--x--\n")
    bring_in("levering.zip", packed.getvalue())

    assert Attachment.objects.get().file_name == "contract.pdf"


def test_an_attachment_that_is_taken_out_of_the_database_is_missed(bring_in):
    """Regression: only the rows that were still there were held against what came in."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr(
            "_chat.txt", "[12-11-2025, 16:10:00] Jan: \u200e<bijgevoegd: 00000014-PHOTO-2025-11-12-16-10-00.jpg>\n"
        )
        folder.writestr("00000014-PHOTO-2025-11-12-16-10-00.jpg", b"\xff\xd8\xffjpg")
    bring_in("WhatsApp Chat - Jan.zip", packed.getvalue())
    assert list(differences()) == []

    Attachment.objects.update(sha256="", size=None)
    assert any("bijlage 1 ontbreekt" in told for told in differences())
    Attachment.objects.all().delete()
    assert any("bijlage 1 ontbreekt" in told for told in differences())


def test_what_a_later_copy_knows_more_of_a_message_is_told(bring_in):
    """Regression: a reaction that came after the first export was nowhere, and the report said that all was known."""
    first = signal(("c2xldXRlbA==", "Woordvoering", PRESS)).splitlines()
    later = json.loads(first[-1])
    later["chatItem"]["standardMessage"]["reactions"] = [
        {"emoji": "👍", "authorId": "1", "sentTimestamp": str(BEGIN + 10**7), "sortOrder": "1"}
    ]
    bring_in("main.jsonl", "\n".join(first) + "\n")
    run = bring_in("main.jsonl", "\n".join([*first[:-1], json.dumps(later)]) + "\n")

    assert (run.report["messages_new"], run.report["messages_known"], run.report["told_more"]) == (0, 3, 1)
    assert any("vertelt dit bestand meer" in notice for notice in run.report["notices"])


def test_two_authors_that_two_files_do_not_name_are_two(bring_in):
    """Regression: number 77 of one export of Signal was held to be number 77 of another."""
    for key, text in (("c2xldXRlbA==", "Ik zeg iets in A"), ("YW5kZXJlIQ==", "Ik zeg iets in B")):
        bring_in("main.jsonl", signal((key, text, [(BEGIN, text)])).replace('"authorId": "1"', '"authorId": "77"'))

    assert len(set(Message.objects.values_list("sender__person", flat=True))) == 2


def test_in_the_hour_that_comes_twice_a_small_step_back_is_told_to_be_uncertain(bring_in):
    """A message that came in late looks like the clock that went back; only a larger step is sure."""
    bring_in(
        "WhatsApp-chat met Jan.txt",
        "".join(
            f"26-10-2025 {clock} - Jan: {text}\n"
            for clock, text in (
                ("02:20", "een"),
                ("02:15", "laat"),
                ("02:40", "twee"),
                ("02:05", "zeker"),
                ("03:30", "drie"),
            )
        ),
    )
    warned = {message.text: message.warnings for message in Message.objects.all()}
    assert warned["een"] == ["dit uur kwam tweemaal voor (einde van de zomertijd); de eerste keer is aangenomen"]
    assert (
        warned["laat"]
        == warned["twee"]
        == ["dit uur kwam tweemaal voor (einde van de zomertijd); de tweede keer is aangenomen"]
    )
    assert warned["zeker"] == warned["drie"] == []
