"""Deciding on many passages at once: it asks once, shows which, and does exactly that or nothing."""

from __future__ import annotations

import re

import pytest

from archive.acting import Actor
from redaction.choices import Status
from redaction.decide import accept, reject
from tests import factories
from tests.portal.review.conftest import SCREEN, form_of, words
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.composing import add_messages, judge
from woo_portal.dossiers.models import Judgement

EQUAL, PERSON = f"{SCREEN}gelijke/", f"{SCREEN}persoon/"
ANNA = Actor(0, "Anna Coenen")


def confirmed(question, form: dict[str, object], **choices: object) -> dict[str, object]:
    """The form of the question, filled in."""
    seen = re.search(r'name="seen" value="(\w+)"', question.content.decode())
    assert seen
    return form | {"seen": seen[1]} | choices


def statuses(case) -> list[str]:
    return [row.status for row in case.dossier.layer.redactions.order_by("pk")]


@pytest.fixture
def unmarked(case, user):
    """A message in the dossier with the same name, which no detector pointed at."""
    message = factories.message(case.crisis, "groet, jan de vries")
    add_messages(case.dossier, [message.pk], by=case.dossier.created_by)
    items = list(case.dossier.items.filter(message=message))
    judge(case.dossier, items, judgement=Judgement.PUBLIC, by=case.dossier.created_by)
    return message


