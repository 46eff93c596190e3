"""Whatever name stood in whichever channel, a package that withholds it is the same bytes as with any other name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from django.db import transaction

import pytest

from archive.importing import MessageKind
from archive.models import Conversation, Message
from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.passages import fields_of
from tests import factories
from tests.portal.test_package import MADE_AT, Desk, desk, packaged
from woo_portal.dossiers import passages
from woo_portal.dossiers.models import Dossier, Judgement, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
PLAIN = "Bo"
NASTY = {
    "from right to left": "\u202eדוד\u202c כהן\u200f",
    "letters that look alike": "Mаrloes Рrins",
    "accents apart": "Rene\u0301e Pri\u0301ns",
    "invisible": "Mar\u200bloes\u2060 Pr\u00adins\ufeff",
    "wide": "Ｍａｒｌｏｅｓ　Ｐｒｉｎｓ",
    "ligatures": "Oﬃcier Ĳsbrand ﬁ",
    "emoji": "👩🏽‍🚒 Marloes ❤️‍🔥",
    "over lines": "marloes.prins@\nminwr.nl",
    "address": "https://minwr-my.sharepoint.com/personal/marloes_prins/x?q=<script>&amp;#0;",
    "markup": "<b title='x'>]]>&lt;!--\\(PDF\\) %PDF-1.7 endstream /ActualText (Prins)",
    "formula": '=HYPERLINK("http://a.b/Prins";"x")',
    "long": ("Van den Boogaard-Wijnberg tot Sint Jansteen " * 4).strip(),
    "old letters": "𝔐𝔞𝔯𝔩𝔬𝔢𝔰 ⓅⓇⒾⓃⓈ",
    "Arabic and Chinese": "محمد الأمراني 李明",
    "astral and marks": "M\u0336a\u0336r\u0336loes \U000e0041\U0001f1f3\U0001f1f1",
}
"""Names as they come from phones, and what may break a renderer."""
CHANNELS: tuple[tuple[Field, str], ...] = (
    (Field.TEXT, "text"),
    (Field.TEXT, "system"),
    (Field.TEXT, "emoji beside"),
    (Field.TEXT, "poll"),
    (Field.TEXT, "at the very end"),
    (Field.SENDER, "sender"),
    (Field.QUOTE, "quote"),
    (Field.QUOTE_AUTHOR, "quote author"),
    (Field.FILE_NAME, "file"),
    (Field.REACTION, "reaction"),
    (Field.REMARK, "remark"),
)


def told(channel: str, name: str) -> tuple[str, dict[str, object]]:
    """The text and the facts of a message that says the name in this channel and nowhere else."""
    fields: dict[str, object] = {}
    text = {
        "text": f"Bel {name}, nu",
        "system": f"Kofi heeft {name} toegevoegd. Kofi wijzigde de groepsnaam naar ‘{name}’",
        "emoji beside": f"❤️{name}👍🏽 en https://rws.nl/@{name}/1",
        "poll": f"PEILING: wie?\nOPTIE: {name} (2 stemmen)\nOPTIE: niemand",
        "at the very end": f"Groeten,\n{name}",
    }.get(channel, "Dag")
    if channel == "system":
        fields["kind"] = MessageKind.SYSTEM
    if channel == "quote":
        fields |= {"quote_text": f"zei {name} gisteren", "quote_author": "Kofi"}
    if channel == "quote author":
        fields |= {"quote_text": "Ja hoor", "quote_author": name}
    if channel == "remark":
        fields["warnings"] = [f"verwijderd door {name}"]
    return text, fields


@pytest.fixture
def decided(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Dossier]:
    """A dossier of a message for each channel, in which this name is withheld wherever it stands, and of who reacts another."""

    def decide(name: str, other: str) -> Dossier:
        monkeypatch.setattr(factories, "_numbers", itertools.count(1))
        kofi = factories.handle("Kofi Mensah")
        chat = factories.conversation(f"Rond {name}")
        written: list[tuple[Message, Field]] = []
        for field, channel in CHANNELS:
            text, fields = told(channel, name)
            files = (f"CV {name} (def).pdf",) if channel == "file" else ()
            reactions = [("👍", factories.handle(one)) for one in (name, other) if channel == "reaction"]
            sender = factories.handle(name) if channel == "sender" else kofi
            message = factories.message(chat, text, sender=sender, files=files, reactions=tuple(reactions), **fields)
            written.append((message, field))
        dossier = factories.dossier(desk.coordinator, *(message for message, _ in written), number="2026-0142")
        dossier.items.update(judgement=Judgement.PUBLIC, judged_by=desk.coordinator, proposed_at=MADE_AT)
        Dossier.objects.update(state=State.REDACTING)
        dossier.refresh_from_db()
        withhold(dossier, desk, chat, written, name)
        Dossier.objects.update(state=State.APPROVAL)
        dossier.layer.redactions.filter(status=Status.PROPOSED).update(status=Status.ACCEPTED)
        dossier.refresh_from_db()
        return dossier

    return decide


def withhold(dossier: Dossier, desk: Desk, chat: Conversation, written: list[tuple[Message, Field]], name: str) -> None:
    given = {"by": desk.reviewer, "label": Label.PERSON, "ground": "5.1.2e"}
    start = chat.title.index(name)
    passages.add(dossier, source=chat, field=Field.TITLE, index=0, start=start, end=start + len(name), **given)
    for message, field in written:
        for text in fields_of(message):
            if text.field == field:
                places = [found.span() for found in re.finditer(re.escape(name), text.text)]
                for start, end in places or [(0, len(text.text))]:
                    passages.add(dossier, source=message, field=field, index=text.index, start=start, end=end, **given)


def made(decided: Callable[[str, str], Dossier], desk: Desk, name: str, other: str, *, numbered: bool) -> bytes:
    with transaction.atomic():
        dossier = decided(name, other)
        dossier.layer.numbers_people = numbered
        dossier.layer.save()
        package = packaged(dossier, desk)
        assert package.state == PackageState.READY, package.report
        content = package_path(package).read_bytes()
        transaction.set_rollback(True)
    return content


@pytest.mark.parametrize("kind", NASTY)
def test_nothing_of_a_withheld_name_reaches_the_package_by_any_channel(decided, desk, kind):
    plain = made(decided, desk, PLAIN, "Jansje van der Velde", numbered=kind == "long")
    assert made(decided, desk, NASTY[kind], "Zus", numbered=kind == "long") == plain
