"""The whole road once, on the demonstration archive: each step is what one user does, through the portal's own functions.

Every step may be repeated: it does what is left to do, so that the demonstration can be run twice.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from archive import attachment_texts
from archive.arrivals import arrivals_in
from archive.ingest import receive, run_import
from archive.models import Conversation, ImportRun, ImportState, Message, Source, Topic
from archive.search.query import Query, find
from archive.topics.editing import Asked, checked
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.held import span_of
from redaction.spans import Span
from woo_portal.accounts.models import User
from woo_portal.celery import app
from woo_portal.demo.cast import (
    DEMO_DIR,
    holder_of,
    link_contact_names,
    load_register,
    make_users,
    names_shown_by_policy,
)
from woo_portal.demo.gold import GoldMessage, find_in_archive, relevance
from woo_portal.disclosure.package import JOB_KIND, request_package
from woo_portal.dossiers import composing, passages
from woo_portal.dossiers.decision import sections_of, write
from woo_portal.dossiers.models import Dossier, Item, Judgement, Kind, Package, PackageState
from woo_portal.dossiers.searches import record_search
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import move
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import perform
from woo_portal.parliament import confirming, taking_in
from woo_portal.parliament.models import Way
from woo_portal.presentation.dutch import size
from woo_portal.search.topics import editing

WOO_NUMBER = "2026-0142"
LIVE_NUMBER = "2026-0177"
QUESTIONS = {
    "kamervragen1_terpstra.txt": ("2026Z91432", 4, "signaal OF gemaal"),
    "kamervragen2_hoekman.txt": ("2026Z91438", 12, ""),
}
"""The sets of questions: the document, the number of the case, how many days ago it came in, and what is searched for it."""
EXPORTS = ("whatsapp-android", "whatsapp-ios", "signal", "teams", "telegram", "sms", "rsmf")
SEARCHES = (
    'pomp OF noodpomp* OF "Delta Pompen" OF Schuurmans',
    "offerte OF factuur OF prestatieverklaring OF raamcontract OF aanbesteding OF contract",
    "Verhoeven OF journalist OF krant OF tafelgenoot OF wederhoor",
    "etentje OF Scheveningen OF boot OF studievriend",
    "druk OF tekenen OF betalen OF betaling",
)
TOPICS = {
    "Noodpompen": ("c_068da9fb", 'pomp*\nnoodpomp*\n"Delta Pompen" 2\nraamcontract\nofferte*'),
    "Hoogwater Maas": ("c_a71dc533", 'hoogwater\nwaterstand*\n"code oranje" 2\n"code rood" 2\nontruim*'),
    "Schadeloket": ("c_d772bf06", "schade*\nvoorschot*\nloket"),
}
"""The topics: the code of the theme and the terms."""
GROUND = {"BSN": "5.1.1e", "CREDENTIAL": "5.1.2h", "SPECIAL": "5.1.1d"}
"""The ground the reviewer takes for a label; 5.1.2e for every other."""

Say = Callable[[str], None]


def user(name: str) -> User:
    """A demo user."""
    return User.objects.get(username=name)


def prepare(say: Say) -> None:
    """Users, the register of persons and functions, and topics."""
    make_users()
    load_register()
    for name, (theme, lines) in TOPICS.items():
        if not Topic.objects.filter(name=name).exists():
            made = editing.create(Asked(name, checked(lines), theme=theme), by=user("archivaris"))
            _finish(Job.objects.filter(kind=editing.JOB_KIND, arguments={"version": made.pk}).latest("pk"))
    say("gebruikers, personen met functies en onderwerpen staan klaar")


def import_exports(say: Say) -> None:
    """The archivist imports every export and says whose the names in it are."""
    archivist = str(user("archivaris"))
    for folder in EXPORTS:
        for arrival in arrivals_in(DEMO_DIR / "exports" / folder):
            with arrival.as_one_file() as original:
                run = receive(original, file_name=arrival.name, by=archivist, holder=holder_of(arrival.files[0]))
            run = run_import(run.pk)
            link_contact_names(arrival.files[0])
            say(f"{arrival.name}: {_outcome(run)}")
    files = attachment_texts.waiting()
    for sha256 in files:
        attachment_texts.read_attachment(sha256)
    say(f"{len(files)} bijlagen gelezen")


def _outcome(run: ImportRun) -> str:
    if run.state != ImportState.DONE:
        return run.problem or run.get_state_display()
    if run.report.get("repeats"):
        return "al geïmporteerd; niets toegevoegd"
    report = run.report
    return f"{report['messages_new']} nieuwe berichten, {report['messages_known']} al bekend, {report['unreadable']} onleesbaar"


def compose(say: Say) -> Dossier:
    """The coordinator makes the dossier, searches, adds the hits with their context and judges every message."""
    coordinator = user("coordinator")
    dossier = Dossier.objects.filter(number=WOO_NUMBER).first() or composing.create(
        kind=Kind.WOO,
        number=WOO_NUMBER,
        subject="Inhuur van noodpompen bij Delta Pompen B.V. (november 2025)",
        received_on=date(2026, 1, 21),
        requester="B. Verhoeven, De Landelijke Courant",
        by=coordinator,
    )
    if dossier.state != State.COLLECTING:
        return dossier
    for words in SEARCHES:
        query = Query(words=words, first_day=date(2025, 11, 1), last_day=date(2026, 1, 21))
        hits = list(find(query))
        search = record_search(dossier, query, by=coordinator)
        added = composing.add_messages(dossier, _with_context(hits), by=coordinator, search=search)
        say(f"zoekslag «{words}»: {len(hits)} treffers, {added} berichten toegevoegd")
    bears_on = relevance("woo1_delta_pompen")
    gold = find_in_archive()
    for judgement, items in _by_relevance(dossier, bears_on, gold).items():
        composing.judge(dossier, items, judgement=judgement, by=coordinator)
        say(f"{len(items)} berichten {judgement.label}")
    return move(dossier, to=State.REDACTING, by=coordinator)


def _by_relevance(
    dossier: Dossier, bears_on: dict[tuple[str, int], str], gold: dict[int, GoldMessage]
) -> dict[Judgement, list[Item]]:
    found: dict[Judgement, list[Item]] = {Judgement.PUBLIC: [], Judgement.OUT_OF_SCOPE: []}
    for item in dossier.items.all():
        address = gold[item.message_id].address if item.message_id in gold else None
        found[Judgement.PUBLIC if address in bears_on else Judgement.OUT_OF_SCOPE].append(item)
    return {judgement: items for judgement, items in found.items() if items}


def redact(dossier: Dossier, say: Say) -> None:
    """The portal proposes; the reviewer accepts, rejects, and adds by hand what was missed."""
    if dossier.state != State.REDACTING:
        return
    reviewer, gold = user("toetser"), find_in_archive()
    say(f"{passages.propose(dossier)} lakvoorstellen")
    accepted, rejected = _decide_open(dossier, gold, reviewer)
    missed = _add_missed(dossier, gold, reviewer)
    say(f"{reviewer}: {accepted} gelakt, {rejected} niet gelakt, {missed} met de hand toegevoegd")
    accepted, rejected = _decide_open(dossier, gold, reviewer)
    if accepted or rejected:
        say(f"nog eens hetzelfde in een bericht waarin het gelakt is: {accepted} gelakt, {rejected} niet gelakt")
    move(dossier, to=State.APPROVAL, by=reviewer)


def _decide_open(dossier: Dossier, gold: dict[int, GoldMessage], reviewer: User) -> tuple[int, int]:
    """Decide every proposal that waits, and those a decision brings along; how many are withheld and how many shown."""
    accepted = rejected = 0
    while proposals := passages.open_proposals(dossier):
        to_show = [proposal for proposal in proposals if _is_shown(proposal, gold)]
        to_withhold = [proposal for proposal in proposals if proposal not in to_show]
        rejected += passages.reject(dossier, to_show, by=reviewer)
        accepted += passages.accept(dossier, to_withhold, by=reviewer)
    return accepted, rejected


def _is_shown(proposal: Any, gold: dict[int, GoldMessage]) -> bool:
    """Whether the annotation has no personal data there. Titles are not annotated: in these a name is withheld as elsewhere."""
    annotated = gold.get(proposal.message_id or 0) if proposal.field == Field.TEXT else None
    return annotated is not None and not annotated.has_personal_data_in(span_of(proposal))


def _add_missed(dossier: Dossier, gold: dict[int, GoldMessage], reviewer: User) -> int:
    missed = 0
    withheld, shown_names = passages.accepted_spans(dossier), names_shown_by_policy()
    for item in dossier.items.filter(judgement=Judgement.PUBLIC).select_related("message"):
        annotated = gold.get(item.message_id)
        for span in annotated.spans if annotated else ():
            whole = Span(span.start, span.end)
            is_shown = span.public or item.message.text[span.start : span.end] in shown_names
            if is_shown or any(other.covers(whole) for other in withheld.get(item.message_id, ())):
                continue
            passages.add(
                dossier,
                by=reviewer,
                source=item.message,
                label=Label(span.label),
                ground=GROUND.get(span.label, "5.1.2e"),
                field="text",
                index=0,
                start=span.start,
                end=span.end,
            )
            missed += 1
    return missed


def approve(dossier: Dossier, say: Say) -> None:
    """A second reviewer, who decided nothing in it, approves."""
    dossier.refresh_from_db()
    if dossier.state == State.APPROVAL:
        move(dossier, to=State.APPROVED, by=user("toetser2"))
        say(f"vastgesteld door {user('toetser2')}, die zelf niets besliste (vier ogen)")


def publish(dossier: Dossier, say: Say) -> Package | None:
    """The coordinator makes the package; the leak check lets it through or stops it; it is released."""
    dossier.refresh_from_db()
    if dossier.state == State.APPROVED:
        _motivate(dossier, say)
        package = request_package(dossier, by=user("coordinator"))
        _finish(Job.objects.filter(kind=JOB_KIND, arguments={"package": package.pk}).latest("pk"))
        package.refresh_from_db()
        if package.state == PackageState.READY:
            move(dossier, to=State.RELEASED, by=user("coordinator"))
            say("de lekcontrole vond niets; het pakket is vrijgegeven")
    return dossier.packages.public().first()


def _motivate(dossier: Dossier, say: Say) -> None:
    """The reviewer takes over the examples of motivations that the portal offers, with what stands in brackets left out."""
    grounds = [
        section for section in sections_of(dossier) if section.suggestion and section.fixed and not section.saved
    ]
    for section in grounds:
        text = re.sub(r"\s*\[[^]]*\]", "", section.suggestion)
        write(dossier, section.key, text, seen=section.saved, by=user("toetser"))
    if grounds:
        say(f"besluit: motivering bij {len(grounds)} gronden")


def _finish(job: Job) -> None:
    """Do the job here, unless a worker of the portal has taken it already: then wait for it."""
    app.loader.import_default_modules()  # as a worker does: the handlers of jobs register themselves
    while not perform(job.pk):
        time.sleep(0.5)


def leave_work(say: Say) -> None:
    """A second request with open proposals and two sets of questions, so that every role finds work in the portal.

    They came in some days ago, whenever the demonstration runs: a term that ended long ago teaches nobody anything.
    """
    coordinator, liaison = user("coordinator"), user("kamerliaison")
    if not Dossier.objects.filter(number=LIVE_NUMBER).exists():
        dossier = composing.create(
            kind=Kind.WOO,
            number=LIVE_NUMBER,
            subject="Gemaal De Hoop en de ontruiming van Oud-Kessem",
            received_on=timezone.localdate() - timedelta(days=9),
            requester="Stichting Bewonersbelang Oud-Kessem",
            by=coordinator,
        )
        query = Query(
            words='gemaal OF "De Hoop" OF ontruiming', first_day=date(2025, 11, 12), last_day=date(2025, 11, 17)
        )
        _fill(dossier, query, coordinator)
        composing.judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=coordinator)
        passages.propose(move(dossier, to=State.REDACTING, by=coordinator))
        say(f"dossier {LIVE_NUMBER} wacht op de toetser")
    for file_name, (number, days_ago, words) in QUESTIONS.items():
        if not Dossier.objects.filter(number=number).exists():
            dossier = _ask(file_name, sent_in=timezone.localdate() - timedelta(days=days_ago), by=liaison)
            if words:
                _fill(dossier, Query(words=words), liaison)
            say(f"Kamervragen {number} wachten op de kamerliaison")


def _ask(file_name: str, *, sent_in: date, by: User) -> Dossier:
    """The liaison takes in a document with questions, corrects the day they were sent in, and confirms them."""
    document = (DEMO_DIR / "requests" / file_name).read_bytes()
    reading = taking_in.take_in(document, file_name=file_name, way=Way.UPLOAD, by=by)
    draft = confirming.change(reading, version=reading.version, to=lambda read: replace(read, sent_in=sent_in))
    return confirming.confirm(draft, version=draft.version, by=by).dossier


def _fill(dossier: Dossier, query: Query, by: User) -> None:
    hits = list(find(query))
    search = record_search(dossier, query, by=by)
    composing.add_messages(dossier, _with_context(hits), by=by, search=search)


def _with_context(hits: list[Message]) -> list[int]:
    """The hits and three messages before and after each."""
    return [near.pk for hit in hits for near in Message.objects.visible().with_context(hit, 3, 3)]


def figures(dossier: Dossier, package: Package | None) -> Iterator[tuple[str, str]]:
    """What the report tells, line by line."""
    yield "Originelen", f"{Source.objects.count()} bestanden, elk bewaard onder zijn SHA-256"
    yield "Archief", f"{Message.objects.visible().count()} berichten in {Conversation.objects.count()} gesprekken"
    yield "Dossier", f"{dossier}: {dossier.items.count()} berichten, stand {dossier.get_state_display()}"
    for status in Status:
        yield f"Passages {status.label}", str(passages.count_by_status(dossier)[status])
    if package is None:
        return
    yield "Pakket", f"{package.documents} documenten, {package.messages} berichten, {size(package.size)}"
    yield "SHA-256", package.sha256
    yield "Lekcontrole", package.report.get("summary", package.get_state_display())
