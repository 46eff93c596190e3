"""The leak check reads all of the workbook, and takes nothing of its structure for a secret."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.portal.disclosure.test_leak_check import DISCLOSURE, NAME, SECRET, channels, package
from woo_portal.disclosure.leak_check import Checker, Secret
from woo_portal.disclosure.leak_check import xlsx as xlsx_reading
from woo_portal.disclosure.publishing import File, formats

__all__ = ["package"]


def cell(workbook: openpyxl.Workbook) -> None:
    workbook.active["M9"] = NAME


def number(workbook: openpyxl.Workbook) -> None:
    workbook.active["M9"] = 612345678


def formula(workbook: openpyxl.Workbook) -> None:
    workbook.active["M9"] = '="Marloes"&" Prins"&"Marloes Prins"'


def property_(workbook: openpyxl.Workbook) -> None:
    workbook.properties.lastModifiedBy = NAME


def sheet_name(workbook: openpyxl.Workbook) -> None:
    workbook.create_sheet(NAME).sheet_state = "veryHidden"


def note(workbook: openpyxl.Workbook) -> None:
    workbook.active["A1"].comment = Comment("Vraag na bij Marloes Prins", "Els")


def defined_name(workbook: openpyxl.Workbook) -> None:
    workbook.defined_names["MarloesPrins"] = DefinedName("MarloesPrins", attr_text="Inventarislijst!$A$1")


def footer(workbook: openpyxl.Workbook) -> None:
    workbook.active.oddFooter.center.text = NAME


@pytest.mark.parametrize("plant", [cell, number, formula, property_, sheet_name, note, defined_name, footer])
def test_a_secret_in_the_workbook_is_found(package, plant):
    file, target = package["inventarislijst.xlsx"], io.BytesIO()
    workbook = openpyxl.load_workbook(io.BytesIO(file.content))
    plant(workbook)
    workbook.save(target)
    secrets = [SECRET, Secret("06-12345678", "bericht 4")]
    found = Checker(secrets, DISCLOSURE).check_file(File(file.name, target.getvalue())).findings
    assert {finding.reference for finding in found} & {"bericht 31, tekst", "bericht 4"}


def own_words(file: File) -> set[str]:
    """Every word the file format itself brings along: in part names, elements, attributes, relations."""
    pieces = xlsx_reading.read(file.content).pieces
    return {word for piece in pieces if piece.structural for word in (piece.text, *re.findall(r"\w+", piece.text))}


@pytest.mark.parametrize("documents", [0, 1, 40])
def test_the_structure_of_a_workbook_is_nobodys_secret(documents):
    """ "shared" was withheld in a message, stands in "sharedStrings.xml", and blocked every package."""
    disclosure = replace(DISCLOSURE, documents=DISCLOSURE.documents * documents)
    [file] = (made for export in formats if export.name == "inventory_xlsx" for made in export.render(disclosure))
    withheld = own_words(file) | {"shared", "Strings", "database", "document", "worksheets"}
    assert len(withheld) > 200
    assert channels(file, *(Secret(word, f"bericht {word}") for word in withheld), disclosure=disclosure) == set()


PLACES = {
    "the name of a part": lambda parts: parts | {"xl/shared.xml": "<nothing/>"},
    "a part that comes twice": lambda parts: parts | {"xl//sharedStrings.xml": parts["xl/sharedStrings.xml"]},
    "a content type": lambda parts: _instead(parts, "[Content_Types].xml", "<Override ", '<Override Shared="shared" '),
    "a relation": lambda parts: _instead(
        parts,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        '<Relationship Id="rId9" Target="sharedStrings.xml"/></Relationships>',
    ),
    "the name of a sheet": lambda parts: _instead(parts, "xl/workbook.xml", 'name="Gronden"', 'name="Shared"'),
    "a defined name": lambda parts: _instead(
        parts, "xl/workbook.xml", "</definedNames>", '<definedName name="shared">1</definedName></definedNames>'
    ),
    "the name of an element": lambda parts: _instead(parts, "xl/styles.xml", "</styleSheet>", "<shared/></styleSheet>"),
    "an attribute of a cell": lambda parts: _instead(
        parts, "xl/worksheets/sheet1.xml", '<c r="A1"', '<c x="shared" r="A1"'
    ),
    "an attribute of a string": lambda parts: _instead(parts, "xl/sharedStrings.xml", "<si><t>", '<si><t x="shared">'),
    "a property": lambda parts: _instead(parts, "docProps/app.xml", "<Application>", "<Application>Shared "),
    "a cell": lambda parts: _instead(parts, "xl/sharedStrings.xml", "<si><t>", "<si><t>shared "),
    "a comment": lambda parts: _instead(parts, "xl/theme/theme1.xml", "<a:theme ", "<!-- shared --><a:theme "),
}


def _instead(parts: dict[str, str], part: str, old: str, new: str) -> dict[str, str]:
    assert old in parts[part]
    return parts | {part: parts[part].replace(old, new, 1)}


@pytest.mark.parametrize("plant", PLACES.values(), ids=PLACES.keys())
def test_a_secret_that_is_also_a_word_of_the_structure_is_found_wherever_else_it_stands(package, plant):
    file, target = package["inventarislijst.xlsx"], io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in plant(parts).items():
            archive.writestr(name, content)
    secret = Secret("shared", "bericht 6088, tekst")

    assert channels(file, secret) == set()
    assert channels(File(file.name, target.getvalue()), secret)
