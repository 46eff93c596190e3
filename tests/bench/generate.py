"""A WhatsApp export of any size: words by Zipf's law over the demonstration's own vocabulary, a day of forty messages."""

from __future__ import annotations

import json
import random
import re
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "docs" / "demo"
SENDERS = 12
MESSAGES_A_DAY = 40
PERSONAL = (
    "bel me op 06-8{n:07d}",
    "mail naar persoon{n}@mail.example.org",
    "vraag het aan Willemijn de Haas",
    "mevr. Van den Broek is er ook",
    "BSN {bsn}",
)


def vocabulary() -> list[str]:
    """The words of the demonstration's messages, the most frequent first."""
    words: dict[str, int] = {}
    with (DEMO / "messages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for word in re.findall(r"\w+", json.loads(line)["text"].lower()):
                words[word] = words.get(word, 0) + 1
    return sorted(words, key=lambda word: (-words[word], word))


def export(target: Path, messages: int, *, seed: int = 1) -> None:
    """Write an Android export of so many messages to `target`; the same seed gives the same bytes."""
    chance, words = random.Random(seed), vocabulary()
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    senders = [f"{chance.choice(['Jan', 'Fatima', 'Wout', 'Saskia'])} Tester{number}" for number in range(SENDERS)]
    moment = datetime(2020, 1, 6, 8, 0)
    with target.open("w", encoding="utf-8") as out:
        out.write("06-01-2020 07:59 - Berichten en oproepen worden end-to-end versleuteld.\n")
        for number in range(messages):
            if number and number % MESSAGES_A_DAY == 0:
                moment = (moment + timedelta(days=1)).replace(hour=8, minute=0)
            moment += timedelta(minutes=chance.randint(0, 12))
            length = min(80, max(1, round(chance.lognormvariate(2.2, 0.7))))
            text = " ".join(chance.choices(words, cum_weights=weights, k=length))
            if chance.random() < 0.1:
                text += " " + chance.choice(PERSONAL).format(n=chance.randrange(10**7), bsn="999990019")
            out.write(f"{moment:%d-%m-%Y %H:%M} - {chance.choice(senders)}: {text}\n")
