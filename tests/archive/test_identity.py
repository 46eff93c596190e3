"""Two persons turn out to be one, or one to be two; nothing of either gets lost, and it can be taken back."""

from __future__ import annotations

from datetime import date

import pytest

from archive.functions import FunctionClass
from archive.identity import Moved, merge, move_handles, resolve_handles, scope_of, unmerge
from archive.importing import HandleKind, ParsedHandle
from archive.models import Function, Handle, Person, Source
from archive.search.query import Query, find
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def kofi() -> Person:
    made = factories.person("Kofi Mensah", function="adviseur")
    factories.handle(made, kind=HandleKind.PHONE, value="+31612345678")
    return made


@pytest.fixture
def kofi_m() -> Person:
    made = factories.person("Kofi M.", function="woordvoerder")
    factories.handle(made, value="Kofi M. ministerie")
    Source.objects.create(sha256="a" * 64, size=1, file_name="export.zip", holder=made)
    return made


def belongings(person: Person) -> tuple[set, set, set]:
    names = {handle.value for handle in person.handles.all()}
    functions = {function.title for function in person.functions.all()}
    return names, functions, {source.file_name for source in person.held_sources.all()}


def test_everything_of_one_becomes_the_others(kofi, kofi_m):
    merge(person=kofi_m, into=kofi)

    assert belongings(kofi) == (
        {"+31612345678", "Kofi M. ministerie"},
        {"adviseur", "woordvoerder"},
        {"export.zip"},
    )
    assert belongings(kofi_m) == (set(), set(), set())
    assert Person.objects.get(pk=kofi_m.pk).merged_into == kofi
    assert list(Person.objects.standing()) == [kofi]


def test_functions_that_overlap_are_both_kept_and_the_one_begun_last_counts(kofi, kofi_m):
    Function.objects.create(
        person=kofi_m, title="minister", function_class=FunctionClass.MINISTER, valid_from=date(2024, 7, 2)
    )
    merge(person=kofi_m, into=kofi)

    assert kofi.functions.count() == 3
    assert kofi.function_at(date(2025, 1, 1)).title == "minister"


def test_taken_back_each_has_their_own_again(kofi, kofi_m):
    before = belongings(kofi), belongings(kofi_m)
    moved = merge(person=kofi_m, into=kofi)
    unmerge(alias=kofi_m, moved=moved)

    assert (belongings(kofi), belongings(kofi_m)) == before
    assert Person.objects.get(pk=kofi_m.pk).merged_into is None


def test_what_went_elsewhere_in_between_stays_there_and_what_came_stays(kofi, kofi_m):
    moved = merge(person=kofi_m, into=kofi)
    other = factories.person("Ama Mensah")
    move_handles(moved.handles, before=kofi, after=other)
    factories.handle(kofi, value="Kofi nieuw")
    back = unmerge(alias=kofi_m, moved=moved)

    assert back.handles == ()
    assert belongings(other)[0] == {"Kofi M. ministerie"}
    assert belongings(kofi)[0] == {"+31612345678", "Kofi nieuw"}


def test_of_a_chain_every_name_leads_straight_to_the_person(kofi, kofi_m):
    first = factories.person("Kofi")
    inner = merge(person=first, into=kofi_m)
    outer = merge(person=kofi_m, into=kofi)
    assert set(kofi.aliases.all()) == {first, kofi_m}

    unmerge(alias=kofi_m, moved=outer)
    assert Person.objects.get(pk=first.pk).merged_into == kofi_m
    unmerge(alias=Person.objects.get(pk=first.pk), moved=inner)
    assert not Person.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("wrong", ["itself", "merged", "into merged"])
def test_what_makes_no_sense_is_refused(kofi, kofi_m, wrong):
    third = factories.person("Derde")
    if wrong == "itself":
        with pytest.raises(ValueError, match="cannot be merged"):
            merge(person=kofi, into=kofi)
        return
    merge(person=kofi_m, into=kofi)
    one, other = (kofi_m, third) if wrong == "merged" else (third, kofi_m)
    with pytest.raises(ValueError, match="cannot be merged"):
        merge(person=one, into=other)
    with pytest.raises(ValueError, match="not merged"):
        unmerge(alias=third, moved=Moved())


def test_a_search_for_the_merged_person_finds_what_both_wrote(kofi, kofi_m):
    chat = factories.conversation("Overleg", kofi.handles.get(), kofi_m.handles.get())
    one = factories.message(chat, "Van de een", sender=kofi.handles.get())
    other = factories.message(chat, "Van de ander", sender=kofi_m.handles.get())
    merge(person=kofi_m, into=kofi)
    factories.index_archive()

    for asked in (kofi, kofi_m):
        assert set(find(Query(person=asked.pk))) == {one, other}


def test_a_person_is_found_by_the_name_it_had(kofi, kofi_m):
    Handle.objects.filter(person=kofi_m).delete()
    Person.objects.filter(pk=kofi_m.pk).update(name="Coffie Mensa")
    merge(person=kofi_m, into=kofi)
    assert list(Person.objects.standing().matching("coffie")) == [kofi]


class TestImports:
    """What comes in after a merge belongs to the person, not to the name that is left."""

    def resolve(self, name: str, source: Source) -> Handle:
        parsed = ParsedHandle(HandleKind.CONTACT_NAME, name, name)
        return resolve_handles([parsed], scope=scope_of(source), same_persons={})[parsed]

    def test_a_full_name_that_was_merged(self, kofi, kofi_m):
        merge(person=kofi, into=kofi_m)
        source = Source.objects.create(sha256="b" * 64, size=1, file_name="later.zip")
        assert self.resolve("Kofi Mensah", source).person == kofi_m

    def test_a_contact_of_the_phone_is_known_after_its_holder_was_merged(self, kofi, kofi_m):
        source = Source.objects.get()
        jan = self.resolve("Jan", source)
        merge(person=kofi_m, into=kofi)
        source.refresh_from_db()
        assert self.resolve("Jan", source) == jan

    def test_a_contact_two_phones_of_one_holder_disagree_on_is_new(self, kofi, kofi_m):
        third = factories.person("Kofi privé")
        for holder, jan in ((kofi_m, "Jan de Wit"), (third, "Jan Bakker")):
            Handle.objects.create(
                kind=HandleKind.CONTACT_NAME, value="Jan", scope=f"holder:{holder.pk}", person=factories.person(jan)
            )
        merge(person=kofi_m, into=kofi), merge(person=third, into=kofi)
        assert self.resolve("Jan", Source.objects.get()).person.name == "Jan"

    def test_a_merge_while_the_name_was_being_made(self, kofi, kofi_m):
        """The import had read whose the name is, and the merge came before it was stored."""
        merge(person=kofi_m, into=kofi)
        parsed = ParsedHandle(HandleKind.CONTACT_NAME, "KM", "KM")
        made = resolve_handles([parsed], scope="source:c", same_persons={parsed: kofi_m.pk})[parsed]
        assert made.person == kofi
        assert Handle.objects.get(value="KM").person == kofi
