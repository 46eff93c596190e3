"""What is printed was looked at as it is printed: quoted in another writing, of somebody else by now, judged again."""

from __future__ import annotations

from django.utils import timezone

import pytest

from archive.acting import Actor
from archive.models import Attachment, Conversation, Handle, Message
from archive.privacy import Scope
from redaction import suggest
from redaction.apply import Shown, Withheld
from redaction.choices import Field, Status
from redaction.decide import accept
from redaction.quotations import propose_in_quotations
from tests import factories
from tests.portal.disclosure.reading import spoken
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.custody.marking import mark
from woo_portal.disclosure.assembly import Assembled, assemble
from woo_portal.disclosure.conversation_lines import slip
from woo_portal.disclosure.inventory import in_plain_text
from woo_portal.disclosure.leak_check import check
from woo_portal.disclosure.package import Audience, files_of, make_package, request_version
from woo_portal.dossiers import passages
from woo_portal.dossiers.composing import judge
from woo_portal.dossiers.models import Dossier, Judgement, Purpose
from woo_portal.dossiers.states import State
from woo_portal.dossiers.versions import Version
from woo_portal.dossiers.workflow import everything_decided
from woo_portal.jobs.running import JobError

pytestmark = pytest.mark.django_db
SECRET = "De offerte is te hoog en dat weten ze zelf ook"


@pytest.fixture
def coordinator(user) -> User:
    return user(Role.COORDINATOR)


@pytest.fixture
def kofi() -> Handle:
    return factories.handle("Kofi Mensah")


@pytest.fixture
def chat(kofi) -> Conversation:
    return factories.conversation("Crisisteam", kofi)


def call(dossier: Dossier, message: Message, judgement: Judgement, by: User) -> None:
    details = {"grounds": ["5.1.2b"], "motivation": "Prijs."} if judgement == Judgement.WITHHELD else {}
    judge(dossier, list(dossier.items.filter(message=message)), judgement=judgement, by=by, **details)


def searched(dossier: Dossier) -> list[str]:
    """What waits after a search, by the words."""
    Dossier.objects.filter(pk=dossier.pk).update(state=State.REDACTING)
    dossier.refresh_from_db()
    passages.propose(dossier)
    return sorted(row.passage_words for row in _with_words(dossier))


def _with_words(dossier: Dossier):
    from redaction.propagate import passage_text

    rows = list(dossier.layer.redactions.filter(status=Status.PROPOSED).select_related("message", "conversation"))
    for row in rows:
        row.passage_words = passage_text(row)
    return rows


def quotes(made: Assembled) -> list[tuple]:
    entries = [entry for document in made.disclosure.documents for entry in document.entries]
    return [entry.quote.text for entry in entries if entry.quote]


@pytest.mark.parametrize(
    "quoted",
    [
        "De offerte is te hoog en dat weten ze zelf ook",
        "de offerte  is *te hoog* en dat weten ze zelf ook",
        "De offerte is te hoog\nen dat weten ze zelf…",
        "offerte is te hoog en dat weten ze zelf",
        "[De offerte is te hoog en dat weten ze zelf ook] zei hij",
    ],
)
@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_a_quotation_of_what_is_withheld_was_printed(coordinator, kofi, chat, quoted, is_elsewhere):
    """In another writing, from the middle, or in the chat in which somebody answered in private."""
    withheld = factories.message(chat, SECRET, sender=kofi)
    answered_in = factories.conversation("Kofi", kofi) if is_elsewhere else chat
    answer = factories.message(answered_in, "Snap ik", sender=kofi, quote_text=quoted, quote_author="Kofi")
    dossier = factories.dossier(coordinator, withheld, answer)
    call(dossier, withheld, Judgement.WITHHELD, coordinator)
    call(dossier, answer, Judgement.PUBLIC, coordinator)

    assert quotes(assemble(dossier, made_at=timezone.now())) == [(Withheld(("5.1.2b",)),)]


