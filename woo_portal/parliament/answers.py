"""Answering: which questions together, the text with its sources, and the agreement of somebody who did not write it.

Every change is kept as a version; nothing is overwritten unseen.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from archive.models import Message
from archive.storable import printable
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.models import Item, Judgement
from woo_portal.dossiers.states import State
from woo_portal.parliament.models import (
    Answer,
    AnswerState,
    AnswerVersion,
    Citation,
    EvidenceJudgement,
    Question,
    QuestionSet,
    Verdict,
)
from woo_portal.presentation.dutch import enumeration

LONGEST = 20_000
"""Code points of one answer."""
TELLING = (Verdict.EVIDENCE, Verdict.CONTRADICTS)
"""What a message must be to a question to be cited for it."""
MARK = re.compile(r"\[bron (\d{1,6})\]")


class AnswerRefused(Exception):
    """The answer cannot be changed so; the message is Dutch, and nothing was changed."""


class StaleAnswer(AnswerRefused):
    """Somebody else changed the answer since the page was made."""

    def __init__(self) -> None:
        super().__init__(
            "Iemand anders heeft dit antwoord intussen gewijzigd. Uw tekst is niet opgeslagen; kopieer wat u wilt bewaren en "
            "kijk naar de nieuwe tekst."
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A step of an answer: from where to where, the button, what who makes it must be allowed, and whether it asks why."""

    source: AnswerState
    target: AnswerState
    label: str
    needs: Capability
    asks_reason: bool = False


_WRITE, _AGREE = Capability.ANSWER_QUESTIONS, Capability.APPROVE
MOVES = (
    Move(AnswerState.DRAFT, AnswerState.READY, "Gereed", _WRITE),
    Move(AnswerState.READY, AnswerState.REVIEW, "Ter toetsing aanbieden", _WRITE),
    Move(AnswerState.READY, AnswerState.DRAFT, "Terug naar concept", _WRITE),
    Move(AnswerState.REVIEW, AnswerState.APPROVED, "Akkoord", _AGREE),
    Move(AnswerState.REVIEW, AnswerState.DRAFT, "Terug naar concept", _AGREE, asks_reason=True),
    Move(AnswerState.APPROVED, AnswerState.DRAFT, "Heropenen", _WRITE, asks_reason=True),
)


def label_of(questions: Collection[Question]) -> str:
    """The numbers of questions as a heading has them: "3, 4 en 5"."""
    return enumeration([number for question in questions for number in question.numbers])


def cited_in(text: str) -> list[int]:
    """The numbers of the sources a text cites, in order, each once."""
    return list(dict.fromkeys(int(number) for number in MARK.findall(text)))


def evidence(question_set: QuestionSet) -> QuerySet[Item]:
    """The messages an answer may cite: those of the dossier that somebody judged to be about it, and that may be read.

    That judgement is of a question ("bewijs", "tegenspraak"), or of the dossier.
    """
    of_question = EvidenceJudgement.objects.filter(question__question_set=question_set, verdict__in=TELLING).order_by()
    is_judged = ~Q(judgement="") | Q(message__in=of_question.values("message"))
    items = question_set.dossier.items.filter(is_judged).exclude(judgement=Judgement.OUT_OF_SCOPE)
    return items.filter(message__in=Message.objects.visible().values("pk"))


def verdicts(answer: Answer) -> dict[int, str]:
    """What messages (ids) were judged to be to the questions of an answer, in Dutch; only what can be cited for it."""
    rows = EvidenceJudgement.objects.filter(question__answer=answer, verdict__in=TELLING).order_by("question__position")
    return {row.message_id: Verdict(row.verdict).label for row in rows}


@transaction.atomic
def start(question_set: QuestionSet, *, keys: Collection[int], by: User) -> Answer:
    """Begin an answer to these questions (keys) together. Raises `AnswerRefused` when one of them has an answer already."""
    _open_set(question_set)
    questions = list(question_set.questions.select_for_update().filter(key__in=keys))
    if not questions or len(questions) != len(set(keys)):
        raise AnswerRefused("Kies ten minste één vraag van deze set.")
    if taken := [question for question in questions if question.answer_id]:
        raise AnswerRefused(f"Vraag {label_of(taken)} heeft al een antwoord. Er is niets gewijzigd.")
    answer = Answer.objects.create(question_set=question_set)
    question_set.questions.filter(pk__in=[question.pk for question in questions]).update(answer=answer)
    return _keep(answer, by, wrote=True, done="begonnen")


@transaction.atomic
def write(answer: Answer, *, version: int, text: str, by: User, cite: int | None = None) -> Answer:
    """Save the text of a draft; with `cite`, the id of a message in the dossier, that source is added at its end.

    Raises `AnswerRefused`: `StaleAnswer` when it is no longer at this version, or when it is no draft, too long, or the message
    may not be cited.
    """
    locked = _locked(answer, version)
    _check_draft(locked)
    body = printable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if cite is not None:
        body = f"{body} [bron {_citation(locked.question_set, cite).number}]".strip()
    if len(body) > LONGEST:
        raise AnswerRefused(f"Dit antwoord is te lang: hoogstens {LONGEST} tekens. Er is niets gewijzigd.")
    if body == locked.text:
        return locked
    locked.text = body
    return _keep(locked, by, wrote=True, done="gewijzigd")


