"""Messages that a dossier has twice, in the same words of the same person: judged once, printed once, and told where.

"Dubbel" (`redaction.grounds.DUPLICATE`) is no ground of the law: it says that the same was judged at another place. What is not
printed for it must be printed there, so whoever judges a message so is held to a twin, and a dossier goes no further with one
whose twin is not shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import F, Q, QuerySet

from archive.importing import MessageKind
from archive.models import Message
from redaction.offsets import plain_form
from redaction.sentences import WORDS_THAT_TELL, sentences_of
from woo_portal.dossiers.models import SHOWN, Dossier, Item, Judgement
from woo_portal.presentation.dutch import counted, moment


def twins_of(dossier: Dossier, items: Sequence[Item]) -> Mapping[int, int]:
    """For each of these items (ids) the first other one of the dossier that is shown and says the same; nothing for one alone.

    The same is: the same text, to the letter, of the same person. A message with a file or a reaction, one that was changed or
    answers another, and one of somebody unknown are never the same: "Akkoord" says something else each time. Which of two is
    the twin does not depend on the order they are given in.
    """
    chosen = [item.pk for item in items]
    asked = _said(dossier.items.filter(pk__in=chosen))
    shown = dossier.items.filter(judgement__in=SHOWN, message__text__in={text for text, _ in asked.values()})
    first: dict[tuple[str, int], int] = {}
    for item, said in _said(shown.exclude(pk__in=chosen)).items():
        first.setdefault(said, item)
    return {item: first[said] for item, said in asked.items() if said in first}


_ALONE = (
    Q(message__kind=MessageKind.TEXT, message__sender__isnull=False, message__reply_to=None, message__quote_text="")
    & Q(message__edited=False, message__warnings=[])
    & Q(message__attachments=None, message__reactions=None)
)
"""Is its text alone: what else there is to print would be printed nowhere."""


def _said(items: QuerySet[Item]) -> dict[int, tuple[str, int]]:
    """The text and the person (id) of each item (id) that is its text alone, in the order they were said."""
    rows = items.filter(_ALONE).exclude(message__text="").order_by("message__sent_at", "message__position", "pk")
    return {
        item: (text, person)
        for item, text, person in rows.values_list("pk", "message__text", "message__sender__person")
    }


STRAY = Q(judgement=Judgement.DUPLICATE) & (
    Q(twin=None)
    | ~Q(twin__judgement__in=SHOWN)
    | ~_ALONE
    | ~Q(message__text=F("twin__message__text"), message__sender__person=F("twin__message__sender__person"))
)
"""A duplicate of which the other message is not shown (any more), or says the same no longer: an import may have brought a file
to it, or an archivist given it to another person. What is printed at the other place would not be all of it."""
_TOLD = 3
"""So many are named."""
_WORD = re.compile(r"[^\W_]+")


def objection_to(dossier: Dossier) -> str:
    """Why a dossier with `STRAY` messages cannot go on, as a Dutch sentence that says where; empty when there are none."""
    stray = dossier.items.filter(STRAY).select_related("message__conversation")
    if not (count := stray.count()):
        return ""
    first = stray.order_by("message__sent_at", "message__position", "pk")[:_TOLD]
    places = [f"{item.message.conversation.title}, {moment(item.message.sent_at)}" for item in first]
    more = f"; en nog {count - _TOLD}" if count > _TOLD else ""
    return (
        f"Bij {counted(count, 'bericht', 'berichten')} met het oordeel ‘dubbel’ is het andere bericht niet (meer) openbaar, of "
        f"niet (meer) hetzelfde. Beoordeel opnieuw: {'; '.join(places)}{more}."
    )


def shown_elsewhere(dossier: Dossier) -> list[str]:
    """Where messages stand that are withheld whole while another that is shown says one of their sentences: what is withheld can
    be read all the same. The first three, in Dutch words, and how many more; two queries.

    A sentence has `WORDS_THAT_TELL` words, for "Akkoord" may be withheld here and shown there, and is known by their letters:
    whoever passes it on adds "Jan zei:", a full stop, asterisks or another blank. A warning: who said it, or when, may be what
    is withheld.
    """
    readable = dossier.items.filter(message__in=Message.objects.visible().values("pk")).order_by()
    written = readable.exclude(message__kind=MessageKind.SYSTEM)  # every chat begins with the same lines of the app
    refused = dict(written.filter(judgement=Judgement.WITHHELD).values_list("pk", "message__text"))
    known = _Sentences(refused)
    if not known:
        return []
    shown = written.filter(judgement__in=SHOWN).values_list("message__text", flat=True)
    found = {item for text in shown.iterator(chunk_size=5000) for item in known.said_in(text)}
    rows = (
        dossier.items.filter(pk__in=found)
        .select_related("message__conversation")
        .order_by("message__sent_at", "message__position", "pk")
    )
    told = [f"{item.message.conversation.title}, {moment(item.message.sent_at)}" for item in rows[:_TOLD]]
    more = [f"en nog {len(found) - _TOLD}"] if len(found) > _TOLD else []
    return told + more


class _Sentences:
    """What some texts say, whole and by sentence, by the words it begins with; which texts (by their keys) say it."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._by_begin: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(dict)
        for key, text in texts.items():
            for sentence in {text, *sentences_of(text)}:
                words = _words(sentence)
                if len(words) >= WORDS_THAT_TELL:
                    said = self._by_begin[tuple(words[:WORDS_THAT_TELL])]
                    said.setdefault("".join(words), []).append(key)

    def __bool__(self) -> bool:
        return bool(self._by_begin)

    def said_in(self, text: str) -> Iterator[int]:
        """The keys of the texts of which this one says a sentence; one that was found already is told again."""
        words = _words(text)
        rows = zip(*(words[first:] for first in range(WORDS_THAT_TELL)), strict=False)
        begun = self._by_begin.keys() & set(rows)
        letters = "".join(words) if begun else ""
        for begin in begun:
            for sentence, keys in self._by_begin[begin].items():
                if sentence in letters:
                    yield from keys


def _words(text: str) -> list[str]:
    return _WORD.findall(plain_form(text).text.casefold())