class TestAllEqual:
    def test_asks_first_and_shows_how_many_and_where(self, case, reviewer):
        page = reviewer.post(EQUAL, form_of(case.name, "lakken"))

        assert "Jan de Vries Alle gelijke passages lakken?" in words(page)
        assert "2 voorstellen worden gelakt." in words(page)
        assert "Bel Jan de Vries op" in words(page)
        assert "Jan de Vries belt terug" in words(page)
        assert "Crisisteam, 14 nov 2025, 09.00 uur · tekst" in words(page)
        assert statuses(case) == [Status.PROPOSED] * 5

    def test_does_it_once_confirmed_and_undoes_it_at_once(self, case, reviewer):
        form = form_of(case.name, "lakken", ground="5.1.2i", motivation="beraad")
        page = reviewer.post(EQUAL, confirmed(reviewer.post(EQUAL, form), form), follow=True)

        assert "2 passages gelakt." in words(page)
        assert page.context["current"] == case.number.pk
        case.other.refresh_from_db()
        assert (case.other.status, case.other.ground, case.other.motivation) == (Status.ACCEPTED, "5.1.2i", "beraad")
        assert Event.objects.get(verb=Verb.PASSAGES_DECIDED).details["count"] == 2

        assert "Ongedaan gemaakt: 2 beslissingen." in words(reviewer.post(f"{SCREEN}ongedaan/", follow=True))
        assert statuses(case) == [Status.PROPOSED] * 5

    def test_showing_all(self, case, reviewer):
        form = form_of(case.name, "openbaar")
        page = reviewer.post(EQUAL, confirmed(reviewer.post(EQUAL, form), form), follow=True)

        assert "2 passages openbaar gemaakt." in words(page)
        case.other.refresh_from_db()
        assert case.other.status == Status.REJECTED

    def test_what_a_colleague_decided_is_told_and_left_alone(self, case, reviewer):
        reject([case.other], by=ANNA)
        form = form_of(case.name, "lakken")

        question = reviewer.post(EQUAL, form)
        assert "Over 1 passage is anders beslist. Die blijft zo, tenzij u dat hieronder aankruist." in words(question)
        assert "openbaar, door Anna Coenen" in words(question)
        reviewer.post(EQUAL, confirmed(question, form))
        case.other.refresh_from_db()
        assert (case.other.status, case.other.decided_by) == (Status.REJECTED, "Anna Coenen")

    def test_unless_one_ticks_it(self, case, reviewer):
        reject([case.other], by=ANNA)
        form = form_of(case.name, "lakken")

        reviewer.post(EQUAL, confirmed(reviewer.post(EQUAL, form), form, overrule="on"))
        case.other.refresh_from_db()
        assert (case.other.status, case.other.decided_by) == (Status.ACCEPTED, "Bert Tazelaar")

    @pytest.mark.parametrize(("choice", "status"), [("withhold", "accepted"), ("propose", "proposed"), ("leave", None)])
    def test_places_nothing_pointed_at_are_shown_and_one_chooses(self, case, reviewer, unmarked, choice, status):
        form = form_of(case.name, "lakken")

        question = reviewer.post(EQUAL, form)
        assert "Op 1 plaats staan dezelfde woorden zonder dat er een voorstel was." in words(question)
        assert "groet, jan de vries" in words(question)
        reviewer.post(EQUAL, confirmed(question, form, unmarked=choice))
        found = case.dossier.layer.redactions.filter(message=unmarked).first()
        assert (found and found.status) == status

    def test_a_single_word_that_stands_nowhere_else_is_asked_like_any_other(self, case, reviewer):
        word = factories.proposal(case.dossier.layer, case.second, "Akkoord")
        factories.message(case.crisis, "akkoord")

        question = reviewer.post(EQUAL, form_of(word, "lakken"))
        assert "één los woord" not in words(question), "nothing else reads the same in the dossier"

    def test_nothing_is_done_when_something_changed_meanwhile(self, case, reviewer):
        form = form_of(case.name, "lakken")
        question = reviewer.post(EQUAL, form)
        accept([case.other], by=ANNA)

        page = reviewer.post(EQUAL, confirmed(question, form), follow=True)
        assert "Er is intussen over een van deze passages beslist. Er is niets gewijzigd; kijk opnieuw." in words(page)
        case.name.refresh_from_db()
        assert case.name.status == Status.PROPOSED

    def test_a_passage_that_was_decided_meanwhile_is_not_asked_about(self, case, reviewer):
        form = form_of(case.name, "lakken")
        accept([case.name], by=ANNA)

        page = reviewer.post(EQUAL, form, follow=True)
        assert "Over deze passage is intussen beslist: gelakt op 5.1.2e, door Anna Coenen" in words(page)

    def test_confirmed_twice_it_is_done_once(self, case, reviewer):
        form = form_of(case.name, "lakken")
        answer = confirmed(reviewer.post(EQUAL, form), form)
        reviewer.post(EQUAL, answer)

        page = reviewer.post(EQUAL, answer, follow=True)
        assert "Er is niets gewijzigd" in words(page)
        assert Event.objects.filter(verb=Verb.PASSAGES_DECIDED).count() == 1

    def test_a_ground_that_is_not_there_is_refused(self, case, reviewer):
        page = reviewer.post(EQUAL, form_of(case.name, "lakken", ground="68Gw"))

        assert "Kies een grond uit de lijst." in words(page)

    @pytest.mark.parametrize("decision", ["", "weg"])
    def test_a_decision_that_does_not_exist(self, case, reviewer, decision):
        assert reviewer.post(EQUAL, form_of(case.name, decision)).status_code == 404