@transaction.atomic
def regroup(answer: Answer, *, version: int, keys: Collection[int], by: User) -> Answer:
    """Let a draft be to exactly these questions (keys); those it no longer is to have no answer then. Raises as `write`."""
    locked = _locked(answer, version)
    _check_draft(locked)
    questions = list(locked.question_set.questions.select_for_update().filter(key__in=keys))
    if not questions or len(questions) != len(set(keys)):
        raise AnswerRefused("Een antwoord hoort bij ten minste één vraag. Er is niets gewijzigd.")
    if taken := [question for question in questions if question.answer_id not in (None, locked.pk)]:
        raise AnswerRefused(f"Vraag {label_of(taken)} heeft al een ander antwoord. Er is niets gewijzigd.")
    locked.questions.update(answer=None)
    locked.question_set.questions.filter(pk__in=[question.pk for question in questions]).update(answer=locked)
    return _keep(locked, by, wrote=True, done="gewijzigd")


@transaction.atomic
def move(answer: Answer, *, version: int, to: AnswerState, by: User, reason: str = "") -> Answer:
    """Take an answer a step further or back. Raises `AnswerRefused`, also when who wrote it would agree to it."""
    locked = _locked(answer, version)
    step = next((row for row in moves(locked, by) if row.target == to), None)
    if step is None:
        raise AnswerRefused(
            "Deze stap kan nu niet. Het antwoord is intussen misschien door iemand anders verder gebracht."
        )
    if objection := objection_to(locked, step, by):
        raise AnswerRefused(objection)
    if step.asks_reason and not reason.strip():
        raise AnswerRefused("Vul in waarom het antwoord teruggaat.")
    locked.state = to
    return _keep(locked, by, wrote=False, done=f"op ‘{to.label}’ gezet", reason=reason.strip())


def moves(answer: Answer, user: User) -> list[Move]:
    """The steps this account could take from here."""
    return [row for row in MOVES if row.source == answer.state and user.may(row.needs)]


def objection_to(answer: Answer, step: Move, user: User) -> str:
    """Why a step may not be made now, as a Dutch sentence; empty when it may. Two persons: decision 0006."""
    if step.target == AnswerState.DRAFT:
        return ""
    if not answer.text:
        return "Er staat nog geen tekst in het antwoord."
    if not answer.questions.exists():
        return "De vraag waarop dit antwoord was, is niet meer vastgelegd. Kies eerst bij welke vraag het hoort."
    known = set(answer.question_set.citations.exclude(item=None).values_list("number", flat=True))
    if lacking := [str(number) for number in cited_in(answer.text) if number not in known]:
        return f"Bron {enumeration(lacking)} is niet (meer) in het dossier. Haal de verwijzing weg, of voeg het bericht toe."
    is_writer = answer.versions.filter(wrote=True, by=user).exists()
    if step.target == AnswerState.APPROVED and is_writer:
        return "U hebt zelf aan dit antwoord geschreven. Iemand anders moet er akkoord op geven."
    return ""


def reopen(questions: Collection[Question], *, by: User) -> None:
    """Make the answers to questions that were changed drafts again: nobody agreed to an answer to what is asked now."""
    found = Answer.objects.select_for_update().filter(
        pk__in=[question.answer_id for question in questions if question.answer_id]
    )
    for answer in found.exclude(state=AnswerState.DRAFT):
        answer.state = AnswerState.DRAFT
        _keep(answer, by, wrote=False, done="heropend", reason="De vraag is gewijzigd.")


def _open_set(question_set: QuestionSet) -> None:
    # The lock also keeps two persons from giving out one number for two sources.
    locked = QuestionSet.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=question_set.pk)
    if locked.dossier.state == State.RELEASED:
        raise AnswerRefused(
            "De vragen zijn beantwoord en vrijgegeven: de antwoorden liggen vast. Er is niets gewijzigd."
        )


def _locked(answer: Answer, version: int) -> Answer:
    _open_set(answer.question_set)
    locked = Answer.objects.select_for_update(of=("self",)).select_related("question_set__dossier").get(pk=answer.pk)
    if locked.version != version:
        raise StaleAnswer
    return locked


def _check_draft(answer: Answer) -> None:
    if answer.state != AnswerState.DRAFT:
        raise AnswerRefused(
            f"Dit antwoord is {AnswerState(answer.state).label} en ligt vast. Zet het terug naar concept om het te wijzigen."
        )


def _citation(question_set: QuestionSet, message: int) -> Citation:
    item = evidence(question_set).filter(message=message).first()
    if item is None:
        raise AnswerRefused("Dit bericht is niet (meer) als relevant beoordeeld in het dossier. Er is niets gewijzigd.")
    if known := question_set.citations.filter(item=item).first():
        return known
    last = question_set.citations.aggregate(last=Max("number"))["last"] or 0
    return Citation.objects.create(question_set=question_set, number=last + 1, item=item)


def _keep(answer: Answer, by: User, *, wrote: bool, done: str, reason: str = "") -> Answer:
    questions = list(answer.questions.all())
    answer.version += 1
    answer.save(update_fields=["text", "state", "version"])
    AnswerVersion.objects.create(
        answer=answer,
        number=answer.version,
        text=answer.text,
        state=answer.state,
        questions=[number for question in questions for number in question.numbers],
        wrote=wrote,
        reason=reason,
        by=by,
    )
    dossier = answer.question_set.dossier
    record(
        Verb.ANSWER_CHANGED,
        by=by,
        subject=dossier.number,
        dossier_id=dossier.pk,
        questions=label_of(questions),
        done=done,
        reason=reason,
    )
    return answer
