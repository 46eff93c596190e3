"""The algebra of Merkle trees: a proof holds for its leaf, its place and its list, and for nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.sealing.merkle import EMPTY, leaf_hash, node_hash, path, root_from, tree_of

LISTS = st.lists(st.binary(max_size=8), min_size=1, max_size=70).map(lambda items: [leaf_hash(item) for item in items])


def test_the_roots_of_the_specification():
    """RFC 6962, 2.1: of nothing, of one and of three leaves."""
    a, b, c = (leaf_hash(bytes([number])) for number in range(3))
    assert tree_of([]).root == EMPTY
    assert tree_of([a]).root == a
    assert tree_of([a, b, c]).root == node_hash(node_hash(a, b), c)


@given(LISTS, st.data())
def test_every_leaf_can_be_proved(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    audit_path = path(index, leaves)
    assert root_from(leaves[index], index, len(leaves), audit_path) == tree_of(leaves).root
    assert len(audit_path) <= (len(leaves) - 1).bit_length()


@given(LISTS, st.data())
def test_a_proof_holds_for_no_other_leaf_and_no_other_path(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    audit_path, root = path(index, leaves), tree_of(leaves).root
    assert root_from(leaf_hash(b"something else entirely"), index, len(leaves), audit_path) != root
    if audit_path:
        audit_path[0] = bytes(32)
        assert root_from(leaves[index], index, len(leaves), audit_path) != root


@given(LISTS)
def test_whole_runs_have_roots_of_their_own(leaves):
    tree = tree_of(leaves, level=3)
    assert tree.subtrees == [tree_of(leaves[start : start + 8]).root for start in range(0, len(leaves) - 7, 8)]


def test_a_path_of_another_length_is_no_path():
    leaves = [leaf_hash(bytes([number])) for number in range(5)]
    for audit_path in ([], path(2, leaves)[:-1], [*path(2, leaves), bytes(32)]):
        with pytest.raises(ValueError, match="path"):
            root_from(leaves[2], 2, 5, audit_path)