class TestOfAWordThatMayBeNoName:
    """ "Wil" is a name and a word: every place is looked at, and only what is ticked is decided."""

    @pytest.fixture
    def wil(self, case):
        """Asked at, sure, unsure, decided to be shown, and nothing pointed at: in that order."""
        texts = ("Wil belt", "vraag Wil", "Wil komen?", "Wil weg", "ik wil dat")
        found = [factories.message(case.crisis, text) for text in texts]
        add_messages(case.dossier, [row.pk for row in found], by=case.dossier.created_by)
        items = list(case.dossier.items.filter(message__in=found))
        judge(case.dossier, items, judgement=Judgement.PUBLIC, by=case.dossier.created_by)
        levels = ("check", "high", "check", "high")
        of = case.dossier.layer
        hits = [factories.proposal(of, found[at], "Wil", confidence=level) for at, level in enumerate(levels)]
        reject([hits[3]], by=ANNA)
        return [*hits, found[4]]

    def ticks(self, page) -> dict[str, bool]:
        """Each place that can be ticked, by the id of its message, and whether it is."""
        boxes = re.findall(r'name="plek" value="([^"]+)"[^>]*?( checked)?>', page.content.decode())
        return {key: bool(checked) for key, checked in boxes}

    def key(self, row, start: int = 0) -> str:
        start = getattr(row, "start", start)
        return f"bericht-{getattr(row, 'message_id', row.pk)}.text.0.{start}-{start + 3}"

    def state(self, wil) -> list[str]:
        of = {row.message_id: row.status for row in wil[0].layer.redactions.all()}
        return [of.get(getattr(row, "message_id", row.pk), "") for row in wil]

    def test_each_place_has_a_box_ticked_only_when_sure(self, wil, reviewer):
        page = reviewer.post(EQUAL, form_of(wil[0], "lakken"))

        keys = [self.key(row) for row in wil[:4]] + [self.key(wil[4], 3)]
        assert self.ticks(page) == dict(zip(keys, (True, True, False, False, False), strict=True))
        assert "Alleen wat u aankruist wordt gelakt." in words(page)
        assert "5 plaatsen, waarvan er 2 zijn aangekruist." in words(page).replace("\xa0", " ")

    def test_only_what_is_ticked_is_decided_and_one_undo_takes_it_back(self, wil, reviewer):
        form = form_of(wil[0], "lakken")
        plek = [self.key(wil[0]), self.key(wil[2]), self.key(wil[4], 3)]
        answer = confirmed(reviewer.post(EQUAL, form), form, plek=plek, unmarked="leave")

        page = reviewer.post(EQUAL, answer, follow=True)
        assert "3 passages gelakt." in words(page).replace("\xa0", " ")
        assert self.state(wil) == ["accepted", "proposed", "accepted", "rejected", "accepted"]
        reviewer.post(f"{SCREEN}ongedaan/")
        assert self.state(wil) == ["proposed", "proposed", "proposed", "rejected", "proposed"]

    @pytest.mark.parametrize(("choice", "state"), [("propose", "proposed"), ("leave", "")])
    def test_a_place_nothing_pointed_at_is_never_withheld_unticked(self, wil, reviewer, choice, state):
        form = form_of(wil[0], "lakken")
        question = reviewer.post(EQUAL, form)

        reviewer.post(EQUAL, confirmed(question, form, plek=[self.key(wil[0])], unmarked=choice))
        assert self.state(wil) == ["accepted", "proposed", "proposed", "rejected", state]

    def test_places_cannot_be_withheld_all_at_once_and_the_ticks_are_still_there(self, wil, reviewer):
        form = form_of(wil[0], "lakken")
        page = reviewer.post(
            EQUAL, confirmed(reviewer.post(EQUAL, form), form, plek=[self.key(wil[2])], unmarked="withhold")
        )

        assert "Selecteer een geldige keuze" in words(page)
        assert [key for key, ticked in self.ticks(page).items() if ticked] == [self.key(wil[2])]

    def test_what_a_colleague_decided_joins_only_when_ticked(self, wil, reviewer):
        form = form_of(wil[0], "lakken")
        reviewer.post(EQUAL, confirmed(reviewer.post(EQUAL, form), form, plek=[self.key(wil[3])], unmarked="leave"))

        assert self.state(wil) == ["proposed", "proposed", "proposed", "accepted", ""]

    def test_showing_what_is_ticked(self, wil, reviewer):
        form = form_of(wil[0], "openbaar")
        page = reviewer.post(EQUAL, confirmed(reviewer.post(EQUAL, form), form, plek=[self.key(wil[2])]), follow=True)

        assert "1 passage openbaar gemaakt." in words(page).replace("\xa0", " ")
        assert self.state(wil) == ["proposed", "proposed", "rejected", "rejected", ""]

    def test_nothing_ticked_nothing_done_and_what_was_typed_is_still_there(self, wil, reviewer):
        form = form_of(wil[0], "lakken", motivation="zie de brief")
        page = reviewer.post(EQUAL, confirmed(reviewer.post(EQUAL, form), form))

        assert "Kruis ten minste één plaats aan" in words(page)
        assert "zie de brief" in words(page)
        assert not any(self.ticks(page).values())

    def test_an_older_page_does_nothing_and_keeps_the_ticks(self, wil, reviewer):
        form = form_of(wil[0], "lakken", motivation="zie de brief")
        plek = [self.key(wil[1]), self.key(wil[2])]
        answer = confirmed(reviewer.post(EQUAL, form), form, plek=plek, unmarked="leave")
        reject([wil[0], wil[1]], by=ANNA)

        page = reviewer.post(EQUAL, answer)
        assert "Er is niets gewijzigd; kijk of het nog klopt." in words(page)
        assert "zie de brief" in words(page)
        assert [key for key, ticked in self.ticks(page).items() if ticked] == [self.key(wil[2])]
        assert self.state(wil) == ["rejected", "rejected", "proposed", "rejected", ""]

        form["version"] = 1
        reviewer.post(EQUAL, confirmed(page, form, plek=[self.key(wil[2])], unmarked="leave"))
        assert self.state(wil) == ["rejected", "rejected", "accepted", "rejected", ""]

    def test_sent_twice_it_is_done_once_and_says_so(self, wil, reviewer):
        form = form_of(wil[0], "lakken")
        plek = [self.key(wil[0]), self.key(wil[4], 3)]
        answer = confirmed(reviewer.post(EQUAL, form), form, plek=plek, unmarked="leave")
        reviewer.post(EQUAL, answer)

        page = reviewer.post(EQUAL, answer, follow=True)
        assert "Dit was al gedaan" in words(page)
        assert Event.objects.filter(verb=Verb.PASSAGES_DECIDED).count() == 1

    def test_a_place_that_is_not_there_is_refused(self, wil, reviewer):
        form = form_of(wil[0], "lakken")
        answer = confirmed(reviewer.post(EQUAL, form), form, plek=[self.key(wil[0]), "bericht-9.text.0.0-3"])

        assert "Er is niets gewijzigd" in words(reviewer.post(EQUAL, answer))
        assert self.state(wil)[0] == "proposed"

    def test_what_is_not_listed_is_not_decided_and_that_is_said(self, wil, reviewer, monkeypatch):
        monkeypatch.setattr("woo_portal.review.together.TICKED", 1)
        page = reviewer.post(EQUAL, form_of(wil[0], "lakken"))

        assert list(self.ticks(page)) == [self.key(wil[0]), self.key(wil[4], 3), self.key(wil[3])]
        assert "Over de rest wordt nu niet beslist" in words(page)


