"""What persons decided becomes a file of examples: of finished messages that are not private, and never in the repository."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management import CommandError, call_command
from django.utils import timezone

import pytest

from archive.acting import Actor
from archive.functions import FunctionClass
from redaction.decide import accept, add, reject
from redaction.detecting import Label
from redaction.names import tagger
from redaction.names.training.decided import CHECKOUT, read
from tests import factories
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State
from woo_portal.dossiers.tasks import propose_job
from woo_portal.jobs.running import JobError

BERT = Actor(0, "Bert")


@pytest.fixture
def made(coordinator, db):
    """A way to make a dossier of some texts in one chat, all judged public and searched for names."""

    def make(*texts: str, number: str = "2026-0001") -> Dossier:
        chat = factories.conversation(number)
        dossier = factories.dossier(coordinator, *(factories.message(chat, text) for text in texts), number=number)
        dossier.items.update(judgement=Judgement.PUBLIC, judged_by=coordinator, proposed_at=timezone.now())
        return dossier

    return make


def proposed(dossier: Dossier, place: int, passage: str, **fields):
    item = dossier.items.order_by("message_id")[place]
    return factories.proposal(dossier.layer, item.message, passage, **fields)


def exported(tmp_path: Path) -> dict[str, tuple[list[str], list[str]]]:
    """The persons and the unknown passages of each text in the file."""
    call_command("export_examples", str(tmp_path / "voorbeelden.jsonl"), "--door", "Els")
    found, _ = read(tmp_path / "voorbeelden.jsonl")
    return {
        one.sentence.text: (
            [one.sentence.text[span.start : span.end] for span in one.sentence.persons],
            [one.sentence.text[span.start : span.end] for span in one.sentence.unknown],
        )
        for one in found
    }


def test_accepted_and_added_names_are_names_and_rejected_ones_are_none(made, tmp_path, capsys):
    dossier = made("bel Zwirblis over gemaal Stormvloed en Oyelunda")
    message = dossier.items.get().message
    accept([proposed(dossier, 0, "Zwirblis")], by=BERT)
    reject([proposed(dossier, 0, "Stormvloed")], by=BERT)
    start = message.text.index("Oyelunda")
    place = {"source": message, "field": "text", "index": 0, "start": start, "end": start + 8}
    add(dossier.layer, **place, label=Label.PERSON, ground="5.1.2e", by=BERT)

    assert exported(tmp_path) == {message.text: (["Zwirblis", "Oyelunda"], [])}
    told = capsys.readouterr().out.replace("\xa0", " ")
    assert "1 bericht uit 1 dossier, met 2 namen en 1 afgewezen voorstel dat geen naam is" in told
    assert "bevat persoonsgegevens" in told
    assert "mag de organisatie niet verlaten" in told
    assert "Verwijder het zodra" in told
    (event,) = Event.objects.filter(verb=Verb.EXAMPLES_EXPORTED)
    assert "Els schreef op de server 1 bericht" in sentence(event).replace("\xa0", " ")
    assert "Zwirblis" not in json.dumps(event.details)


def test_messages_that_wait_or_that_nobody_looked_at_are_no_examples(made, coordinator, tmp_path):
    dossier = made("bel Zwirblis", "bel Xhoraki", "tot morgen", "vraag Oyelunda")
    accept([proposed(dossier, 0, "Zwirblis")], by=BERT)
    proposed(dossier, 1, "Xhoraki")
    accept([proposed(dossier, 3, "Oyelunda")], by=BERT)
    dossier.items.filter(message__text="vraag Oyelunda").update(judgement=Judgement.OUT_OF_SCOPE)
    assert list(exported(tmp_path)) == ["bel Zwirblis"]


def test_in_an_approved_dossier_a_message_without_any_proposal_is_an_example_too(made, tmp_path):
    dossier = made("bel Zwirblis", "tot morgen")
    accept([proposed(dossier, 0, "Zwirblis")], by=BERT)
    Dossier.objects.update(state=State.APPROVED)
    assert exported(tmp_path) == {"bel Zwirblis": (["Zwirblis"], []), "tot morgen": ([], [])}


def test_private_messages_are_left_out_whatever_was_decided_before(made, tmp_path):
    dossier = made("bel Zwirblis", "vraag Oyelunda thuis")
    accept([proposed(dossier, 0, "Zwirblis"), proposed(dossier, 1, "Oyelunda")], by=BERT)
    private = dossier.items.get(message__text="vraag Oyelunda thuis").message
    factories.private_mark(private.conversation, private)
    assert list(exported(tmp_path)) == ["bel Zwirblis"]
    assert "Oyelunda" not in (tmp_path / "voorbeelden.jsonl").read_text("utf-8")


def test_the_name_of_a_minister_that_is_shown_is_not_taught_as_no_name(made, tmp_path):
    factories.person("Joris Kattenbelt", function="minister", kind=FunctionClass.MINISTER)
    shown = factories.person("Rieke Talsma")
    dossier = made("Joris Kattenbelt belt Zwirblis en Talsma")
    accept([proposed(dossier, 0, "Zwirblis")], by=BERT)
    reject([proposed(dossier, 0, "Talsma", person=shown)], by=BERT)

    assert exported(tmp_path) == {
        "Joris Kattenbelt belt Zwirblis en Talsma": (["Zwirblis"], ["Joris Kattenbelt", "Talsma"])
    }


def test_a_name_that_is_withheld_elsewhere_is_not_taught_as_no_name(made, tmp_path):
    one, other = made("bel Zwirblis"), made("vraag Zwirblis maar", number="2026-0002")
    accept([proposed(one, 0, "Zwirblis")], by=BERT)
    reject([proposed(other, 0, "Zwirblis")], by=BERT)
    assert exported(tmp_path)["vraag Zwirblis maar"] == ([], ["Zwirblis"])


def test_a_message_in_two_dossiers_is_one_example_and_a_name_where_either_says_so(made, coordinator, tmp_path):
    one = made("bel Zwirblis")
    message = one.items.get().message
    other = factories.dossier(coordinator, message, number="2026-0002")
    other.items.update(judgement=Judgement.PUBLIC, proposed_at=timezone.now())
    accept([proposed(one, 0, "Zwirblis")], by=BERT)
    reject([proposed(other, 0, "Zwirblis")], by=BERT)
    assert exported(tmp_path) == {"bel Zwirblis": (["Zwirblis"], [])}


def test_a_sentence_withheld_as_a_name_and_what_is_withheld_for_another_reason_teach_nothing(made, tmp_path):
    dossier = made("de man die altijd als laatste weggaat belde", "Zwirblis is al weken ziek")
    accept([proposed(dossier, 0, "de man die altijd als laatste weggaat")], by=BERT)
    accept([proposed(dossier, 1, "Zwirblis is al weken ziek", label=Label.SPECIAL, ground="5.1.1d")], by=BERT)
    assert exported(tmp_path) == {
        "de man die altijd als laatste weggaat belde": ([], ["de man die altijd als laatste weggaat"]),
        "Zwirblis is al weken ziek": ([], ["Zwirblis is al weken ziek"]),
    }


@pytest.mark.parametrize("folder", ["", "docs", ".data"])
def test_nothing_is_written_into_the_folder_of_the_portal(made, folder):
    path = CHECKOUT / folder / "voorbeelden.jsonl"
    with pytest.raises(CommandError, match="git-repository"):
        call_command("export_examples", str(path))
    assert not path.exists()
    assert not Event.objects.filter(verb=Verb.EXAMPLES_EXPORTED).exists()


def test_without_a_finished_message_over_a_file_and_without_a_folder_nothing_is_written_or_logged(made, tmp_path):
    with pytest.raises(CommandError, match="nog geen bericht"):
        call_command("export_examples", str(tmp_path / "a"))
    dossier = made("bel Zwirblis")
    accept([proposed(dossier, 0, "Zwirblis")], by=BERT)
    (tmp_path / "a").write_text("van iemand anders")
    with pytest.raises(CommandError, match="bestaat al"):
        call_command("export_examples", str(tmp_path / "a"))
    with pytest.raises(CommandError, match="niet te schrijven"):
        call_command("export_examples", str(tmp_path / "weg" / "a"))
    assert (tmp_path / "a").read_text() == "van iemand anders"
    assert not Event.objects.filter(verb=Verb.EXAMPLES_EXPORTED).exists()


def test_a_model_that_is_not_there_is_told_to_who_waits_for_proposals(made, coordinator, tmp_path):
    dossier = made("bel Zwirblis")
    dossier.items.update(proposed_at=None)
    Dossier.objects.update(state=State.REDACTING)
    tagger.use(str(tmp_path / "weg"))
    try:
        with pytest.raises(JobError, match=r"bestaat niet\. Zonder namenzoeker wordt niet gezocht"):
            propose_job({"dossier": dossier.pk}, lambda done, total: None)
    finally:
        tagger.use("")
    assert dossier.items.get().proposed_at is None
