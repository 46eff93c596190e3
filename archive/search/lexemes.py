"""The lexemes of a search row that are no words: who sent the message, in which conversation, on which app, with what.

They stand among the words, so that one index answers for all of them at once. Each begins with a capital: every dictionary
of the text search configuration makes small letters, so no text can hold one and no word that is typed can ask for one.
Handles are named, not persons: whose a handle is may change, and then no row has to. Pure.
"""

from __future__ import annotations

from archive.search.expressions import Feature

HANDLE, CONVERSATION, APP, FEATURE = "H", "C", "A", "F"
"""What a lexeme begins with; the id, the app or the feature follows."""


def of_handle(handle: int) -> str:
    """Sent under this handle (id), as a term of a tsquery."""
    return quoted(f"{HANDLE}{handle}")


def of_conversation(conversation: int) -> str:
    """In this conversation (id), as a term of a tsquery."""
    return quoted(f"{CONVERSATION}{conversation}")


def of_app(app: str) -> str:
    """On this app (`Conversation.app`), as a term of a tsquery."""
    return quoted(f"{APP}{app}")


def of_feature(feature: Feature) -> str:
    """With this feature, as a term of a tsquery."""
    return quoted(f"{FEATURE}{feature}")


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text of a tsquery, whatever is in it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
