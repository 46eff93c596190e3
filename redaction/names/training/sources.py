"""The open data the name finder is trained on: where each file comes from, under which licence, and its checksum.

Nothing of these files is part of the portal; what is trained on them is. See `redaction/names/model/CARD.md`.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redaction.names import lists


@dataclass(frozen=True, slots=True)
class Source:
    """A repository at one commit, its files by their place in the data folder with the SHA-256 of each."""

    title: str
    repository: str
    commit: str
    licence: str
    files: dict[str, str]


SOURCES = (
    Source(
        "UD Dutch LassySmall",
        "UniversalDependencies/UD_Dutch-LassySmall",
        "7880e0b",
        "CC BY-SA 4.0",
        {"ud-lassysmall/dev.conllu": "5e756efff04efc3f410778dab0d0a2c151b1d1507c98a054af7fc208e722f458"},
    ),
    Source(
        "UD Dutch Alpino",
        "UniversalDependencies/UD_Dutch-Alpino",
        "95e374a",
        "CC BY-SA 4.0",
        {
            "ud-alpino/dev.conllu": "3d6ad878d8b7b362fd756da22ae230951233be1e5596743af772150c89ba346d",
            "ud-alpino/test.conllu": "f5b5000fcbb6745d42f7cccf3986bb2550f9b56a171b0d4808fb45d2df7972a2",
        },
    ),
    Source(
        "PrivacyFilter: first names, surnames, places and streets",
        "lmeulen/PrivacyFilter",
        "8d63103",
        "MIT",
        {
            "privacyfilter/firstnames.csv": "1778401b6be42f239a4ce55e4dcb64e23252818f0de621aafaba366837aa81ec",
            "privacyfilter/lastnames.csv": "6002e68ef1117722612971b766c0e72edca13384480664902b5f6f1d445e5eb4",
            "privacyfilter/places.csv": "e97eec0551863747414c600629e65c72a52db8a59e9eaf790f5eccb4a067a417",
            "privacyfilter/streets_Nederland.csv": "bd92812d39c0632cd2a8d853eb7cbe3880092db49c6fe9d58931fd7a159f819e",
        },
    ),
    Source(
        "pii-filter: first names and ordinary words",
        "prolody/pii-filter",
        "b7eba74",
        "MIT",
        {
            "pii-filter/voornamen.json": "ed151b4f28df2c8b1cd254bd2b616b44031c8f497a54e80ee7498d066ac18cf6",
            "pii-filter/dutch.dic": "f17cca116de2f8b4246a4a9ad61d03faa91c416265f337f49cca9baf9204a5c7",
        },
    ),
    Source(
        "The thousand most frequent surnames of the Netherlands",
        "digitalheir/family-names-in-the-netherlands",
        "fa8c44e",
        "MIT",
        {"names-meertens/top1000.csv": "9fcf3ffd4d8ac02bd0d862140f1cc6faf6ad70595846a39461f315d7a6b9e581"},
    ),
    Source(
        "Popular names by country",
        "sigpwned/popular-names-by-country-dataset",
        "eb62e13",
        "CC0 1.0",
        {
            "names-popular/forenames.csv": "b55fbdd0cbc8ddfa7345322e9ebd479cc52fa1f90a5ee7e382a68b5487b01292",
            "names-popular/surnames.csv": "32cb28bea558a9d353feeef097da03c6488a4e7ba9398e5983cee2f0b9caa91c",
        },
    ),
)


def verify(data: Path) -> None:
    """Raise `ValueError`, naming the file and its source, where a file is absent or another than the one meant."""
    for source in SOURCES:
        for name, checksum in source.files.items():
            path = data / name
            if not path.is_file():
                raise ValueError(f"{name} is missing: take it from {source.repository} at {source.commit}")
            if hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
                raise ValueError(f"{name} is not the file of {source.repository} at {source.commit}")


def first_names(data: Path) -> list[str]:
    """First names of all sources and of the portal's own list, sorted."""
    found = set(_column(data / "privacyfilter/firstnames.csv", 0))
    found |= {row["naam"] for row in json.loads((data / "pii-filter/voornamen.json").read_text("utf-8"))}
    found |= set(_column(data / "names-popular/forenames.csv", 11))
    return sorted({name.capitalize() for name in lists.first_names()} | set(filter(_is_name, found)))


def surnames(data: Path) -> list[str]:
    """Surnames of all sources and of the portal's own list, with their tussenvoegsels, sorted."""
    found = set(_column(data / "privacyfilter/lastnames.csv", 0)) | set(_column(data / "names-meertens/top1000.csv", 0))
    found |= set(_column(data / "names-popular/surnames.csv", 5))
    own = {name.capitalize() for name in lists.surnames()}
    own |= {
        " ".join((*prefix, last.capitalize()))
        for last, prefixes in lists.surnames_with_prefix().items()
        for prefix in prefixes
    }
    return sorted(own | set(filter(_is_name, found)))


def places(data: Path) -> list[str]:
    """Towns, sorted."""
    return sorted({*lists.places(), *filter(_is_name, _column(data / "privacyfilter/places.csv", 0))})


def streets(data: Path) -> list[str]:
    """Streets, sorted; many bear the name of a person."""
    return sorted(set(_column(data / "privacyfilter/streets_Nederland.csv", 0)))


def dictionary(data: Path) -> list[str]:
    """Ordinary words in lower case, sorted, without those that are also a first name."""
    words = (data / "pii-filter/dutch.dic").read_text("utf-8").split("\n")
    return sorted({word for word in words if word.isalpha() and word.islower() and not lists.first_names().get(word)})


def _column(path: Path, number: int) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        yield from (row[number].strip() for row in rows if len(row) > number)


def _is_name(name: str) -> bool:
    return len(name) > 1 and name[0].isalpha() | (name[0] == "'") and not any(map(str.isdigit, name)) and len(name) < 40
