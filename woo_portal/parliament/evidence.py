"""Evidence for a question: how it is sought, what is proposed and why, and what a person judged it to be.

Whoever seeks may read the archive; a judgement puts the message into the dossier of the set, where an answer can cite it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

import numpy as np

from archive.models import Message
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.composing import add_messages, locked_open
from woo_portal.dossiers.models import Item
from woo_portal.parliament.asking import days_of, is_opener
from woo_portal.parliament.corpus import MOST, corpus_of
from woo_portal.parliament.marks import is_mark, proposed_marks
from woo_portal.parliament.models import EvidenceJudgement, EvidenceQuery, Question, Verdict
from woo_portal.parliament.scoring import Hit, proposed, scored, told
from woo_portal.parliament.terms import proposed_terms

A_PAGE = 20
"""Stretches of conversation on a page."""
DEEPEST = 10
"""Pages one can go down."""
MOST_TERMS, LONGEST_TERM, LONGEST_MARK = 30, 60, 400
"""Terms of a question, and characters of one; of one that is a person or an organisation as many as its name may have."""
_MONTHS_BACK = 18


class StaleQuery(Exception):
    """Somebody else changed how evidence is sought since the page was made."""


class InvalidQuery(Exception):
    """The terms or days cannot be sought; the message is Dutch."""


@dataclass(frozen=True, slots=True)
class Sought:
    """How a question is sought. `version` is 0 for the portal's own proposal; `opens` says that it asks for nothing."""

    terms: tuple[str, ...]
    off: tuple[str, ...]
    first_day: date
    last_day: date
    version: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, whether there is a next one, and among how many messages was sought (`is_cut`: only the newest)."""

    hits: tuple[Hit, ...]
    has_more: bool
    searched: int
    is_cut: bool


def sought(question: Question) -> Sought:
    """How a question is sought now."""
    opens = is_opener(question.text)
    if saved := EvidenceQuery.objects.filter(question=question).first():
        days = (saved.first_day, saved.last_day)
        return Sought(tuple(saved.terms), tuple(saved.off), *days, saved.version, opens)
    first, last = _period(question)
    if opens:
        return Sought((), (), first, last, 0, opens)
    corpus = corpus_of(first, last)
    terms = proposed_terms(corpus, question.text, question.question_set.dossier.subject)
    return Sought((*terms, *proposed_marks(corpus, question.text)), (), first, last, 0, opens)


def _period(question: Question) -> tuple[date, date]:
    """From a year and a half before the questions, or the month of the first day they name, until they were sent in."""
    dossier = question.question_set.dossier
    last = dossier.received_on
    year, month = divmod(last.year * 12 + last.month - 1 - _MONTHS_BACK, 12)
    first = date(year, month + 1, 1)
    named = [day for one in question.question_set.questions.all() for day in days_of(one.text) if day <= last]
    return (min(first, min(named).replace(day=1)) if named else first), last


@transaction.atomic
def seek(
    question: Question,
    *,
    terms: Sequence[str],
    off: Sequence[str],
    first_day: date,
    last_day: date,
    seen: int,
    by: User,
) -> Sought:
    """Seek by other terms or days. `seen` is the version the person had before them. Raises `StaleQuery`, `InvalidQuery`."""
    wanted = list(dict.fromkeys(_kept(term) for term in terms if term.strip()))
    if len(wanted) > MOST_TERMS:
        raise InvalidQuery(f"Zoek op hoogstens {MOST_TERMS} termen. Er is niets gewijzigd.")
    if last_day < first_day:
        raise InvalidQuery("De laatste dag ligt vóór de eerste. Er is niets gewijzigd.")
    Question.objects.select_for_update().get(pk=question.pk)
    row = EvidenceQuery.objects.filter(question=question).first()
    if (row.version if row else 0) != seen:
        raise StaleQuery
    row = row or EvidenceQuery(question=question, version=0)
    row.terms, row.off = wanted, [term for term in off if term not in wanted]
    row.first_day, row.last_day, row.edited_by, row.version = first_day, last_day, by, row.version + 1
    row.save()
    dossier = question.question_set.dossier
    numbers = ", ".join(question.numbers)
    record(Verb.EVIDENCE_SOUGHT, by=by, subject=dossier.number, dossier_id=dossier.pk, question=numbers)
    return sought(question)


def _kept(term: str) -> str:
    """A term as it is kept. A name is not cut short: what is left of it would be nobody's."""
    plain = " ".join(term.split())
    return plain[: LONGEST_MARK if is_mark(plain) else LONGEST_TERM]


