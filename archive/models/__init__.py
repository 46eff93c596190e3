"""What was said, by whom, in which chat, and which file proves it.

A `Message` is never changed after import; what two phones hold of it are its captures, and that it is private is a mark
beside it. Knows nothing of dossiers, redaction or users of the portal: an actor is a plain name, and where two persons must
be told apart the number of an account.
"""

from archive.models.conversations import Conversation, Participant
from archive.models.destruction import (
    DestroyedFile,
    DestroyedMessage,
    Destruction,
    DestructionLine,
    DestructionState,
    LeftOriginal,
)
from archive.models.messages import Attachment, Capture, Message, Reaction, Version
from archive.models.persons import Function, Handle, Person
from archive.models.privacy import PrivateMark
from archive.models.retention import Hold, RetentionRule
from archive.models.searching import MessageIndex, Topic
from archive.models.sources import ImportRun, ImportState, Source

__all__ = [
    "Attachment",
    "Capture",
    "Conversation",
    "DestroyedFile",
    "DestroyedMessage",
    "Destruction",
    "DestructionLine",
    "DestructionState",
    "Function",
    "Handle",
    "Hold",
    "ImportRun",
    "ImportState",
    "LeftOriginal",
    "Message",
    "MessageIndex",
    "Participant",
    "Person",
    "PrivateMark",
    "Reaction",
    "RetentionRule",
    "Source",
    "Topic",
    "Version",
]
