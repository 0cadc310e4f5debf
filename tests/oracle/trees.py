"""Read the trees of programs."""

from __future__ import annotations

from tests.oracle.attempts import Rules


def leaves_of(tree: Rules) -> list[Rules]:
    """Return the courses and nested programs of a tree, in the order of the tree."""
    children = tree.get("all_of", tree.get("of"))
    return [tree] if children is None else [leaf for child in children for leaf in leaves_of(child)]
