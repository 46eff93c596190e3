"""Every screen of the portal × every role, with private messages in the archive: their words and names are on none of them.

Who guards the archive reads them on a page of its own, which is in the log, and finds their names where the archive is kept.
"""

from __future__ import annotations

import html
import io
import logging
from dataclasses import replace
from pathlib import Path

from django.test import Client
from django.urls import reverse

import pytest

from archive import content, previews
from archive.extraction.contract import ReadingState
from archive.functions import FunctionClass
from archive.ingest import receive, run_import
from archive.models import (
    Attachment,
    AttachmentText,
    Conversation,
    Function,
    Handle,
    Hold,
    ImportRun,
    Message,
    MessageIndex,
    PrivateMark,
    RetentionRule,
)
from archive.privacy import Scope
from archive.search.index import index_attachment_texts
from archive.search.query import Query, find
from archive.topics.hits import totals
from tests import factories
from tests.access_sample import (
    Sample,
    a_dossier_of_each_kind,
    a_job,
    an_attachment,
    clients,
    link_event,
    outside_the_archive,
    parts_of,
    users,
)
from tests.access_table import LINES
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.custody import destroying
from woo_portal.custody.marking import mark
from woo_portal.dossiers.searches import record_search
from woo_portal.intake.linking import link, link_to_new_person
from woo_portal.intake.merging import fingerprint, merge

__all__ = ["clients", "users"]
pytestmark = pytest.mark.django_db

SAID, NAMED = "zeppelin", "luchtschip"
"""In every text of a private message, and in every name that only private messages know."""
GROUP = f"""\
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
13-11-2025 08:05 - PJ: Zondag naar de {SAID} met de kinderen?
13-11-2025 08:06 - Kofi Mensah: Leuk, de pompen staan klaar
13-11-2025 08:07 - PJ: IMG-{SAID}.jpg (bestand bijgevoegd)
"""
ASIDE = f"""\
13-11-2025 09:03 - {NAMED}: Eet je vanavond mee, {SAID}?
13-11-2025 09:04 - PJ: {SAID} ja graag
Deze regel hoort bij {SAID}
"""
MAY_SAY = {"archive-private-read", "archive-original"}
"""Where who guards the archive reads what was said."""
MAY_NAME = MAY_SAY | {
    "archive",
    "archive-import",
    "archive-persons",
    "archive-person",
    "archive-function-add",
    "archive-handle",
    "archive-merge",
    "archive-merge-choose",
    "archive-split",
    "archive-private",
    "archive-private-lift",
    "archive-private-mark",
    "archive-keeping",
    "archive-destruction-propose",
    "archive-chain",
}
"""Where who guards the archive comes across the names."""


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")


def imported(folder: Path, name: str, text: str) -> ImportRun:
    (folder / name).write_text(text)
    return run_import(receive(folder / name, file_name=name, by="Els Archema").pk)


@pytest.fixture
def runs(tmp_path: Path) -> tuple[ImportRun, ImportRun]:
    """A group in which some is private, and a chat of two that is private as a whole."""
    RetentionRule.objects.create(function_class=FunctionClass.UNKNOWN, years=0, basis="Selectielijst, cat. 4")
    group = imported(tmp_path, "WhatsApp-chat met Crisisteam.txt", GROUP)
    aside = imported(tmp_path, f"WhatsApp-chat met {NAMED}.txt", ASIDE)
    return group, aside


@pytest.fixture
def marked(runs: tuple[ImportRun, ImportRun], users: dict[Role, User]) -> list[Message]:
    """The private messages, with an answer to one of them that is not private, marked by the archivist."""
    group, aside = Conversation.objects.get(title="Crisisteam"), Conversation.objects.get(title=NAMED)
    outing = Message.objects.get(text__startswith="Zondag")
    Message.objects.filter(text__startswith="Leuk").update(quote_text=outing.text, quote_author="PJ", reply_to=outing)
    photo = Message.objects.get(conversation=group, attachments__file_name__contains=SAID)
    outing.versions.create(number=0, text=f"Zaterdag naar de {SAID}?", sent_at=outing.sent_at)
    archivist = users[Role.ARCHIVIST]
    _bring_the_photo(photo)
    mark(Scope(group.pk, (outing.pk, photo.pk)), reason="Gezin", said_by="", by=archivist)
    mark(Scope(aside.pk), reason="Thuis", said_by="", by=archivist)
    return [outing, photo, *aside.messages.all()]


