"""What was said, by whom, in which chat, and which file proves it.

A `Message` is never changed after import; what two phones hold of it are its captures, and that it is private is a mark
beside it. Knows nothing of dossiers, redaction or users of the portal: an actor is a plain name, and where two persons must
be told apart the number of an account.
"""

from archive.models.attachment_texts import AttachmentText
from archive.models.conversations import Conversation, Participant
from archive.models.destruction import (
    DestroyedCapture,
    DestroyedConversation,
    DestroyedFile,
    DestroyedMessage,
    DestroyedPrivate,
    Destruction,
    DestructionLine,
    DestructionState,
    LeftOriginal,
    ListedOriginal,
    PutAside,
)
from archive.models.differences import DifferenceCount
from archive.models.integrity import Batch, SealedFact, Verification
from archive.models.messages import Attachment, Capture, Message, Reaction, Version
from archive.models.persons import Function, Handle, Person
from archive.models.privacy import PrivateMark
from archive.models.retention import Hold, RetentionRule
from archive.models.searching import Lexeme, LexemeChange, MessageIndex
from archive.models.sources import ImportRun, ImportState, Source
from archive.models.threads import ThreadPlace
from archive.models.topics import LIVE, Topic, TopicAssignment, TopicTerm, TopicVersion, VersionState

__all__ = [
    "LIVE",
    "Attachment",
    "AttachmentText",
    "Batch",
    "Capture",
    "Conversation",
    "DestroyedCapture",
    "DestroyedConversation",
    "DestroyedFile",
    "DestroyedMessage",
    "DestroyedPrivate",
    "Destruction",
    "DestructionLine",
    "DestructionState",
    "DifferenceCount",
    "Function",
    "Handle",
    "Hold",
    "ImportRun",
    "ImportState",
    "LeftOriginal",
    "Lexeme",
    "LexemeChange",
    "ListedOriginal",
    "Message",
    "MessageIndex",
    "Participant",
    "Person",
    "PrivateMark",
    "PutAside",
    "Reaction",
    "RetentionRule",
    "SealedFact",
    "Source",
    "ThreadPlace",
    "Topic",
    "TopicAssignment",
    "TopicTerm",
    "TopicVersion",
    "Verification",
    "Version",
    "VersionState",
]
