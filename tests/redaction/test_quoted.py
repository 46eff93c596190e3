"""Whose words a quotation repeats, known by its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importing import MessageKind
from archive.models import Conversation, Handle, Source
from redaction.quoted import KNOWN_BY, Sought, Untold, Why, letters, untold_quotations
from tests import factories

LONG = "Het contract met Delta kost ons vier ton extra"
WITHHELD = Untold(Why.WITHHELD, ("5.1.2i",))
_WORDS = st.text(alphabet="ab", max_size=60)


@given(st.lists(_WORDS, max_size=8), _WORDS)
def test_what_is_sought_at_once_is_what_is_found_one_by_one(quoted, text):
    sought = Sought(quoted)
    long = {one for one in quoted if len(one) >= KNOWN_BY}

    begun = {one for one in quoted if one and text.startswith(one)}
    assert sought.told_by(text) == begun | {one for one in long if one in text}
    assert sought.around(text) == ({one for one in long if text in one} if len(text) >= KNOWN_BY else set())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nu *definitief*\ngeregeld", "nu definitief geregeld…"),
        ("Rene\u0301e", "Renée"),
        ("Ja\u200bn", "Jan"),
        ("👍", "👍\ufe0f"),
    ],
)
def test_apps_that_show_one_text_in_their_own_way_show_the_same_letters(one, other):
    assert letters(one) == letters(other) != ""


@pytest.fixture
def jan() -> Handle:
    return factories.handle("Jan Bakker")


@pytest.fixture
def chat(jan) -> Conversation:
    return factories.conversation("Team", jan)


@pytest.fixture
def aside(jan) -> Conversation:
    return factories.conversation("Jan", jan)


@pytest.mark.django_db
class TestUntold:
    def untold_by(self, answer, kept, *printed):
        found = untold_quotations([answer.pk, *(message.pk for message in printed)], {kept.pk: WITHHELD})
        assert found in ({}, {answer.pk: WITHHELD})
        return bool(found)

    @pytest.mark.parametrize(
        ("author", "is_kept"),
        [("Jan Bakker", True), ("Jan", True), ("", True), ("0612345678", True), ("Piet Smit", False)],
    )
    def test_a_short_one_of_another_chat_is_of_who_is_quoted(self, jan, chat, aside, author, is_kept):
        factories.handle(jan.person, value="06 12345678")
        said = factories.message(chat, "Delta wint niet", sender=jan)
        answer = factories.message(aside, "Oei", quote_text="Delta wint niet.", quote_author=author)
        assert self.untold_by(answer, said) is is_kept

    def test_a_part_of_a_short_one_is_of_no_other_chat(self, jan, chat, aside):
        said = factories.message(chat, "Delta wint niet", sender=jan)
        assert not self.untold_by(factories.message(aside, "Oei", quote_text="Delta"), said)
        assert self.untold_by(factories.message(chat, "Oei", quote_text="Delta"), said)

    def test_a_short_one_is_of_the_message_that_it_answers(self, jan, chat):
        """ "Akkoord" is said often: what the archive knows to be answered, though it is not in the dossier, is another."""
        kept, other = (factories.message(chat, "Akkoord", sender=jan) for _ in range(2))
        answer = factories.message(chat, "Fijn", quote_text="Akkoord", reply_to=other)
        assert not self.untold_by(answer, kept)

    def test_a_short_one_of_one_telephone_is_of_the_same_message_on_another(self, jan, chat):
        kept = factories.message(chat, "Delta wint", sender=jan)
        edited = factories.message(chat, "Delta wint niet", sender=jan, at=kept.sent_at, twin=kept)
        answer = factories.message(chat, "Oei", quote_text="Delta wint", reply_to=edited)
        assert self.untold_by(answer, kept)

    def test_a_message_that_tells_a_part_of_a_quotation_told_the_whole(self, jan, chat):
        kept = factories.message(chat, LONG, sender=jan)
        part = factories.message(chat, LONG[:24], sender=jan)
        answer = factories.message(chat, "Oei", quote_text=LONG)
        assert self.untold_by(answer, kept, part)

    def test_an_earlier_text_that_is_not_printed_told_a_quotation(self, jan, chat):
        kept = factories.message(chat, LONG, sender=jan)
        shown = factories.message(chat, "Het contract is prima", sender=jan, edited=True)
        shown.versions.create(number=0, text=LONG, sent_at=shown.sent_at)
        answer = factories.message(chat, "Oei", quote_text=LONG)
        assert self.untold_by(answer, kept, shown)
        assert not self.untold_by(answer, kept, factories.message(chat, f"Nogmaals: {LONG}", sender=jan))

    def test_what_another_telephone_has_of_a_message_is_quoted_too(self, jan, chat, aside):
        kept = factories.message(chat, "", sender=jan, kind=MessageKind.DELETED)
        source = Source.objects.create(file_name="b.txt", sha256="0" * 64, size=1)
        kept.captures.create(source=source, first_unit=1, last_unit=1, sent_at=kept.sent_at, text=LONG)
        assert self.untold_by(factories.message(aside, "Oei", quote_text=LONG[:30] + "…"), kept)

    def test_a_photo_that_is_quoted_by_its_name(self, jan, chat, aside):
        kept = factories.message(chat, "", sender=jan, files=("Offerte Delta vier ton.pdf",))
        assert self.untold_by(factories.message(aside, "Oei", quote_text="📄 Offerte Delta vier ton.pdf"), kept)

    def test_a_message_of_signs_alone_is_known_by_its_signs(self, jan, chat):
        kept = factories.message(chat, "🔥🔥", sender=jan)
        assert self.untold_by(factories.message(chat, "Oei", quote_text="🔥🔥"), kept)
        assert not self.untold_by(factories.message(chat, "Oei", quote_text="👍"), kept)
