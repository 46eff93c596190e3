"""How fast a WhatsApp text is read, beside the readers of `peers.txt`: the same file, one after another, in the same run."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.generate import export
from tests.environments import environment

MESSAGES, RUNS = 200_000, 5
PINNED = Path(__file__).parent / "peers.txt"
SCRIPT = Path(__file__).parent / "peer_process.py"
PEERS = {
    "whatstk": "whatstk",
    "whatstk-told": "whatstk, die verteld is hoe de koppen zijn geschreven",
    "chat-miner": "chat-miner, zonder tabel",
}


def read_once(path: str) -> None:
    """Read the file as an import does, and print what it cost in processor seconds."""
    from archive.importing import ImportOptions, ParsedMessage, importers
    from archive.reading.containers import open_container

    importer = importers["whatsapp_txt"]
    started = time.process_time()
    with open_container(Path(path)) as container:
        messages = sum(isinstance(item, ParsedMessage) for item in importer.parse(container, ImportOptions()))
    print(json.dumps({"seconds": time.process_time() - started, "messages": messages}))


def compare(folder: Path, peers: Path | None) -> Iterator[str]:
    """A line for each reader: the median of its runs. `peers` is the folder of their environment; None leaves them out."""
    path = folder / "lezen.txt"
    export(path, MESSAGES)
    commands = {"dit portaal": [sys.executable, "-m", "tests.bench", "--read", str(path)]}
    if peers is not None:
        try:
            python = environment(peers, PINNED)
        except subprocess.CalledProcessError as error:
            yield f"Andere lezers zijn niet te installeren en blijven weg: {error.stderr.strip().splitlines()[-1]}"
        else:
            commands |= {label: [str(python), str(SCRIPT), name, str(path)] for name, label in PEERS.items()}
    found: dict[str, list[dict[str, float]]] = {label: [] for label in commands}
    for _ in range(RUNS):
        for label, command in commands.items():
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found[label].append(json.loads(done.stdout.splitlines()[-1]))
    own = statistics.median(run["seconds"] for run in found["dit portaal"])
    yield f"Een WhatsApp-tekst van {MESSAGES} berichten lezen, in rekentijd (mediaan van {RUNS})"
    for label, runs in found.items():
        seconds, messages = statistics.median(run["seconds"] for run in runs), int(runs[0]["messages"])
        beside = "" if label == "dit portaal" else f"   {seconds / own:.2f} keer zo lang"
        yield f"    {label:54} {seconds:5.2f} s   {messages / seconds:7.0f} berichten/s ({messages} gelezen){beside}"
