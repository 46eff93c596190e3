"""Rules of the importer of mail: what is taken for mail, whose it is, and when a mail is a day of a chat."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from archive.arrivals import arrivals_in
from archive.importing import (
    Bookkeeping,
    DateOrder,
    HandleKind,
    ImportOptions,
    Notice,
    ParsedConversation,
    QuestionForPerson,
    Unreadable,
)
from archive.reading.containers import ImportRefused, open_container
from archive.reading.nested_containers import NestedContainer
from archive.recognising import recognise
from tests.archive.importers.reading import case_container, messages, read, read_container
from tests.archive.importers.test_properties import damaged, outcome

CORPUS = Path(__file__).parents[2] / "corpus" / "eml"
GROUP = "X-TELEMESSAGE-Network: WhatsApp\nX-TELEMESSAGE-GroupID: g1\n"


def mail(
    body: str = "hoi", *, subject: str = "Overleg", more: str = "", kind: str = "text/plain", **headers: str
) -> str:
    fields = {
        "From": "Eva Terpstra <eva@minwr.example>",
        "To": "Tom de Wit <tom@minwr.example>",
        "Subject": subject,
        "Date": "Wed, 18 Feb 2026 18:00:00 +0100",
        "Content-Type": f"{kind}; charset=utf-8",
    } | headers
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value) + f"{more}\n{body}\n"


def write(folder: Path, text: str | bytes, *, name: str = "bericht.eml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def recognised(path: Path) -> str:
    with open_container(path) as container:
        return recognise(container).export.importer.name


@pytest.mark.parametrize("name", ["bericht.eml", "9f2c4e", "bericht.txt"])
def test_a_mail_is_known_by_its_headers(tmp_path: Path, name: str) -> None:
    assert recognised(write(tmp_path, mail(), name=name)) == "eml"
    assert recognised(write(tmp_path, mail().replace("\n", "\r\n"), name=name)) == "eml"


@pytest.mark.parametrize(
    "text",
    [
        mail(more="X-RSMF-Version: 2.0.0\n"),
        mail(more="Snapshot-Content-Location: https://teams.example\n", From="<Saved by Blink>"),
        "Subject: een brief\n\nGeachte heer,\n",
        "Van: Eva\nAan: Tom\nDatum: vandaag\n\nhoi\n",
        "\n" + mail(),
        "18-02-2026 iets\n" + mail(),
    ],
)
def test_what_only_looks_like_mail_is_not_taken(tmp_path: Path, text: str) -> None:
    with pytest.raises(ImportRefused, match=r"onbekende vorm|RSMF-bericht"):
        read(write(tmp_path, text))


def test_a_chat_that_holds_mail_stays_a_chat(tmp_path: Path) -> None:
    write(tmp_path / "wa", "18-02-2026 14:03 - Eva: hallo\n", name="WhatsApp-chat met Eva.txt")
    for number in range(3):
        write(tmp_path / "wa", mail(), name=f"{number}.eml")
    assert recognised(tmp_path / "wa") == "whatsapp_txt"
    write(tmp_path / "rsmf", '{"events": []}', name="rsmf_manifest.json")
    write(tmp_path / "rsmf", mail(), name="bijlage.eml")
    with pytest.raises(ImportRefused):
        recognised(tmp_path / "rsmf")


def test_lists_and_loose_files_beside_mail_are_no_obstacle(tmp_path: Path) -> None:
    write(tmp_path / "e", mail(), name="map/1.eml")
    for name in ("manifest.csv", "20260218.mf", "Export_Loadfile_1.csv", "foto.jpg", "stuk.docx", "metadata.json"):
        write(tmp_path / "e", b"x", name=name)
    notices = [item.text for item in read(tmp_path / "e") if isinstance(item, Notice)]
    assert notices == ["Losse bestanden naast de e-mails, die bij geen bericht staan: 2 («foto.jpg», «stuk.docx»)."]


def test_a_mail_and_a_file_that_are_brought_together_are_one_delivery(tmp_path: Path) -> None:
    write(tmp_path / "in", mail(), name="bericht.eml")
    write(tmp_path / "in", b"\xff\xd8", name="foto.jpg")
    (arrival,) = arrivals_in(tmp_path / "in")
    with arrival.as_one_file() as packed:
        assert [message.text for message in messages(read(packed))] == ["hoi"]


@pytest.mark.parametrize("case", sorted(path.name for path in CORPUS.iterdir()))
def test_every_attachment_can_be_opened(case: str, tmp_path: Path) -> None:
    with case_container(CORPUS / case, {}, tmp_path) as container:
        found = messages(read_container(container, ImportOptions(DateOrder.DMY)))
        files = [part for message in found for part in message.attachments if part.member]
        with NestedContainer(container) as nested:
            for part in files:
                assert part.member is not None
                assert nested.open(part.member).read()
    assert bool(files) == (case in ("one_mail", "supplier_one_message_a_file", "day_of_a_channel_in_html", "mailbox"))


@pytest.mark.parametrize(
    ("more", "app", "group"),
    [
        ("", "email", False),
        ("X-GlobalRelay-MsgType: Mattermost\nX-Mattermost-ChannelType: direct\n", "mattermost", False),
        ("X-GlobalRelay-MsgType: Google-Hangout-Chat\n", "google_chat", False),
        ("X-GlobalRelay-MsgType: SymphonyPost\nX-Symphony-StreamID: s1\n", "symphony", False),
        ("X-TELEMESSAGE-MessageType: SMS Archiver\n", "sms", False),
        ("X-TELEMESSAGE-Network: WeChat\n", "wechat", False),
        (GROUP, "whatsapp", True),
        ("X-GlobalRelay-MsgType: Onbekend\n", "email", False),
    ],
)
def test_the_app_is_what_the_supplier_says(tmp_path: Path, more: str, app: str, group: bool) -> None:
    chat = next(item for item in read(write(tmp_path, mail(more=more))) if isinstance(item, ParsedConversation))
    assert (chat.app, chat.is_group) == (app, group)


@pytest.mark.parametrize(
    ("sender", "kind", "value", "shown"),
    [
        ('"Jan de Wit +31 6 12345678" <jan@x.example>', HandleKind.PHONE, "+31612345678", "Jan de Wit"),
        ('"0612345678" <a@x.example>', HandleKind.PHONE, "+31612345678", "+31612345678"),
        ("<+31612345678@sms.example>", HandleKind.PHONE, "+31612345678", "+31612345678"),
        ("Jan <Jan@X.example>", HandleKind.EMAIL, "jan@x.example", "Jan"),
        ('"Jan 2024" <jan@x.example>', HandleKind.EMAIL, "jan@x.example", "Jan 2024"),
    ],
)
def test_in_an_app_of_numbers_a_person_is_a_number(
    tmp_path: Path, sender: str, kind: HandleKind, value: str, shown: str
) -> None:
    found = messages(read(write(tmp_path, mail(more=GROUP, From=sender))))[0].sender
    assert found is not None
    assert (found.kind, found.value, found.shown) == (kind, value, shown)
    plain = messages(read(write(tmp_path, mail(From=sender))))[0].sender
    assert plain is not None
    assert plain.kind is HandleKind.EMAIL


LINES = "[18-02-2026 09:00] Eva Terpstra: hoi\n[18-02-2026 09:01] Tom de Wit: dag"
TABLE = (
    "<table><tr><th>Time (UTC)</th><th>From</th><th>Message</th></tr><tr><td>18-02-2026 09:00</td><td>Eva Terpstra</td>"
    "<td>hoi</td></tr><tr><td>18-02-2026 09:01</td><td>Tom de Wit</td><td>dag</td></tr></table>"
)


@pytest.mark.parametrize(
    "text",
    [
        mail(LINES, subject="Chat transcript"),
        mail(TABLE, subject="WhatsApp-gesprek", kind="text/html"),
        mail(f"<p>{LINES}</p>".replace("\n", "<br>"), subject="Conversation", kind="text/html"),
        mail("Participants: 2\n\n" + LINES, subject="Chat"),
        mail("02/18/2026 9:00 AM Eva Terpstra: hoi\n02/18/2026 9:01 AM Tom de Wit: dag", subject="Chat"),
        mail("Message ID: a\n2026-02-18T09:00:00Z Eva Terpstra - eva@minwr.example says:\nhoi\nMessage ID: b\n"
             "2026-02-18T09:01:00Z Tom de Wit - tom@minwr.example says:\ndag", more="X-Symphony-StreamID: s1\n"),
        mail("18-02-2026 09:00 Iemand: hoi\n18-02-2026 09:01 Anders: dag", more=GROUP),
    ],
)  # fmt: skip
def test_a_day_of_a_chat_is_read_as_messages(tmp_path: Path, text: str) -> None:
    assert [message.text for message in messages(read(write(tmp_path, text)))] == ["hoi", "dag"]


@pytest.mark.parametrize(
    "text",
    [
        mail(LINES, subject="Overleg"),
        mail(LINES, subject="FW: Chat transcript"),
        mail(LINES, subject="Chat", **{"In-Reply-To": "<1@x>"}),
        mail("Tom, kijk eens wat je toen schreef.\n\n" + LINES, subject="Ons gesprek"),
        mail(LINES.replace("Tom de Wit", "De minister"), subject="Chat"),
        mail(LINES.replace("2026", "2024"), subject="Chat"),
        mail(LINES.split("\n")[0], subject="Chat"),
        mail(TABLE.replace("Eva Terpstra", ""), subject="Chat", kind="text/html"),
        mail("03/02/2026 09:00 Eva Terpstra: hoi\n03/02/2026 09:01 Tom de Wit: dag", subject="Chat",
             Date="Tue, 10 Mar 2026 18:00:00 +0100"),
    ],
)  # fmt: skip
def test_what_is_not_clearly_a_chat_is_one_message_with_all_its_text(tmp_path: Path, text: str) -> None:
    (message,) = messages(read(write(tmp_path, text)))
    assert "hoi" in message.text
    assert message.sender is not None
    assert message.sender.value == "eva@minwr.example"


def test_the_date_of_the_mail_tells_which_number_is_the_day(tmp_path: Path) -> None:
    for day, date, month in (("12/01", "Mon, 12 Jan 2026", 1), ("02/03", "Tue, 3 Feb 2026", 2)):
        text, date = (
            "D/2026 09:00 Eva Terpstra: hoi\nD/2026 09:01 Tom de Wit: dag".replace("D", day),
            f"{date} 18:00:00 +0100",
        )
        found = messages(read(write(tmp_path, mail(text, subject="Chat", Date=date))))
        assert [message.sent_at.month for message in found] == [month, month]


OPEN = "03/02/2026 09:00 Eva Terpstra: hoi\n03/02/2026 09:01 Tom de Wit: dag"
TENTH = {"Date": "Tue, 10 Mar 2026 18:00:00 +0100"}


def test_which_number_is_the_day_in_a_suppliers_transcript_is_asked(tmp_path: Path) -> None:
    """Regression: the chat became one message of the sender, and nobody was asked."""
    path = write(tmp_path, mail(OPEN, more=GROUP, **TENTH))
    with pytest.raises(QuestionForPerson) as asked:
        read(path)
    assert (asked.value.field, asked.value.examples) == ("date_order", ("03/02/2026 09:00",))
    for order, month in ((DateOrder.DMY, 2), (DateOrder.MDY, 3)):
        found = messages(read(path, date_order=order))
        assert [(message.text, message.sent_at.month, message.zone) for message in found] == [
            ("hoi", month, "Europe/Amsterdam"),
            ("dag", month, "Europe/Amsterdam"),
        ]


def test_what_one_transcript_of_a_delivery_proves_is_not_asked_of_another(tmp_path: Path) -> None:
    write(tmp_path / "e", mail(OPEN, more=GROUP, **TENTH), name="1.eml")
    write(tmp_path / "e", mail(OPEN.replace("03/02", "03/09"), more=GROUP, **TENTH), name="2.eml")
    assert {message.sent_at.month for message in messages(read(tmp_path / "e", date_order=DateOrder.DMY))} == {3}
    write(tmp_path / "e", mail(OPEN.replace("03/02", "25/02"), more=GROUP, **TENTH), name="3.eml")
    with pytest.raises(QuestionForPerson):
        read(tmp_path / "e")


def test_a_table_that_says_utc_is_in_utc(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path, mail(TABLE, subject="Chat", kind="text/html"))))
    assert (found[0].zone, found[0].sent_at.isoformat()) == ("UTC", "2026-02-18T09:00:00+00:00")


def test_a_mail_in_every_mailbox_is_one_message(tmp_path: Path) -> None:
    for box in ("eva", "tom"):
        write(tmp_path / "e", f"Received: by {box}\n" + mail(**{"Message-ID": "<1@x>"}), name=f"{box}/1.eml")
    items = read(tmp_path / "e")
    assert len(messages(items)) == 1
    assert [item.first_unit for item in items if isinstance(item, Bookkeeping)] == [2]


def test_mail_without_an_id_is_never_a_double(tmp_path: Path) -> None:
    for number in range(2):
        write(tmp_path / "e", mail("ja"), name=f"{number}.eml")
    assert len(messages(read(tmp_path / "e"))) == 2


def test_who_it_is_to_may_be_beyond_reading(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path, mail(To="(" * 20_000))))[0]
    assert found.sender is not None
    assert found.sender.value == "eva@minwr.example"


def test_rsmf_among_mail_is_not_read_and_said(tmp_path: Path) -> None:
    write(tmp_path / "e", mail(), name="1.eml")
    write(tmp_path / "e", mail(more="X-RSMF-Version: 2.0\n"), name="2.eml")
    reasons = [item.reason for item in read(tmp_path / "e") if isinstance(item, Unreadable)]
    assert [("RSMF" in reason) for reason in reasons] == [True]


def test_what_cannot_be_read_in_a_mail_is_said(tmp_path: Path) -> None:
    found = messages(read(write(tmp_path, mail("Zo?").encode().replace(b"?", b"\xeb"))))[0]
    assert (found.text.strip(), found.warnings) == ("Zoë", ("bevat bytes die niet bij de opgegeven codering passen",))
    secret = mail("AAAA", kind="application/pkcs7-mime; name=smime.p7m")
    assert messages(read(write(tmp_path, secret)))[0].warnings == ("versleutelde inhoud, die niet te lezen is",)


@pytest.mark.parametrize("date", ["", "gisteren", "Wed, 18 Feb 1926 10:00:00 +0100", "Wed, 18 Feb 2126 10:00:00 +0100"])
def test_a_mail_without_a_moment_is_kept_unread(tmp_path: Path, date: str) -> None:
    items = read(write(tmp_path, mail(Date=date, more="Received: by x\n")))
    assert ["hoi" in item.raw for item in items if isinstance(item, Unreadable)] == [True]


def test_memory_does_not_grow_with_the_delivery(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for number in range(count):
                text = mail("tekst " * 500, **{"Message-ID": f"<{number}@x>"})
                archive.writestr(f"{number}.eml", text)
        with open_container(tmp_path / "a.zip") as container:
            tracemalloc.start()
            total = sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions()))
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert total > count
        return highest

    peak(10)
    assert peak(100) < peak(50) + 100_000


def test_damaged_mail_is_accounted_for_or_refused(tmp_path: Path) -> None:
    page = next((CORPUS / "day_of_a_channel_in_html").rglob("*.eml")).read_bytes()
    small = [next((CORPUS / case).glob("source*")).read_bytes() for case in ("one_mail", "day_of_a_chat_in_lines")]
    small += [mail(TABLE, subject="Chat", kind="text/html").encode(), mail(LINES, more=GROUP).encode()]
    accepted = 0
    for seed in range(1_000):
        original = page if seed % 10 == 0 else small[seed % len(small)]
        accepted += bool(outcome(write(tmp_path, damaged(original, random.Random(seed)))))
    assert accepted > 500


def test_a_damaged_delivery_is_accounted_for_or_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "heel.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((CORPUS / "supplier_one_message_a_file" / "source").rglob("*.eml")):
            archive.write(path, path.name)
    original = (tmp_path / "heel.zip").read_bytes()
    for seed in range(200):
        outcome(write(tmp_path, damaged(original, random.Random(seed)), name="levering.zip"))


@pytest.mark.parametrize("line", ["{} Eva Terpstra: hoi", "[{}:01] Tom de Wit: ja", "{} - Eva Terpstra: hoi"])
def test_lines_with_a_clock_and_no_date_are_told_not_to_be_the_senders_alone(tmp_path: Path, line: str) -> None:
    """Regression: the words of several people were one message of the sender, and nothing said so."""
    body = f"{line.format('09:00')}\n{line.format('09:02')}"
    [found] = messages(read(write(tmp_path, mail(body, more=GROUP))))
    assert "zonder datum" in found.warnings[0]
    assert not messages(read(write(tmp_path, mail(body.replace("Eva", "Jan").replace("Tom", "Jan"), more=GROUP))))[
        0
    ].warnings
    assert not messages(read(write(tmp_path, mail(body))))[0].warnings
