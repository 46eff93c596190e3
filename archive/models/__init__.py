"""What was said, by whom, in which chat, and which file proves it.

A `Message` is never changed after import; what two phones hold of it are its captures. Knows nothing of dossiers,
redaction or users of the portal: an actor is a plain name.
"""

from archive.models.attachment_texts import AttachmentText
from archive.models.conversations import Conversation, Participant
from archive.models.differences import DifferenceCount
from archive.models.integrity import Batch
from archive.models.messages import Attachment, Capture, Message, Reaction, Version
from archive.models.persons import Function, Handle, Person
from archive.models.searching import MessageIndex, Topic
from archive.models.sources import ImportRun, ImportState, Source
from archive.models.threads import ThreadPlace

__all__ = [
    "Attachment",
    "AttachmentText",
    "Batch",
    "Capture",
    "Conversation",
    "DifferenceCount",
    "Function",
    "Handle",
    "ImportRun",
    "ImportState",
    "Message",
    "MessageIndex",
    "Participant",
    "Person",
    "Reaction",
    "Source",
    "ThreadPlace",
    "Topic",
    "Version",
]
