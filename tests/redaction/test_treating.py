"""An attachment is withheld until a person shows it; who draws a box can take it back, and no colleague is overwritten."""

from __future__ import annotations

import pytest

from archive.extraction.pages import WAY
from archive.models import Attachment
from redaction.attachments.areas import Area
from redaction.attachments.box_proposals import boxes_in
from redaction.attachments.page_images import PageWord
from redaction.attachments.published import decided_attachments
from redaction.choices import Status, Treatment
from redaction.decide import InvalidGround, StaleDecision, accept
from redaction.detecting import Label
from redaction.models import AttachmentTreatment
from redaction.treating import (
    FoundBox,
    InvalidTreatment,
    boxes_on_same_file,
    decide_attachment,
    decide_boxes,
    draw_box,
    last_act,
    store_look,
    treatment_of,
    undo,
)
from redaction.withheld import UndecidedPassage
from tests import factories
from tests.redaction.conftest import BERT, FATIMA

pytestmark = pytest.mark.django_db

FACE = Area(1000, 2000, 500, 700)
PHONE = FoundBox(1, Area(100, 100, 900, 200), Label.PHONE, "5.1.2e", "phone", "Een telefoonnummer.")


@pytest.fixture
def photo(layer) -> AttachmentTreatment:
    """A photo of one page, that nobody has decided on."""
    message = factories.message(factories.conversation(), "Zie foto", files=("IMG-1.jpg",))
    return factories.treatment(layer, message)


def fresh(treatment: AttachmentTreatment) -> AttachmentTreatment:
    return AttachmentTreatment.objects.get(pk=treatment.pk)


def boxes(treatment: AttachmentTreatment) -> list[tuple[str, str]]:
    return [(box.status, box.ground) for box in treatment.boxes.all()]


def test_until_somebody_decides_it_is_not_shown(layer, photo):
    assert treatment_of(layer, photo.attachment).treatment == Treatment.UNDECIDED


def test_it_is_shown_with_its_boxes_and_gets_a_number_that_stays(layer, photo):
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)

    assert decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)
    assert (fresh(photo).treatment, fresh(photo).number, fresh(photo).decided_by) == ("shown", 1, "Fatima")
    decide_attachment(fresh(photo), Treatment.WITHHELD, ground="5.1.2e", by=FATIMA)
    other = factories.message(factories.conversation(), files=("IMG-2.jpg",))
    decide_attachment(factories.treatment(layer, other), Treatment.WITHHELD, ground="5.1.2e", by=FATIMA)
    assert list(layer.attachments.values_list("number", "ground")) == [(1, "5.1.2e"), (2, "5.1.2e")]


def test_it_is_withheld_on_a_ground_of_the_dossier_only(photo):
    for ground in ("", "68Gw", "onzin"):
        with pytest.raises(InvalidGround):
            decide_attachment(photo, Treatment.WITHHELD, ground=ground, by=FATIMA)
    assert fresh(photo).treatment == Treatment.UNDECIDED


def test_nothing_is_shown_while_a_box_is_a_proposal(photo):
    assert store_look(photo, pages=1, found=[PHONE]) == 1
    with pytest.raises(InvalidTreatment, match="er wacht er nog 1"):
        decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)

    decide_boxes(fresh(photo), [photo.boxes.get().pk], Status.ACCEPTED, by=FATIMA)
    assert decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)


def test_what_cannot_be_shown_says_why(photo):
    AttachmentTreatment.objects.update(pages=0)
    with pytest.raises(InvalidTreatment, match="nog niet klaargezet"):
        decide_attachment(photo, Treatment.SHOWN, by=FATIMA)
    store_look(photo, problem="Dit is een bewegend beeld.")
    with pytest.raises(InvalidTreatment, match=r"Dit is een bewegend beeld\. Er is niets gewijzigd\."):
        decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)


def test_looking_again_proposes_nothing_twice_and_nothing_that_was_decided(photo):
    store_look(photo, pages=1, found=[PHONE])
    decide_boxes(fresh(photo), [photo.boxes.get().pk], Status.REJECTED, by=FATIMA)

    assert store_look(photo, pages=1, found=[PHONE]) == 0
    assert boxes(photo) == [("rejected", "5.1.2e")]


