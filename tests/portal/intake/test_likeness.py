"""Two names that may be one person's."""

from __future__ import annotations

import pytest

from woo_portal.intake.likeness import address_in, alike, number_in, read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan van den Berg", "Jan vd Berg"),
        ("Jan van den Berg", "J. van den Berg"),
        ("Jan van den Berg", "Berg, Jan van den"),
        ("Jan vd Berg 🌊", "jan VAN DEN berg"),
        ("Zoë Yıldız", "Zoe Yildiz"),
        ("Peter-Jan Kloos", "P.J. Kloos"),
        ("Peter-Jan Kloos", "PJ Kloos"),
        ("Peter-Jan Kloos", "Peter Kloos"),
        ("Fatima El Amrani", "F. Amrani"),
    ],
)
def test_alike(one, other):
    assert alike(read(one), read(other))
    assert alike(read(other), read(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan van den Berg", "Joris van den Berg"),
        ("Jan van den Berg", "Jan van den Burg"),
        ("P.J. Kloos", "P.M. Kloos"),
        ("Kofi Mensah", "Ama Mensah"),
    ],
)
def test_not_alike(one, other):
    assert not alike(read(one), read(other))


@pytest.mark.parametrize("name", ["Jan", "", "🌊", "+31 6 12345678", "van den Berg", "Jan B", "j.berg@example.org"])
def test_a_name_that_may_be_anybodys_is_no_name(name):
    assert read(name) is None


def test_numbers_and_addresses_however_they_are_written():
    same = ["+31612345678", "06 12 34 56 78", "31612345678@s.whatsapp.net", "0031-612345678"]
    assert {number_in(value) for value in same} == {"612345678"}
    assert number_in("Jan 0612345678") == number_in("12345") == number_in("Jan") == ""
    assert address_in(" Kofi@MinWR.example.org ") == "kofi@minwr.example.org"
    assert address_in("@kofi") == address_in("Kofi") == address_in("kofi@werk") == ""
