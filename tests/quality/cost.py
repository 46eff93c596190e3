"""What the detectors cost a process of their own: seconds to be ready, memory, and messages a CPU second, many at once as a
dossier is searched, and the same ones once more one by one.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

MESSAGES = 3000


def measure() -> dict[str, float]:
    """The figures, measured in a new process."""
    done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _measure_here() -> dict[str, float]:
    started = time.process_time()
    from redaction.finding import find_all, find_in_each
    from tests.quality.scoring import senders_as_context
    from tests.quality.sets import SETS

    find_all("Jan belt Fatima op 06-12345678.")
    ready = time.process_time() - started
    messages = [message for read in SETS.values() for message in read()]
    contexts = senders_as_context(messages)
    chosen = (messages * (1 + MESSAGES // len(messages)))[:MESSAGES]
    rates: dict[str, list[float]] = {"rate": [], "alone": []}
    for first in range(0, MESSAGES, 500):
        part = [(message.text, contexts[message.conversation]) for message in chosen[first : first + 500]]
        started = time.process_time()
        list(find_in_each(part))
        between = time.process_time()
        for text, context in part:
            find_all(text, context)
        rates["rate"].append(len(part) / (between - started))
        rates["alone"].append(len(part) / (time.process_time() - between))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    medians = {name: sorted(laps)[len(laps) // 2] for name, laps in rates.items()}
    return {"ready": ready, "memory": memory, **medians}


if __name__ == "__main__":
    print(json.dumps(_measure_here()))
