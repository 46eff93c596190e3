"""The folder of a trained name finder: its weights and the card that vouches for them. Knows nothing of the network."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

SHIPPED = Path(__file__).parent / "model"
"""The folder of the one that ships."""
WEIGHTS, CARD = "weights.bin", "CARD.md"
_CHECKSUM = re.compile(r"SHA-256 of `weights\.bin`: `([0-9a-f]{64})`")
_EXAMPLES = re.compile(r"SHA-256 of the examples: `([0-9a-f]{64})`")


class ModelUnfit(Exception):
    """A folder holds no model the portal may use; the message is Dutch and says why."""


def weights_in(folder: Path) -> bytes:
    """The weights in a folder, which are those its card tells of. Raises `ModelUnfit`."""
    if not folder.is_dir():
        raise ModelUnfit(f"De map {folder} bestaat niet.")
    try:
        weights, card = (folder / WEIGHTS).read_bytes(), (folder / CARD).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelUnfit(f"In {folder} zijn {WEIGHTS} en {CARD} niet te lezen.") from error
    told = _CHECKSUM.search(card)
    if told is None or told[1] != hashlib.sha256(weights).hexdigest():
        raise ModelUnfit(f"In {folder} hoort {CARD} niet bij {WEIGHTS}: het controlegetal is een ander.")
    return weights


def examples_of(folder: Path) -> str:
    """The SHA-256 of the examples a model learned from, as its card tells; empty when it learned from none."""
    told = _EXAMPLES.search((folder / CARD).read_text("utf-8"))
    return told[1] if told else ""
