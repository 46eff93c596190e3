"""What other dossiers decided about the same messages is told, looked for, and taken over when somebody asks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

import pytest

from archive.models import Message, PrivateMark
from tests import factories
from tests.portal.dossiers.conftest import said
from tests.portal.intake.conftest import words
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import composing
from woo_portal.dossiers.beforehand import beforehand
from woo_portal.dossiers.composing import DossierClosed, StaleJudgement
from woo_portal.dossiers.deciders import deciders
from woo_portal.dossiers.earlier import judged_elsewhere, judged_otherwise, offer_for, take_over
from woo_portal.dossiers.models import Dossier, Item, Judgement, Kind, PackageState
from woo_portal.dossiers.states import State

DOSSIER = "/dossiers/2026-0001/"
MESSAGES = f"{DOSSIER}berichten/"
TAKE_OVER = f"{MESSAGES}overnemen/"
REFUSED = {"judgement": Judgement.WITHHELD, "grounds": ["5.1.2e"], "motivation": "Over zijn gezondheid."}
PUBLISHED = {"judgement": Judgement.ALREADY_PUBLIC, "published_at": "Kamerstuk 32802-67"}
PUBLIC, PARTIAL = {"judgement": Judgement.PUBLIC}, {"judgement": Judgement.PARTIAL}
OUT_OF_SCOPE = {"judgement": Judgement.OUT_OF_SCOPE}

Judged = dict[Message, dict[str, Any]]
Other = Callable[..., Dossier]


def judge(dossier: Dossier, judged: Judged, by: User) -> None:
    for message, decided in judged.items():
        composing.judge(dossier, [dossier.items.get(message=message)], by=by, **decided)


@pytest.fixture
def other(coordinator: User) -> Other:
    """Makes another dossier that judged these messages so."""

    def made(
        number: str, judged: Judged, state: State = State.RELEASED, by: User = coordinator, **facts: Any
    ) -> Dossier:
        dossier = factories.dossier(by, *judged, number=number, **facts)
        judge(dossier, {message: decided for message, decided in judged.items() if decided}, by)
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        return dossier

    return made


def told(dossier: Dossier, user: User, message: Message) -> list[tuple[str, str, str]]:
    found = judged_elsewhere(dossier, user, [message.pk]).get(message.pk, ())
    return [(one.number, str(one.judgement.label), one.standing) for one in found]


def own(dossier: Dossier, message: Message) -> Item:
    return dossier.items.get(message=message)


class TestWhatIsTold:
    @pytest.mark.parametrize(
        ("state", "standing"),
        [
            (State.COLLECTING, "nog niet vastgesteld"),
            (State.REDACTING, "nog niet vastgesteld"),
            (State.APPROVAL, "nog niet vastgesteld"),
            (State.APPROVED, "vastgesteld"),
            (State.RELEASED, "vrijgegeven"),
        ],
    )
    def test_how_firm_it_is(self, dossier, chat, coordinator, other, state, standing):
        other("2026-0101", {chat[0]: PUBLIC, chat[1]: {}}, state)
        assert told(dossier, coordinator, chat[0]) == [("2026-0101", "openbaar", standing)]
        assert told(dossier, coordinator, chat[1]) == [], "nobody judged it there"

    def test_a_reopened_dossier_was_published_and_is_under_way(self, dossier, chat, coordinator, other):
        reopened = other("2026-0101", {chat[0]: PUBLIC}, State.REDACTING)
        factories.package(reopened, coordinator, state=PackageState.RELEASED)
        assert told(dossier, coordinator, chat[0]) == [("2026-0101", "openbaar", "heropend na vrijgave")]
        assert offer_for(dossier, coordinator).groups == ()

    def test_it_comes_with_its_grounds_motivation_and_place(self, dossier, chat, coordinator, other):
        other("2026-0101", {chat[0]: REFUSED | {"grounds": ["5.2", "5.1.2i"]}, chat[1]: PUBLISHED})
        found = judged_elsewhere(dossier, coordinator, [chat[0].pk, chat[1].pk])
        refused, published = found[chat[0].pk][0], found[chat[1].pk][0]
        assert (refused.because, refused.motivation) == ("5.1.2i, 5.2", "Over zijn gezondheid.")
        assert (published.because, published.published_at) == ("Kamerstuk 32802-67", "Kamerstuk 32802-67")

    def test_a_line_leads_to_the_message_in_the_other_dossier(self, client, dossier, chat, other):
        other("2026-0101", {chat[0]: REFUSED, chat[1]: OUT_OF_SCOPE})
        page = client.get(MESSAGES)
        assert "In 2026-0101 : niet openbaar ( 5.1.2e ), vrijgegeven." in words(page)
        assert "In 2026-0101 : buiten reikwijdte, vrijgegeven." in words(page)
        assert words(page).count("In 2026-0101") == 2
        there = f"/dossiers/2026-0101/berichten/?gesprek={chat[0].conversation_id}&amp;oordeel=withheld#bericht-{chat[0].pk}"
        assert there in page.content.decode()
        assert f'id="bericht-{chat[0].pk}"' in client.get(there.replace("&amp;", "&")).content.decode()

    def test_the_other_kind_is_under_another_regime(self, dossier, chat, user, other):
        other("2026Z01", {chat[0]: PUBLIC}, by=user(Role.LIAISON), kind=Kind.PARLIAMENT)
        for role in (Role.COORDINATOR, Role.REVIEWER):
            assert told(dossier, user(role), chat[0]) == []

    def test_the_liaison_hears_of_no_woo_request(self, chat, user, other, client_for):
        questions = factories.dossier(user(Role.LIAISON), *chat, kind=Kind.PARLIAMENT, number="2026Z02")
        other("2026-0101", {chat[0]: PUBLIC})
        other("2026Z01", {chat[1]: PUBLIC}, by=user(Role.LIAISON), kind=Kind.PARLIAMENT)
        page = words(client_for(Role.LIAISON).get("/dossiers/2026Z02/berichten/"))
        assert "2026-0101" not in page
        assert "In 2026Z01 : openbaar" in page
        assert offer_for(questions, user(Role.LIAISON)).numbers == ["2026Z01"]

    def test_a_reviewer_hears_nothing_of_what_is_collected(self, dossier, chat, user, other):
        other("2026-0101", {chat[0]: PUBLIC}, State.COLLECTING)
        assert told(dossier, user(Role.REVIEWER), chat[0]) == []

    def test_what_is_private_is_neither_told_counted_nor_taken_over(self, dossier, chat, coordinator, other):
        other("2026-0101", {chat[0]: PUBLIC, chat[1]: PUBLIC})
        judge(dossier, {chat[1]: REFUSED}, coordinator)
        for message in chat[:2]:
            PrivateMark.objects.create(message=message, conversation=message.conversation, reason="Over een arts.")
        assert told(dossier, coordinator, chat[0]) == []
        assert offer_for(dossier, coordinator).groups == ()
        assert not judged_otherwise(dossier.items.all(), dossier, coordinator, final=True).exists()


class TestTheList:
    def shown(self, client: Client, eerder: str) -> list[str]:
        return [row.message.text for row in client.get(MESSAGES, {"eerder": eerder}).context["page"].rows]

    def test_is_narrowed_to_what_another_dossier_judged(self, client, dossier, chat, other):
        other("2026-0101", {chat[0]: PUBLIC, chat[1]: {}}, State.REDACTING)
        other("2026-0102", {chat[4]: OUT_OF_SCOPE})
        assert self.shown(client, "beoordeeld") == ["De pompen zijn uitgevallen", "Wie betaalt dit?"]
        facets = client.get(MESSAGES, {"eerder": "beoordeeld"}).context["facets"]
        assert all("eerder=beoordeeld" in facet.url for facet in facets)

    def test_is_narrowed_to_what_is_judged_otherwise(self, client, dossier, chat, coordinator, other):
        judge(dossier, {chat[0]: PUBLIC, chat[1]: PUBLIC, chat[2]: PUBLIC}, coordinator)
        other("2026-0101", {chat[0]: REFUSED, chat[2]: PUBLIC, chat[3]: PUBLIC})
        other("2026-0102", {chat[1]: PARTIAL}, State.REDACTING)
        assert self.shown(client, "anders") == ["De pompen zijn uitgevallen", "Bel Delta Pompen"]
        assert self.shown(client, "anders-vastgesteld") == ["De pompen zijn uitgevallen"]

    def test_a_whole_day_is_what_the_filter_let_through(self, client, dossier, chat, other):
        other("2026-0101", {chat[0]: PUBLIC})
        page = client.get(MESSAGES, {"eerder": "beoordeeld"})
        token = page.context["pieces"][0].whole_day.token
        client.post(f"{MESSAGES}oordeel/?eerder=beoordeeld", {"oordeel": "public", "keuze": [token]})
        assert [item.message_id for item in dossier.items.filter(judgement=Judgement.PUBLIC)] == [chat[0].pk]

    @pytest.mark.parametrize(
        ("here", "there", "differs"),
        [
            (PUBLIC, PUBLIC, False),
            (PUBLIC, PARTIAL, True),
            (PUBLIC, REFUSED, True),
            (PARTIAL, PUBLIC, True),
            (PARTIAL, PUBLISHED, True),
            (REFUSED, PUBLISHED, True),
            (REFUSED, REFUSED | {"motivation": "Anders gezegd."}, False),
            (REFUSED, REFUSED | {"grounds": ["5.1.2i"]}, True),
            (PUBLISHED, REFUSED, True),
            # What was published elsewhere is public already.
            (PUBLISHED, PUBLIC, False),
            (PUBLISHED, PARTIAL, False),
            (PUBLIC, PUBLISHED, False),
            (PUBLISHED, PUBLISHED | {"published_at": "Elders"}, False),
            # Of the other request alone.
            (PUBLIC, OUT_OF_SCOPE, False),
            (OUT_OF_SCOPE, PUBLIC, False),
            ({}, PUBLIC, False),
        ],
    )
    def test_what_is_another_judgement(self, dossier, chat, coordinator, other, here, there, differs):
        judge(dossier, {chat[0]: here} if here else {}, coordinator)
        other("2026-0101", {chat[0]: there})
        assert judged_otherwise(dossier.items.all(), dossier, coordinator, final=True).exists() is differs

    def test_costs_as_many_queries_for_many_dossiers(
        self, client, dossier, chat, other, django_assert_num_queries, django_assert_max_num_queries
    ):
        other("2026-0101", {chat[0]: PUBLIC})
        client.get(MESSAGES)
        with django_assert_max_num_queries(27) as few:
            client.get(MESSAGES)
        for number in range(102, 108):
            other(f"2026-0{number}", dict.fromkeys(chat, PUBLIC))
        with django_assert_num_queries(len(few)):
            client.get(MESSAGES)


class TestTakingOver:
    def stamp(self, client: Client) -> str:
        return client.get(TAKE_OVER).context["form"]["gezien"].value()

    def test_it_says_what_it_means_and_then_judges(self, client, dossier, chat, coordinator, other):
        other("2026-0101", {chat[0]: PUBLIC, chat[1]: REFUSED, chat[2]: PUBLISHED, chat[3]: OUT_OF_SCOPE})
        other("2026-0102", {chat[0]: PUBLIC, chat[4]: PUBLIC}, State.APPROVED)
        assert f'href="{TAKE_OVER}"' in client.get(MESSAGES).content.decode()
        asked = client.get(TAKE_OVER)
        read = words(asked)
        assert "Het eerdere oordeel over 4 berichten overnemen?" in read
        assert "2 berichten worden ‘openbaar’." in read
        assert "1 bericht wordt ‘niet openbaar’." in read
        assert "1 bericht wordt ‘reeds openbaar’." in read
        assert "Zo is erover geoordeeld in 2026-0101 en 2026-0102." in read
        assert "verschillend" not in read

        answer = client.post(TAKE_OVER, {"gezien": asked.context["form"]["gezien"].value()}, follow=True)
        assert said(answer) == "Het eerdere oordeel over 4 berichten is overgenomen."
        refused, published = own(dossier, chat[1]), own(dossier, chat[2])
        assert (refused.grounds, refused.motivation) == (["5.1.2e"], "Over zijn gezondheid.")
        assert (published.judgement, published.published_at) == ("already_public", "Kamerstuk 32802-67")
        assert own(dossier, chat[3]).judgement == "", "out of scope is of the other request alone"
        assert {(item.judged_by, item.version) for item in dossier.items.exclude(judgement="")} == {(coordinator, 1)}
        assert f'href="{TAKE_OVER}"' not in client.get(MESSAGES).content.decode()

    def test_the_log_says_who_and_from_which_dossiers(self, dossier, chat, user, coordinator, other):
        other("2026-0101", {chat[0]: PUBLIC}, by=coordinator)
        other("2026-0102", {chat[0]: PUBLIC}, by=coordinator)
        colleague = User.objects.create(username="tweede", first_name="Tom", last_name="Wee", role=Role.COORDINATOR)
        take_over(dossier, by=colleague, seen=offer_for(dossier, colleague).stamp)
        event = Event.objects.get(verb=Verb.MESSAGES_JUDGED, dossier_id=dossier.pk)
        assert event.details == {"count": 1, "judgement": "openbaar", "taken_from": ["2026-0101", "2026-0102"]}
        assert sentence(event).replace("\xa0", " ") == (
            "Tom Wee beoordeelde 1 bericht als ‘openbaar’, overgenomen uit 2026-0101 en 2026-0102."
        )
        assert deciders(dossier) == {colleague.pk}, "who takes over judges, and cannot approve"

    @pytest.mark.parametrize("second", [REFUSED, PUBLISHED], ids=["niet openbaar", "reeds openbaar"])
    def test_where_dossiers_disagree_the_message_is_left_alone(self, client, dossier, chat, other, second):
        other("2026-0101", {chat[0]: PUBLIC, chat[1]: PUBLIC})
        other("2026-0102", {chat[1]: second})
        assert "1 bericht blijft te beoordelen, omdat andere dossiers er verschillend over oordelen." in words(
            client.get(TAKE_OVER)
        )
        client.post(TAKE_OVER, {"gezien": self.stamp(client)}, follow=True)
        assert [own(dossier, message).judgement for message in chat[:2]] == ["public", ""]
        left = words(client.get(TAKE_OVER))
        assert "Er is niets over te nemen 1 bericht blijft te beoordelen" in left
        assert "<button" not in client.get(TAKE_OVER).content.decode().split("<main")[1].split("</main")[0]

    def test_other_grounds_are_another_judgement(self, dossier, chat, coordinator, other):
        other("2026-0101", {chat[0]: REFUSED})
        other("2026-0102", {chat[0]: REFUSED | {"grounds": ["5.1.2i"]}})
        offer = offer_for(dossier, coordinator)
        assert (offer.groups, offer.disputed) == ((), 1)

    def test_of_two_motivations_the_latest_counts(self, dossier, chat, coordinator, other):
        moment = datetime(2026, 2, 2, tzinfo=UTC)
        for number, motivation, later in (("2026-0101", "Nieuw.", 1), ("2026-0102", "Oud.", 0)):
            made = other(number, {chat[0]: REFUSED | {"motivation": motivation}})
            made.items.update(judged_at=moment + timedelta(days=later))
        (group,) = offer_for(dossier, coordinator).groups
        assert (group.motivation, group.numbers) == ("Nieuw.", ("2026-0101", "2026-0102"))

    @pytest.mark.parametrize("state", [State.COLLECTING, State.REDACTING, State.APPROVAL])
    def test_what_is_under_way_is_not_taken_over_and_does_not_disagree(self, dossier, chat, coordinator, other, state):
        other("2026-0101", {chat[0]: REFUSED, chat[1]: REFUSED}, state)
        other("2026-0102", {chat[1]: PUBLIC})
        offer = offer_for(dossier, coordinator)
        assert (offer.counts, offer.disputed) == ([("openbaar", 1)], 0)

    def test_a_form_sent_twice_is_harmless(self, client, dossier, chat, other):
        other("2026-0101", {chat[0]: PUBLIC})
        form = {"gezien": self.stamp(client)}
        client.post(TAKE_OVER, form)
        before = Event.objects.filter(verb=Verb.MESSAGES_JUDGED).count()
        assert "niets over te nemen" in said(client.post(TAKE_OVER, form, follow=True))
        assert own(dossier, chat[0]).version == 1
        assert Event.objects.filter(verb=Verb.MESSAGES_JUDGED).count() == before

    def test_what_somebody_judged_meanwhile_is_not_overwritten(self, client, dossier, chat, coordinator, other):
        other("2026-0101", {chat[0]: PUBLIC, chat[1]: PUBLIC})
        form = {"gezien": self.stamp(client)}
        judge(dossier, {chat[0]: REFUSED}, coordinator)
        answer = client.post(TAKE_OVER, form, follow=True)
        assert "Er is niets overgenomen" in said(answer)
        assert "Het eerdere oordeel over 1 bericht overnemen?" in words(answer)
        assert [own(dossier, message).judgement for message in chat[:2]] == ["withheld", ""]
        client.post(TAKE_OVER, {"gezien": self.stamp(client)})
        assert [own(dossier, message).judgement for message in chat[:2]] == ["withheld", "public"]

    def test_what_the_other_dossier_judged_anew_is_asked_again(self, dossier, chat, coordinator, other):
        made = other("2026-0101", {chat[0]: REFUSED})
        seen = offer_for(dossier, coordinator).stamp
        made.items.update(motivation="Anders.")
        with pytest.raises(StaleJudgement):
            take_over(dossier, by=coordinator, seen=seen)
        assert own(dossier, chat[0]).judgement == ""

    @pytest.mark.parametrize("state", [State.APPROVAL, State.APPROVED, State.RELEASED])
    def test_it_is_refused_when_the_dossier_is_not_open(self, client, dossier, chat, coordinator, other, state):
        other("2026-0101", {chat[0]: PUBLIC})
        seen = offer_for(dossier, coordinator).stamp
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        with pytest.raises(DossierClosed):
            take_over(dossier, by=coordinator, seen=seen)
        assert "Er is niets gewijzigd" in said(client.post(TAKE_OVER, {"gezien": seen}, follow=True))
        assert "Er is niets over te nemen Het dossier staat op" in words(client.get(TAKE_OVER))
        assert f'href="{TAKE_OVER}"' not in client.get(MESSAGES).content.decode()
        assert own(dossier, chat[0]).judgement == ""

    def test_what_becomes_public_is_searched_for_what_must_be_withheld(self, client, dossier, chat, other, monkeypatch):
        asked = []
        monkeypatch.setattr(
            "woo_portal.dossiers.views.earlier.request_proposals", lambda of, by: asked.append((of, by))
        )
        other("2026-0101", {chat[0]: PUBLIC})
        client.post(TAKE_OVER, {"gezien": self.stamp(client)})
        assert [of for of, _ in asked] == [dossier]

    @pytest.mark.parametrize(
        ("broken", "judgement", "why"),
        [
            ({"motivation": ""}, "niet openbaar", "Motiveer waarom het hele bericht geweigerd wordt."),
            ({"grounds": ["5.1.2e", "5.1.5"]}, "niet openbaar", "5.1.5"),
            ({"grounds": ["10.2.e"]}, "niet openbaar", "Kies ten minste één grond"),
            (
                {"judgement": "already_public", "grounds": [], "published_at": ""},
                "reeds openbaar",
                "Vul in waar het bericht al openbaar is.",
            ),
        ],
    )
    def test_one_judgement_that_todays_rules_refuse_does_not_hold_up_the_others(
        self, client, dossier, chat, other, broken, judgement, why
    ):
        """Regression: one judgement from before a rule made that nothing at all could be taken over."""
        made = other("2026-0101", {chat[0]: PUBLIC, chat[1]: REFUSED, chat[2]: PUBLISHED})
        made.items.filter(message=chat[1]).update(**broken)
        asked = client.get(TAKE_OVER)
        left = f"1 bericht blijft te beoordelen: het oordeel ‘{judgement}’ uit 2026-0101 voldoet niet aan de regels van nu."
        assert "Het eerdere oordeel over 2 berichten overnemen?" in words(asked)
        assert left in words(asked)

        answer = client.post(TAKE_OVER, {"gezien": asked.context["form"]["gezien"].value()}, follow=True)
        told = said(answer)
        assert "Het eerdere oordeel over 2 berichten is overgenomen." in told
        assert left in told
        assert why in told
        assert "Het gaat om Crisisteam, 13 nov 2025, 09.00 uur." in told
        assert [own(dossier, message).judgement for message in chat[:3]] == ["public", "", "already_public"]
        assert [row.message_id for row in answer.context["page"].rows] == [chat[1].pk], "the page shows what is left"

        nothing = client.get(TAKE_OVER)
        assert left in words(nothing)
        assert "<button" not in nothing.content.decode().split("<main")[1].split("</main")[0]

    def test_asking_costs_as_many_queries_for_many_dossiers(
        self, dossier, chat, coordinator, other, django_assert_num_queries
    ):
        for number in range(101, 105):
            other(f"2026-0{number}", dict.fromkeys(chat, PUBLIC))
        with django_assert_num_queries(2):
            assert offer_for(dossier, coordinator).counts == [("openbaar", 5)]


class TestBeforehand:
    @pytest.mark.parametrize("state", [State.REDACTING, State.APPROVAL])
    def test_says_how_many_are_judged_otherwise_and_where_they_are(
        self, client, dossier, chat, coordinator, other, state
    ):
        judge(dossier, {chat[0]: PUBLIC, chat[1]: PUBLIC, chat[2]: PUBLIC}, coordinator)
        other("2026-0101", {chat[0]: REFUSED, chat[1]: PARTIAL}, State.APPROVED)
        other("2026-0102", {chat[2]: REFUSED}, State.REDACTING)
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        page = client.get(DOSSIER)
        assert "2 berichten zijn hier anders beoordeeld dan in een dossier dat is vastgesteld of vrijgegeven." in words(
            page
        )
        assert f'href="{MESSAGES}?eerder=anders-vastgesteld"' in page.content.decode()
        rows = client.get(MESSAGES, {"eerder": "anders-vastgesteld"}).context["page"].rows
        assert [row.message_id for row in rows] == [chat[0].pk, chat[1].pk]

    def test_says_nothing_when_the_dossiers_agree(self, client, judged, chat, coordinator, other):
        other("2026-0101", dict.fromkeys(chat, PUBLIC))
        Dossier.objects.filter(pk=judged.pk).update(state=State.REDACTING)
        judged.refresh_from_db()
        known = beforehand(judged, coordinator)
        assert known is not None
        assert known.otherwise == 0
        assert "anders beoordeeld" not in words(client.get(DOSSIER))
