"""A coordinator reads the messages of a dossier and judges them, one by one or many at once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.test import Client

import pytest

from archive.importing import MessageKind
from archive.models import Message
from tests import factories
from tests.portal.dossiers.conftest import AMSTERDAM, said
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job

MESSAGES = "/dossiers/2026-0001/berichten/"
JUDGE, REMOVE, ADD = f"{MESSAGES}oordeel/", f"{MESSAGES}eruit/", f"{MESSAGES}erbij/"


def token(dossier: Dossier, message: Message) -> str:
    item = dossier.items.get(message=message)
    return f"b:{item.pk}:{item.version}"


def judgements(dossier: Dossier) -> list[str]:
    return [item.judgement for item in dossier.items.all()]


def day_token(client: Client, text: str, **question: str) -> str:
    """The token of the box "hele dag" or "hele gesprek" above the first piece of conversation."""
    page = client.get(MESSAGES, question).content.decode()
    found = re.search(rf'name="keuze" value="([dg]:[^"]*)"> {text}', page)
    assert found, page
    return found[1]


def test_the_box_of_a_line_of_the_app_names_nobody(client, dossier, coordinator):
    """Regression: a screen reader heard "Kies het bericht van , 13 nov 2025"."""
    first = Message.objects.first()
    later = first.sent_at + timedelta(minutes=1)
    line = factories.message(first.conversation, "Kofi is toegevoegd", kind=MessageKind.SYSTEM, at=later)
    composing.add_messages(dossier, [line.pk], by=coordinator)
    read = words(client.get(MESSAGES))
    assert "Kies de systeemregel van 13 nov 2025" in read
    assert "Kies het bericht van ," not in read
    assert "Kies het bericht van Kofi Mensah, 13 nov 2025" in read


def test_an_empty_dossier_leads_to_the_search(client, coordinator):
    """Regression: it said "Zoek in het archief", without a way there."""
    factories.dossier(coordinator)
    page = client.get(MESSAGES)
    assert "Nog geen berichten in dit dossier" in words(page)
    assert 'href="/zoeken/?dossier=2026-0001"' in page.content.decode()


def test_messages_are_read_by_day_and_conversation(client, dossier):
    pieces = client.get(MESSAGES).context["pieces"]

    assert [(piece.conversation.title, piece.day.day, len(piece.lines)) for piece in pieces] == [
        ("Crisisteam", 13, 2),
        ("Rieke (M)", 13, 1),
        ("Crisisteam", 14, 2),
    ]


def test_one_message_is_judged_with_its_own_button(client, dossier, chat, coordinator):
    response = client.post(JUDGE, {"een": f"public:{token(dossier, chat[0])}"}, follow=True)

    item = dossier.items.get(message=chat[0])
    assert (item.judgement, item.judged_by, item.version) == (Judgement.PUBLIC, coordinator, 1)
    assert said(response) == "1 bericht beoordeeld als ‘openbaar’."
    assert response.redirect_chain[-1][0].endswith(f"#bericht-{chat[0].pk}")
    assert Event.objects.get(verb=Verb.MESSAGES_JUDGED).details == {"count": 1, "judgement": "openbaar"}


def test_several_messages_are_ticked_and_judged_at_once(client, dossier, chat):
    ticks = [token(dossier, chat[0]), token(dossier, chat[4])]
    client.post(JUDGE, {"oordeel": "out_of_scope", "keuze": ticks})
    assert dossier.items.filter(judgement=Judgement.OUT_OF_SCOPE).count() == 2


@pytest.mark.parametrize(("text", "count"), [("hele dag", 2), ("hele gesprek", 4)])
def test_a_whole_day_or_conversation_is_judged_at_once(client, dossier, text, count):
    client.post(JUDGE, {"oordeel": "partial", "keuze": [day_token(client, text)]})
    assert dossier.items.filter(judgement=Judgement.PARTIAL).count() == count


def test_the_whole_day_is_what_the_filter_let_through(client, dossier, chat):
    client.post(JUDGE, {"een": f"public:{token(dossier, chat[0])}"})

    tick = day_token(client, "hele dag", oordeel="te-beoordelen")
    client.post(f"{JUDGE}?oordeel=te-beoordelen", {"oordeel": "out_of_scope", "keuze": [tick]})

    assert dossier.items.get(message=chat[0]).judgement == Judgement.PUBLIC
    assert dossier.items.get(message=chat[1]).judgement == Judgement.OUT_OF_SCOPE


def test_withholding_a_message_asks_for_grounds_and_a_motivation(client, dossier, chat):
    form = {"oordeel": "withheld", "keuze": [token(dossier, chat[0])]}

    asked = client.post(JUDGE, form)
    assert "5.1.2i" in asked.content.decode()
    assert "verplicht" not in asked.content.decode(), "nothing was wrong yet"
    assert "verplicht" in client.post(JUDGE, form | {"ingevuld": "ja"}).content.decode()
    assert judgements(dossier) == [""] * 5

    client.post(JUDGE, form | {"ingevuld": "ja", "grounds": ["5.2", "5.1.2i"], "motivation": "Intern beraad."})
    item = dossier.items.get(message=chat[0])
    assert (item.judgement, item.grounds, item.motivation) == (Judgement.WITHHELD, ["5.1.2i", "5.2"], "Intern beraad.")


@pytest.mark.parametrize(
    ("grounds", "why"),
    [
        (["5.1.5", "5.1.2e"], "5.1.5 kan niet samen"),
        (["68Gw"], "geldige keuze"),
        (["verzonnen"], "geldige keuze"),
    ],
)
def test_grounds_that_the_law_does_not_allow_are_refused(client, dossier, chat, grounds, why):
    form = {"oordeel": "withheld", "keuze": [token(dossier, chat[0])], "ingevuld": "ja", "motivation": "Omdat."}
    assert why in client.post(JUDGE, form | {"grounds": grounds}).content.decode()
    assert judgements(dossier) == [""] * 5


def test_answers_to_parliament_know_one_ground(client_for, user, chat):
    liaison = user(Role.LIAISON)
    questions = factories.dossier(liaison, chat[0], kind=Kind.PARLIAMENT, number="2026Z01")
    form = {"oordeel": "withheld", "keuze": [token(questions, chat[0])]}

    page = client_for(Role.LIAISON).post("/dossiers/2026Z01/berichten/oordeel/", form).content.decode()

    assert "68Gw" in page
    assert "5.1.2e" not in page


def test_old_messages_ask_why_the_interest_still_outweighs(client, coordinator, chat):
    old = factories.message(chat[0].conversation, "oud", at=datetime(2020, 1, 1, 12, tzinfo=AMSTERDAM))
    dossier = factories.dossier(coordinator, old, chat[0])

    form = {"oordeel": "withheld"}
    assert "5.3" in client.post(JUDGE, form | {"keuze": [token(dossier, old)]}).content.decode()
    assert "5.3" not in client.post(JUDGE, form | {"keuze": [token(dossier, chat[0])]}).content.decode()


def test_already_public_asks_where(client, dossier, chat):
    form = {"een": f"already_public:{token(dossier, chat[0])}"}

    assert "Vindplaats" in client.post(JUDGE, form).content.decode()

    client.post(JUDGE, form | {"ingevuld": "ja", "published_at": "Kamerstuk 32802, nr. 67"})
    assert dossier.items.get(message=chat[0]).published_at == "Kamerstuk 32802, nr. 67"


def test_who_is_overtaken_by_a_colleague_changes_nothing_and_is_told(client, dossier, chat, user):
    seen = token(dossier, chat[0])
    colleague = user(Role.LIAISON)
    composing.judge(dossier, [dossier.items.get(message=chat[0])], judgement=Judgement.PUBLIC, by=colleague)

    response = client.post(JUDGE, {"een": f"out_of_scope:{seen}"}, follow=True)

    assert "niet bewaard" in said(response)
    item = dossier.items.get(message=chat[0])
    assert (item.judgement, item.judged_by) == (Judgement.PUBLIC, colleague)


def test_a_day_that_changed_since_it_was_shown_is_not_judged(client, dossier, chat, coordinator):
    tick = day_token(client, "hele dag")
    composing.judge(dossier, [dossier.items.get(message=chat[1])], judgement=Judgement.PUBLIC, by=coordinator)

    response = client.post(JUDGE, {"oordeel": "out_of_scope", "keuze": [tick]}, follow=True)

    assert "niet bewaard" in said(response)
    assert not dossier.items.filter(judgement=Judgement.OUT_OF_SCOPE).exists()


def test_a_day_that_grew_since_it_was_shown_is_not_judged(client, dossier, chat, coordinator):
    tick = day_token(client, "hele dag")
    late = factories.message(chat[0].conversation, "later", at=datetime(2025, 11, 13, 23, tzinfo=AMSTERDAM))
    composing.add_messages(dossier, [late.pk], by=coordinator)

    assert "niet bewaard" in said(client.post(JUDGE, {"oordeel": "public", "keuze": [tick]}, follow=True))
    assert judgements(dossier) == [""] * 6


def test_a_day_in_which_one_message_took_the_place_of_another_is_not_judged(client, dossier, chat, coordinator):
    """As many messages with as many judgements as were shown: a message that nobody had seen was published."""
    tick = day_token(client, "hele dag")
    composing.remove(dossier, [dossier.items.get(message=chat[1])], by=coordinator)
    late = factories.message(chat[0].conversation, "later", at=datetime(2025, 11, 13, 23, tzinfo=AMSTERDAM))
    composing.add_messages(dossier, [late.pk], by=coordinator)

    assert "niet bewaard" in said(client.post(JUDGE, {"oordeel": "public", "keuze": [tick]}, follow=True))
    assert judgements(dossier) == [""] * 5


def test_a_form_sent_twice_judges_once_and_alarms_nobody(client, dossier, chat):
    form = {"een": f"public:{token(dossier, chat[0])}"}
    client.post(JUDGE, form)

    assert said(client.post(JUDGE, form, follow=True)).endswith("Er is niets gewijzigd: dit oordeel stond er al.")
    assert dossier.items.get(message=chat[0]).version == 1
    assert Event.objects.filter(verb=Verb.MESSAGES_JUDGED).count() == 1


@pytest.mark.parametrize(
    "tick",
    [
        "",
        "x",
        "b:1",
        "b:x:0",
        "b:999999:0",
        f"b:{'9' * 30}:0",
        "d:1:2025-02-31:1:0:1",
        "g:1:1:0",
        "d:1:2:3:4:5",
        "b:1:-1",
    ],
)
def test_a_tick_that_no_page_of_ours_sent_judges_nothing(client, dossier, tick):
    response = client.post(JUDGE, {"oordeel": "public", "keuze": [tick]}, follow=True)
    assert "niet bewaard" in said(response)
    assert judgements(dossier) == [""] * 5


def test_the_question_for_grounds_holds_on_to_the_day_as_it_was_shown(client, dossier, chat, coordinator):
    form = {"oordeel": "withheld", "keuze": [day_token(client, "hele gesprek")]}
    page = client.post(JUDGE, form).content.decode().replace("\xa0", " ")
    assert "Niet openbaar: 4 berichten" in page
    assert page.count('name="keuze"') == 1, "five thousand messages are still one field"

    composing.judge(dossier, [dossier.items.get(message=chat[0])], judgement=Judgement.PUBLIC, by=coordinator)
    answered = form | {"ingevuld": "ja", "grounds": ["5.1.2i"], "motivation": "Intern beraad."}
    assert "niet bewaard" in said(client.post(JUDGE, answered, follow=True))


def test_nothing_ticked_is_said(client, dossier):
    for form in ({"oordeel": "public"}, {"oordeel": "withheld"}, {"oordeel": "withheld", "ingevuld": "ja"}):
        assert "niets aangevinkt" in said(client.post(JUDGE, form, follow=True))
    assert client.post(JUDGE, {"oordeel": "prachtig"}).status_code == 404


def test_messages_of_another_dossier_cannot_be_judged_from_here(client, dossier, chat, coordinator):
    other = factories.dossier(coordinator, chat[0], number="2026-0002")
    client.post(JUDGE, {"een": f"public:{token(other, chat[0])}"})
    assert judgements(other) == [""]


def test_taking_messages_out_says_first_what_that_means(client, dossier, chat):
    client.post(JUDGE, {"een": f"public:{token(dossier, chat[0])}"})
    form = {"keuze": [token(dossier, chat[0]), token(dossier, chat[1])]}

    asked = client.post(REMOVE, form).content.decode().replace("\xa0", " ")
    assert "2 berichten uit dit dossier halen?" in asked
    assert "Het oordeel over 1 bericht vervalt" in asked
    assert dossier.items.count() == 5

    response = client.post(REMOVE, form | {"zeker": "ja"}, follow=True)
    assert said(response) == "2 berichten uit het dossier gehaald."
    assert dossier.items.count() == 3
    assert Message.objects.count() == 5


def test_a_message_a_colleague_judged_meanwhile_is_not_taken_out(client, dossier, chat, coordinator):
    form = {"keuze": [token(dossier, chat[0])], "zeker": "ja"}
    composing.judge(dossier, [dossier.items.get(message=chat[0])], judgement=Judgement.PUBLIC, by=coordinator)

    assert "niet bewaard" in said(client.post(REMOVE, form, follow=True))
    assert dossier.items.count() == 5


def test_what_stands_around_is_shown_on_request_and_can_be_added(client, coordinator, chat):
    dossier = factories.dossier(coordinator, chat[1])

    assert len(client.get(MESSAGES).context["pieces"][0].lines) == 1
    lines = client.get(MESSAGES, {"omgeving": "1"}).context["pieces"][0].lines
    assert [(line.message.text, line.item is None) for line in lines] == [
        ("De pompen zijn uitgevallen", True),
        ("Bel Delta Pompen", False),
    ], "what is of another day stands elsewhere"

    assert said(client.post(ADD, {"bericht": chat[0].pk}, follow=True)) == "Bericht toegevoegd."
    assert dossier.items.count() == 2
    assert client.post(ADD, {"bericht": "999999"}).status_code == 404
    assert client.post(ADD, {"bericht": "x"}).status_code == 404


def test_a_reviewer_reads_what_is_in_the_dossier_and_nothing_else(client_for, coordinator, chat):
    factories.dossier(coordinator, chat[1])
    Dossier.objects.update(state=State.REDACTING)

    page = client_for(Role.REVIEWER).get(MESSAGES, {"omgeving": "1"}).content.decode()

    assert "Bel Delta Pompen" in page
    assert "De pompen zijn uitgevallen" not in page
    assert "judgement__choice" not in page


@pytest.mark.parametrize("address", [JUDGE, REMOVE, ADD])
def test_a_reviewer_judges_and_changes_nothing(client_for, dossier, chat, address):
    Dossier.objects.update(state=State.REDACTING)
    form = {"een": f"public:{token(dossier, chat[0])}", "keuze": [token(dossier, chat[0])], "zeker": "ja"}
    assert client_for(Role.REVIEWER).post(address, form).status_code == 404
    assert judgements(dossier) == [""] * 5


@pytest.mark.parametrize("state", [State.APPROVAL, State.APPROVED, State.RELEASED])
def test_a_dossier_past_redacting_is_read_and_not_judged(client, dossier, chat, state):
    form = {"een": f"public:{token(dossier, chat[0])}", "keuze": [token(dossier, chat[0])], "zeker": "ja"}
    Dossier.objects.update(state=state)

    assert "judgement__choice" not in client.get(MESSAGES).content.decode()
    for address in (JUDGE, REMOVE):
        assert "breng het eerst terug" in said(client.post(address, form, follow=True))
    assert judgements(dossier) == [""] * 5


def test_judging_while_redacting_looks_for_what_must_be_withheld(client, dossier, chat):
    Dossier.objects.update(state=State.REDACTING)
    client.post(JUDGE, {"een": f"out_of_scope:{token(dossier, chat[1])}"})
    assert not Job.objects.exists()

    client.post(JUDGE, {"een": f"public:{token(dossier, chat[0])}"})

    job = Job.objects.get()
    assert (job.kind, job.arguments) == ("propose", {"dossier": dossier.pk})


def test_the_messages_are_narrowed_by_judgement_and_conversation(client, dossier, chat):
    client.post(JUDGE, {"een": f"public:{token(dossier, chat[0])}"})

    def shown(**question: object) -> list[str]:
        return [row.message.text for row in client.get(MESSAGES, question).context["page"].rows]

    assert shown(oordeel="public") == ["De pompen zijn uitgevallen"]
    assert len(shown(oordeel="te-beoordelen")) == 4
    assert shown(gesprek=chat[4].conversation_id) == ["Wie betaalt dit?"]
    assert len(shown(oordeel="prachtig", gesprek="x")) == 5
    facets = client.get(MESSAGES).context["facets"]
    assert [(facet.label, facet.count) for facet in facets][:3] == [
        ("alle berichten", 5),
        ("te beoordelen", 4),
        ("openbaar", 1),
    ]


def fill(dossier: Dossier, chat: list[Message], coordinator, number: int) -> None:
    moment = datetime(2025, 11, 13, 12, tzinfo=AMSTERDAM)
    rows = [
        factories.message(
            chat[0].conversation, f"nr {n}", sender=chat[n % 2].sender, at=moment + timedelta(seconds=n // 9)
        )
        for n in range(number)
    ]
    composing.add_messages(dossier, [row.pk for row in rows], by=coordinator)


def test_many_messages_come_in_pages_without_a_gap_or_a_double(client, dossier, chat, coordinator):
    fill(dossier, chat, coordinator, 120)

    seen, address = [], MESSAGES
    while address:
        page = client.get(address).context["page"]
        seen += [row.pk for row in page.rows]
        address = MESSAGES + page.next_url if page.next_url else ""

    assert len(seen) == len(set(seen)) == 125


def test_a_page_costs_the_same_number_of_queries_however_many_messages(
    client, dossier, chat, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    client.get(MESSAGES)
    with django_assert_max_num_queries(29) as few:
        client.get(MESSAGES, {"omgeving": "1"})
    fill(dossier, chat, coordinator, 40)
    with django_assert_num_queries(len(few)):
        client.get(MESSAGES, {"omgeving": "1"})
