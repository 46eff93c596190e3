"""What must hold of any export, found or damaged: what is written is read back, and every line is accounted for."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.importers.whatsapp_txt import text as chat_text
from archive.importers.whatsapp_txt.headers import read_header, read_headers
from archive.importing import ImportRefused, Item, MessageKind, QuestionForPerson
from archive.reading.containers import open_container
from tests.archive.importers.reading import messages, read, write_export

CORPUS = Path(__file__).parents[2] / "corpus"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Said:
    """A message as a person wrote it, `wait` seconds after the one before."""

    sender: str
    text: str
    wait: int


HEADERS: dict[str, Callable[[datetime], str]] = {
    "Android, Dutch": lambda at: f"{at:%d-%m-%Y %H:%M} - ",
    "iOS, Dutch": lambda at: f"[{at:%d-%m-%Y, %H:%M:%S}] ",
    "iOS, Dutch, older": lambda at: f"[{at:%d-%m-%Y %H:%M:%S}] ",
    "Android, British": lambda at: f"{at:%d/%m/%Y, %H:%M} - ",
    "Android, American": lambda at: f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M}\u202f{at:%p} - ",
    "iOS, American": lambda at: f"[{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M:%S}\u202f{at:%p}] ",
    "Android, German": lambda at: f"{at:%d.%m.%y, %H:%M} - ",
    "Android, Spanish": lambda at: (
        f"{at.day}/{at.month}/{at.year}, {at.hour % 12 or 12}:{at:%M} {'ap'[at.hour > 11]}.\u00a0m. - "
    ),
    "Android, Finnish": lambda at: f"{at.day}.{at.month}.{at.year} klo {at:%H.%M} - ",
    "Android, Croatian": lambda at: f"{at.day}. {at.month}. {at.year}. {at:%H:%M} - ",
    "Android, ISO": lambda at: f"{at:%Y-%m-%d, %H:%M} - ",
    "iOS before 2015": lambda at: f"{at:%d-%m-%y %H:%M:%S}: ",
}
NAMES = ("Jan 🌊", "Anna-Lotte (RWS)", "+31 6 12345678", "~\u202fPiet", "O'Neill, J.", "سارة", "Zoë 📚 / werk")
# Without "(" and "<", with which WhatsApp's own words for an attachment or an edit begin.
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=":(<\u200e\u2028\u2029")
TEXTS = st.builds(
    lambda first, rest: "\n".join([f"Zin {first}", *(f"en {line}" for line in rest)]),
    st.text(LETTERS, max_size=40),
    st.lists(st.text(LETTERS, max_size=20), max_size=3),
)
CHATS = st.lists(st.builds(Said, st.sampled_from(NAMES), TEXTS, st.integers(0, 5 * 86_400)), min_size=1, max_size=12)


def render(chat: list[Said], header: Callable[[datetime], str], *, end: str) -> tuple[str, list[datetime]]:
    """The chat as an export, after a line that makes it a group; and the moment of each message."""
    at = datetime(2024, 1, 13, 8, 0)
    lines, moments = [f"{header(at)}Anna heeft de groep gemaakt"], []
    for said in chat:
        at += timedelta(seconds=said.wait)
        lines.append(f"{header(at)}{said.sender}: {said.text}")
        moments.append(at)
    return end.join(lines) + end, moments


@pytest.mark.parametrize("shape", HEADERS)
@given(chat=CHATS, end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_read_back(shape: str, chat: list[Said], end: str) -> None:
    text, moments = render(chat, HEADERS[shape], end=end)
    with tempfile.TemporaryDirectory() as folder:
        found = messages(read(write_export(Path(folder), text, name="WhatsApp-chat met Groep.txt")))
    seconds = found[0].precision == 1
    assert [message.text for message in found[1:]] == [said.text for said in chat]
    assert [message.sender.shown for message in found[1:] if message.sender] == [said.sender for said in chat]
    assert [message.sent_at for message in found[1:]] == [
        at.replace(second=at.second if seconds else 0, tzinfo=AMSTERDAM) for at in moments
    ]
    assert all(message.kind is MessageKind.TEXT for message in found[1:])
    assert not any("vervalst" in warning for message in found for warning in message.warnings)


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1))
RESTS = st.sampled_from(["Jan: hallo", "", "Anna heeft de groep gemaakt", " Jan: zo", "] x", "12:00 - x"])
WRITTEN = st.builds(
    lambda mark, header, at, rest: f"{mark}{header(at)}{rest}",
    st.sampled_from(["", "", "\u200e"]),
    st.sampled_from([*HEADERS.values()]),
    MOMENTS,
    RESTS,
)
NEARLY = st.from_regex(
    r"\[?\d{1,4}[-/.] ?\d{1,2}[-/.] ?\d{1,4}\.?,? \d{1,2}[:.]\d{2}([:.]\d{2})?( ?[ap]m)?(\]| - |: ).{0,9}"
)


@example(lines=["٠١/٠٢/٢٠٢٦ ١٤:٠٣ - Jan: hallo"])
@given(lines=st.lists(st.one_of(WRITTEN, NEARLY.map(lambda line: line.strip("\r\n")), st.text(LETTERS, max_size=9))))
@settings(deadline=None)
def test_a_header_is_read_the_same_whatever_stood_before_it(lines: list[str]) -> None:
    found = [header for _, _, header in read_headers((line, "\n") for line in lines)]
    assert found == [read_header(line) for line in lines]


@given(text=st.text(st.sampled_from("aé\u2028\x0b\r\n"), max_size=40), size=st.integers(1, 9))
@settings(deadline=None)
def test_the_lines_of_a_chat_are_all_of_it(text: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, patch.object(chat_text, "PIECE", size):
        path = write_export(Path(folder), text or "x")
        with open_container(path) as container:
            lines = list(chat_text.ChatText(container, path.name, "utf-8", "strict", ()).lines())
    assert "".join(line + end for line, end in lines) == (text or "x")
    assert not any(mark in line for line, _ in lines for mark in "\r\n")
    assert all(end in ("\n", "\r", "\r\n") for _, end in lines[:-1])
    assert lines[-1][1] in ("\n", "\r", "\r\n") or (lines[-1][0] and not lines[-1][1])
    assert not any(end == "\r" and after == ("", "\n") for (_, end), after in pairwise(lines))


def damaged(original: bytes, dice: random.Random) -> bytes:
    """A file after one to four accidents."""
    data = bytearray(original)
    for _ in range(dice.randint(1, 4)):
        place, length = dice.randrange(len(data) or 1), dice.randint(1, 60)
        match dice.randrange(6):
            case 0:
                del data[place:]
            case 1:
                del data[place : place + length]
            case 2:
                data[place : place + length] = dice.randbytes(length)
            case 3:
                lines = data.split(b"\n")
                dice.shuffle(lines)
                data = bytearray(b"\n".join(lines))
            case 4:
                data[place:place] = data[: length * 4]
            case 5:
                data[place:place] = dice.choice(
                    [b"\r\n", b"\n", b"\r", b"\xe2\x80\x8e", b"[", b"}", b": ", b'"', b"\xff"]
                )
    return bytes(data)


def outcome(path: Path) -> list[Item]:
    """The items of a damaged file; none when it is refused or a person is asked. Nothing else may happen."""
    try:
        return read(path)
    except (ImportRefused, QuestionForPerson):
        return []


@pytest.mark.parametrize(
    "case", ["dutch_android_group", "american_android_12_hours", "pasted_headers_of_another_phone"]
)
def test_a_damaged_chat_is_accounted_for_or_refused(case: str, tmp_path: Path) -> None:
    original = next((CORPUS / "whatsapp_txt" / case).glob("source*")).read_bytes()
    accepted = 0
    for seed in range(150):
        accepted += bool(outcome(write_export(tmp_path, damaged(original, random.Random(seed)))))
    assert accepted > 20


def test_a_damaged_zip_is_accounted_for_or_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    folder = CORPUS / "whatsapp_txt" / "dutch_ios_group_zip" / "source"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            if path.is_file():
                archive.write(path, path.name)
    for seed in range(200):
        outcome(write_export(tmp_path, damaged(packed.getvalue(), random.Random(seed)), name="WhatsApp Chat - Woo.zip"))


def test_a_damaged_signal_export_is_accounted_for_and_keeps_its_keys(tmp_path: Path) -> None:
    original = (CORPUS / "signal_jsonl" / "people_edits_quotes_reactions" / "source.jsonl").read_bytes()
    head, frames = original.split(b"\n", 1)
    key = head.split(b'"')[-2].decode()
    accepted = 0
    for seed in range(150):
        mutated = head + b"\n" + damaged(frames, random.Random(seed))
        items = outcome(write_export(tmp_path, mutated, name="main.jsonl"))
        accepted += len(items) > 5
        assert key not in repr(items)
    assert accepted > 50
