"""The page of an attachment: looked at, boxes drawn and decided on, shown or withheld; nothing typed is lost."""

from __future__ import annotations

import io

import pytest

from archive import content, previews
from archive.acting import Actor
from archive.models import Attachment
from redaction.choices import Status, Treatment
from redaction.models import AttachmentTreatment
from redaction.treating import decide_attachment
from tests import factories
from tests.archive.extraction import documents
from tests.portal.review.conftest import SCREEN, words
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import attachments
from woo_portal.dossiers import tasks as _jobs
from woo_portal.dossiers.composing import add_messages, judge
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import perform

JOBS = _jobs
"""A worker knows how to do its jobs because it has read these."""
LIST = f"{SCREEN}bijlagen/"
BOX = {"page": 1, "left": "10", "top": "20.5", "width": "30.25", "height": "12", "ground": "5.1.2e"}


@pytest.fixture
def sent(case):
    """A message with this file, that is shown unless said otherwise; its attachment."""

    def send(data: bytes, name: str = "IMG-1.png", judgement: Judgement = Judgement.PUBLIC) -> Attachment:
        message = factories.message(case.crisis, files=(name,))
        sha256, size = content.store(io.BytesIO(data))
        message.attachments.update(sha256=sha256, size=size)
        by = case.dossier.created_by
        add_messages(case.dossier, [message.pk], by=by)
        judge(case.dossier, list(case.dossier.items.filter(message=message)), judgement=judgement, by=by)
        return message.attachments.get()

    return send


@pytest.fixture
def photo(sent) -> Attachment:
    return sent(documents.photo_of("Pompen"))


@pytest.fixture
def prepared(case, photo) -> AttachmentTreatment:
    """The photo, its page ready."""
    attachments.look(case.dossier, photo, progress=lambda done, total: None)
    return AttachmentTreatment.objects.get()


def page_of(attachment: Attachment) -> str:
    return f"{LIST}{attachment.pk}/"


def fresh() -> AttachmentTreatment:
    return AttachmentTreatment.objects.get()


def decision(**fields: object) -> dict[str, object]:
    return {"version": fresh().version, "ground": "5.1.2e", "motivation": "", "page": 1} | fields


def test_the_list_tells_of_each_attachment_how_it_stands(case, photo, reviewer):
    factories.message(case.crisis, files=("elders.jpg",))
    page = words(reviewer.get(LIST))
    assert "Over 0 van 1 bijlage beslist." in page
    assert "nog niet bekeken" in page
    assert "elders.jpg" not in page


def test_a_file_that_was_not_in_the_export_was_counted_among_those_to_decide_on(case, photo, reviewer):
    photo.message.attachments.create(number=7, file_name="advies.pdf")

    page = words(reviewer.get(LIST)).replace("\xa0", " ")

    assert (
        "Over 0 van 1 bijlage beslist. Van 1 bijlage zat het bestand niet in de export: daarover valt niet te" in page
    )
    assert "advies.pdf niet in de bron" in page
    assert page.count("nog niet bekeken") == 1


def test_looking_is_a_job_that_a_double_click_starts_once_and_that_makes_the_page_ready(case, photo, reviewer):
    assert "Zet de bladzijden klaar" in words(reviewer.get(page_of(photo)))
    for _ in range(2):
        reviewer.post(f"{page_of(photo)}klaarzetten/")
    [job] = Job.objects.filter(kind="look_at_attachment")
    perform(job.pk)

    page = reviewer.get(page_of(photo))
    assert "Bladzijde 1 van 1" in words(page)
    picture = reviewer.get(f"{page_of(photo)}bladzijde/1/")
    assert (picture["Content-Type"], b"".join(picture.streaming_content)[:4]) == ("image/png", b"\x89PNG")
    assert Event.objects.filter(verb=Verb.ATTACHMENT_PREPARED, details__pages=1).exists()


