"""Finds the plug-ins of a package: each module in it registers what it offers, a new file is a new plug-in."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Generic, TypeVar

P = TypeVar("P")


class Registry(Generic[P]):
    """The plug-ins of one package, by name, in the order of their names.

    The package is walked once, at the first use, so that importing the contract costs nothing. A test that wants other
    plug-ins makes its own registry.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._plugins: dict[str, P] = {}
        self._loaded = False

    def register(self, plugin_class: type[P]) -> type[P]:
        """Class decorator: make one instance and keep it under its `name`. Raises `ValueError` for a name in use."""
        plugin = plugin_class()
        name: str = plugin.name  # type: ignore[attr-defined]
        if name in self._plugins:
            raise ValueError(f"{self._package}: two plug-ins are called {name!r}")
        self._plugins[name] = plugin
        return plugin_class

    def _load(self) -> None:
        if self._loaded:
            return
        package = importlib.import_module(self._package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self._package}.{module.name}")
        self._loaded = True

    def __iter__(self) -> Iterator[P]:
        self._load()
        return iter([self._plugins[name] for name in sorted(self._plugins)])

    def __getitem__(self, name: str) -> P:
        self._load()
        return self._plugins[name]
