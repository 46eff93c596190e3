"""From a decided dossier to what is published: runs only.

Raises `redaction.withheld.UndecidedPassage` rather than assemble anything undecided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from sys import intern

from django.conf import settings
from django.db import transaction

from archive.days import local_day
from redaction.attachments.published import decided_attachments
from redaction.grounds import GROUNDS, sort_key
from redaction.numbering import number_people
from redaction.quoted import Untold, Why, untold_quotations
from redaction.withheld import Withholding, WithholdingNothing
from woo_portal.disclosure.attaching import Attaching
from woo_portal.disclosure.documents import Documents, Judged, WithheldOf, grounds_on
from woo_portal.disclosure.leak_check import Secret
from woo_portal.disclosure.publishing import AttachedDocument, DecisionPart, DisclosureSet, Document, GroundText
from woo_portal.disclosure.quoting import Quoting
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement, Kind, NumberedDocument
from woo_portal.dossiers.versions import Version

_FACTS = (
    *("message_id", "message__conversation_id", "message__sent_at", "judgement", "grounds", "published_at"),
    *("twin__message_id", "twin__message__conversation_id", "twin__message__sent_at"),
)
"""The columns of `Judged`."""
_INSIDE = frozenset({"", *Judgement} - {Judgement.OUT_OF_SCOPE})
"""The judgements of which everything is told inside the house: all that bears on the dossier, judged or not."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is published of a dossier, and the strings that are not."""

    disclosure: DisclosureSet
    secrets: tuple[Secret, ...]


@transaction.atomic
def number_documents(dossier: Dossier, *, are_kept: bool = True) -> dict[tuple[int, date], int]:
    """The number of each conversation-day of the dossier that has something in scope.

    Numbers given before stay; new days follow in order of time, and keep theirs when they `are_kept`.
    """
    if are_kept:
        # Two packages of a dossier may be made at once: the second finds the numbers of the first.
        Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    known = {(row.conversation_id, row.day): row.number for row in dossier.documents.all()}
    days: dict[tuple[int, date], datetime] = {}
    in_scope = dossier.items.exclude(judgement=Judgement.OUT_OF_SCOPE)
    for conversation, sent_at in in_scope.values_list("message__conversation_id", "message__sent_at").iterator():
        days.setdefault((conversation, local_day(sent_at)), sent_at)
    fresh = sorted(days.keys() - known.keys(), key=lambda key: (key[1], days[key], key[0]))
    given = {key: number for number, key in enumerate(fresh, start=max(known.values(), default=0) + 1)}
    if are_kept:
        NumberedDocument.objects.bulk_create(
            (
                NumberedDocument(dossier=dossier, conversation_id=conversation, day=day, number=number)
                for (conversation, day), number in given.items()
            ),
            batch_size=1000,
        )
    known |= given
    return {key: known[key] for key in days}


def assemble(
    dossier: Dossier,
    *,
    made_at: datetime,
    decision: Iterable[tuple[str, Iterable[str]]] = (),
    burned_in: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_confidential: bool = False,
    version: Version | None = None,
) -> Assembled:
    """Everything a package of this dossier shows, in order of document number; `made_at` is aware. `decision` is the decision
    as the package keeps it.

    Of a `version` only what concerns its reader is in it; what is left out is a secret like all else that is not shown. With
    `is_confidential` nothing is withheld of what bears on the dossier, and no attachment is joined: for inside only.

    The pages of attachments are burned on the way, which is what `progress` tells of, and kept in `burned_in`; see
    `woo_portal.disclosure.burned_pages`. Raises also as `redaction.attachments.page_images.page_image`.
    """
    numbers = number_documents(dossier, are_kept=not is_confidential)
    items = _judged(dossier)
    scope = _scope(dossier, items, version, is_confidential=is_confidential)
    decided = {} if is_confidential else decided_attachments(dossier.layer, scope.printed)
    attaching = Attaching(decided, burned_in, progress)
    making = Documents(
        numbers,
        _withholding(dossier, version, is_confidential=is_confidential),
        frozenset(scope.printed),
        _conversations(items, scope.printed),
        attaching,
        scope.told,
        _quoting(() if is_confidential else items, scope),
    )
    by_document = _by_document(items, numbers)
    del items  # what is told of a message is forgotten when its document is made
    made = making.of((number, by_document.pop(number)) for number in sorted(by_document))
    documents = tuple(document for document in made if scope.concerned is None or document.message_count)
    disclosure = _disclosure(
        dossier,
        documents,
        tuple(attaching.documents),
        decision=decision,
        made_at=made_at,
        mark=version.mark if version else "",
        is_confidential=is_confidential,
    )
    return Assembled(disclosure, tuple(making.secrets))


