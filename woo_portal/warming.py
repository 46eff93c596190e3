"""What a process of the web server loads ahead of its first visitors: what is otherwise read by whoever comes first.

In a thread of its own, so that the process answers at once, and there only: commands, tests and workers load what they use.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template

from redaction.names import ordinary_words

logger = logging.getLogger(__name__)


def warm_up() -> threading.Thread:
    """Begin to load, and return the thread that does it."""
    thread = threading.Thread(target=load_all, name="warming", daemon=True)
    thread.start()
    return thread


def load_all() -> None:
    """Load everything. What cannot be loaded is told in the log: the page that needs it says better what is the matter."""
    for load in LOADED:
        try:
            load()
        except Exception:
            logger.warning("Loading ahead stopped: %s", load.__name__, exc_info=True)
    keep_for_good()


def keep_for_good() -> None:
    """Take what is loaded now out of the collector's rounds: it stays, and need not be looked at again."""
    gc.collect()
    gc.freeze()


def template_names() -> Iterator[str]:
    """The names of the portal's own pages and parts of pages."""
    folder: Path = settings.BASE_DIR / "templates"
    return (str(path.relative_to(folder)) for path in sorted(folder.rglob("*.html")))


def _load_templates() -> None:
    for name in template_names():
        get_template(name)


LOADED: tuple[Callable[[], object], ...] = (_load_templates, ordinary_words.load)