@transaction.atomic
def judge(question: Question, messages: Sequence[int], *, verdict: Verdict | None, by: User) -> int:
    """What these messages (ids) are to a question; None takes a judgement back. How many changed.

    Evidence and what contradicts come into the dossier. Messages that may not be read are left out. Raises `DossierClosed`.
    """
    readable = list(Message.objects.visible().filter(pk__in=list(messages)).values_list("pk", flat=True))
    dossier = locked_open(question.question_set.dossier)
    if verdict is None:
        changed, _ = question.judgements.filter(message__in=readable).delete()
    else:
        same = question.judgements.filter(message__in=readable, verdict=verdict).values_list("message_id", flat=True)
        fresh = sorted(set(readable) - set(same))
        changed, now = len(fresh), timezone.now()
        for message in fresh:
            EvidenceJudgement.objects.update_or_create(
                question=question,
                message_id=message,
                defaults={"verdict": verdict, "judged_by": by, "judged_at": now},
            )
        if verdict != Verdict.NOT_RELEVANT:
            add_messages(dossier, fresh, by=by)
    if changed:
        record(
            Verb.EVIDENCE_JUDGED,
            by=by,
            subject=dossier.number,
            dossier_id=dossier.pk,
            question=", ".join(question.numbers),
            count=changed,
            verdict=verdict.label if verdict else "nog te beoordelen",
        )
    return changed


def judged(question: Question) -> QuerySet[EvidenceJudgement]:
    """What was judged for a question, in the order of the messages; nothing that may not be read (any more)."""
    readable = Message.objects.visible().order_by().values("pk")
    return question.judgements.filter(message__in=readable).select_related("judged_by")


def hits_for(question: Question, how: Sought, *, page: int = 1) -> Found:
    """A page of what is proposed for a question, the most likely first; nothing that is judged already."""
    corpus = corpus_of(how.first_day, how.last_day)
    verdicts = dict(question.judgements.values_list("message_id", "verdict"))
    is_judged = np.isin(corpus.ids, np.array(list(verdicts), dtype=np.int64))
    rows = np.flatnonzero(is_judged).tolist()
    relevant = [row for row in rows if verdicts[int(corpus.ids[row])] != Verdict.NOT_RELEVANT]
    by = scored(corpus, how.terms)
    found, is_like = proposed(corpus, by, relevant, set(rows) - set(relevant))
    first = (page - 1) * A_PAGE
    ranked = list(islice(found, first, first + A_PAGE + 1))
    hits = told(corpus, ranked[:A_PAGE], by, is_like)
    return Found(hits, len(ranked) > A_PAGE and page < DEEPEST, len(corpus), len(corpus) >= MOST)


def judged_before(question: Question, messages: Collection[int], user: User) -> dict[int, list[EvidenceJudgement]]:
    """What these messages (ids) were judged to be for other questions, of the sets this account sees."""
    seen = visible_to(user).order_by().values("pk")
    rows = EvidenceJudgement.objects.filter(message__in=messages, question__question_set__dossier__in=seen)
    found: dict[int, list[EvidenceJudgement]] = {}
    for row in rows.exclude(question=question).select_related("question__question_set__dossier"):
        found.setdefault(row.message_id, []).append(row)
    return found


def used_before(question: Question, messages: Collection[int], user: User) -> dict[int, list[Item]]:
    """What these messages (ids) were judged to be in other dossiers this account sees, Woo requests among them."""
    others = visible_to(user).exclude(pk=question.question_set.dossier_id).order_by().values("pk")
    rows = Item.objects.filter(message__in=messages, dossier__in=others).exclude(judgement="")
    found: dict[int, list[Item]] = {}
    for row in rows.select_related("dossier").order_by("dossier__number"):
        found.setdefault(row.message_id, []).append(row)
    return found


def with_evidence(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Each question with `evidence`: how many messages were judged to be evidence or to contradict."""
    telling = Q(judgements__verdict__in=(Verdict.EVIDENCE, Verdict.CONTRADICTS))
    return questions.annotate(evidence=Count("judgements", filter=telling))