def test_a_quotation_that_answers_the_placeholder_of_another_phone_was_printed(coordinator, kofi, chat):
    """One phone shows that it was deleted, another its words; the answer hangs on the first."""
    gone = factories.message(chat, "", sender=kofi, kind="deleted")
    words = factories.message(chat, SECRET, sender=kofi, at=gone.sent_at)
    answer = factories.message(chat, "Snap ik", sender=kofi, quote_text=SECRET, quote_author="Kofi", reply_to=gone)
    dossier = factories.dossier(coordinator, gone, words, answer)
    call(dossier, words, Judgement.WITHHELD, coordinator)
    for message in (gone, answer):
        call(dossier, message, Judgement.PUBLIC, coordinator)

    assert quotes(assemble(dossier, made_at=timezone.now())) == [(Withheld(("5.1.2b",)),)]


def test_a_quotation_of_a_private_message_of_another_chat_was_printed(coordinator, kofi, chat, user):
    private = factories.message(chat, "Mijn scheiding is eindelijk rond", sender=kofi)
    apart = factories.conversation("Kofi", kofi)
    answer = factories.message(apart, "Wat fijn", sender=kofi, quote_text=private.text, quote_author="Kofi")
    dossier = factories.dossier(coordinator, answer)
    call(dossier, answer, Judgement.PUBLIC, coordinator)
    mark(Scope(chat.pk, messages=(private.pk,)), reason="Gezin", said_by="Kofi", by=user(Role.ARCHIVIST))

    assert quotes(assemble(dossier, made_at=timezone.now())) == []


def test_what_is_withheld_of_a_message_is_proposed_in_a_quotation_of_which_nobody_knows_what_it_answers(
    coordinator, kofi, chat
):
    said = factories.message(chat, "Het wachtwoord van de map is hoogwater", sender=kofi)
    answer = factories.message(chat, "Dank", sender=kofi, quote_text="het wachtwoord van de  map is hoogwater")
    dossier = factories.dossier(coordinator, said, answer)
    for message in (said, answer):
        call(dossier, message, Judgement.PUBLIC, coordinator)
    searched(dossier)
    dossier.layer.redactions.all().delete()
    passage = factories.proposal(dossier.layer, said, "de map is hoogwater")
    dossier.layer.redactions.filter(pk=passage.pk).update(status=Status.ACCEPTED, found_by="hand")

    propose_in_quotations(dossier.layer, [said.pk], [said.pk, answer.pk])
    (row,) = dossier.layer.redactions.filter(field=Field.QUOTE)
    assert answer.quote_text[row.start : row.end] == "de  map is hoogwater"


def test_what_is_still_quoted_stops_the_package(coordinator, kofi, chat, monkeypatch):
    """The second net: should the assembly show it, a withheld sentence in a quotation is a finding."""
    withheld = factories.message(chat, SECRET, sender=kofi)
    answer = factories.message(chat, "Snap ik", sender=kofi, quote_text=SECRET, quote_author="Kofi")
    dossier = factories.dossier(coordinator, withheld, answer)
    call(dossier, withheld, Judgement.WITHHELD, coordinator)
    call(dossier, answer, Judgement.PUBLIC, coordinator)
    monkeypatch.setattr("woo_portal.disclosure.assembly.untold_quotations", lambda printed, kept: {})

    made = assemble(dossier, made_at=timezone.now())
    report = check(files_of(made.disclosure), made.secrets, made.disclosure)
    assert quotes(made) == [(Shown(SECRET),)]
    assert {finding.channel for finding in report.findings} == {"aangehaald in een antwoord"}


def test_a_decision_to_show_a_name_covered_who_it_turned_out_to_be(coordinator, chat):
    sender = factories.handle("Marloes van der Prins")
    message = factories.message(chat, "Akkoord", sender=sender)
    dossier = factories.dossier(coordinator, message)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    assert searched(dossier) == ["Marloes van der Prins"]
    dossier.layer.redactions.update(status=Status.REJECTED)

    Handle.objects.filter(pk=sender.pk).update(person=factories.person("Fatima Bakali"))
    assert searched(dossier) == ["Fatima Bakali"]
    assert searched(dossier) == ["Fatima Bakali"], "once"


