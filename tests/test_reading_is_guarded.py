"""Whoever reads messages asks for the visible ones: code that goes round `MessageQuerySet.visible` fails here.

What hangs on a message (its attachments, versions, reactions, captures, index row, topics) has no guard of its own: it is read
through messages. The modules that may go round it stand in a list, each with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUARDED = {"Message", "Attachment", "Capture", "MessageIndex", "Reaction", "TopicAssignment", "Version"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
TABLES = (
    "archive_message",
    "archive_topicassignment",
    "archive_attachment",
    "archive_capture",
    "archive_reaction",
    "archive_version",
)
ALLOWED = {
    # Bringing in: whether a message is known does not depend on who may read it.
    "archive/conversation_storing.py": "counts the messages of a conversation that something came in of",
    "archive/captures/matching.py": "compares what comes in with all there is",
    "archive/captures/same_chat.py": "compares what comes in with all there is",
    "archive/storing.py": "writes messages",
    "archive/search/index.py": "writes index rows, and removes those of what is private",
    "archive/search/rebuilding.py": "makes index rows of visible messages, in the quarters there are messages of",
    "archive/search/verifying.py": "compares index rows with visible messages and tells of none what it says",
    "archive/search/vocabulary.py": "reads how words are written in messages that have an index row",
    "archive/topics/assigning.py": "reads index rows into topics, and takes what is private off them",
    "archive/topics/hits.py": "reads topics, on which nothing private is",
    "archive/thread_places.py": "places every message among the others; counts visible ones",
    "archive/threads.py": "knows no database; a thread under way has a list by that name",
    # Derived from files and proved by hashes, whoever may read them.
    "archive/attachment_texts.py": "reads the files of every message, into what is shown through messages",
    "archive/sealing/integrity.py": "hashes captures",
    "archive/sealing/verifying.py": "checks every message against its hash and tells of none what it says",
    "archive/sealing/sealed_facts.py": "hashes what hangs on messages",
    "archive/sealing/verifying_facts.py": "checks these hashes and tells of no message what it says",
    "archive/sealing/agreeing.py": "checks whether answers and reactions fit, and tells numbers of messages only",
    "archive/sealing/accounted.py": "checks what was destroyed against what is there, and tells of no message what it says",
    "woo_portal/custody/logged.py": "asks whether messages are there that a mark was on",
    # The guard itself.
    "archive/querysets/messages.py": "is where visible and private are defined",
    "archive/querysets/conversations.py": "counts what may be read, and what is private of a conversation",
    "archive/querysets/private_marks.py": "counts what a mark covers, and shows none of it",
    "archive/privacy.py": "says what is private",
    # Keeping and destroying: a term and a hold hold for what is private as well, and nothing of it is shown.
    "archive/retention/destruction_lists.py": "counts what is due, private or not",
    "archive/retention/destroying.py": "destroys messages",
    "archive/retention/concealing.py": "counts what is private of what is destroyed",
    "archive/retention/unread.py": "asks whether an original holds a conversation, private or not",
    "archive/retention/holds.py": "says which messages are held, private or not",
    "archive/sealing/growth.py": "counts which messages became private, and shows none",
    "woo_portal/custody/overview.py": "counts what is due, private or not",
    # Joining and splitting persons moves what is private as well; nothing of it is shown.
    "woo_portal/intake/consequences.py": "counts whose messages move, private or not",
    "woo_portal/intake/same_person.py": "counts messages that two persons share, private or not",
    # What is private has no index row.
    "archive/search/hits.py": "reads index rows; the messages are re-read through visible",
    "archive/search/facets.py": "counts index rows of visible messages",
    "archive/search/suggesting.py": "counts words of index rows of visible messages",
    "archive/search/query.py": "reads index rows of visible messages",
    # Through messages that are visible.
    "archive/captures/comparing.py": "compares the captures of visible messages",
    "archive/exporting/selection.py": "counts the reactions of visible messages by name",
    "woo_portal/intake/differing.py": "counts captures of visible messages",
    "woo_portal/dossiers/attachments.py": "narrows down to the attachments of visible messages",
    "woo_portal/dossiers/missed.py": "reads the names of the attachments of visible messages",
    "woo_portal/dossiers/renamed.py": "says which messages of dossiers have a file of another name, and shows none",
    "redaction/passages.py": "fetches the reactions of the messages it is given",
    "redaction/propagate.py": "narrows visible messages down by their files and reactions",
    "woo_portal/intake/reading.py": "counts captures of visible messages; counts private messages",
    "woo_portal/intake/linking.py": "counts captures of visible messages",
}


def modules() -> list[Path]:
    packages = ("archive", "redaction", "woo_portal")
    found = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def unguarded(source: str) -> Iterator[str]:
    """The places that read messages, or what hangs on them, without asking for the visible ones."""
    tree = ast.parse(source)
    followed = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            is_manager = node.value.id in GUARDED and node.attr in MANAGERS
            if is_manager and followed.get(id(node)) != "visible":
                yield f"line {node.lineno}: {node.value.id}.{node.attr}.{followed.get(id(node), '')}"
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "messages"
            and followed.get(id(node), "visible") != "visible"
        ):
            yield f"line {node.lineno}: .messages.{followed[id(node)]}"
        if isinstance(node, ast.Call) and _gets_the_model(node):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "FROM " in node.value:
            yield from (f"line {node.lineno}: SQL on {table}" for table in TABLES if table in node.value)


def _gets_the_model(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    first = call.args[0] if call.args else None
    return name in ("get_object_or_404", "get_list_or_404") and isinstance(first, ast.Name) and first.id in GUARDED


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_messages_are_read_through_visible(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    found = list(unguarded(path.read_text()))
    assert name in ALLOWED or not found, f"{name} goes round MessageQuerySet.visible:\n" + "\n".join(found)


def test_the_list_of_exceptions_has_no_module_that_needs_none() -> None:
    needless = [name for name in ALLOWED if not list(unguarded((ROOT / name).read_text()))]
    assert needless == []


@pytest.mark.parametrize(
    "line",
    [
        "Message.objects.filter(pk=1)",
        "Message.objects.count()",
        "x = Message.objects",
        "Message._base_manager.all()",
        "conversation.messages.filter(pk=1)",
        "Attachment.objects.filter(file_name='x')",
        "get_object_or_404(Message, pk=1)",
        "cursor.execute('SELECT text FROM archive_message')",
    ],
)
def test_ways_round_are_seen(line: str) -> None:
    assert list(unguarded(line))


@pytest.mark.parametrize(
    "line",
    [
        "Message.objects.visible().filter(pk=1)",
        "chat.messages.visible()",
        "messages.error(request, 'x')",
        "dossier.messages - dossier.judged",
        "get_object_or_404(Message.objects.visible(), pk=1)",
    ],
)
def test_the_way_through_is_not(line: str) -> None:
    assert not list(unguarded(line))
