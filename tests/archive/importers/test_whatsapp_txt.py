"""Rules of the WhatsApp importer that a table shows better than a corpus case."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from archive.importers.whatsapp_txt import WhatsAppText
from archive.importers.whatsapp_txt.bodies import read_body, system_event
from archive.importing import (
    DateOrder,
    HandleKind,
    ImportOptions,
    ImportRefused,
    MessageKind,
    Notice,
    ParsedConversation,
    QuestionForPerson,
    Unreadable,
)
from archive.reading.containers import open_container
from archive.recognising import recognise
from tests.archive.importers.reading import messages, read, write_export

MARK = "\u200e"


@pytest.mark.parametrize(
    ("body", "kind", "text", "file_name"),
    [
        ("<Media weggelaten>", "media", "", "<Media weggelaten>"),
        ("<Media omitted>\nbijschrift", "media", "bijschrift", "<Media omitted>"),
        ("<Medien weggelassen>", "media", "", "<Medien weggelassen>"),
        ("IMG-1.jpg (bestand bijgevoegd)", "media", "", "IMG-1.jpg"),
        (f"{MARK}IMG-1.jpg (file attached)\ntwee\nregels", "media", "twee\nregels", "IMG-1.jpg"),
        ("notitie.txt (Datei angehängt)", "media", "", "notitie.txt"),
        ("Jan.vcf (bestand bijgevoegd)", "contact", "", "Jan.vcf"),
        (f"{MARK}<bijgevoegd: 00000001-STICKER-2026-01-01-10-00-00.webp>", "sticker", "", None),
        (f"{MARK}<angehängt: a.jpg>", "media", "", "a.jpg"),
        (f"Nota.pdf • 1 pagina {MARK}<bijgevoegd: 00000017-Nota.pdf>", "media", "", "00000017-Nota.pdf"),
        (f"Let op {MARK}<attached: 00000018-Nota.pdf>", "media", "Let op", "00000018-Nota.pdf"),
        (f"{MARK}videonotitie weggelaten", "media", "", "videonotitie weggelaten"),
        (f"{MARK}Kontaktkarte ausgelassen", "contact", "", "Kontaktkarte ausgelassen"),
        (f"{MARK}contact card omitted", "contact", "", "contact card omitted"),
        ("Jij hebt dit bericht verwijderd", "deleted", "", ""),
        ("U hebt dit bericht verwijderd.", "deleted", "", ""),
        ("Du hast diese Nachricht gelöscht.", "deleted", "", ""),
        ("This message was deleted by admin Eva", "deleted", "This message was deleted by admin Eva", ""),
        (f"{MARK}Gemiste spraakoproep", "call", "Gemiste spraakoproep", ""),
        ("Missed group video call", "call", "Missed group video call", ""),
        (f"{MARK}Spraakoproep, {MARK}2 min.", "call", "Spraakoproep, 2 min.", ""),
        (f"{MARK}Standort: https://maps.google.com/?q=1,2", "location", "Standort: https://maps.google.com/?q=1,2", ""),
        ("<View once voice message omitted>", "view_once", "", ""),
        (f"{MARK}You received a view once message. Open it on your phone.", "view_once", "", ""),
        ("Waiting for this message", "unsupported", "Waiting for this message", ""),
        (f"{MARK}spraakbericht weggelaten", "media", "", "spraakbericht weggelaten"),
        (f"{MARK}videomemo weggelaten", "media", "", "videomemo weggelaten"),
        (f"{MARK}Eenmalig bericht weggelaten", "view_once", "", ""),
        ("<Video note omitted>", "media", "", "<Video note omitted>"),
        ("<Video message omitted>\nkijk", "media", "kijk", "<Video message omitted>"),
        ("<Videobericht weggelaten>", "media", "", "<Videobericht weggelaten>"),
        ("<Videonachricht weggelassen>", "media", "", "<Videonachricht weggelassen>"),
        (f"{MARK}Nota.pdf • {MARK}12 pagina's {MARK}document weggelaten", "media", "", "Nota.pdf"),
        (f"{MARK}Lijst.xlsx {MARK}document omitted", "media", "", "Lijst.xlsx"),
        (f"Zie vooral bijlage 2 {MARK}document weggelaten", "media", "Zie vooral bijlage 2", "document weggelaten"),
        (f"Zie dit\n{MARK}Nota.pdf {MARK}Dokument ausgelassen", "media", "Zie dit", "Nota.pdf"),
        (
            f"{MARK}Nieuwspoort (Lange Poten 10, Den Haag): https://foursquare.com/v/4ac5",
            "location",
            "Nieuwspoort (Lange Poten 10, Den Haag): https://foursquare.com/v/4ac5",
            "",
        ),
        ("Spraakoproep, 3 min", "call", "Spraakoproep, 3 min", ""),
        ("Videoanruf, Keine Antwort", "call", "Videoanruf, Keine Antwort", ""),
        ("Gemiste video-oproep om 14:13", "call", "Gemiste video-oproep om 14:13", ""),
        ("Gemiste spraakoproep. Tik om terug te bellen", "call", "Gemiste spraakoproep. Tik om terug te bellen", ""),
        ("Je hebt een eenmalig bericht ontvangen.", "view_once", "Je hebt een eenmalig bericht ontvangen.", ""),
        # What a person can write is text.
        ("Video-oproep morgen om 9 uur met zn allen", "text", "Video-oproep morgen om 9 uur met zn allen", ""),
        ("Gemist gesprek net, bel terug", "text", "Gemist gesprek net, bel terug", ""),
        ("video call later today?", "text", "video call later today?", ""),
        ("Je hebt een eenmalige kans om dit te tekenen", "text", "Je hebt een eenmalige kans om dit te tekenen", ""),
        ("Eenmalige uitkering is weggelaten", "text", "Eenmalige uitkering is weggelaten", ""),
        ("Wachten op dit bericht van de minister", "text", "Wachten op dit bericht van de minister", ""),
        ("Dit bericht is verwijderd door Piet", "text", "Dit bericht is verwijderd door Piet", ""),
        ("de passage <stuk weggelaten>", "text", "de passage <stuk weggelaten>", ""),
        ("Dit bericht is verwijderd, zag ik", "text", "Dit bericht is verwijderd, zag ik", ""),
        ("Je hebt gelijk", "text", "Je hebt gelijk", ""),
        ("Video is te lang", "text", "Video is te lang", ""),
        ("image", "text", "image", ""),
        ("Peiling: wie komt er?", "text", "Peiling: wie komt er?", ""),
        ("zie bijlage (pdf)", "text", "zie bijlage (pdf)", ""),
        ("kijk <bijgevoegd: niets.jpg> eens", "text", "kijk <bijgevoegd: niets.jpg> eens", ""),
        ("Gemiste oproepen leveren we na: morgen", "text", "Gemiste oproepen leveren we na: morgen", ""),
        ("locatie onbekend", "text", "locatie onbekend", ""),
    ],
)
def test_what_a_body_is(body: str, kind: str, text: str, file_name: str | None) -> None:
    for ios in (True, False):
        found = read_body(body, ios=ios)
        assert (found.kind.value, found.text, found.edited) == (kind, text, False)
        assert file_name is None or found.file_name == file_name


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ('Eva heeft de groep "Jan is toegevoegd" gemaakt', "created"),
        ("Je hebt deze groep aangemaakt", "created"),
        ('Eva created group "Left bank"', "created"),
        ("Eva hat diese Gruppe erstellt", "created"),
        ("Eva heeft Tom en Jan toegevoegd", "added"),
        (f"{MARK}Tom is toegevoegd", "added"),
        ("Eva added you", "added"),
        ("Eva hat dich hinzugefügt", "added"),
        ("Tom is deelnemer geworden via de uitnodigingslink van deze groep", "joined"),
        ("Tom joined using this group's invite link", "joined"),
        ("Tom ist der Gruppe mithilfe des Einladungslinks beigetreten.", "joined"),
        ("Tom heeft de groep verlaten", "left"),
        ("Tom left", "left"),
        ("Tom hat die Gruppe verlassen", "left"),
        ("Eva heeft Tom verwijderd", "removed"),
        ("Eva removed Tom", "removed"),
        ("Eva hat Tom entfernt", "removed"),
        ('Eva heeft het onderwerp gewijzigd naar "Berichten met vervaldatum"', "renamed"),
        ("Eva heeft de groepsnaam gewijzigd van “Maas” in “Waal”", "renamed"),
        ('Eva changed the subject from "A" to "B"', "renamed"),
        ("Eva hat den Gruppennamen von „Rhein“ zu „Waal“ geändert", "renamed"),
        ("Eva heeft berichten met vervaldatum ingeschakeld. Nieuwe berichten verdwijnen na 24 uur.", "timer"),
        ("Eva turned on disappearing messages. New messages will disappear 7 days after they're sent.", "timer"),
        ("Eva hat selbstlöschende Nachrichten aktiviert.", "timer"),
        ("Eva heeft een bericht vastgezet", "pinned"),
        ("Eva pinned a message", "pinned"),
        ("Eva heeft een nieuw telefoonnummer. Tik om een bericht te sturen.", "number_changed"),
        ("Eva changed their phone number to a new number. Tap to message or add the new number.", "number_changed"),
        ("Eva hat die Telefonnummer gewechselt.", "number_changed"),
        ("Eva heeft de groepsafbeelding verwijderd", "other"),
        ("Eva changed the group description", "other"),
        ("Je bent nu beheerder", "other"),
        ("Je beveiligingscode voor Tom is gewijzigd.", "other"),
    ],
)
def test_what_a_system_line_tells_of(line: str, event: str) -> None:
    assert system_event(line).value == event


def test_the_mark_of_an_edited_message_is_taken_off(tmp_path: Path) -> None:
    for mark in (
        " <Dit bericht is bewerkt>",
        f" {MARK}<This message was edited>",
        f" {MARK}<This message was edited.>",
        "<Diese Nachricht wurde bearbeitet.>",
    ):
        found = read_body(f"Akkoord{mark}", ios=True)
        assert (found.text, found.edited) == ("Akkoord", True)


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("WhatsApp-chat met Rieke (M).txt", "Rieke (M)"),
        ("WhatsApp-chat met Eva (1).txt", "Eva"),
        ("WhatsApp Chat with Eva.txt", "Eva"),
        ("C06 WhatsApp Chat - Eva.txt", "Eva"),
        ("WhatsApp-Chat mit Jürgen.txt", "Jürgen"),
        ("WhatsApp-chat met AenM_ overleg.txt", "AenM_ overleg"),
        ("WhatsApp-chat met AenM overleg (1).txt", "AenM overleg"),
        ("WhatsApp-chat met Begroting (2026).txt", "Begroting (2026)"),
        ("export.txt", "Eva, Tom"),
    ],
)
def test_the_title_comes_from_the_name_of_the_file(tmp_path: Path, file_name: str, title: str) -> None:
    text = "18-02-2026 14:03 - Eva: hallo\n18-02-2026 14:04 - Tom: dag\n"
    conversation = read(write_export(tmp_path, text, name=file_name))[0]
    assert isinstance(conversation, ParsedConversation)
    assert conversation.title == title
    called_after_neither = "Eva" not in title
    assert conversation.is_group is called_after_neither


def test_a_third_sender_makes_a_group(tmp_path: Path) -> None:
    text = "".join(f"18-02-2026 14:0{n} - {name}: hallo\n" for n, name in enumerate(["Eva", "Tom", "Jan", "Eva"]))
    conversation = read(write_export(tmp_path, text, name="WhatsApp-chat met Buurt.txt"))[0]
    assert isinstance(conversation, ParsedConversation)
    assert (conversation.title, conversation.is_group, conversation.participants) == ("Buurt", True, ())


def test_the_other_person_of_a_chat_of_two_is_known_without_a_message(tmp_path: Path) -> None:
    conversation = read(write_export(tmp_path, "18-02-2026 14:03 - Eva: hallo?\n", name="WhatsApp-chat met Tom.txt"))[0]
    assert isinstance(conversation, ParsedConversation)
    assert [(handle.kind, handle.value) for handle in conversation.participants] == [(HandleKind.CONTACT_NAME, "Tom")]


@pytest.mark.parametrize(
    "line",
    [
        'Jan heeft het onderwerp gewijzigd van "A: b" in "C: d"',
        'Jan heeft de groepsomschrijving gewijzigd in "Let op: nieuw"',
        'Je hebt het onderwerp gewijzigd naar "Crisis: dag 2"',
        'Jan changed the subject from "A: b" to "C"',
        'Jan created group "Crisis: Maas"',
        "Jan hat den Betreff zu „Krise: Rhein“ geändert",
        "Je beveiligingscode voor Jan: werk is gewijzigd. Tik voor meer informatie.",
    ],
)
def test_a_system_line_with_a_colon_has_no_author(tmp_path: Path, line: str) -> None:
    text = f"18-02-2026 14:03 - Jan: hallo\n18-02-2026 14:04 - {line}\n18-02-2026 14:05 - Jan: dag\n"
    found = messages(read(write_export(tmp_path, text)))[1]
    assert (found.kind, found.sender, found.text) == (MessageKind.SYSTEM, None, line)


LONG_NAME = "Kofi Mensah (plaatsvervangend directeur Waterveiligheid en Crisisbeheersing, Rijkswaterstaat Oost-Nederland; piket)"


def test_the_messages_of_somebody_with_a_long_name_were_lines_of_the_app(tmp_path: Path) -> None:
    text = (
        '18-02-2026 14:03 - Jan heeft de groep "Piket" gemaakt\n18-02-2026 14:04 - Eva: ja\n'
        f"18-02-2026 14:05 - {LONG_NAME}: de pomp staat uit\nen de sluis ook\n18-02-2026 14:06 - {LONG_NAME}: nu aan\n"
    )
    found = messages(read(write_export(tmp_path, text)))[2:]
    assert len(LONG_NAME) > 100
    assert [(message.kind, message.text) for message in found] == [
        (MessageKind.TEXT, "de pomp staat uit\nen de sluis ook"),
        (MessageKind.TEXT, "nu aan"),
    ]
    assert {message.sender.value for message in found} == {LONG_NAME}
    assert not any(message.warnings for message in found)


@pytest.mark.parametrize("again", [0, 1])
def test_a_long_line_with_a_colon_that_no_second_text_follows_is_of_the_app_and_told(
    tmp_path: Path, again: int
) -> None:
    line = f"{'Dit zakelijke account gebruikt een dienst om deze chat te beheren, en ' * 2}meer lezen kan hier: https://faq"
    lines = "".join(f"18-02-2026 14:0{4 + n} - {line}\n" for n in range(1 + again))
    found = messages(read(write_export(tmp_path, f"18-02-2026 14:03 - Jan: hallo\n{lines}")))[1:]
    assert [(message.kind, message.sender, message.text) for message in found] == [(MessageKind.SYSTEM, None, line)] * (
        1 + again
    )
    assert all("zonder afzender; is het een lange naam" in message.warnings[0] for message in found)


def test_what_no_name_can_be_long_is_no_sender(tmp_path: Path) -> None:
    prose = "en daarna bespreken we de punten van vanmorgen " * 8
    lines = "".join(f"18-02-2026 14:0{4 + n} - {prose}: punt {n}\n" for n in range(3))
    found = messages(read(write_export(tmp_path, f"18-02-2026 14:03 - Jan: hallo\n{lines}")))[1:]
    assert len(prose) > 300
    assert [message.sender for message in found] == [None] * 3
    assert [message.text for message in found] == [f"{prose}: punt {n}" for n in range(3)]


def test_a_message_of_60_000_characters_is_one_message(tmp_path: Path) -> None:
    long = "\n".join(["water " * 100] * 100)
    text = f"18-02-2026 14:03 - Eva: {long}\n18-02-2026 14:04 - Tom: zo\n"
    found = messages(read(write_export(tmp_path, text)))
    assert [message.text for message in found] == [long, "zo"]


def test_what_no_message_can_hold_is_kept_apart(tmp_path: Path) -> None:
    text = "18-02-2026 14:03 - Eva: hallo\n" + "geen bericht\n" * 20_000
    items = read(write_export(tmp_path, text))
    assert len(messages(items)) == 1
    kept = [item for item in items if isinstance(item, Unreadable)]
    assert sum(item.raw.count("geen bericht") for item in kept) > 10_000


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        lines = (f"18-02-2026 14:03 - {('Eva', 'Tom')[n % 2]}: bericht {n} over het water\n" for n in range(count))
        path = write_export(tmp_path, "".join(lines))
        tracemalloc.start()
        with open_container(path) as container:
            total = sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions()))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert total > count
        return highest

    peak(100)
    assert peak(2_000) < peak(500) + 300_000


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["13/02/2026", "01/03/2026"], DateOrder.DMY),
        (["02/13/2026", "03/01/2026"], DateOrder.MDY),
        (["03-04-2026"], DateOrder.DMY),
        (["03.04.26"], DateOrder.DMY),
        (["2026-04-03"], DateOrder.YMD),
        (["2026/04/03"], DateOrder.YMD),
        (["05/05/2026", "06/06/2026"], DateOrder.DMY),
        (["11/02/2026", "01/03/2026"], DateOrder.DMY),
        (["02/11/2026", "03/01/2026"], DateOrder.MDY),
    ],
)
def test_the_order_of_a_date_follows_from_the_whole_file(tmp_path: Path, dates: list[str], order: DateOrder) -> None:
    text = "".join(f"{date}, 10:00 - Eva: hallo\n" for date in dates)
    found = messages(read(write_export(tmp_path, text)))
    places = {DateOrder.DMY: (2, 1, 0), DateOrder.MDY: (2, 0, 1), DateOrder.YMD: (0, 1, 2)}[order]
    for message, date in zip(found, dates, strict=True):
        numbers = [int(number) for number in date.replace("-", "/").replace(".", "/").split("/")]
        year, month, day = (numbers[place] for place in places)
        moment = message.sent_at
        assert (moment.year % 100, moment.month, moment.day) == (year % 100, month, day)


def test_an_open_order_is_asked_and_the_answer_used(tmp_path: Path) -> None:
    path = write_export(tmp_path, "03/04/2026, 10:00 - Eva: hallo\n")
    with pytest.raises(QuestionForPerson) as question:
        read(path)
    assert question.value.field == "date_order"
    assert question.value.examples == ("03/04/2026, 10:00 - Eva: hallo",)
    assert messages(read(path, date_order=DateOrder.MDY))[0].sent_at.month == 3
    assert messages(read(path, date_order=DateOrder.DMY))[0].sent_at.month == 4


def test_an_answer_does_not_overrule_what_the_dates_prove(tmp_path: Path) -> None:
    path = write_export(tmp_path, "13/04/2026, 10:00 - Eva: hallo\n")
    assert messages(read(path, date_order=DateOrder.MDY))[0].sent_at.day == 13


def test_a_file_that_changes_order_half_way_is_read_in_both(tmp_path: Path) -> None:
    american = [f"01/{day}/2026" for day in (13, 14, 15)]
    british = [f"{day}/02/2026" for day in (20, 21, 22)]
    between = ["02/01/2026"]
    text = "".join(f"{date}, 10:00 - Eva: hallo\n" for date in american + between + british)
    found = messages(read(write_export(tmp_path, text)))
    assert [(message.sent_at.month, message.sent_at.day) for message in found] == [
        *((1, 13), (1, 14), (1, 15)), (2, 1), *((2, 20), (2, 21), (2, 22))
    ]  # fmt: skip
    assert [bool(message.warnings) for message in found] == [False] * 3 + [True] + [False] * 3


def test_a_clock_that_is_a_few_minutes_off_is_no_forgery(tmp_path: Path) -> None:
    text = "".join(f"[18-02-2026, 14:{minute}:00] {name}: hallo\n" for minute, name in [
        ("10", "Eva"), ("12", "Tom"), ("09", "Eva"), ("13", "Tom"), ("08", "Eva"),
    ])  # fmt: skip
    found = messages(read(write_export(tmp_path, text)))
    assert [message.sent_at.minute for message in found] == [10, 12, 9, 13, 8]
    assert not any(message.warnings for message in found)


def test_a_clock_set_back_for_good_is_kept_with_a_warning(tmp_path: Path) -> None:
    days = [*range(10, 28), *range(1, 5)]
    text = "".join(f"{day:02}-03-2026 {hour:02}:00 - Eva: hallo\n" for day in days for hour in range(8, 20))
    found = messages(read(write_export(tmp_path, text)))
    assert len(found) == len(days) * 12
    warned = [message for message in found if message.warnings]
    assert [(message.sent_at.day, message.sent_at.hour) for message in warned] == [(1, 8)]


def test_two_exports_in_one_text_with_hardly_a_line_twice_are_not_swallowed(tmp_path: Path) -> None:
    """When time runs back in every other message it proves nothing, so nobody's message becomes text of another's."""
    text = "".join(f"{5 - n % 2:02}-03-2026 10:{n:02} - {'Eva' if n % 2 else 'Tom'}: hallo\n" for n in range(40))
    items = read(write_export(tmp_path, text))
    assert len(messages(items)) == 40
    assert any("loopt in dit bestand vaak terug" in item.text for item in items if isinstance(item, Notice))


def test_an_export_near_the_cap_says_that_older_messages_may_be_missing(tmp_path: Path) -> None:
    text = "".join(f"18-02-2026 {n // 60 % 24:02}:{n % 60:02} - Eva: hallo\n" for n in range(1200))
    assert not [item for item in read(write_export(tmp_path, text)) if isinstance(item, Notice)]
    lines = [f"{1 + n // 1440:02}-02-2026 {n // 60 % 24:02}:{n % 60:02} - Eva: hallo\n" for n in range(9_990)]
    (tmp_path / "map").mkdir()
    write_export(tmp_path / "map", "".join(lines))
    (tmp_path / "map" / "IMG-20260218-WA0000.jpg").write_bytes(b"jpg")
    notices = [item.text for item in read(tmp_path / "map") if isinstance(item, Notice)]
    assert any("Waarschijnlijk ontbreken oudere berichten" in notice for notice in notices)


def test_what_a_member_typed_without_reception_is_no_part_of_somebody_elses_message(tmp_path: Path) -> None:
    text = "".join(f"18-02-2026 {time} - {name}: {text}\n" for time, name, text in [
        ("07:50", "Eva", "hallo"), ("07:51", "Tom", "dag"), ("07:52", "Jan", "ik zit zo in de trein"),
        ("08:20", "Tom", "we wachten"), ("09:00", "Jan", "akkoord, getypt in de tunnel"), ("08:30", "Eva", "vandaag nog"),
        ("08:35", "Tom", "akkoord, Jan?"), ("09:41", "Jan", "ik ben er"), ("09:10", "Tom", "laat binnen"),
        ("09:45", "Eva", "zie boven:"), ("08:00", "Vreemde", "geplakt"), ("09:50", "Eva", "dus"),
    ])  # fmt: skip
    found = messages(read(write_export(tmp_path, text, name="WhatsApp-chat met Team.txt")))
    assert [message.text for message in found if message.sender and message.sender.value == "Jan"] == [
        *("ik zit zo in de trein", "akkoord, getypt in de tunnel", "ik ben er")
    ]
    assert [message.text for message in found if any("loopt hier terug" in why for why in message.warnings)] == [
        *("vandaag nog", "laat binnen")
    ]
    assert found[-2].text == "zie boven:\n18-02-2026 08:00 - Vreemde: geplakt"


def test_who_sent_a_marked_message_of_an_unknown_sort_is_kept(tmp_path: Path) -> None:
    text = "".join(f"[18-02-2026, 14:0{n}:00] {name}: {text}\n" for n, (name, text) in enumerate([
        ("Eva", f"{MARK}Berichten en oproepen worden end-to-end versleuteld."), ("Eva", "hallo"), ("Tom", "dag"),
        ("Eva", f"{MARK}EVENEMENT: Overleg"), ("Eva", f"{MARK}Je beveiligingscode met Eva is gewijzigd."),
    ]))  # fmt: skip
    found = messages(read(write_export(tmp_path, text, name="WhatsApp Chat - Eva.txt")))
    assert [message.kind.value for message in found] == ["system", "text", "text", "unsupported", "system"]
    assert found[3].sender is not None
    assert (found[3].sender.value, found[3].text) == ("Eva", "EVENEMENT: Overleg")
    assert found[3].warnings == ("de export geeft de inhoud van dit bericht niet weer",)


def test_one_nul_is_shown_and_the_rest_read(tmp_path: Path) -> None:
    items = read(write_export(tmp_path, b"18-02-2026 14:03 - Eva: nul\0byte\n18-02-2026 14:04 - Tom: zo\n"))
    assert [message.text for message in messages(items)] == ["nul\\x00byte", "zo"]
    assert any("NUL-tekens, die in een tekst niet horen: 1." in item.text for item in items if isinstance(item, Notice))


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_nul_bytes_and_endless_lines_are_no_text(tmp_path: Path, line_end: bytes) -> None:
    head = b"18-02-2026 14:03 - Eva: hallo" + line_end
    with pytest.raises(ImportRefused, match="is geen tekst"):
        read(write_export(tmp_path, head * 5000 + b"\0\0\0"))
    with pytest.raises(ImportRefused, match="is geen tekst"):
        read(write_export(tmp_path, head + b"x" * 3_000_000))


def test_bytes_of_no_known_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="geen tekst in een bekende codering"):
        read(write_export(tmp_path, b"18-02-2026 14:03 - Eva: \x81\x8d hallo\n"))


def test_how_much_whatsapp_exports_is_written_with_a_point_for_the_thousands() -> None:
    """Regression: "40000 berichten"."""
    assert any("ongeveer 40.000 berichten, met media ongeveer 10.000" in told for told in WhatsAppText.never_contains)