def test_a_colleague_who_looks_at_an_older_page_is_refused(photo):
    seen = fresh(photo)
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    with pytest.raises(StaleDecision):
        decide_attachment(seen, Treatment.SHOWN, by=BERT)
    with pytest.raises(StaleDecision):
        decide_boxes(seen, [photo.boxes.get().pk], Status.REJECTED, by=BERT)


def test_a_box_of_another_attachment_is_nobodys(layer, photo):
    other = factories.treatment(layer, factories.message(factories.conversation(), files=("IMG-2.jpg",)))
    box = draw_box(other, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    with pytest.raises(StaleDecision):
        decide_boxes(photo, [box.pk], Status.REJECTED, by=FATIMA)


def test_drawing_twice_makes_one_box_and_one_act(photo):
    for _ in range(2):
        draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    assert boxes(photo) == [("accepted", "5.1.2e")]
    assert photo.acts.count() == 1


def test_a_box_lies_on_a_page_there_is(photo):
    with pytest.raises(InvalidTreatment, match="heeft de bijlage niet"):
        draw_box(photo, page=2, area=FACE, ground="5.1.2e", by=FATIMA)
    with pytest.raises(InvalidGround):
        draw_box(photo, page=1, area=FACE, ground="", by=FATIMA)
    assert not photo.boxes.exists()


def test_an_act_is_taken_back_by_who_did_it_as_long_as_it_is_the_last(photo):
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    decide_attachment(fresh(photo), Treatment.SHOWN, by=BERT)

    assert undo(photo, by=FATIMA) is None
    assert undo(photo, by=BERT).what == "openbaar"
    assert (fresh(photo).treatment, fresh(photo).decided_by, fresh(photo).number) == ("undecided", "", 1)
    assert last_act(photo, by=FATIMA).what == "vlak getekend op bladzijde 1, op grond 5.1.2e"
    undo(photo, by=FATIMA)
    assert boxes(photo) == [("rejected", "5.1.2e")]
    assert undo(photo, by=FATIMA) is None
    assert [act.by for act in photo.acts.all()] == ["Fatima", "Bert", "Bert", "Fatima"]


def test_taking_back_leaves_what_was_proposed_since(photo):
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    store_look(photo, pages=1, found=[PHONE])
    undo(photo, by=FATIMA)
    assert sorted(boxes(photo)) == [("proposed", "5.1.2e"), ("rejected", "5.1.2e")]


def test_what_was_decided_on_pages_that_are_made_otherwise_now_is_let_go(photo):
    """Regression: a screenshot of one page became ten sheets; a box over the whole would have covered a part of the first."""
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)

    store_look(fresh(photo), pages=10)

    assert (fresh(photo).treatment, fresh(photo).pages, fresh(photo).number) == ("undecided", 10, 1)
    assert not photo.boxes.exists()
    assert photo.acts.first().what == "de bladzijden worden anders gemaakt: beslis opnieuw"
    assert undo(photo, by=FATIMA) is None


def test_pages_that_look_otherwise_now_are_decided_on_again_and_keep_their_boxes(photo):
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)
    AttachmentTreatment.objects.update(way=WAY - 1)
    with pytest.raises(InvalidTreatment, match="opnieuw klaar"):
        decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)
    with pytest.raises(UndecidedPassage):
        decided_attachments(photo.layer, [photo.attachment.message_id])

    store_look(fresh(photo), pages=1)

    assert (fresh(photo).treatment, fresh(photo).way) == ("undecided", WAY)
    assert boxes(photo) == [("accepted", "5.1.2e")]
    decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)
    store_look(fresh(photo), pages=1)
    assert fresh(photo).treatment == "shown"


def test_what_is_refused_whole_stays_refused_whatever_its_pages_look_like(photo):
    decide_attachment(photo, Treatment.WITHHELD, ground="5.1.2e", by=FATIMA)
    store_look(fresh(photo), pages=10)
    assert fresh(photo).treatment == "withheld"


def test_a_picture_that_takes_no_boxes_is_shown_whole_or_not_at_all(photo):
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=FATIMA)
    store_look(fresh(photo), pages=1, takes_boxes=False)
    with pytest.raises(InvalidTreatment, match="Er is niets getekend"):
        draw_box(photo, page=1, area=Area(0, 0, 5, 5), ground="5.1.2e", by=FATIMA)
    with pytest.raises(InvalidTreatment, match="WebP met verlies"):
        decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)

    decide_boxes(fresh(photo), [photo.boxes.get().pk], Status.REJECTED, by=FATIMA)
    assert decide_attachment(fresh(photo), Treatment.SHOWN, by=FATIMA)