def _judged(dossier: Dossier) -> list[Judged]:
    """The messages of a dossier, in order of time. A large one has a hundred thousand: a driver that fetches all at once has them
    twice, and what they have in common is in memory once.
    """
    rows = dossier.items.order_by("message__sent_at", "message__position").values_list(*_FACTS)
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    found = []
    for row in map(Judged._make, rows.iterator()):
        grounds = tuple(row.grounds)
        found.append(row._replace(judgement=intern(row.judgement), grounds=known.setdefault(grounds, grounds)))
    return found


@dataclass(frozen=True, slots=True)
class _Scope:
    """The judgements of which a set tells the messages, those of the dossier that concern its reader (ids; None: all), and what
    is printed of them (ids), in order.
    """

    told: frozenset[str]
    concerned: Collection[int] | None
    printed: Sequence[int]


def _scope(dossier: Dossier, items: Iterable[Judged], version: Version | None, *, is_confidential: bool) -> _Scope:
    """What is told, and to whom. Gives the people in the dossier their numbers."""
    told = _INSIDE if is_confidential else frozenset(SHOWN)
    shown = [item.message_id for item in items if item.judgement in told]
    # Of the whole dossier: a version whose people came first would tell the public for whom it was made.
    number_people(dossier.layer, shown)
    concerned = None if version is None else version.messages
    printed = shown if concerned is None else [message for message in shown if message in concerned]
    return _Scope(told, concerned, printed)


def _withholding(dossier: Dossier, version: Version | None, *, is_confidential: bool) -> WithheldOf:
    """What is withheld of messages and chats (ids), once it is known of which."""
    if is_confidential:
        return _nothing_withheld
    return partial(Withholding, dossier.layer, revealed=version.revealed if version else ())


def _disclosure(
    dossier: Dossier,
    documents: tuple[Document, ...],
    attachments: tuple[AttachedDocument, ...],
    *,
    decision: Iterable[tuple[str, Iterable[str]]],
    made_at: datetime,
    mark: str,
    is_confidential: bool,
) -> DisclosureSet:
    """The set of these documents, with what stands on every set of the dossier; `mark` is that of a version."""
    return DisclosureSet(
        number=dossier.number,
        regime=dossier.get_kind_display(),
        subject=dossier.subject,
        authority=settings.AUTHORITY,
        received_on=dossier.received_on,
        made_at=made_at,
        documents=documents,
        grounds=_grounds_used((*documents, *attachments)),
        under_woo=dossier.kind == Kind.WOO,
        decision=tuple(DecisionPart(heading, tuple(paragraphs)) for heading, paragraphs in decision),
        attachments=attachments,
        is_confidential=is_confidential,
        version=mark,
        publisher_uri=settings.PUBLISHER_URI,
    )


def _by_document(items: Iterable[Judged], numbers: Mapping[tuple[int, date], int]) -> dict[int, list[Judged]]:
    """The messages of each document, by its number, in their order; those of a day with nothing in scope are in none."""
    found: dict[int, list[Judged]] = defaultdict(list)
    for item in items:
        if number := numbers.get((item.conversation_id, local_day(item.sent_at))):
            found[number].append(item)
    return found


def _conversations(items: Iterable[Judged], printed: Iterable[int]) -> set[int]:
    """The chats of which a message is printed: only of these is the title looked at."""
    are_printed = frozenset(printed)
    return {item.conversation_id for item in items if item.message_id in are_printed}


def _quoting(items: Iterable[Judged], scope: _Scope) -> Quoting:
    """What a quotation in this set may not repeat: what is private, and of the messages `items` what is not told."""
    kept = {item.message_id: untold for item in items if (untold := _untold(item, scope))}
    return Quoting(scope.concerned, untold_quotations(scope.printed, kept))


def _untold(item: Judged, scope: _Scope) -> Untold | None:
    """Why a message is not told to who reads this set; None for one that is, or that was published elsewhere.

    One that stands elsewhere in it counts as withheld: nobody looked for what is to be withheld in a duplicate, so what an answer
    quotes of it may not be shown either.
    """
    if item.judgement == Judgement.OUT_OF_SCOPE:
        return Untold(Why.OUTSIDE)
    if scope.concerned is not None and item.message_id not in scope.concerned:
        return Untold(Why.OF_OTHERS)
    is_refused = item.judgement in (Judgement.WITHHELD, Judgement.DUPLICATE) and item.judgement not in scope.told
    return Untold(Why.WITHHELD, grounds_on(item)) if is_refused else None


def _grounds_used(made: Iterable[Document | AttachedDocument]) -> tuple[GroundText, ...]:
    """Each ground that stands in these, once, with the text of the law."""
    used = {ground for document in made for ground in document.grounds}
    return tuple(GroundText(code, GROUNDS[code].label, GROUNDS[code].law) for code in sorted(used, key=sort_key))


def _nothing_withheld(messages: Collection[int], chats: Collection[int]) -> WithholdingNothing:
    return WithholdingNothing()
