"""What lies beside mail and transcripts is told from what is another app's export."""

from __future__ import annotations

import pytest

from archive.reading.companions import is_list, may_lie_beside


@pytest.mark.parametrize(
    "member",
    [
        "manifest.csv", "20260218.mf", "Export_Loadfile_0001.csv", "map/Results.csv", "metadata.json", "warning.txt",
        "Load_File.dat", "index.html", "summary - levering.csv", "hash.sha256",
    ],
)  # fmt: skip
def test_lists_of_a_supplier(member: str) -> None:
    assert is_list(member)
    assert may_lie_beside(member)


@pytest.mark.parametrize("member", ["foto.jpg", "map/stuk.docx", "zonder", "film.MP4", "Besluit.pdf"])
def test_documents(member: str) -> None:
    assert not is_list(member)
    assert may_lie_beside(member)


@pytest.mark.parametrize(
    "member",
    [
        "_chat.txt", "WhatsApp-chat met Eva.txt", "main.jsonl", "result.json", "export.json", "report.xml", "channels.json",
        "rsmf_manifest.json", "msgstore.db", "messages.html", "sms-2026.xml", "contacts.csv", "mail.pst", "a.rsmf", "x.ZIP",
    ],
)  # fmt: skip
def test_what_is_an_export_of_its_own(member: str) -> None:
    assert not may_lie_beside(member)