@pytest.fixture
def forwarded(layer, photo) -> AttachmentTreatment:
    """The photo once more, in another message."""
    message = factories.message(factories.conversation(), "Doorgestuurd", files=("IMG-2.jpg",))
    Attachment.objects.update(sha256="a" * 64)
    return factories.treatment(layer, message)


def test_a_box_on_a_file_is_proposed_on_the_same_file_in_other_messages(photo, forwarded):
    """Regression: the second of two equal photos printed what was burned out of the first."""
    decide_attachment(fresh(forwarded), Treatment.SHOWN, by=FATIMA)
    seen = fresh(forwarded)

    box = draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=BERT)

    [proposed] = forwarded.boxes.all()
    assert (proposed.status, proposed.ground, proposed.area, proposed.found_by) == (
        "proposed",
        "5.1.2e",
        FACE,
        "same_file",
    )
    assert proposed.why.startswith("Hetzelfde bestand staat ook bij een ander bericht")
    with pytest.raises(StaleDecision):
        decide_attachment(seen, Treatment.SHOWN, by=FATIMA)
    decide_boxes(fresh(forwarded), [proposed.pk], Status.REJECTED, by=FATIMA)
    decide_boxes(fresh(photo), [box.pk], Status.REJECTED, by=BERT)
    decide_boxes(fresh(photo), [box.pk], Status.ACCEPTED, by=BERT)
    assert boxes(forwarded) == [("rejected", "5.1.2e")]


def test_what_is_withheld_on_a_file_is_known_when_it_is_looked_at_in_another_message(photo, forwarded):
    AttachmentTreatment.objects.filter(pk=forwarded.pk).update(pages=0)
    draw_box(photo, page=1, area=FACE, ground="5.1.2e", by=BERT)
    assert not forwarded.boxes.exists()
    assert [found.area for found in boxes_on_same_file(fresh(forwarded))] == [FACE]


def words(*lines: str) -> list[PageWord]:
    """Words on a page: each a tenth of the page wide, each line a tenth of it high."""
    return [
        PageWord(word, Area(place * 1000, line * 1000, 900, 500), line)
        for line, text in enumerate(lines)
        for place, word in enumerate(text.split())
    ]


def test_words_of_a_page_are_proposed_where_they_stand_a_box_for_each_line(layer):
    chat = factories.conversation()
    message = factories.message(chat, "Bel Kwint Zwarthoed")
    accept([factories.proposal(layer, message, "Kwint Zwarthoed")], by=FATIMA)

    found = list(boxes_in(layer, message, {1: words("Telefoon 06-12345678"), 2: words("van Kwint", "Zwarthoed zelf")}))

    phone = [box for box in found if box.label is Label.PHONE]
    assert [(box.page, box.area) for box in phone] == [(1, Area(959, 0, 982, 600))]
    elsewhere = [box for box in found if box.found_by == "elsewhere"]
    assert [(box.page, box.area, box.ground) for box in elsewhere] == [
        (2, Area(910, 0, 1080, 600), "5.1.2e"),
        (2, Area(0, 900, 950, 700), "5.1.2e"),
    ]


def test_a_part_of_a_message_that_is_withheld_whole_is_proposed(layer):
    """Regression: a screenshot of such a message got no box, for only what was withheld in others was sought."""
    message = factories.message(factories.conversation(), "Zie foto")
    refused = [("Wij gaan tot drie miljoen, en geen cent verder!", "5.1.2b"), ("Prima", "5.1.2e")]
    page = words("Prima, WIJ gaan tot", "drie miljoen dus", "morgen")

    found = [box for box in boxes_in(layer, message, {3: page}, whole=refused) if box.found_by == "elsewhere"]

    assert [(box.page, box.area.y < 1000, box.ground) for box in found] == [(3, True, "5.1.2b"), (3, True, "5.1.2b")]
    assert [box.area.x > 500 for box in found] == [True, False]
    assert found[0].why == "Deze woorden staan in een bericht van dit dossier dat geheel is geweigerd."
