"""Takes in a document with questions: keeps the original, reads it, and leaves a draft for a person to look at.

Nothing is a set of questions before somebody confirmed it (`confirming`).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction

from archive import content
from archive.extraction.contract import NotReadable
from archive.one_by_one import one_by_one
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.models import Kind
from woo_portal.parliament.chamber_data import ChamberCase, fetch_case
from woo_portal.parliament.models import QuestionSet, Reading, Way
from woo_portal.parliament.reading.checking import flags_of_contents
from woo_portal.parliament.reading.contents import OF_READING, Contents, Flag, FlagCode, Member, as_json, from_json
from woo_portal.parliament.reading.reader import read_apart
from woo_portal.presentation.dutch import day, enumeration, moment

PASTED_NAME = "geplakte-tekst.txt"
MAX_NAME = 255


class AlreadyDrafted(Exception):
    """There is a draft of this case already: `reading`. The message is Dutch, and nothing was taken in."""

    def __init__(self, reading: Reading, number: str) -> None:
        super().__init__(
            f"Van zaak {number} is al een concept, ingenomen door {reading.taken_in_by} op {moment(reading.taken_in_at)}. Hier "
            "staat het; er is niets nieuws ingenomen. Wilt u het stuk opnieuw ophalen, gooi dit concept dan eerst weg."
        )
        self.reading = reading


class AlreadyRecorded(Exception):
    """The questions of this case were confirmed before: `question_set`. The message is Dutch, and nothing was taken in."""

    def __init__(self, question_set: QuestionSet) -> None:
        super().__init__(
            f"De vragen van zaak {question_set} zijn al vastgelegd, door {question_set.confirmed_by} op "
            f"{moment(question_set.confirmed_at)}. Hier staan ze; er is niets nieuws ingenomen."
        )
        self.question_set = question_set


def take_in(data: bytes, *, file_name: str, way: Way, by: User) -> Reading:
    """Keep a document and read it. Raises `NotReadable`; the document is then not kept.

    The draft this person has of it already is given again, unless something was changed in it: a form sent twice does no harm.
    """
    return _taken_in(data, file_name, way, by, None)


def take_in_case(number: str, *, by: User) -> Reading:
    """Fetch a case at the Tweede Kamer and take in its document. Raises `ChamberDataProblem` and `NotReadable`, and
    `AlreadyRecorded` when its questions were confirmed before, and `AlreadyDrafted` when somebody fetched it and nobody confirmed
    it yet; of two at once the second is told.
    """
    _check_is_new(number, by)
    case = fetch_case(number, base_url=settings.CHAMBER_DATA_URL)
    return _taken_in(case.document, case.file_name, Way.CHAMBER, by, case)


def is_chamber_asked() -> bool:
    """Whether this portal asks the open data of the Tweede Kamer: only where an administrator set their address."""
    return bool(settings.CHAMBER_DATA_URL)


def recorded_as(number: str, user: User) -> QuestionSet | None:
    """The confirmed questions of a case, where this account sees them; None of a case that is new."""
    seen = visible_to(user).filter(kind=Kind.PARLIAMENT, number__iexact=number)
    return QuestionSet.objects.filter(dossier__in=seen).select_related("dossier", "confirmed_by").first()


def _check_is_new(number: str, user: User) -> None:
    if (question_set := recorded_as(number, user)) is not None:
        raise AlreadyRecorded(question_set)
    fetched = Reading.objects.filter(question_set=None, way=Way.CHAMBER, found__case_number=number)
    if (draft := fetched.select_related("taken_in_by").first()) is not None:
        raise AlreadyDrafted(draft, number)


def _taken_in(data: bytes, file_name: str, way: Way, by: User, case: ChamberCase | None) -> Reading:
    sha256, size = content.store(io.BytesIO(data), folder=settings.DOCUMENT_DIR)
    name = Path(file_name).name[-MAX_NAME:] or PASTED_NAME
    try:
        contents = read_apart(original_of(sha256), file_name=name)
    except NotReadable:
        _discard_file(sha256)
        raise
    if case is not None:
        contents = completed(contents, case)
    reading = Reading(
        way=way,
        file_name=name,
        sha256=sha256,
        size=size,
        found=as_json(contents),
        draft=as_json(_without_lines(contents)),
        taken_in_by=by,
    )
    try:
        return _kept(reading, case.number if case else "", len(contents.questions), by)
    except (AlreadyDrafted, AlreadyRecorded):
        _discard_file(sha256)
        raise


@transaction.atomic
def _kept(reading: Reading, case_number: str, questions: int, by: User) -> Reading:
    """Store what was read, or the draft of it that is there. Raises `AlreadyDrafted` and `AlreadyRecorded` for a case that
    was fetched meanwhile.
    """
    one_by_one("readings")
    if case_number:
        _check_is_new(case_number, by)
    else:
        drafts = Reading.objects.filter(question_set=None, version=0, taken_in_by=by)
        same = drafts.filter(way=reading.way, file_name=reading.file_name, sha256=reading.sha256).first()
        if same is not None:
            return same
    reading.save()
    record(
        Verb.QUESTIONS_TAKEN_IN,
        by=by,
        subject=reading.file_name,
        sha256=reading.sha256,
        way=reading.get_way_display(),
        questions=questions,
    )
    return reading


def original_of(sha256: str) -> Path:
    """Where the file of a reading lies."""
    return content.path_of(sha256, folder=settings.DOCUMENT_DIR)


@transaction.atomic
def discard(reading: Reading, *, by: User) -> None:
    """Remove a draft that was not confirmed, and its original unless another draft has the same. May be repeated."""
    locked = Reading.objects.select_for_update(of=("self",)).filter(pk=reading.pk, question_set=None).first()
    if locked is None:
        return
    record(Verb.QUESTIONS_DISCARDED, by=by, subject=locked.file_name, sha256=locked.sha256)
    sha256 = locked.sha256
    locked.delete()
    transaction.on_commit(lambda: _discard_file(sha256))


def _discard_file(sha256: str) -> None:
    if not Reading.objects.filter(sha256=sha256).exists():
        original_of(sha256).unlink(missing_ok=True)


def found_in(reading: Reading) -> Contents:
    """What was read in the document, its lines included."""
    return from_json(reading.found)


def draft_of(reading: Reading) -> Contents:
    """What a person made of it so far; without the lines of the document."""
    return from_json(reading.draft)


def _without_lines(contents: Contents) -> Contents:
    return replace(contents, lines=(), flags=())


def completed(contents: Contents, case: ChamberCase) -> Contents:
    """What was read, with what the Kamer registered where the document says nothing; where they differ it is flagged.

    Of members the document gives the name as the Kamer prints it, without initials.
    """
    whole = replace(
        contents,
        case_number=case.number,
        document_number=case.document_number or contents.document_number,
        subject=contents.subject or case.subject,
        sent_in=contents.sent_in or case.started_on,
        members=contents.members or case.members,
        ministers=contents.ministers or case.ministers,
    )
    flags = [flag for flag in contents.flags if flag.code in OF_READING]
    differences = (Flag(FlagCode.DIFFERS, sentence) for sentence in _differences(contents, case))
    return replace(whole, flags=(*flags, *differences, *flags_of_contents(whole)))


def _differences(contents: Contents, case: ChamberCase) -> Iterable[str]:
    if contents.case_number not in ("", case.number):
        yield f"Het stuk noemt zaaknummer {contents.case_number}; opgevraagd is {case.number}."
    if contents.sent_in and case.started_on and contents.sent_in != case.started_on:
        yield (
            f"Volgens het stuk zijn de vragen ingezonden op {day(contents.sent_in)}, volgens de Tweede Kamer begon de zaak "
            f"op {day(case.started_on)}."
        )
    if contents.members and case.members and not _are_the_same(contents.members, case.members):
        registered = enumeration([str(member) for member in case.members])
        yield f"De Tweede Kamer noemt andere vraagstellers dan het stuk: {registered}."
    missing = [str(minister) for minister in case.ministers if minister not in contents.ministers]
    if contents.ministers and missing:
        yield f"Volgens de Tweede Kamer zijn de vragen ook gericht aan: {enumeration(missing)}."


def _are_the_same(printed: tuple[Member, ...], registered: tuple[Member, ...]) -> bool:
    """Whether the members a document prints ("Van der Zee") are those registered ("S. van der Zee")."""
    names = [member.name.casefold() for member in registered]
    return len(printed) == len(registered) and all(
        any(name.endswith(member.name.casefold()) for name in names) for member in printed
    )