def _bring_the_photo(message: Message) -> None:
    """The file of the private photo, with the text in it and a picture of it."""
    sha256, size = content.store(io.BytesIO(f"foto van de {SAID}".encode()))
    message.attachments.update(sha256=sha256, size=size)
    AttachmentText.objects.create(
        sha256=sha256, state=ReadingState.READ, text=f"Vlucht met de {SAID}", thumbnail_width=1, thumbnail_height=1
    )
    for small in (False, True):
        shown = previews.path_of(sha256, small=small)
        shown.parent.mkdir(parents=True, exist_ok=True)
        shown.write_bytes(SAID.encode())
    previews.keep_page(sha256, 1, SAID.encode())
    index_attachment_texts(sha256)


@pytest.fixture
def sample(runs: tuple[ImportRun, ImportRun], marked: list[Message], users: dict[Role, User]) -> Sample:
    """Dossiers of all that may be read, and a little of everything else that has an address."""
    kofi = Handle.objects.get(value="Kofi Mensah")
    function = Function.objects.create(person=kofi.person, title="adviseur", function_class=FunctionClass.OFFICIAL)
    link = link_to_new_person(kofi.pk, seen=kofi.person_id, name="Kofi K. Mensah", by=users[Role.ARCHIVIST])
    kofi.refresh_from_db()
    listed = destroying.propose(
        Conversation.objects.all(), until=None, basis="Selectielijst", note="", by=users[Role.ARCHIVIST]
    )
    factories.verification(f"Batch 2 («WhatsApp-chat met {NAMED}.txt»): een bericht is gewijzigd.")
    dossiers = a_dossier_of_each_kind(users)
    return Sample(
        numbers={name: dossier.number for name, dossier in dossiers.items()},
        of_dossier={name: parts_of(dossier) for name, dossier in dossiers.items()},
        other={
            "run_id": runs[0].pk,
            "conversation_id": Conversation.objects.get(title="Crisisteam").pk,
            "attachment_id": an_attachment().pk,
            "message_id": Message.objects.get(text__startswith="Leuk").pk,
            "person_id": kofi.person_id,
            "other_id": link.person_id,
            "function_id": function.pk,
            "handle_id": kofi.pk,
            "event_id": link_event(link),
            "mark_id": PrivateMark.objects.get(message=marked[0]).pk,
            "hold_id": Hold.objects.create(reason="Verzoek", words="pomp*", set_by="Els Archema").pk,
            "destruction_id": listed.pk,
            "topic_id": factories.topic("Pompen", "pomp*\nzondag\nvlucht").pk,
            **outside_the_archive(users),
        },
        jobs={role: a_job(user) for role, user in users.items()},
    )


@pytest.fixture
def of_the_private_chat(sample: Sample, runs: tuple[ImportRun, ImportRun]) -> Sample:
    """The same addresses, filled in with the private chat, its file, its person and its mark."""
    aside = Conversation.objects.get(title=NAMED)
    handle = Handle.objects.get(value=NAMED)
    private = {
        "run_id": runs[1].pk,
        "conversation_id": aside.pk,
        "attachment_id": Attachment.objects.get(file_name__contains=SAID).pk,
        "message_id": aside.messages.first().pk,
        "person_id": handle.person_id,
        "handle_id": handle.pk,
        "mark_id": PrivateMark.objects.get(conversation=aside).pk,
    }
    return replace(sample, other=sample.other | private)


def body_of(client: Client, path: str) -> str:
    answer = client.get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace").casefold()


