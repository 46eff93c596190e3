"""Merkle trees as in RFC 6962, section 2.1: one hash for a list, and short proofs that something stands in it. Pure.

A leaf and a node are hashed with another first byte, so that none can pass for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf with this content."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Tree:
    """A tree that grows leaf by leaf and keeps one hash a level, and the hashes at one level to find a difference by.

    `subtrees` are the roots of every whole run of `2**level` leaves; a difference between two lists lies in the first run
    that has another root, or after the last.
    """

    level: int = 10
    count: int = 0
    subtrees: list[bytes] = field(default_factory=list)
    _peaks: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        self.count += 1
        height, top = 0, leaf
        if height == self.level:
            self.subtrees.append(top)
        while self._peaks and self._peaks[-1][0] == height:
            top = node_hash(self._peaks.pop()[1], top)
            height += 1
            if height == self.level:
                self.subtrees.append(top)
        self._peaks.append((height, top))

    @property
    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._peaks:
            return EMPTY
        top = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            top = node_hash(peak, top)
        return top


def tree_of(leaves: Iterable[bytes], *, level: int = 10) -> Tree:
    """The tree over the hashes of leaves."""
    tree = Tree(level)
    for leaf in leaves:
        tree.add(leaf)
    return tree


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The audit path of a leaf (RFC 6962, 2.1.1), from below: hashes of which each tells nothing of the leaves under it.

    Raises `IndexError` for a leaf that is not there.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    half = _largest_power_below(len(leaves))
    if index < half:
        return [*path(index, leaves[:half]), tree_of(leaves[half:]).root]
    return [*path(index - half, leaves[half:]), tree_of(leaves[:half]).root]


def root_from(leaf: bytes, index: int, count: int, audit_path: Sequence[bytes]) -> bytes:
    """The root that a leaf at this index of so many has with this path. Raises `ValueError` for a path of another length."""
    if not 0 <= index < count:
        raise ValueError(f"leaf {index} of {count}")
    if count == 1:
        if audit_path:
            raise ValueError("a path too long")
        return leaf
    if not audit_path:
        raise ValueError("a path too short")
    half = _largest_power_below(count)
    *below, beside = audit_path
    if index < half:
        return node_hash(root_from(leaf, index, half, below), beside)
    return node_hash(beside, root_from(leaf, index - half, count - half, below))


def _largest_power_below(count: int) -> int:
    """The largest power of two smaller than `count`, which is two at least."""
    return 1 << ((count - 1).bit_length() - 1)
