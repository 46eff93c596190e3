"""What the detectors cost a process of their own: seconds to be ready, memory, and messages a CPU second."""

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
    from redaction.finding import find_all
    from redaction.quality import senders_as_context
    from tests.quality.sets import SETS

    find_all("Jan belt Fatima op 06-12345678.")
    ready = time.process_time() - started
    messages = [message for read in SETS.values() for message in read()]
    contexts = senders_as_context(messages)
    chosen = (messages * (1 + MESSAGES // len(messages)))[:MESSAGES]
    rates = []
    for first in range(0, MESSAGES, 500):
        part = chosen[first : first + 500]
        started = time.process_time()
        for message in part:
            find_all(message.text, contexts[message.conversation])
        rates.append(len(part) / (time.process_time() - started))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ready": ready, "memory": memory, "rate": sorted(rates)[len(rates) // 2]}


if __name__ == "__main__":
    print(json.dumps(_measure_here()))