def test_no_screen_of_any_role_shows_it(
    clients: dict[Role, Client], sample: Sample, of_the_private_chat: Sample
) -> None:
    wrong = []
    of_the_crisis = Message.objects.filter(conversation__title="Crisisteam").values_list("pk", flat=True)
    for role, client in clients.items():
        guards = role == Role.ARCHIVIST
        addresses = {a.path: a for a in (*sample.addresses(role), *of_the_private_chat.addresses(role))}
        extra = [f"{reverse('search')}?q=pompen&dossier=2026-woo-new", f"{reverse('archive-conversations')}?bron=1"]
        chat = reverse("archive-conversation", args=[sample.other["conversation_id"]])
        extra += [f"{chat}?bron=1", *(f"{chat}?{name}={pk}" for pk in of_the_crisis for name in ("draad", "bericht"))]
        for path, page in [*((a.path, a.page) for a in addresses.values()), *((path, "") for path in extra)]:
            body = body_of(client, path)
            if SAID in body and not (guards and page in MAY_SAY | {"archive-import"}):
                wrong.append(f"{role} reads what was said on {path} ({page})")
            if NAMED in body and not (guards and page in MAY_NAME):
                wrong.append(f"{role} reads a name on {path} ({page})")
    assert not wrong, "\n".join(wrong)


def test_the_pages_that_may_are_pages(sample: Sample) -> None:
    assert set(LINES) >= MAY_NAME


def test_the_reader_counts_where_something_stands(clients: dict[Role, Client], sample: Sample) -> None:
    page = body_of(clients[Role.COORDINATOR], reverse("archive-conversation", args=[sample.other["conversation_id"]]))

    assert page.count("1\xa0bericht als privé gemarkeerd") == 2
    assert "als privé gemarkeerd: 2\xa0berichten" in page
    assert "antwoord op een bericht dat als privé is gemarkeerd" in page


def test_a_private_conversation_and_its_person_do_not_exist_for_who_does_not_guard(
    clients: dict[Role, Client], of_the_private_chat: Sample
) -> None:
    other = of_the_private_chat.other
    for name, key in (("archive-conversation", "conversation_id"), ("archive-person", "person_id")):
        assert clients[Role.COORDINATOR].get(reverse(name, args=[other[key]])).status_code == 404
    assert (
        clients[Role.ARCHIVIST].get(reverse("archive-conversation", args=[other["conversation_id"]])).status_code == 404
    )


def test_it_is_not_found_by_its_words_its_file_or_its_people(
    marked: list[Message], clients: dict[Role, Client]
) -> None:
    assert not find(Query(words=SAID))
    assert not MessageIndex.objects.filter(message__in=marked).exists()
    page = clients[Role.COORDINATOR].get(reverse("search"), {"q": SAID})
    assert page.context["total"] == 0
    assert "Niet doorzocht" in page.content.decode()
    assert find(Query(words="pompen"))
    factories.index_archive()
    assert not MessageIndex.objects.filter(message__in=marked).exists()
    for field in ("afzender", "gesprek"):
        answer = clients[Role.COORDINATOR].get(reverse("search"), {field: NAMED})
        assert "is niet gevonden in het archief" in answer.content.decode()


def test_it_is_on_no_topic_and_is_not_counted_among_what_terms_find(
    sample: Sample, clients: dict[Role, Client]
) -> None:
    topic, coordinator = sample.other["topic_id"], clients[Role.COORDINATOR]
    assert totals() == {topic: 2}
    asked = {"name": "Zondag", "terms": f"{SAID}\nzondag", "threshold": 1, "seen": 0, "stap": "bekijken"}
    assert "Zou nu geen\xa0berichten vinden" in coordinator.post(reverse("topic-new"), asked).content.decode()
    assert coordinator.get(reverse("search"), {"onderwerp": topic}).context["total"] == 2
    factories.index_archive()
    assert totals() == {topic: 2}


