"""The last sweep of a dossier: what its package will show, as `redaction.missed` reads it, and what was looked at already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from archive.models import Attachment, Conversation, Function, Message
from redaction.choices import Field, Status
from redaction.held import Place, among, place_of, span_of
from redaction.missed import GAP, Suspect, suspects, word_key
from redaction.models import LONGEST_SEEN, Redaction, SeenWord
from redaction.passages import WHOLE_FIELDS
from redaction.policy_table import in_force
from redaction.spans import Span
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.composing import locked_for_redaction
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.queue import Source
from woo_portal.dossiers.workflow import shown


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is left to look at, the riskiest first, and how many words a person looked at and left as they are."""

    left: tuple[Suspect[Source | str], ...]
    seen: int


def sweep_of(dossier: Dossier, decision: Mapping[str, str] | None = None) -> Sweep:
    """Every word of the dossier's texts that a person should look at once more; writes nothing.

    Texts are what was written, quotes, the names of files, remarks of an import, and titles; at the end what persons wrote in
    the sections of the `decision`, of which the place of a word is the key. The names of senders, of who is quoted and of who
    reacted are decided on one by one, and are not swept. Open proposals count as withheld.
    """
    covered = _covered(dossier)
    seen = frozenset(dossier.layer.seen_words.values_list("key", flat=True))
    texts = list(_texts(dossier))
    shown_texts: list[tuple[Source | str, str]] = [
        (_source(place), _masked(text, covered[place])) for place, text in texts
    ]
    shown_texts += (decision or {}).items()
    withheld = [text[span.start : span.end] for place, text in texts for span in covered[place]]
    names = names_withheld(dossier)
    found = suspects(shown_texts, withheld=[*withheld, *names], public=public_names(dossier, names), seen=seen)
    return Sweep(tuple(found), len(seen))


@transaction.atomic
def leave(dossier: Dossier, words: Iterable[str], *, by: User) -> int:
    """Note that this person looked at these words and left them as they are; how many are new to the list.

    Who does so helps decide what is shown, and cannot approve it. Raises `DossierClosed` outside the redacting state.
    """
    locked = locked_for_redaction(dossier)
    keys = {key for word in words if (key := word_key(word)[:LONGEST_SEEN])}
    known = set(locked.layer.seen_words.filter(key__in=keys).values_list("key", flat=True))
    rows = [SeenWord(layer=locked.layer, key=key, by=str(by), by_id=by.pk) for key in sorted(keys - known)]
    SeenWord.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        record(Verb.WORDS_SEEN, by=by, subject=locked.number, dossier_id=locked.pk, count=len(rows))
    return len(rows)


def _texts(dossier: Dossier) -> Iterator[tuple[Place, str]]:
    """The texts the package shows, in the order of print but for the titles, which come first."""
    messages = Message.objects.visible().filter(pk__in=shown(dossier))
    chats = Conversation.objects.filter(pk__in=messages.order_by().values("conversation")).order_by("pk")
    for pk, title in chats.values_list("pk", "title"):
        yield Place(None, pk, Field.TITLE.value, 0), title
    files: dict[int, list[tuple[int, str]]] = defaultdict(list)
    attachments = Attachment.objects.filter(message__in=messages.order_by().values("pk")).order_by("number")
    for message, number, name in attachments.values_list("message_id", "number", "file_name"):
        files[message].append((number, name))
    # A quote of what is private is not shown.
    quotes = dict(messages.filter(Q(hides_quote=False)).exclude(quote_text="").values_list("pk", "quote_text"))
    for pk, text, remarks in messages.order_by("sent_at", "position", "pk").values_list("pk", "text", "warnings"):
        yield Place(pk, None, Field.TEXT.value, 0), text
        if pk in quotes:
            yield Place(pk, None, Field.QUOTE.value, 0), quotes[pk]
        for number, name in files.get(pk, ()):
            yield Place(pk, None, Field.FILE_NAME.value, number), name
        for number, remark in enumerate(remarks):
            yield Place(pk, None, Field.REMARK.value, number), remark


def _covered(dossier: Dossier) -> dict[Place, list[Span]]:
    rows = Redaction.objects.filter(among(shown(dossier)), layer=dossier.layer_id).exclude(status=Status.REJECTED)
    covered: dict[Place, list[Span]] = defaultdict(list)
    for row in rows.exclude(field__in=WHOLE_FIELDS).order_by():
        covered[place_of(row)].append(span_of(row))
    return covered


def _masked(text: str, spans: Sequence[Span]) -> str:
    """The text with `GAP` for each stretch that is withheld."""
    parts, at = [], 0
    for span in sorted(spans):
        parts += [text[at : max(at, span.start)], GAP]
        at = max(at, span.end)
    return "".join((*parts, text[at:]))


def _source(place: Place) -> Source:
    return Source(place.message, place.conversation)


def names_withheld(dossier: Dossier) -> frozenset[str]:
    """The names of persons of whom something is withheld as a name, or waits for that."""
    rows = Redaction.objects.filter(among(shown(dossier)), layer=dossier.layer_id, label="PERSON")
    return frozenset(rows.exclude(status=Status.REJECTED).exclude(person=None).values_list("person__name", flat=True))


def public_names(dossier: Dossier, withheld: frozenset[str]) -> list[str]:
    """The names that the policy shows, but for those that are withheld in this dossier all the same."""
    holders = Function.objects.filter(function_class__in=in_force().public_roles()).values_list(
        "person__name", flat=True
    )
    return sorted(set(holders) - withheld)