def test_attachments_were_made_ready_one_by_one(case, sent, reviewer):
    first, second = sent(documents.photo_of("Pompen")), sent(documents.photo_of("Sluis"), "IMG-2.png")
    office = sent(documents.word("Pompen"), "begroting.docx")
    page = words(reviewer.get(LIST))
    assert "Van 3 bijlagen zijn de bladzijden nog niet klaargezet." in page.replace("\xa0", " ")
    assert "Zet alle klaar" in page

    for _ in range(2):
        reviewer.post(f"{LIST}klaarzetten/")
    reviewer.post(f"{page_of(first)}klaarzetten/")
    [job] = Job.objects.filter(kind__startswith="look_at")
    assert "Zet alle klaar" not in words(reviewer.get(LIST))
    assert job.subject in words(reviewer.get(page_of(second)))
    perform(job.pk)

    job.refresh_from_db()
    told = job.message.replace("\xa0", " ")
    assert told.startswith("2 bijlagen klaargezet, met geen voorgestelde vlakken.")
    assert "1 bijlage is niet te tonen" in told
    for attachment in (first, second):
        assert "Bladzijde 1 van 1" in words(reviewer.get(page_of(attachment)))
    assert "heeft geen vaste bladzijden" in words(reviewer.get(page_of(office)))
    assert Event.objects.filter(verb=Verb.ATTACHMENT_PREPARED).count() == 2
    assert "Zet alle klaar" not in words(reviewer.get(LIST))

    again = reviewer.post(f"{LIST}klaarzetten/", follow=True)
    assert "Er is niets klaar te zetten" in words(again)
    assert Job.objects.filter(kind__startswith="look_at").count() == 1


def test_what_was_ready_is_kept_when_the_dossier_goes_on_meanwhile(case, sent, reviewer, monkeypatch):
    sent(documents.photo_of("Pompen"))
    sent(documents.photo_of("Sluis"), "IMG-2.png")
    reviewer.post(f"{LIST}klaarzetten/")
    job = Job.objects.get(kind="look_at_attachments")
    look = attachments.look

    def look_and_offer(dossier, attachment, **asked):
        count = look(dossier, attachment, **asked)
        Dossier.objects.update(state=State.APPROVAL)
        return count

    monkeypatch.setattr(attachments, "look", look_and_offer)
    perform(job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert "Wat al klaarstond, is bewaard." in job.message
    assert [row.is_unlooked for row in attachments.attachments_of(case.dossier)] == [False, True]
    assert "Zet alle klaar" not in words(reviewer.get(LIST))
    assert "staat op" in words(reviewer.post(f"{LIST}klaarzetten/", follow=True))


def test_after_a_restore_without_pictures_the_pages_are_made_ready_again_and_no_decision_is_lost(
    prepared, photo, reviewer
):
    reviewer.post(f"{page_of(photo)}vlak/", BOX)
    reviewer.post(f"{page_of(photo)}beslissen/", decision(besluit="tonen"))
    previews.remove(photo.sha256)

    assert "Zet de bladzijden klaar" in words(reviewer.get(page_of(photo)))
    reviewer.post(f"{page_of(photo)}klaarzetten/")
    perform(Job.objects.get(kind="look_at_attachment").pk)
    assert "Bladzijde 1 van 1" in words(reviewer.get(page_of(photo)))
    assert (fresh().treatment, fresh().boxes.get().status) == ("shown", "accepted")


def test_what_cannot_be_shown_says_so_and_can_be_withheld(case, sent, reviewer):
    office = sent(documents.word("Pompen"), "begroting.docx")
    reviewer.post(f"{page_of(office)}klaarzetten/")
    perform(Job.objects.get(kind="look_at_attachment").pk)

    page = words(reviewer.get(page_of(office)))
    assert "heeft geen vaste bladzijden" in page
    assert "Maak openbaar" not in page
    answer = reviewer.post(f"{page_of(office)}beslissen/", decision(besluit="weigeren", ground="5.2"), follow=True)
    assert "De bijlage is geweigerd." in words(answer)
    assert (fresh().treatment, fresh().ground) == ("withheld", "5.2")


@pytest.mark.parametrize(
    ("top", "height", "where"), [("20.5", "12", "above"), ("0", "12", "below"), ("0", "100", "on the page")]
)
def test_the_number_of_a_box_covers_neither_the_box_nor_what_is_beside_it(
    prepared, photo, reviewer, top, height, where
):
    """Regression: it stood on the words before the box."""
    reviewer.post(f"{page_of(photo)}vlak/", BOX | {"top": top, "height": height})

    page = reviewer.get(page_of(photo))
    [drawn] = page.context["boxes"]
    tag, sheet = drawn.tag, page.context["height"]
    if where == "above":
        assert tag.y + tag.height == drawn.y
    elif where == "below":
        assert tag.y == drawn.y + drawn.height
    assert 0 <= tag.y <= sheet - tag.height
    assert tag.x == drawn.x
    assert f'y="{tag.y}" width="{tag.width}" height="{tag.height}"/>' in page.content.decode()


def test_a_box_is_drawn_in_percentages(prepared, photo, reviewer):
    answer = reviewer.post(f"{page_of(photo)}vlak/", BOX, follow=True)

    assert "Vlak gelakt op 5.1.2e." in words(answer)
    [box] = prepared.boxes.all()
    assert (box.page, box.x, box.y, box.width, box.height, box.status) == (1, 1000, 2050, 3025, 1200, "accepted")
    assert '<rect x="90" y="61" width="273" height="37"/>' in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"left": "90"}, "steekt buiten de bladzijde. Er is niets getekend; pas het aan."),
        ({"width": "0"}, "Het vlak is leeg"),
        ({"left": "x"}, "Van links: vul een getal van 0 tot en met 100 in."),
        ({"left": "nan"}, "Van links: vul een getal van 0 tot en met 100 in."),
        ({"height": ""}, "Hoogte: vul een getal van 0 tot en met 100 in."),
        ({"ground": "onzin"}, "Kies een grond uit de lijst."),
        ({"page": "7"}, "Deze bladzijde heeft de bijlage niet."),
    ],
)
def test_a_box_that_is_none_is_refused_with_everything_that_was_typed(prepared, photo, reviewer, wrong, told):
    answer = reviewer.post(f"{page_of(photo)}vlak/", BOX | wrong)
    assert answer.status_code == 422
    assert told in words(answer)
    assert 'name="top" value="20.5"' in answer.content.decode()
    assert not prepared.boxes.exists()