def test_a_search_that_named_the_conversation_or_the_sender_is_accounted_for_without_the_name(
    runs: tuple[ImportRun, ImportRun], clients: dict[Role, Client], users: dict[Role, User], tmp_path: Path
) -> None:
    aside, coordinator = Conversation.objects.get(title=NAMED), clients[Role.COORDINATOR]
    dossier = factories.dossier(users[Role.COORDINATOR])
    sender = Handle.objects.get(value=NAMED).person_id
    query = Query(words="pompen", conversation=aside.pk, app=aside.app)
    search = record_search(dossier, query, by=users[Role.COORDINATOR])
    record_search(dossier, Query(words="sluis", person=sender), by=users[Role.COORDINATOR])
    record_search(dossier, Query(words=f"dijk van:{NAMED} in:{NAMED}"), by=users[Role.COORDINATOR])
    imported(tmp_path, "WhatsApp-chat met Eva.txt", "14-11-2025 08:03 - Eva: Zijn er pompen?\n")
    parts = ("", f"{search.pk}/", "tabel/", "nieuw/", "vergelijken/")
    pages = [f"/dossiers/{dossier.number}/{page}" for page in ("logboek/", *(f"zoekslag/{part}" for part in parts))]
    assert all(NAMED in body_of(coordinator, page) for page in pages)

    mark(Scope(aside.pk), reason="Thuis", said_by="", by=users[Role.ARCHIVIST])
    for page in pages:
        body = body_of(coordinator, page)
        assert "pompen, een gesprek dat als privé is gemarkeerd, app whatsapp" in body
        assert NAMED not in body
    assert "sluis, afzender iemand die alleen in privéberichten voorkomt" in body
    for kept in dossier.searches.all():
        assert NAMED not in coordinator.get(reverse("search-again", args=[kept.pk]))["Location"]
    assert 'dijk van:"iemand die alleen in privéberichten voorkomt" in:"een gesprek dat als privé' in html.unescape(
        body
    )


def test_who_somebody_is_in_a_private_conversation_is_not_in_their_history(
    runs: tuple[ImportRun, ImportRun], clients: dict[Role, Client], users: dict[Role, User]
) -> None:
    kofi, handle = Handle.objects.get(value="Kofi Mensah").person, Handle.objects.get(value=NAMED)
    link(handle.pk, seen=handle.person_id, person=kofi, by=users[Role.ARCHIVIST])
    page = reverse("archive-person", args=[kofi.pk])
    assert NAMED in body_of(clients[Role.COORDINATOR], page)

    mark(Scope(Conversation.objects.get(title=NAMED).pk), reason="Thuis", said_by="", by=users[Role.ARCHIVIST])
    assert NAMED not in body_of(clients[Role.COORDINATOR], page)
    assert NAMED in body_of(clients[Role.ARCHIVIST], page)


def test_an_attachment_of_it_is_not_there_for_anybody(
    of_the_private_chat: Sample, clients: dict[Role, Client], sample: Sample
) -> None:
    for page in ("archive-attachment", "archive-attachment-picture", "archive-attachment-file"):
        for client in clients.values():
            answer = client.get(reverse(page, args=[of_the_private_chat.other["attachment_id"]]))
            assert answer.status_code in (403, 404)
    shown = clients[Role.COORDINATOR].get(reverse("archive-attachment", args=[sample.other["attachment_id"]]))
    assert shown.status_code == 200


def test_a_name_that_only_a_private_chat_knows_is_not_told_once_it_was_merged(
    runs: tuple[ImportRun, ImportRun], clients: dict[Role, Client], users: dict[Role, User]
) -> None:
    kofi, other = (Handle.objects.get(value=value).person for value in ("Kofi Mensah", NAMED))
    merge(other, into=kofi, seen=fingerprint(kofi, other), by=users[Role.ARCHIVIST])
    pages = [reverse("archive-person", args=[kofi.pk]), reverse("archive-persons"), reverse("search")]
    assert NAMED in body_of(clients[Role.COORDINATOR], pages[0])

    mark(Scope(Conversation.objects.get(title=NAMED).pk), reason="Thuis", said_by="", by=users[Role.ARCHIVIST])
    for page in pages:
        assert NAMED not in body_of(clients[Role.COORDINATOR], page)
    assert NAMED in body_of(clients[Role.ARCHIVIST], pages[0])
    answer = clients[Role.COORDINATOR].get(reverse("search"), {"afzender": NAMED})
    assert "is niet gevonden in het archief" in answer.content.decode()


def test_reading_it_is_in_the_log_and_the_log_says_nothing_of_it(sample: Sample, clients: dict[Role, Client]) -> None:
    page = clients[Role.ARCHIVIST].get(reverse("archive-private-read", args=[sample.other["mark_id"]]))

    assert SAID in page.content.decode()
    assert Event.objects.filter(verb=Verb.PRIVATE_READ, actor_role="archivaris").count() == 1
    private_events = Event.objects.filter(verb__startswith="private_")
    assert private_events.filter(verb=Verb.PRIVATE_MARKED).count() == 2
    told = repr(list(private_events.values("subject", "details")))
    assert SAID not in told
    assert NAMED not in told
