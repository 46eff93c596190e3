"""What XML may not hold is replaced, wherever the pieces of a file are cut."""

from __future__ import annotations

import io

import pytest

from archive.reading import xml_repair


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_characters_are_repaired_wherever_the_file_is_cut(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(xml_repair, "CHUNK_BYTES", size)
    source = "a&#x1F;b&#55357;&#128077;<![CDATA[&#x1F; ]] > é\x07]]>&#0;&#10;&amp;&#xFFFFFFFF;\ufffe"
    repair = xml_repair.Repair()
    assert "".join(map(str, repair.chunks(io.BytesIO(source.encode() + b"\xff\xed\xa0\xbd")))) == (
        "a\ufffdb\ufffd&#128077;<![CDATA[&#x1F; ]] > é\ufffd]]>\ufffd&#10;&amp;\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"
    )
    assert repair.count == 10
