"""A group is not a person and a line of the app has no author: on the whole demonstration archive, in every list of persons."""

from __future__ import annotations

import pytest

from archive.arrivals import arrivals_in
from archive.ingest import receive, run_import
from archive.models import Capture, Conversation, Handle, ImportState, Message, Participant, Person
from woo_portal.accounts.roles import Role
from woo_portal.demo.cast import DEMO_DIR, holder_of, load_register
from woo_portal.intake.forms import PersonInput


@pytest.fixture
def groups(db) -> set[str]:
    """The titles of the groups in the demonstration archive, with everything that can be read of it imported."""
    load_register()
    for arrival in arrivals_in(DEMO_DIR / "exports"):
        with arrival.as_one_file() as original:
            run = receive(original, file_name=arrival.name, by="Els", holder=holder_of(arrival.files[0]))
        run_import(run.pk)
        run.refresh_from_db()
        # What no importer recognises yet is refused; nothing that was read may be left half done.
        assert run.state in (ImportState.DONE, ImportState.REFUSED)
    titles = {" ".join(title.split()) for title in _titles()}
    assert {"Crisisteam Hoogwater Maas", "WV-borrel 🍻", "Woordvoering MinWR 🗞️"} <= titles
    return titles


def _titles() -> list[str]:
    return list(Conversation.objects.filter(is_group=True).values_list("title", flat=True))


def test_no_list_of_persons_names_a_group_and_no_line_of_the_app_has_an_author(groups, client_for):
    assert not groups & set(Handle.objects.values_list("value", flat=True))
    assert not groups & set(Person.objects.values_list("name", flat=True))
    assert not Message.objects.filter(kind="system").exclude(sender=None).exists()
    assert not Capture.objects.filter(message__kind="system").exclude(sender=None).exists()
    assert not Participant.objects.filter(handle__value__in=groups).exists()

    archivist = client_for(Role.ARCHIVIST)
    listed, address = set(), "/archief/personen/"
    while address:
        page = archivist.get(address).context["page"]
        listed |= {name for person in page.rows for name in _shown(person)}
        address = page.next_url and f"/archief/personen/{page.next_url}"
    assert len(listed) > 30
    assert not groups & listed
    assert not groups & set(PersonInput().get_context("holder", "", {})["persons"])
    coordinator = client_for(Role.COORDINATOR)
    for title in groups:
        assert not coordinator.get("/zoeken/namen/", {"afzender": title}).context["names"]
        assert not archivist.get("/archief/personen/", {"zoek": title}).context["page"].rows


def test_what_the_app_wrote_belongs_to_no_person(groups, client_for):
    """ "Kofi heeft Jan toegevoegd" is counted for nobody and found under nobody."""
    lines = Message.objects.filter(kind="system").count()
    assert lines
    written = Message.objects.exclude(kind="system").exclude(sender=None).count()
    by_person = {person: Message.objects.filter(sender__person=person).count() for person in Person.objects.all()}
    assert sum(by_person.values()) == written
    counted = sum(Participant.objects.values_list("message_count", flat=True))
    assert counted == written


def _shown(person: Person) -> set[str]:
    return {person.name, *(handle.value for handle in person.handles.all())}