def test_boxes_on_one_line_are_numbered_from_left_to_right(prepared, photo, reviewer):
    """Regression: by their tops alone, the mail address at the end of a line came before the name that begins it."""
    for left, top in ((50, 20), (10, 21), (30, 20.5), (10, 40)):
        reviewer.post(f"{page_of(photo)}vlak/", BOX | {"left": left, "top": top, "width": 10, "height": 4})

    shown = attachments.boxes_on(fresh(), 1)

    lefts = [round(box.x / shown[0].x) for box in shown]
    assert lefts == [1, 3, 5, 1]
    assert shown[3].y > shown[0].y


def test_who_decided_on_an_attachment_is_led_to_the_next(case, sent, reviewer):
    """Regression: after "De bijlage is geweigerd." nothing on the page said what was next."""
    first, second, third = (sent(documents.photo_of(word), f"{word}.png") for word in ("een", "twee", "drie"))
    for one in (first, second, third):
        attachments.look(case.dossier, one, progress=lambda done, total: None)

    def refuse(one: Attachment) -> str:
        version = attachments.treated(case.dossier, one).version
        form = {"version": version, "ground": "5.1.2e", "motivation": "", "page": 1, "besluit": "weigeren"}
        return words(reviewer.post(f"{page_of(one)}beslissen/", form, follow=True))

    assert "Volgende bijlage zonder beslissing: drie.png" in refuse(second)
    assert "Volgende bijlage zonder beslissing: een.png" in refuse(third)
    assert "Over elke bijlage is beslist. Naar de bijlagen" in refuse(first)


