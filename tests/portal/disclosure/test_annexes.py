"""De bewijsbijlage bij antwoorden aan de Kamer: dezelfde berichten, volledig voor binnen, en gelakt om te verstrekken."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.test import Client

import pypdfium2
import pytest

from redaction.choices import Field
from redaction.detecting import Label
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.disclosure import annexes
from woo_portal.disclosure.annexes import AnnexRefused, confidential_annex, public_annex
from woo_portal.disclosure.assembly import assemble
from woo_portal.disclosure.formats import annex_pdf
from woo_portal.disclosure.package import files_of, make_package, request_package
from woo_portal.dossiers import composing, passages
from woo_portal.dossiers.models import Dossier, Judgement, Kind, NumberedDocument, Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State

pytestmark = pytest.mark.django_db
MADE_AT = datetime(2026, 2, 18, 9, 0, tzinfo=UTC)
MORNING = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
ADDRESS = "/dossiers/2026Z01234/pakket/bijlage/"


@dataclass(frozen=True)
class Hidden:
    """Everything the Kamer is not told in the little chat below; each value can be swapped for another."""

    sender: str
    bystander: str
    passage: str
    whole: str
    outside: str


ONE = Hidden(
    "Fatima El Amrani", "Marloes Prins", "de generator van Defensie", "sluis 4 is niet bewaakt", "zwemles van Puck"
)
OTHER = Hidden("Jo", "Wilhelmina van den Boogaard-Wijnberg", "het net", "nee", "vanavond eten we laat, begin maar vast")


@pytest.fixture
def decided(user: Callable[[Role], User]) -> Callable[[Hidden], Dossier]:
    """A set on the pumps of which everything is judged and decided, approved."""

    def decide(hidden: Hidden) -> Dossier:
        liaison = user(Role.LIAISON)
        chat = factories.conversation("Dijkleger")
        senders = {name: factories.handle(factories.person(name)) for name in ("Kofi Mensah", hidden.sender)}
        lines = (
            ("Kofi Mensah", f"{hidden.bystander} zag dat {hidden.passage} stil stond"),
            (hidden.sender, f"Vraag {hidden.bystander} om een foto"),
            ("Kofi Mensah", hidden.whole),
            ("Kofi Mensah", hidden.outside),
        )
        written = [
            factories.message(chat, text, sender=senders[name], at=MORNING.replace(minute=minute))
            for minute, (name, text) in enumerate(lines)
        ]
        dossier = factories.dossier(liaison, *written, kind=Kind.PARLIAMENT, number="2026Z01234", subject="Pompen")
        items = list(dossier.items.all())
        composing.judge(dossier, items[:2], judgement=Judgement.PUBLIC, by=liaison)
        why = {"grounds": ["68Gw"], "motivation": "De bewaking van sluizen."}
        composing.judge(dossier, [items[2]], judgement=Judgement.WITHHELD, by=liaison, **why)
        composing.judge(dossier, [items[3]], judgement=Judgement.OUT_OF_SCOPE, by=liaison)
        dossier.items.update(proposed_at=MADE_AT)
        Dossier.objects.filter(pk=dossier.pk).update(state=State.REDACTING)
        dossier.refresh_from_db()
        for message, field, passage, ground in (
            (written[0], Field.TEXT, hidden.bystander, "pseudoniem"),
            (written[0], Field.TEXT, hidden.passage, "68Gw"),
            (written[1], Field.SENDER, hidden.sender, "pseudoniem"),
            (written[1], Field.TEXT, hidden.bystander, "pseudoniem"),
        ):
            start = message.text.index(passage) if field == Field.TEXT else 0
            passages.add(
                dossier,
                by=liaison,
                source=message,
                field=field,
                index=0,
                start=start,
                end=start + len(passage),
                label=Label.PERSON,
                ground=ground,
                motivation="Het toont hoe het net wordt beschermd." if ground == "68Gw" else "",
            )
        Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVED)
        dossier.refresh_from_db()
        return dossier

    return decide


def packaged(dossier: Dossier, by: User) -> Package:
    package = request_package(dossier, by=by)
    Package.objects.filter(pk=package.pk).update(made_at=MADE_AT)
    return make_package(package.pk, progress=lambda done, total: None)


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_the_public_one_is_in_the_package_and_has_passed_the_leak_check(decided, user):
    dossier = decided(ONE)
    with pytest.raises(AnnexRefused, match="nog geen openbare bijlage"):
        public_annex(dossier, by=user(Role.LIAISON))
    package = packaged(dossier, user(Role.LIAISON))
    assert package.state == PackageState.READY, package.report
    told = " ".join(pages(public_annex(dossier, by=user(Role.LIAISON))))
    assert "[persoon 1] zag dat 68Gw stil stond" in told
    assert "[persoon 2]" in told
    assert "Vraag [persoon 1] om een foto" in told
    assert "1 bericht buiten reikwijdte" in told
    assert "VERTROUWELIJK" not in told
    for secret in ("Marloes", "Fatima", "generator", "sluis", "Puck"):
        assert secret not in told


def test_two_public_ones_that_differ_only_in_what_is_withheld_are_the_same_bytes(decided, user):
    """Non-interference: a pseudonym and a token tell nothing of the words they stand for, in no file of the package."""
    contents = []
    for hidden in (ONE, OTHER):
        with transaction.atomic():
            package = packaged(decided(hidden), user(Role.LIAISON))
            assert package.state == PackageState.READY, package.report
            contents.append(package_path(package).read_bytes())
            transaction.set_rollback(True)
    assert contents[0] == contents[1]


def test_the_confidential_one_is_complete_and_says_so_on_each_page(decided, user, monkeypatch):
    dossier = decided(ONE)
    extra = [
        factories.message(factories.conversation("Dijkleger 2"), "Zie de waterstanden van vannacht. " * 60)
        for _ in range(4)
    ]
    Dossier.objects.filter(pk=dossier.pk).update(state=State.COLLECTING)
    composing.add_messages(dossier, [message.pk for message in extra], by=user(Role.LIAISON))
    content = confidential_annex(dossier, made_at=MADE_AT)
    found = pages(content)
    assert len(found) > 1
    assert all("VERTROUWELIJK – Bewijsbijlage" in page for page in found)
    monkeypatch.setattr(annex_pdf, "LARGE", 1)  # in a process of its own it is the same
    assert confidential_annex(dossier, made_at=MADE_AT) == content
    told = " ".join(found)
    for word in ("Fatima El Amrani", "Marloes Prins zag dat de generator van Defensie", "sluis 4 is niet bewaakt"):
        assert word in told
    assert "Puck" not in told
    assert "Openbaar" not in told


def test_the_confidential_one_leaves_no_trace_and_fits_in_no_package(decided):
    dossier = decided(ONE)
    confidential_annex(dossier, made_at=MADE_AT)
    assert not NumberedDocument.objects.exists()
    assembled = assemble(dossier, made_at=MADE_AT, is_confidential=True)
    with pytest.raises(ValueError, match="confidential"):
        list(files_of(assembled.disclosure))


def test_who_may_fetch_them_and_what_the_log_says(
    decided, user, client_for: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
):
    dossier = decided(ONE)
    liaison = client_for(Role.LIAISON)
    assert client_for(Role.COORDINATOR).get(f"{ADDRESS}vertrouwelijk/").status_code == 404
    assert liaison.get(f"{ADDRESS}anders/").status_code == 404
    answer = liaison.get(f"{ADDRESS}vertrouwelijk/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bewijsbijlage-2026Z01234-vertrouwelijk.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    event = Event.objects.get(verb=Verb.ANSWER_EXPORTED)
    assert event.details == {"what": "de bewijsbijlage", "variant": "vertrouwelijk"}

    assert "Er is nog geen openbare bijlage" in said(liaison.get(f"{ADDRESS}openbaar/", follow=True))
    monkeypatch.setattr(annexes, "MOST", 2)
    assert "hoogstens voor 2 berichten" in said(liaison.get(f"{ADDRESS}vertrouwelijk/", follow=True))
    assert Event.objects.filter(verb=Verb.ANSWER_EXPORTED).count() == 1
    assert dossier.packages.count() == 0
