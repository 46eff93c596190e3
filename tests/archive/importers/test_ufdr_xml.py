"""Rules of the UFDR importer: what is recognised and refused, in what pieces it is read, and what damage does."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from archive.importers.ufdr_xml import UfdrXml
from archive.importers.ufdr_xml.parties import handle
from archive.importers.ufdr_xml.report import Model
from archive.importing import Bookkeeping, ImportOptions, ImportRefused, ParsedConversation
from archive.reading.containers import open_container
from archive.recognising import recognise
from tests.archive.importers.mangling import disturb
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import CORPUS, damaged, outcome

NAMESPACE = "http://pa.cellebrite.com/report/2.0"
TAGS = [f"{{{NAMESPACE}}}{tag}" for tag in ("model", "value", "field", "multiModelField", "empty")]
VALUES = ("", "0", "31 november", "\u202e", "x" * 1000, "true", "Chat", "Messages", "Party", "From")
EVERY_KIND = CORPUS / "ufdr_xml" / "whatsapp_every_kind" / "source"


def field(name: str, value: str) -> str:
    return f'<field name="{name}"><value><![CDATA[{value}]]></value></field>'


def said(body: str, at: str = "2025-11-13T08:00:00.000+00:00") -> str:
    person = f'<model type="Party">{field("Identifier", "31612345678@s.whatsapp.net")}</model>'
    sender = f'<modelField name="From">{person}</modelField>'
    return f'<model type="InstantMessage">{sender}{field("Body", body)}{field("TimeStamp", at)}</model>'


def report(*chats: str, root: str = f'<project xmlns="{NAMESPACE}">', head: str = "") -> str:
    return f'{head}{root}<decodedData><modelType type="Chat">{"".join(chats)}</modelType></decodedData></project>'


def chat(*said_in_it: str, source: str = "WhatsApp") -> str:
    inside = f'<multiModelField name="Messages">{"".join(said_in_it)}</multiModelField>'
    return f'<model type="Chat">{field("Source", source)}{field("Name", "Maas")}{inside}</model>'


def write(folder: Path, text: str | bytes, *, name: str = "report.xml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (report(), True),
        (report(head='\ufeff<?xml version="1.0"?>\n<!-- x --><!-- y -->\n'), True),
        (report(root=f'<pa:project xmlns:pa="{NAMESPACE}" id="1">').replace("</project>", "</pa:project>"), True),
        (report(head='<!DOCTYPE project SYSTEM "x">'), True),
        (report(root="<project>"), False),
        (report(root='<project xmlns="http://maven.apache.org/POM/4.0.0">'), False),
        (report(root=f'<smses note="{NAMESPACE}">'), False),
        (f"<!-- {NAMESPACE} project -->", False),
        ("<!-->" * 2000, False),
        (f"{NAMESPACE} project", False),
        ("", False),
    ],
)
def test_what_is_a_report(tmp_path: Path, text: str, expected: bool) -> None:
    (tmp_path / "map").mkdir()
    write(tmp_path / "map", text)
    with open_container(tmp_path / "map") as container:
        assert bool(UfdrXml().exports(container)) is expected


def test_a_document_type_is_refused_before_anything_is_read_from_it(tmp_path: Path) -> None:
    layers = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE project [<!ENTITY a0 "bom">{layers}]>'
    with pytest.raises(ImportRefused, match="documenttype"):
        read(write(tmp_path, report(chat(said("x")), head=bomb).replace("CDATA[x]", "CDATA[&a9;]")))


def test_a_report_in_utf_16_is_read(tmp_path: Path) -> None:
    text = report(chat(said("één 🌊")), head='<?xml version="1.0" encoding="utf-16"?>')
    assert [message.text for message in messages(read(write(tmp_path, text.encode("utf-16"))))] == ["één 🌊"]


def test_a_report_in_latin_1_is_read(tmp_path: Path) -> None:
    text = report(chat(said("één")), head='<?xml version="1.0" encoding="iso-8859-1"?>')
    assert [message.text for message in messages(read(write(tmp_path, text.encode("latin-1"))))] == ["één"]


def test_a_chat_of_another_app_has_its_name(tmp_path: Path) -> None:
    path = write(
        tmp_path, report(*(chat(said("x"), source=name) for name in ("Signal", "Native Messages", "Viber", "")))
    )
    assert [item.app for item in read(path) if isinstance(item, ParsedConversation)] == [
        "signal",
        "sms",
        "viber",
        "ufdr",
    ]


@pytest.mark.parametrize(
    ("identifier", "name", "app", "expected"),
    [
        ("31612345678@s.whatsapp.net", "Jan", "whatsapp", ("phone", "+31612345678", "Jan")),
        ("31612345678:12@s.whatsapp.net", "", "whatsapp", ("phone", "+31612345678", "+31612345678")),
        ("+31 6 12345678", "", "sms", ("phone", "+31612345678", "+31612345678")),
        ("0612345678", "Jan", "sms", ("phone", "+31612345678", "Jan")),
        ("612345678", "Jan", "telegram", ("account", "telegram:612345678", "Jan")),
        ("99887766@lid", "Jan", "whatsapp", ("account", "whatsapp:99887766@lid", "Jan")),
        ("Jan@Example.org", "", "imessage", ("email", "jan@example.org", "Jan@Example.org")),
        ("120363@g.us", "Groep", "whatsapp", None),
        ("status@broadcast", "", "whatsapp", None),
        ("System message", "System message", "telegram", None),
        ("", "", "telegram", None),
    ],
)
def test_who_a_party_is(identifier: str, name: str, app: str, expected: tuple[str, str, str] | None) -> None:
    found = handle(Model("Party", {}, {"Identifier": [identifier], "Name": [name]}), app=app)
    assert (found and (found.kind.value, found.value, found.shown)) == expected


def test_a_report_beside_its_files_in_a_folder_of_the_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.ufdr", "w") as archive:
        for path in EVERY_KIND.rglob("*"):
            if path.is_file():
                archive.write(path, f"Zaak 12/{path.relative_to(EVERY_KIND)}")
    files = [item for message in messages(read(tmp_path / "x.ufdr")) for item in message.attachments if item.member]
    assert {item.member for item in files} == {
        "Zaak 12/files/Audio/PTT-1.opus", "Zaak 12/files/Image/IMG 2.jpg", "Zaak 12/files/image/img-3.jpg"
    }  # fmt: skip


def test_two_reports_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, report())
    with pytest.raises(ImportRefused, match="2 UFDR-rapporten"):
        read(tmp_path)


def test_elements_without_end_are_refused(tmp_path: Path) -> None:
    deep = '<model type="Party"><modelField name="x">' * 3000
    with pytest.raises(ImportRefused, match="zo diep genest"):
        read(write(tmp_path, report(chat(said("x")).replace("<field", f"{deep}<field", 1))))


def test_models_of_other_kinds_are_counted_together(tmp_path: Path) -> None:
    other = '<model type="Contact"><multiModelField name="Messages"><model type="X"/></multiModelField></model>'
    items = read(write(tmp_path, report(other * 3, chat(said("x")), other)))
    assert [(item.first_unit, item.last_unit, item.what) for item in items if isinstance(item, Bookkeeping)] == [
        (1, 3, "contacten"), (4, 4, "gesprek"), (6, 6, "contacten")
    ]  # fmt: skip


def test_memory_does_not_grow_with_the_messages(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = write(tmp_path, report(chat(*(said(f"bericht {n} " + "over het water " * 50) for n in range(count)))))
        tracemalloc.start()
        with open_container(path) as container:
            total = sum(1 for _ in recognise(container).export.importer.parse(container, ImportOptions()))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert total == count + 2
        return highest

    peak(1000)
    # Up to a megabyte is read to recognise a format; both files are larger.
    assert peak(8000) < peak(4000) + 300_000


def test_a_damaged_report_is_accounted_for_or_refused(tmp_path: Path) -> None:
    original = (EVERY_KIND / "report.xml").read_bytes()
    accepted = 0
    for seed in range(900):
        accepted += bool(outcome(write(tmp_path, damaged(original, random.Random(seed)))))
    assert accepted > 5


def test_a_report_of_another_form_is_accounted_for(tmp_path: Path) -> None:
    """Well-formed XML in which elements are gone, doubled, in another place, or say something else."""
    ElementTree.register_namespace("", NAMESPACE)
    accepted = 0
    for seed in range(120):
        root = ElementTree.parse(EVERY_KIND / "report.xml").getroot()
        disturb(root, random.Random(seed), tags=TAGS, values=VALUES)
        root.tag = f"{{{NAMESPACE}}}project"
        accepted += len(messages(outcome(write(tmp_path, ElementTree.tostring(root, encoding="unicode"))))) > 3
    assert accepted > 60


def group(*said_in_it: str, state: str = "Intact", number: str = "1203630@g.us", owner: str = "") -> str:
    listed = chat(*said_in_it).replace('type="Chat"', f'type="Chat" deleted_state="{state}"', 1)
    party = f'<model type="Party">{field("Identifier", owner)}{field("IsPhoneOwner", "True")}</model>'
    people = f'<multiModelField name="Participants">{party}</multiModelField>' if owner else ""
    return listed.replace(field("Name", "Maas"), field("Name", "Maas") + field("Id", number) + people)


def test_a_chat_that_is_listed_as_recovered_too_is_one_conversation(tmp_path: Path) -> None:
    """Regression: it was two conversations, with every message twice."""
    gone = said("weg").replace('type="InstantMessage"', 'type="InstantMessage" deleted_state="Deleted"')
    listed = [group(said("hoi"), said("ja"), said("ja")), group(said("hoi"), said("ja"), gone, state="Deleted")]
    items = read(write(tmp_path, report(*listed)))
    assert len([item for item in items if isinstance(item, ParsedConversation)]) == 1
    assert [message.text for message in messages(items)] == ["hoi", "ja", "ja", "weg"]
    told = [item.what for item in items if isinstance(item, Bookkeeping)]
    assert told.count("hetzelfde bericht, dat het rapport nog eens noemt") == 2
    assert "gesprek dat het rapport nog eens noemt" in told


def test_what_is_still_on_the_phone_is_never_left_out_for_a_deleted_copy(tmp_path: Path) -> None:
    gone = said("hoi").replace('type="InstantMessage"', 'type="InstantMessage" deleted_state="Deleted"')
    kinds = {"first": [group(said("hoi")), group(gone)], "last": [group(gone), group(said("hoi"))]}
    found = {name: messages(read(write(tmp_path, report(*listed)))) for name, listed in kinds.items()}
    assert [message.kind.value for message in found["first"]] == ["text"]
    assert [message.kind.value for message in found["last"]] == ["deleted", "text"]
    assert found["last"][1].warnings == ("het rapport noemt dit bericht ook als verwijderd bericht",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (group(said("hoi"), number="4"), group(said("hoi"), number="4")),
        (group(said("hoi")), group(said("hoi"), number="1203631@g.us")),
        (group(said("hoi")), group(said("hoi")).replace("WhatsApp", "Signal")),
        (
            group(said("hoi"), owner="31611111111@s.whatsapp.net"),
            group(said("hoi"), owner="31622222222@s.whatsapp.net"),
        ),
    ],
)
def test_chats_of_another_id_app_or_account_are_two_conversations(tmp_path: Path, first: str, second: str) -> None:
    items = read(write(tmp_path, report(first, second)))
    assert len([item for item in items if isinstance(item, ParsedConversation)]) == 2
    assert len(messages(items)) == 2