def test_boxes_are_decided_on_together_and_taken_back(prepared, photo, reviewer):
    for left in ("10", "40"):
        reviewer.post(f"{page_of(photo)}vlak/", BOX | {"left": left})
    first = prepared.boxes.order_by("x").first()
    sent = {"page": 1, "version": fresh().version, "ground": "", "vlak": [first.pk], "besluit": "openbaar"}

    assert "1 vlak niet gelakt." in words(reviewer.post(f"{page_of(photo)}vlakken/", sent, follow=True)).lower()
    answer = reviewer.post(f"{page_of(photo)}vlakken/", sent, follow=True)
    assert "Een collega deed intussen iets aan deze bijlage. Er is niets gewijzigd" in words(answer)
    answer = reviewer.post(f"{page_of(photo)}ongedaan/", {"page": 1}, follow=True)
    assert "Ongedaan gemaakt: 1 × vlak niet gelakt, bladzijde 1." in words(answer)
    assert set(prepared.boxes.values_list("status", flat=True)) == {Status.ACCEPTED}


def test_who_was_overtaken_changes_nothing(prepared, photo, reviewer, colleague):
    older = decision(besluit="tonen")
    colleague.post(f"{page_of(photo)}vlak/", BOX)

    answer = reviewer.post(f"{page_of(photo)}beslissen/", older, follow=True)

    assert "Een collega deed intussen iets" in words(answer)
    assert fresh().treatment == Treatment.UNDECIDED
    reviewer.post(f"{page_of(photo)}beslissen/", decision(besluit="tonen"))
    assert fresh().treatment == Treatment.SHOWN
    assert "openbaar" in words(reviewer.get(LIST))


def test_nothing_is_shown_while_a_box_is_a_proposal_and_the_motivation_stays(prepared, photo, reviewer):
    reviewer.post(f"{page_of(photo)}vlak/", BOX)
    prepared.boxes.update(status=Status.PROPOSED)
    answer = reviewer.post(f"{page_of(photo)}beslissen/", decision(besluit="tonen", motivation="Van belang"))
    assert answer.status_code == 422
    assert "Beslis eerst over de voorgestelde vlakken" in words(answer)
    assert "Van belang" in words(answer)


def test_what_is_not_printed_or_of_another_dossier_does_not_exist(case, sent, prepared, reviewer):
    outside = sent(documents.photo_of("Privé"), "IMG-2.png", Judgement.OUT_OF_SCOPE)
    absent = reviewer.get(f"{LIST}999999/")
    for address in (page_of(outside), f"{page_of(outside)}bladzijde/1/", f"{page_of(prepared.attachment)}bladzijde/2/"):
        assert reviewer.get(address).status_code == absent.status_code == 404
    for button in ("klaarzetten", "vlak", "vlakken", "beslissen", "ongedaan"):
        assert reviewer.post(f"{page_of(outside)}{button}/", BOX).status_code == 404


def test_a_dossier_that_is_past_redacting_is_read_only(case, prepared, photo, reviewer):
    Dossier.objects.update(state=State.APPROVAL)
    page = words(reviewer.get(page_of(photo)))
    assert "er kan nu niet gelakt worden" in page
    assert "Lak dit vlak" not in page
    answer = reviewer.post(f"{page_of(photo)}vlak/", BOX, follow=True)
    assert "er kan nu niet gelakt worden. Er is niets gewijzigd." in words(answer)


def test_the_log_tells_what_was_done_in_a_sentence(prepared, photo, reviewer):
    reviewer.post(f"{page_of(photo)}vlak/", BOX)
    assert (
        f"Bert Tazelaar besliste over de bijlage bij bericht {photo.message_id}: vlak getekend op bladzijde 1, op grond 5.1.2e."
        in words(reviewer.get(SCREEN.replace("lakken/", "logboek/")))
    )


def test_the_list_costs_as_many_queries_for_many_attachments(case, sent, reviewer, django_assert_max_num_queries):
    for number in range(12):
        attachment = sent(documents.photo_of(str(number)), f"IMG-{number}.png")
        treatment = AttachmentTreatment.objects.create(layer=case.dossier.layer, attachment=attachment, pages=1)
        decide_attachment(treatment, Treatment.SHOWN, by=Actor(0, "Anna"))
    reviewer.get(LIST)
    with django_assert_max_num_queries(22):
        reviewer.get(LIST)