def test_what_a_person_decides_while_the_portal_searches_stays(coordinator, chat, monkeypatch):
    sender = factories.handle("Marloes van der Prins")
    message = factories.message(chat, "Akkoord", sender=sender)
    dossier = factories.dossier(coordinator, message)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    searched(dossier)
    dossier.layer.redactions.update(status=Status.REJECTED)
    Handle.objects.filter(pk=sender.pk).update(person=factories.person("Fatima van der Bakali"))
    as_it_was = suggest.held_passages

    def decided_meanwhile(*sought):
        held = as_it_was(*sought)
        accept(list(dossier.layer.redactions.all()), by=Actor(0, "Bert"))
        return held

    monkeypatch.setattr(suggest, "held_passages", decided_meanwhile)
    searched(dossier)
    (row,) = dossier.layer.redactions.all()
    assert (row.status, row.decided_by) == (Status.ACCEPTED, "Bert")


def test_a_decision_to_show_the_name_of_a_file_covered_another_name(coordinator, kofi, chat):
    message = factories.message(chat, "Zie bijlage", sender=kofi, files=("Brief Marloes Prins.pdf",))
    dossier = factories.dossier(coordinator, message)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    searched(dossier)
    dossier.layer.redactions.update(status=Status.REJECTED)

    Attachment.objects.update(file_name="Brief Fatima Prins.pdf")
    assert searched(dossier) == ["Fatima Prins"]


def test_a_wide_passage_that_was_let_go_again_covered_every_name_in_it(coordinator, kofi, chat):
    message = factories.message(chat, "Vraag het Marloes Prins van de regio", sender=kofi)
    dossier = factories.dossier(coordinator, message)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    wide = factories.proposal(dossier.layer, message, message.text)
    dossier.layer.redactions.filter(pk=wide.pk).update(found_by="hand", status=Status.REJECTED)

    assert "Marloes Prins" in searched(dossier)


def test_a_message_that_is_shown_after_all_is_searched_again(coordinator, kofi, chat):
    message = factories.message(chat, "Dank", sender=kofi)
    dossier = factories.dossier(coordinator, message)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    searched(dossier)
    dossier.layer.redactions.update(status=Status.ACCEPTED)
    assert everything_decided(dossier, coordinator) == ""

    call(dossier, message, Judgement.OUT_OF_SCOPE, coordinator)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    assert "nog niet gezocht" in everything_decided(dossier, coordinator)


def test_a_version_is_not_made_after_who_is_who_changed(coordinator, chat):
    sender = factories.handle("Marloes Prins")
    message = factories.message(chat, "Over Kofi Mensah", sender=sender)
    dossier = factories.dossier(coordinator, message)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    searched(dossier)
    dossier.layer.redactions.update(status=Status.ACCEPTED)
    Dossier.objects.update(state=State.APPROVED)
    dossier.refresh_from_db()
    version = request_version(dossier, Purpose.VIEWS, Audience("Marloes", persons=(sender.person_id,)), by=coordinator)
    dossier.items.search_again()

    with pytest.raises(JobError, match="nog niet gezocht"):
        make_package(version.pk, progress=lambda done, total: None)


