"""Rules of the Slack importer that a table shows better than a corpus case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.importers.slack_zip.people import People
from archive.importers.slack_zip.secrets import without_tokens
from archive.importers.slack_zip.words import Words
from archive.importing import HandleKind, ImportRefused, MessageKind, ParsedConversation, Unreadable
from tests.archive.importers.reading import messages, read

USERS: list[dict[str, Any]] = [
    {"id": "U0EVA00001", "team_id": "T1", "name": "eva", "profile": {"display_name": "", "real_name": "Eva Mol"}},
    {"id": "U0TOM00001", "name": "tom", "real_name": "Tom Bos", "profile": {"email": "Tom.Bos@Example.org "}},
]
CHANNELS = [{"id": "C0ALG00001", "name": "algemeen", "members": ["U0EVA00001"]}]


def said(second: int, text: str = "hallo", **fields: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U0EVA00001", "text": text, "ts": f"{1767866400 + second}.000100"} | fields


def write_export(folder: Path, **days: list[Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "users.json").write_text(json.dumps(USERS))
    (folder / "channels.json").write_text(json.dumps(CHANNELS))
    (folder / "algemeen").mkdir(exist_ok=True)
    for number, records in enumerate(days.values(), start=1):
        (folder / "algemeen" / f"2026-01-{number:02}.json").write_text(json.dumps(records))
    return folder


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<@U0EVA00001>, kom je?", "@Eva Mol, kom je?"),
        ("<@U0WEG00001> <@U0WEG00001|jan>", "@U0WEG00001 @jan"),
        ("<#C0ALG00001> <#C0WEG00001|oud> <#C0WEG00001>", "#algemeen #oud #C0WEG00001"),
        ("<!here> <!channel|kanaal> <!subteam^S1> <!date^1^{date}|vandaag>", "@here @channel @subteam vandaag"),
        ("<https://x.example/a?b&amp;c>", "https://x.example/a?b&c"),
        ("<https://x.example|hier>", "hier (https://x.example)"),
        ("<http://x.example|x.example> <mailto:a@x.example|a@x.example>", "x.example a@x.example"),
        ("<mailto:a@x.example|mail mij> <tel:+31612345678>", "mail mij (a@x.example) +31612345678"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;", "1 < 2 && 3 > 2 &lt;"),
        ("*vet* _schuin_ ~weg~ > citaat", "*vet* _schuin_ ~weg~ > citaat"),
        ("```a :tada: b``` :tada:", "```a :tada: b``` 🎉"),
        ("a < b en een > twee", "a < b en een > twee"),
        (None, ""),
    ],
)
def test_markup_becomes_what_was_read(markup: object, text: str) -> None:
    words = Words(People(USERS), {"C0ALG00001": "algemeen"})
    assert words.text(markup) == text


def test_a_person_is_named_by_address_else_by_workspace_and_id() -> None:
    people = People(USERS)
    assert people.handle("U0TOM00001").value == "tom.bos@example.org"
    eva = people.handle("U0EVA00001")
    assert (eva.kind, eva.value, eva.shown) == (HandleKind.ACCOUNT, "slack:T1:U0EVA00001", "Eva Mol")
    assert people.handle("USLACKBOT").shown == "Slackbot"


@pytest.mark.parametrize(
    "raw", ["https://files.slack.com/a?t=xoxe-1-2-abc", '"token": "xoxb-12-34-Zz"', "https://slack-files.com/T-F-ab12"]
)
def test_a_token_is_taken_out(raw: str) -> None:
    assert "sleutel weggelaten" in without_tokens(raw)
    assert not any(part in without_tokens(raw) for part in ("xox", "ab12"))


def test_a_token_reaches_no_item(tmp_path: Path) -> None:
    file = {"id": "F0NOTA00001", "name": "nota.pdf", "url_private": "https://files.slack.com/x?t=xoxe-1-22-geheim"}
    export = write_export(tmp_path / "e", dag=[said(1, files=[file]), {"type": "vreemd", "files": [file]}])
    assert "xoxe" not in repr(read(export))


def test_the_time_is_the_id_and_exact(tmp_path: Path) -> None:
    found = messages(read(write_export(tmp_path / "e", dag=[said(0, ts="1674835464.614329")])))[0]
    assert found.sent_at.isoformat() == "2023-01-27T16:04:24.614329+00:00"
    assert (found.source_id, found.zone) == ("1674835464.614329", "UTC")


def test_an_edit_on_a_later_day_reaches_its_message(tmp_path: Path) -> None:
    first = said(1, "eerste")
    edit = said(
        90_000,
        subtype="message_changed",
        message=said(1, "tweede", edited={"ts": "1767956400.000000"}),
        previous_message=first,
    )
    found = messages(read(write_export(tmp_path / "e", een=[first, said(2)], twee=[edit])))
    assert [(message.text, message.edited) for message in found] == [("tweede", True), ("hallo", False)]
    assert [version.text for version in found[0].versions] == ["eerste"]


def test_a_deletion_keeps_what_the_export_kept(tmp_path: Path) -> None:
    gone = said(9, subtype="message_deleted", deleted_ts="1767866401.000100", previous_message=said(1, "spijt"))
    del gone["user"], gone["text"]
    found = messages(read(write_export(tmp_path / "e", dag=[gone])))[0]
    assert (found.kind, found.text, found.sent_at.second) == (MessageKind.DELETED, "spijt", 1)
    assert found.sender is not None
    assert found.sender.shown == "Eva Mol"


def test_names_that_macos_took_apart_find_their_channel(tmp_path: Path) -> None:
    export = write_export(tmp_path / "e")
    (export / "channels.json").write_text(json.dumps([{"id": "C0CAF00001", "name": "café"}]))
    (export / "cafe\u0301").mkdir()
    (export / "cafe\u0301" / "2026-01-01.json").write_text(json.dumps([said(1)]))
    conversation = read(export)[0]
    assert isinstance(conversation, ParsedConversation)
    assert (conversation.title, conversation.source_id) == ("café", "C0CAF00001")


def test_lists_of_another_kind_are_no_export(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    folder.mkdir()
    (folder / "channels.json").write_text(json.dumps([{"id": 1, "name": "televisie"}]))
    (folder / "users.json").write_text(json.dumps([{"id": 2}]))
    with pytest.raises(ImportRefused, match="onbekende vorm"):
        read(folder)


def test_the_edits_of_a_message_that_cannot_be_read_stay_in_sight(tmp_path: Path) -> None:
    broken = said(1, "eerste", reactions=[{"users": ["U0EVA00001"]}])
    edit = said(9, subtype="message_changed", message=said(1, "tweede"), previous_message=said(1, "eerste"))
    kept = [item for item in read(write_export(tmp_path / "e", dag=[broken, edit])) if isinstance(item, Unreadable)]
    assert [item.first_unit for item in kept] == [1, 2]
    assert "tweede" in kept[1].raw


def test_of_two_messages_that_are_shared_at_once_both_are_kept_with_their_files(tmp_path: Path) -> None:
    def share(text: str, **fields: Any) -> dict[str, Any]:
        return {"is_share": True, "is_msg_unfurl": True, "author_name": "Tom Bos", "text": text} | fields

    plan = {"id": "F0PLAN0001", "name": "plan.pdf"}
    shared = [share("eerste"), share("tweede", files=[plan]), share("", fields=[{"title": "Status", "value": "rood"}])]
    found = messages(read(write_export(tmp_path / "e", dag=[said(1, "zie deze", attachments=shared)])))[0]
    assert found.quote is not None
    assert found.quote.text == "eerste"
    assert found.text.split("\n") == [
        *("zie deze", "Gedeeld bericht van Tom Bos: tweede", "Gedeeld bericht van Tom Bos: Status: rood")
    ]
    assert [file.file_name for file in found.attachments] == ["plan.pdf"]
