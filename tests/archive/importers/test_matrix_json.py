"""Rules of the Matrix importer that a table shows better than a corpus case."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.importers.matrix_json.bodies import message_text, split_reply
from archive.importers.matrix_json.markup import plain
from archive.importers.matrix_json.media import Media
from archive.importers.matrix_json.secrets import without_keys
from archive.importing import ImportRefused, MessageKind, ParsedConversation, Unreadable
from tests.archive.importers.reading import messages, read

SENT = 1767952800000


def event(number: int, body: str = "hallo", **fields: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "sender": "@eva:x.example",
        "event_id": f"${number}",
        "origin_server_ts": SENT + number * 1000,
        "content": {"msgtype": "m.text", "body": body},
    } | fields


def replaces(target: int, content: dict[str, Any]) -> dict[str, Any]:
    relation = {"rel_type": "m.replace", "event_id": f"${target}"}
    return {"msgtype": "m.text", "body": "* nieuw", "m.new_content": content, "m.relates_to": relation}


def write_room(folder: Path, events: list[Any], **head: Any) -> Path:
    path = folder / "export.json"
    document = {"room_name": "Overleg", "export_date": "9-1-2026", "exported_by": "Eva"} | head
    path.write_text(json.dumps(document | {"messages": events}, ensure_ascii=False))
    return path


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("een<br/>twee", "een\ntwee"),
        ("<p>een</p>\n<p>twee   drie\nvier</p>", "een\ntwee drie vier"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n1. c"),
        ("<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d", "> a\n> b\n> > c\nd"),
        ("<pre><code>x = 1\n\n  y</code></pre>", "x = 1\n\n  y"),
        ('<a href="https://x.example">hier</a>', "hier (https://x.example)"),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example"),
        ('<a href="https://matrix.to/#/@eva:x.example">Eva</a>: ja', "@Eva: ja"),
        ('<a href="https://matrix.to/#/%23kamer:x.example">#kamer:x.example</a>', "#kamer:x.example"),
        ("<mx-reply><blockquote>oud</blockquote></mx-reply>nieuw", "nieuw"),
        ('<img src="mxc://a" alt=":dijkje:"> <del>weg</del> <span data-mx-spoiler>s</span>', ":dijkje: weg s"),
        ("<script>x</script><style>y</style>&lt;b&gt; &amp;nbsp;", "<b> &nbsp;"),
        ("<b>niet gesloten <i>tekst", "niet gesloten tekst"),
        ("</li></ul></blockquote></pre></a></mx-reply>los", "los"),
        ("a < b en <3 &onzin;", "a < b en <3 &onzin;"),
        ("<![onzin[x]]>a<!doctype html>b<!-- c -->d<?php e ?>f", "abdf"),
        ("x <b", "x <b"),
    ],
)
def test_html_becomes_what_was_read(html: str, text: str) -> None:
    assert plain(html) == text


def test_a_tag_that_never_ends_is_text_at_once() -> None:
    for piece in ("<a ", "<a b='", "<!--", "</"):
        assert plain(piece * 20_000).startswith(piece)


@pytest.mark.parametrize(
    ("body", "html", "differs"),
    [
        ("**vet** en [link](https://x.example)", '<b>vet</b> en <a href="https://x.example">link</a>', False),
        ("1. een\n2. twee", "<ol><li>een</li><li>twee</li></ol>", False),
        ("ik ga niet akkoord", "ik ga akkoord", False),
        ("ik ga akkoord", "ik ga niet akkoord", True),
    ],
)
def test_words_that_only_the_html_has_are_told(body: str, html: str, differs: bool) -> None:
    content = {"body": body, "format": "org.matrix.custom.html", "formatted_body": html}
    assert bool(message_text(content)[1]) is differs


def test_the_message_a_reply_repeats_is_its_quote() -> None:
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": "$1"}}}
    assert split_reply({"body": "> <@tom:x.example> a\n> b\n\nc\n> d"} | reply) == ("c\n> d", "a\nb", "@tom:x.example")
    assert split_reply({"body": "> * <@tom:x.example> zwaait\n\nc"} | reply) == ("c", "zwaait", "@tom:x.example")
    assert split_reply({"body": "> gewoon citaat\n\nc"} | reply) == ("> gewoon citaat\n\nc", "", "")
    assert split_reply({"body": "> <@tom:x.example> a\n\nc"}) == ("> <@tom:x.example> a\n\nc", "", "")


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ("images/foto-9-1-2026 om 11-00-05.png", True),
        ("images/foto-1-9-2026 at 2-00-05 PM.png", True),
        ("images/foto-2026-01-09 at 23-00-05.png", True),
        ("images/foto-10.1.26 um 01-00-05.png", True),
        ("images/foto-9-1-2026 om 11-00-06.png", False),
        ("images/foto-12-1-2026 om 11-00-05.png", False),
        ("images/foto-9-1-2026 om 11-00-05.jpg", False),
        ("images/foto twee-9-1-2026 om 11-00-05.png", False),
        ("files/foto-9-1-2026 om 11-00-05.png", False),
        ("elders/images/foto-9-1-2026 om 11-00-05.png", False),
    ],
)
def test_a_picture_is_the_message_s_when_the_moment_in_its_name_fits(stored: str, found: bool) -> None:
    media = Media([stored, "export.json"], "export.json")
    sent_at = datetime(2026, 1, 9, 10, 0, 5, tzinfo=UTC)
    assert media.member("m.image", "foto.png", sent_at) == (stored if found else None)


def test_two_pictures_that_could_both_be_it_are_given_to_neither() -> None:
    stored = ["images/foto-9-1-2026 om 10-00-05.png", "images/foto-9-1-2026 om 11-00-05.png"]
    assert (
        Media(stored, "export.json").member("m.image", "foto.png", datetime(2026, 1, 9, 10, 0, 5, tzinfo=UTC)) is None
    )


def test_a_damaged_edit_does_not_take_its_message_along(tmp_path: Path) -> None:
    edits = [event(2, origin_server_ts="nu", content=replaces(1, {"msgtype": "m.text", "body": "x"}))]
    found = messages(read(write_room(tmp_path, [event(1, "goed"), *edits])))
    assert [(message.text, message.edited) for message in found] == [("goed", False)]


def test_every_text_of_a_message_that_was_edited_and_deleted_is_kept(tmp_path: Path) -> None:
    events = [
        event(1, "eerste"),
        event(2, content=replaces(1, {"msgtype": "m.text", "body": "tweede"})),
        event(3, type="m.room.redaction", redacts="$1", content={}),
    ]
    found = messages(read(write_room(tmp_path, events)))
    assert [(message.kind, message.text) for message in found] == [(MessageKind.DELETED, "tweede")]
    assert [version.text for version in found[0].versions] == ["eerste"]


@pytest.mark.parametrize(("name", "writers", "group"), [("Tom", 2, False), ("Overleg", 2, True), ("Tom", 3, True)])
def test_a_room_called_after_one_of_two_is_no_group(tmp_path: Path, name: str, writers: int, group: bool) -> None:
    people = ["Eva", "Tom", "Jan"][:writers]
    joined = [
        event(
            number,
            type="m.room.member",
            state_key=f"@{person.lower()}:x.example",
            content={"membership": "join", "displayname": person},
        )
        for number, person in enumerate(people)
    ]
    conversation = read(write_room(tmp_path, joined, room_name=name))[0]
    assert isinstance(conversation, ParsedConversation)
    assert conversation.is_group is group


def test_a_key_is_taken_out_of_what_is_unreadable(tmp_path: Path) -> None:
    file = {"key": {"k": "GEHEIM", "alg": "A256CTR"}, "iv": "GEHEIM", "hashes": {}}
    broken = event(1, origin_server_ts="nu", content={"msgtype": "m.image", "body": "a.png", "file": file})
    assert "GEHEIM" not in repr(read(write_room(tmp_path, [broken, event(2)])))
    assert without_keys('"body": "de k is: geheim"') == '"body": "de k is: geheim"'


def test_a_document_of_another_app_is_not_taken(tmp_path: Path) -> None:
    for document in (
        {"room_name": "x", "messages": [event(1)]},
        {"export_date": "x", "exported_by": "y", "messages": [{"text": "x"}]},
        {"export_date": "x", "exported_by": "y", "room_name": "z", "messages": {}},
        {"chunk": [event(1)]},
    ):
        (tmp_path / "export.json").write_text(json.dumps(document))
        with pytest.raises(ImportRefused, match="onbekende vorm"):
            read(tmp_path / "export.json")


@pytest.mark.parametrize("is_in_the_room", [False, True])
def test_a_message_the_server_has_edited_in_place_has_no_first_text(tmp_path: Path, is_in_the_room: bool) -> None:
    """Regression: the new text was given as what was said first, and the message as if it had been edited into itself."""
    edit = event(2, content=replaces(1, {"msgtype": "m.text", "body": "nieuw"}))
    edited = event(1, "nieuw", unsigned={"m.relations": {"m.replace": edit}})
    [found] = messages(read(write_room(tmp_path, [edited, *([edit] if is_in_the_room else [])])))
    assert (found.text, found.edited, found.versions) == ("nieuw", True, ())
    assert found.warnings == ("de eerste tekst van dit bericht staat niet in de export",)


def test_a_message_the_server_tells_an_edit_of_keeps_its_first_text(tmp_path: Path) -> None:
    edit = event(2, content=replaces(1, {"msgtype": "m.text", "body": "nieuw"}))
    [found] = messages(read(write_room(tmp_path, [event(1, "oud", unsigned={"m.relations": {"m.replace": edit}})])))
    assert (found.text, [version.text for version in found.versions], found.warnings) == ("nieuw", ["oud"], ())


def test_an_edit_that_cannot_be_read_stays_in_sight(tmp_path: Path) -> None:
    edit = event(2, content=replaces(1, {"msgtype": "m.text", "body": {"geen": "tekst"}}))
    items = read(write_room(tmp_path, [event(1, "goed"), edit]))
    assert [message.text for message in messages(items)] == ["goed"]
    assert [item.first_unit for item in items if isinstance(item, Unreadable)] == [2]
