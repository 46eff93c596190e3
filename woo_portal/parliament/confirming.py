"""Changes a draft, and confirms it: a set of questions then belongs to a dossier, and its term runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet

from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.composing import create
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.parliament.answers import reopen
from woo_portal.parliament.models import Note, Question, QuestionSet, Reading
from woo_portal.parliament.reading.contents import Contents, Member, as_json
from woo_portal.parliament.taking_in import draft_of
from woo_portal.presentation.dutch import enumeration

MAX_SUBJECT, MAX_REQUESTER = 300, 200


class StaleDraft(Exception):
    """Somebody else changed this draft, or discarded it, since the page was made."""


class Unconfirmable(Exception):
    """The draft lacks what a set of questions needs; the message is Dutch."""


@transaction.atomic
def change(reading: Reading, *, version: int, to: Callable[[Contents], Contents]) -> Reading:
    """Change the draft. Raises `StaleDraft` when it is no longer at this version, and whatever `to` raises."""
    locked = _locked(reading, version)
    locked.draft = as_json(to(draft_of(locked)))
    locked.version += 1
    locked.save(update_fields=["draft", "version"])
    return locked


@transaction.atomic
def confirm(reading: Reading, *, version: int, by: User) -> QuestionSet:
    """Make the draft the questions of a dossier: a new one with the number of the case, or one that waits for them.

    May be repeated after the draft was changed again: questions keep their key. Raises `StaleDraft`, `Unconfirmable` and
    `woo_portal.dossiers.composing.NumberTaken`.
    """
    locked = _locked(reading, version)
    draft = draft_of(locked)
    _check(draft)
    known = QuestionSet.objects.filter(reading=locked).select_related("dossier").first()
    question_set = known or _new_set(locked, draft, by)
    _check_open(question_set.dossier)
    _store(question_set, draft, by)
    record(
        Verb.QUESTIONS_CHANGED if known else Verb.QUESTIONS_CONFIRMED,
        by=by,
        subject=question_set.dossier.number,
        dossier_id=question_set.dossier_id,
        questions=len(draft.questions),
        file_name=locked.file_name,
        sha256=locked.sha256,
    )
    return question_set


def waiting_for_questions(user: User) -> QuerySet[Dossier]:
    """The dossiers of this kind without questions: made by hand before their document was there."""
    return visible_to(user).filter(kind=Kind.PARLIAMENT, question_set=None)


def requester_of(members: tuple[Member, ...]) -> str:
    """Who asks, as a dossier names its requester: "de leden Terpstra (PvdR) en Hoekman (Lijst Noord)"."""
    if not members:
        return ""
    noun = "het lid" if len(members) == 1 else "de leden"
    return f"{noun} {enumeration([str(member) for member in members])}"[:MAX_REQUESTER]


def _locked(reading: Reading, version: int) -> Reading:
    locked = Reading.objects.select_for_update(of=("self",)).filter(pk=reading.pk).first()
    if locked is None or locked.version != version:
        raise StaleDraft
    return locked


def _check(draft: Contents) -> None:
    if not draft.questions:
        raise Unconfirmable("Er zijn nog geen vragen. Voeg ten minste één vraag toe.")
    for question in draft.questions:
        if not question.numbers:
            raise Unconfirmable("Een van de vragen heeft geen nummer. Vul het in, of nummer alle vragen opnieuw.")
        if not question.text.strip():
            raise Unconfirmable(f"Vraag {question.label} heeft geen tekst. Vul de tekst in, of haal de vraag weg.")
    if not draft.case_number or not draft.subject or draft.sent_in is None:
        raise Unconfirmable("Vul het zaaknummer, het onderwerp en de datum van inzending in.")


def _check_open(dossier: Dossier) -> None:
    # The lock keeps a release from coming between.
    if Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk).state == State.RELEASED:
        raise Unconfirmable("De vragen zijn beantwoord en vrijgegeven: ze liggen vast. Heropen eerst het dossier.")


def _new_set(reading: Reading, draft: Contents, by: User) -> QuestionSet:
    assert draft.sent_in is not None
    dossier = waiting_for_questions(by).filter(number__iexact=draft.case_number).first() or create(
        kind=Kind.PARLIAMENT,
        number=draft.case_number,
        subject=draft.subject[:MAX_SUBJECT],
        received_on=draft.sent_in,
        requester=requester_of(draft.members),
        by=by,
    )
    return QuestionSet.objects.create(dossier=dossier, reading=reading, confirmed_by=by)


def _store(question_set: QuestionSet, draft: Contents, by: User) -> None:
    """Write the draft to the rows of the set; a question that is known by its key is changed, not replaced."""
    texts = {question.key: question.text for question in draft.questions}
    reopen([known for known in question_set.questions.all() if known.text != texts.get(known.key)], by=by)
    question_set.document_number = draft.document_number
    question_set.members = [asdict(member) for member in draft.members]
    question_set.ministers = [asdict(minister) for minister in draft.ministers]
    question_set.earlier = list(draft.earlier)
    question_set.explanation = draft.explanation
    question_set.save()
    question_set.questions.exclude(key__in=[question.key for question in draft.questions]).delete()
    for position, question in enumerate(draft.questions):
        Question.objects.update_or_create(
            question_set=question_set,
            key=question.key,
            defaults={"position": position, "numbers": list(question.numbers), "text": question.text},
        )
    question_set.notes.all().delete()
    Note.objects.bulk_create(
        Note(question_set=question_set, position=place, label=note.label, text=note.text, links=list(note.links))
        for place, note in enumerate(draft.notes)
    )
