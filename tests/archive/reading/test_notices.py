"""What the report says of a whole file: of nothing nothing, and how many more there are than are named."""

from __future__ import annotations

from archive.importing import LocalTimes, Notice
from archive.reading import notices


def test_of_what_is_not_there_nothing_is_said() -> None:
    said = (
        notices.unnamed_files(0),
        notices.empty_conversations([]),
        notices.disappearing_messages(iter(())),
        notices.hidden_links(0),
        notices.replaced_characters(0, source="de export"),
        notices.times_without_zone(0, what="Berichten", zone="UTC", who_knows="de leverancier"),
    )
    assert [list(items) for items in said] == [[]] * 6


def test_a_long_list_says_how_many_are_not_named() -> None:
    names = ["Eva", "Tom", "Jan"]
    assert [notices.first_of(names, at_most=number) for number in (1, 2, 3, 4)] == [
        "Eva en 2 meer",
        "Eva, Tom en 1 meer",
        "Eva, Tom, Jan",
        "Eva, Tom, Jan",
    ]
    assert notices.file_names(["map/a.txt", "b.txt"], at_most=1) == "«a.txt»"


def test_local_times_are_counted_and_told() -> None:
    count, told = notices.times_without_zone(3, what="Berichten", zone="America/Aruba", who_knows="de leverancier")
    assert count == LocalTimes(3)
    assert told == Notice(
        "Berichten met een tijdstip zonder tijdzone: 3. Het is gelezen als tijd in America/Aruba; vraag de leverancier of dat "
        "klopt."
    )
