"""Stands alone, in the environment of the peers: reads texts from stdin, a JSON string a line, and prints the spans of persons.

The last line is the cost. Ends with `NOT_INSTALLED` where the peer is not there.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable

NOT_INSTALLED = 3
Finder = Callable[[str], Iterable[tuple[int, int]]]


def deduce() -> Finder:
    """The rules and lists of deduce, without the details of a patient that it can be given."""
    from deduce import Deduce

    model = Deduce()
    return lambda text: (
        (found.start_char, found.end_char)
        for found in model.deidentify(text).annotations
        if found.tag in ("persoon", "patient")
    )


def spacy() -> Finder:
    """The largest of spaCy's Dutch pipelines that is installed."""
    from spacy.util import get_installed_models, load

    names = sorted(name for name in get_installed_models() if name.startswith("nl_core_news_"))
    if not names:
        raise ImportError("no Dutch pipeline is installed")
    pipeline = load(names[0])  # "lg" comes before "md" and "sm"
    return lambda text: (
        (found.start_char, found.end_char) for found in pipeline(text).ents if found.label_ == "PERSON"
    )


def main(name: str) -> None:
    """Answer for every line of stdin."""
    started = time.process_time()
    try:
        find = {"deduce": deduce, "spacy": spacy}[name]()
    except ImportError:
        sys.exit(NOT_INSTALLED)
    ready = time.process_time() - started
    texts = [json.loads(line) for line in sys.stdin]
    started = time.process_time()
    for text in texts:
        print(json.dumps(sorted((int(start), int(end)) for start, end in find(text))))
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": len(texts) / seconds, "memory": memory, "ready": ready}))


if __name__ == "__main__":
    main(sys.argv[1])