class TestEverythingOfOnePerson:
    def test_asks_and_then_does_it(self, case, reviewer):
        case.number.person = case.sender.person
        case.number.save()
        address = f"{PERSON}?persoon={case.sender.person_id}"

        question = reviewer.post(address, {"besluit": "openbaar"})
        assert f"{case.sender.person.name} Alles van deze persoon openbaar maken?" in words(question)
        assert "2 voorstellen worden openbaar." in words(question)
        page = reviewer.post(address, confirmed(question, {"besluit": "openbaar"}), follow=True)
        assert "2 passages openbaar gemaakt." in words(page)
        assert sorted(statuses(case)) == sorted([Status.REJECTED] * 2 + [Status.PROPOSED] * 3)

    def test_each_keeps_the_ground_that_was_proposed(self, case, reviewer):
        case.number.person, case.number.ground = case.sender.person, "5.1.1e"
        case.number.save()
        address = f"{PERSON}?persoon={case.sender.person_id}"

        reviewer.post(address, confirmed(reviewer.post(address, {"besluit": "lakken"}), {"besluit": "lakken"}))
        grounds = case.dossier.layer.redactions.filter(status=Status.ACCEPTED).values_list("ground", flat=True)
        assert sorted(grounds) == ["5.1.1e", "5.1.2e"]

    @pytest.mark.parametrize("query", ["", "?persoon=999999", "?persoon=x"])
    def test_of_nobody_there_is_nothing(self, case, reviewer, query):
        assert reviewer.post(f"{PERSON}{query}", {"besluit": "lakken"}).status_code == 404
