"""A module that calls itself pure reaches no framework, however far away it is imported."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("archive", "redaction", "woo_portal")
FRAMEWORKS = ("django", "celery")


def modules_that_call_themselves_pure() -> list[str]:
    """By what their first lines say."""
    names = []
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        if re.search(r"\bPure\b", ast.get_docstring(ast.parse(path.read_text())) or ""):
            names.append(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    return names


def test_what_calls_itself_pure_reaches_no_framework() -> None:
    """The inventory reached Django through the names of labels."""
    pure = modules_that_call_themselves_pure()
    graph = grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)
    chains = [graph.find_shortest_chain(module, framework) for module in pure for framework in FRAMEWORKS]

    assert len(pure) > 100
    assert [chain for chain in chains if chain] == []
