"""Which messages persons finished deciding on, over all dossiers, written to a file to train the name finder on.

Finished is a message that is shown, in which was looked for names, without an open proposal, and in whose text a person decided
something; in an approved dossier every message is, for a second person looked at the whole. Private messages are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from redaction.choices import Field, Status
from redaction.examples import Told, examples_of, told_in
from redaction.models import Redaction
from redaction.names.training.decided import Decided, in_repository, parts, write
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.models import SHOWN, Dossier, Item
from woo_portal.dossiers.states import State


class ExportRefused(Exception):
    """Nothing was written; the message is Dutch and says why."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How much a file of examples holds: messages, of how many dossiers, the names in them, and proposals that are no name.
    `held_out` of the messages are for measuring only.
    """

    messages: int
    dossiers: int
    names: int
    rejected: int
    held_out: int


def finished(dossier: Dossier) -> QuerySet[Item]:
    """The items of a dossier whose messages persons finished deciding on."""
    passages = Redaction.objects.filter(layer=dossier.layer_id, message=OuterRef("message")).order_by()
    done: Q | Exists = Exists(passages.filter(field=Field.TEXT).exclude(decided_by_id=None))
    if dossier.state in (State.APPROVED, State.RELEASED):
        done = Q()
    items = dossier.items.filter(judgement__in=SHOWN).exclude(proposed_at=None)
    return items.filter(done, ~Exists(passages.filter(status=Status.PROPOSED))).order_by()


def export(path: Path, *, by: str) -> Exported:
    """Write all finished messages to a new file that only this user can read, and log that `by` did. Raises `ExportRefused`."""
    if in_repository(path):
        raise ExportRefused(
            f"{path} ligt in de map van het portaal of in een git-repository. Daar kan het bestand ongemerkt worden "
            "doorgegeven. Er is niets geschreven; kies een map daarbuiten die alleen u kunt lezen."
        )
    told: dict[int, Told] = {}
    dossiers = 0
    for dossier in Dossier.objects.select_related("layer").order_by("pk"):
        if ids := frozenset(finished(dossier).values_list("message_id", flat=True)):
            told_in(dossier.layer, ids, told)
            dossiers += 1
    examples = _distinct(examples_of(told.values()))
    if not examples:
        raise ExportRefused("Er is nog geen bericht waarover helemaal is beslist. Er is niets geschreven.")
    exported = Exported(
        messages=len(examples),
        dossiers=dossiers,
        names=sum(len(example.sentence.persons) for example in examples),
        rejected=sum(len(about.rejected) for about in told.values()),
        held_out=len(parts(examples)[1]),
    )
    _write(examples, path, exported, by)
    return exported


def _distinct(examples: Iterable[Decided]) -> list[Decided]:
    """Each message once, in an order that says nothing of when it was sent: the same decisions give the same file."""
    distinct = set(examples)
    return sorted(distinct, key=lambda one: (one.group, one.sentence.text, one.sentence.persons, one.sentence.unknown))


def _write(examples: list[Decided], path: Path, exported: Exported, by: str) -> None:
    """The file and its event, both or neither."""
    is_written = False
    try:
        with transaction.atomic():
            record(
                Verb.EXAMPLES_EXPORTED,
                by=None,
                subject=path.name,
                who=by,
                count=exported.messages,
                names=exported.names,
            )
            write(examples, path)
            is_written = True
    except FileExistsError as error:
        raise ExportRefused(f"{path} bestaat al. Er is niets geschreven; kies een andere naam.") from error
    except OSError as error:
        raise ExportRefused(f"{path} is niet te schrijven: {error.strerror}. Er is niets geschreven.") from error
    except BaseException:
        if is_written:
            path.unlink(missing_ok=True)
        raise