def test_an_own_name_is_that_of_who_sends_under_it_now(coordinator, chat):
    """What the requester may read of themselves is no longer theirs when the handle turns out to be of another."""
    from redaction.withheld import Withholding

    sender = factories.handle("Jan Vrager")
    requester = sender.person
    message = factories.message(chat, "Akkoord", sender=sender)
    dossier = factories.dossier(coordinator, message)
    call(dossier, message, Judgement.PUBLIC, coordinator)
    searched(dossier)
    dossier.layer.redactions.update(status=Status.ACCEPTED, ground="5.1.2e")

    def name() -> tuple:
        message.refresh_from_db()
        withholding = Withholding(dossier.layer, [message.pk], [], revealed=(requester.pk,))
        return withholding.runs(message, Field.SENDER, 0, message.sender.person.name)

    assert name() == (Shown("Jan Vrager"),)
    Handle.objects.filter(pk=sender.pk).update(person=factories.person("Els Bos"))
    message = Message.objects.select_related("sender__person").get()
    assert not any(isinstance(run, Shown) for run in name())


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_quotation_of_a_message_outside_the_request_was_printed(coordinator, kofi, chat, is_linked):
    """It stopped the package too, and no ground of the law could help: the message is not withheld, but not asked for."""
    outside = factories.message(chat, "Vanavond zwemles van Puck in Roermond", sender=kofi)
    answer = factories.message(
        chat,
        "Prima",
        sender=kofi,
        quote_text=outside.text,
        quote_author="Kofi",
        reply_to=outside if is_linked else None,
    )
    dossier = factories.dossier(coordinator, outside, answer)
    call(dossier, outside, Judgement.OUT_OF_SCOPE, coordinator)
    call(dossier, answer, Judgement.PUBLIC, coordinator)

    made = assemble(dossier, made_at=timezone.now())
    assert quotes(made) == []
    (shown,) = (entry for document in made.disclosure.documents for entry in document.entries if entry.text)
    assert shown.remarks == ("antwoord op een bericht buiten reikwijdte",)
    assert check(files_of(made.disclosure), made.secrets, made.disclosure).ok


def test_a_version_for_one_person_changed_the_numbers_that_the_public_sees(coordinator, chat):
    """Whose version was made first got the first number: so anybody could tell who had been asked for a view."""
    senders = [factories.handle(name) for name in ("Wim Aalders", "Bas Bremer", "Carla Cuijpers")]
    messages = [factories.message(chat, "Gezien", sender=sender) for sender in senders]
    dossier = factories.dossier(coordinator, *messages)
    dossier.items.update(judgement=Judgement.PUBLIC)
    dossier.layer.numbers_people = True
    dossier.layer.save()
    for message, sender in zip(messages, senders, strict=True):
        factories.proposal(dossier.layer, message, field=Field.SENDER, person=sender.person)
    dossier.layer.redactions.update(status=Status.ACCEPTED)
    of_carla = Version("versie voor zienswijze", frozenset({messages[2].pk}), frozenset())

    assemble(dossier, made_at=timezone.now(), version=of_carla)
    made = assemble(dossier, made_at=timezone.now())
    printed = [entry.sender for document in made.disclosure.documents for entry in document.entries]
    assert [in_plain_text(sender) for sender in printed] == [
        f"[weggelakt: 5.1.2e, persoon {number}]" for number in (1, 2, 3)
    ]


def test_a_document_that_was_public_in_part_already_was_called_not_public(coordinator, kofi, chat):
    known = factories.message(chat, "Al bekend nieuws over de gemalen", sender=kofi)
    withheld = factories.message(chat, SECRET, sender=kofi)
    dossier = factories.dossier(coordinator, known, withheld)
    call(dossier, withheld, Judgement.WITHHELD, coordinator)
    item = list(dossier.items.filter(message=known))
    judge(dossier, item, judgement=Judgement.ALREADY_PUBLIC, by=coordinator, published_at="https://open.example.nl/abc")

    made = assemble(dossier, made_at=timezone.now())
    (document,) = made.disclosure.documents
    assert (document.judgement, slip(document)) == ("Deels openbaar", "")


def test_where_a_duplicate_stands_is_told_in_a_document_of_duplicates_alone(coordinator, kofi, chat):
    said = factories.message(chat, "Akkoord met het voorstel voor de pompen", sender=kofi)
    again = factories.message(factories.conversation("Apart", kofi), said.text, sender=kofi)
    dossier = factories.dossier(coordinator, said, again)
    call(dossier, said, Judgement.PUBLIC, coordinator)
    call(dossier, again, Judgement.DUPLICATE, coordinator)

    made = assemble(dossier, made_at=timezone.now())
    (double,) = (one for one in made.disclosure.documents if one.judgement == "Niet openbaar")
    [file] = (file for file in files_of(made.disclosure) if file.name == f"documenten/{double.number}.pdf")
    assert slip(double) == ""
    assert "staat in document 000" in " ".join(spoken(file.content))
