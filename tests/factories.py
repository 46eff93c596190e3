"""Rows to try things on, one plain function a model; whatever is not said is filled in."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

import pytest

from archive.functions import FunctionClass
from archive.importing import HandleKind, MessageKind
from archive.models import (
    Attachment,
    Conversation,
    Destruction,
    DestructionState,
    Function,
    Handle,
    Message,
    Participant,
    Person,
    PrivateMark,
    Reaction,
    Topic,
    Verification,
)
from archive.search.index import reindex
from archive.topics import editing as topics
from archive.topics.assigning import assign_version
from redaction.choices import Field
from redaction.detecting import Label
from redaction.grounds import Regime
from redaction.models import AttachmentTreatment, Redaction, RedactionLayer
from redaction.passages import passage_key, text_at
from woo_portal.accounts.models import User
from woo_portal.dossiers import composing, decision
from woo_portal.dossiers.appearance import appearance_of
from woo_portal.dossiers.models import Dossier, Kind, Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.workflow import shown
from woo_portal.parliament import taking_in
from woo_portal.parliament.models import Reading, Way
from woo_portal.parliament.reading import reader

MORNING = datetime(2025, 11, 13, 7, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def person(name: str, *, function: str = "", kind: FunctionClass = FunctionClass.OFFICIAL) -> Person:
    """A person, with a function held since 2020 when one is named."""
    made = Person.objects.create(name=name)
    if function:
        Function.objects.create(person=made, title=function, function_class=kind, valid_from=date(2020, 1, 1))
    return made


def handle(owner: Person | str, *, kind: HandleKind = HandleKind.CONTACT_NAME, value: str = "") -> Handle:
    """A name or number of a person, who is made when only a name is given."""
    owner = owner if isinstance(owner, Person) else person(owner)
    return Handle.objects.create(kind=kind, value=value or owner.name, scope=f"proef:{next(_numbers)}", person=owner)


def conversation(title: str = "Crisisteam", *members: Handle, app: str = "WhatsApp") -> Conversation:
    """A chat with these members."""
    made = Conversation.objects.create(app=app, title=title, is_group=True, last_at=MORNING)
    Participant.objects.bulk_create(Participant(conversation=made, handle=member) for member in members)
    return made


def message(
    chat: Conversation,
    text: str = "",
    *,
    sender: Handle | None = None,
    at: datetime | None = None,
    files: tuple[str, ...] = (),
    reactions: tuple[tuple[str, Handle], ...] = (),
    **fields: Any,
) -> Message:
    """A message, a minute after the one made before it unless `at` says when."""
    number = next(_numbers)
    made = Message.objects.create(
        conversation=chat,
        position=fields.pop("position", number),
        sent_at=at or MORNING + timedelta(minutes=number),
        kind=fields.pop("kind", MessageKind.TEXT),
        sender=sender,
        sender_shown=sender.value if sender else "",
        text=text,
        content_hash=hashlib.sha256(str(number).encode()).digest(),
        **fields,
    )
    chat.message_count += 1
    Conversation.objects.filter(pk=chat.pk).update(message_count=F("message_count") + 1)
    for place, name in enumerate(files):
        Attachment.objects.create(message=made, number=place, file_name=name)
    for emoji, by in reactions:
        Reaction.objects.create(message=made, handle=by, shown=by.value, emoji=emoji)
    return made


def private_mark(chat: Conversation, message: Message | None = None, **fields: Any) -> PrivateMark:
    """A mark on a message of a chat, or on all of it."""
    facts = {"reason": "Gaat over thuis.", "by": "Els Archema"} | fields
    return PrivateMark.objects.create(conversation=chat, message=message, **facts)


def topic(name: str, lines: str, *, threshold: int = 1, theme: str = "") -> Topic:
    """A topic in use, assigned to what the search index holds."""
    asked = topics.Asked(name, topics.checked(lines), threshold, theme)
    version = topics.create(asked, by="Els Archema")
    assign_version(version.pk, progress=lambda done, total: None)
    return version.topic


def completed_destruction(**fields: Any) -> Destruction:
    """A destruction that was done, with its certificate."""
    facts = {
        "state": DestructionState.COMPLETED,
        "basis": "Selectielijst MinWR 2020",
        "proposed_by": "Els Archema",
        "proposed_by_id": 1,
        "number": 1,
        "destroyed_at": MORNING,
        "completed_at": MORNING,
        "certificate": "VERKLARING VAN VERNIETIGING 1\n",
        "salt": UUID(int=1),
    }
    return Destruction.objects.create(**facts | fields)


def verification(*told: str, by: str = "Els Archema") -> Verification:
    """A check of the archive that found these differences."""
    facts = {"asked_by": by, "started_at": MORNING, "finished_at": MORNING, "messages": 2, "batches": 1}
    return Verification.objects.create(digest=bytes(32), found=len(told), told=list(told), **facts)


def layer(regime: Regime = Regime.WOO) -> RedactionLayer:
    """An empty redaction layer."""
    return RedactionLayer.objects.create(regime=regime)


def proposal(
    of: RedactionLayer,
    source: Message | Conversation,
    passage: str = "",
    *,
    field: Field = Field.TEXT,
    index: int = 0,
    label: Label = Label.PERSON,
    ground: str = "5.1.2e",
    **fields: Any,
) -> Redaction:
    """A proposal on the first occurrence of a passage in a field; on the whole field when none is given."""
    if isinstance(source, Conversation):
        field = Field.TITLE
    text = text_at(source, field, index)
    start = text.index(passage)
    end = start + len(passage or text)
    at = {"conversation": source} if isinstance(source, Conversation) else {"message": source}
    return Redaction.objects.create(
        layer=of,
        field=field,
        index=index,
        start=start,
        end=end,
        label=label,
        ground=ground,
        found_by=fields.pop("found_by", "proef"),
        why=fields.pop("why", "Staat in de proef."),
        passage_key=passage_key(text[start:end]),
        **at,
        **fields,
    )


def treatment(of: RedactionLayer, message: Message, *, pages: int = 1, **fields: Any) -> AttachmentTreatment:
    """What a layer has of the first attachment of a message, its pages looked at."""
    attachment = message.attachments.get(number=0)
    return AttachmentTreatment.objects.create(layer=of, attachment=attachment, pages=pages, **fields)


def dossier(by: User, *messages: Message, kind: Kind = Kind.WOO, number: str = "2026-0001", **fields: Any) -> Dossier:
    """A dossier with these messages in it, received on 21 January 2026."""
    received_on = fields.pop("received_on", date(2026, 1, 21))
    subject = fields.pop("subject", "Noodpompen")
    made = composing.create(
        kind=kind, number=number, subject=subject, received_on=received_on, requester="", by=by, **fields
    )
    composing.add_messages(made, [row.pk for row in messages], by=by)
    return made


def package(of: Dossier, by: User, *, state: PackageState = PackageState.READY, **fields: Any) -> Package:
    """A package made on 18 February 2026 that names everybody as the archive does now; one that passed has a file, six bytes."""
    facts = {"made_at": datetime(2026, 2, 18, 9, tzinfo=UTC), "appearance": appearance_of(shown(of))}
    made = Package.objects.create(dossier=of, made_by=by, state=state, **facts | fields)
    if state in (PackageState.READY, PackageState.RELEASED):
        content = b"PK\3\4.."
        made.path, made.size = f"{of.pk}/{made.pk}.zip", len(content)
        made.sha256 = hashlib.sha256(content).hexdigest()
        made.save()
        package_path(made).parent.mkdir(parents=True, exist_ok=True)
        package_path(made).write_bytes(content)
    return made


def index_archive() -> int:
    """Make the search rows of all there is what they have to be; how many were not. An import does so by itself."""
    return reindex(Message.objects.values_list("pk", flat=True))


def motivate(dossier: Dossier, by: User) -> None:
    """Write a motivation in the decision wherever the law asks for one."""
    for section in decision.sections_of(dossier):
        if section.suggestion and section.fixed and not section.saved:
            decision.write(dossier, section.key, "Dit belang weegt hier zwaarder.", seen=0, by=by)


def reading(document: bytes, *, file_name: str, by: User) -> Reading:
    """A document of questions, taken in as a file; read in this process, which is faster than one of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking_in, "read_apart", reader.read)
        return taking_in.take_in(document, file_name=file_name, way=Way.UPLOAD, by=by)
