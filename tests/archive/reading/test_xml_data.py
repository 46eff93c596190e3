"""Files inside XML are cut out wherever the document is cut in pieces, and nothing else is touched."""

from __future__ import annotations

import base64
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading import xml_data
from archive.reading.containers import ImportRefused, open_container
from archive.reading.nested_containers import NestedContainer
from archive.reading.transfer_encodings import from_base64
from archive.reading.xml_data import Cut, DataCutter, cut_in

CORPUS = Path(__file__).parents[2] / "corpus" / "sms_xml"
HARD = (CORPUS / "mms_files_of_every_kind" / "source.xml").read_text()


def cut(document: str, *sizes: int) -> tuple[str, dict[int, bytes]]:
    """The document fed in pieces of these sizes over and over: what is left of it, and the letters of each file."""
    taken: dict[int, bytes] = {}
    cutter = DataCutter(lambda number, letters: taken.update({number: taken.get(number, b"") + letters}))
    left, place, turn = [], 0, 0
    while place < len(document):
        size = sizes[turn % len(sizes)]
        left.append(cutter.feed(document[place : place + size]))
        place, turn = place + size, turn + 1
    return "".join([*left, cutter.close()]), taken


@given(sizes=st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_it_is_the_same_wherever_the_document_is_cut(sizes: list[int]) -> None:
    assert cut(HARD, *sizes) == cut(HARD, len(HARD))


@given(
    contents=st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=4),
    texts=st.lists(st.text(st.sampled_from("<>&\"' =/!-[]data part"), max_size=20), min_size=4, max_size=4),
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=3),
)
def test_what_was_put_in_comes_out_and_the_rest_stays_as_it_was(
    contents: list[bytes], texts: list[str], sizes: list[int]
) -> None:
    parts = [
        f"<part name={quoteattr(text)} data={quoteattr(base64.b64encode(content).decode())} fn={quoteattr(text)}/>"
        for text, content in zip(texts, contents, strict=False)
    ]
    left, taken = cut(f"<smses><x data={quoteattr(texts[0])}/>{''.join(parts)}</smses>", *sizes)

    assert [b"".join(from_base64(iter([taken[number]]))) for number in sorted(taken)] == contents
    root = ElementTree.fromstring(left)
    assert root.find("x").attrib == {"data": texts[0]}
    for number, (part, text, content) in enumerate(zip(root.iter("part"), texts, contents, strict=False), start=1):
        assert (part.attrib["name"], part.attrib["fn"]) == (text, text)
        assert cut_in(part.attrib["data"]) == Cut(number, base64.b64encode(content).decode()[:60], False)


@pytest.mark.parametrize(
    "document",
    [
        "",
        "<",
        "<smses",
        "<!",
        "<!-- <part data='AAAA'",
        "<![CDATA[<part data='AAAA'>",
        "<? part data='A' ?",
        "a & b > c",
    ],
)
def test_a_document_without_files_or_without_an_end_is_left_alone(document: str) -> None:
    assert cut(document, 1) == (document, {})


@pytest.mark.parametrize(
    ("written", "is_damaged"),
    [
        ("QUJD", False),
        ("QUI=", False),
        ("QUI", False),
        ("Q", True),
        ("QU JD", False),
        ("QU&#10;JD", False),
        ("QU@JD", True),
    ],
)
def test_what_is_damaged_is_marked(written: str, is_damaged: bool) -> None:
    left, _ = cut(f'<part data="{written}"/>', 3)
    found = cut_in(ElementTree.fromstring(left).attrib["data"])
    assert found is not None
    assert found.is_damaged == is_damaged


def test_a_file_is_opened_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "sms.xml").write_text(HARD)
    with NestedContainer(open_container(tmp_path / "sms.xml")) as container:
        found = {member: container.open(f"sms.xml!/{member}").read() for member in container.inside("sms.xml").members}
        assert container.size("sms.xml!/1") == len(b"Conceptnota hoogwater")
        for absent in ("sms.xml!/7", "sms.xml!/../1"):
            with pytest.raises(KeyError):
                container.open(absent)
    assert found["1"] == b"Conceptnota hoogwater"
    assert found["2"] == b"De tekst staat hier als bestand"
    assert found["3"].startswith(b"GIF89a")
    assert found["3"].endswith(b";")
    assert found["4"] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0"[: len(found["4"])]
    assert found["5"] == b"#!AMR\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_document_saved_anew_is_opened(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "sms.xml").write_bytes(HARD.encode(encoding))
    with NestedContainer(open_container(tmp_path / "sms.xml")) as container:
        assert container.open("sms.xml!/1").read() == b"Conceptnota hoogwater"


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_data, "MAX_MEMBERS", 4)
    (tmp_path / "sms.xml").write_text(HARD)
    with (
        NestedContainer(open_container(tmp_path / "sms.xml")) as container,
        pytest.raises(ImportRefused, match="meer dan 4 bestanden"),
    ):
        container.inside("sms.xml")


def test_memory_does_not_grow_with_a_file(tmp_path: Path) -> None:
    with (tmp_path / "sms.xml").open("w") as stream:
        stream.write('<smses><part data="')
        for _ in range(400):
            stream.write("A" * 100_000)
        stream.write('"/></smses>')
    with NestedContainer(open_container(tmp_path / "sms.xml")) as container:
        tracemalloc.start()
        assert container.size("sms.xml!/1") == 30_000_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 6_000_000
