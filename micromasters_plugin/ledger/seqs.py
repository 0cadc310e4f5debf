"""Define a set of entry numbers. The set stores the numbers in blocks, with one bit of memory for each number."""

from __future__ import annotations

from collections.abc import Iterator

#: One block covers this many numbers.
BLOCK = 4096


class Seqs:
    """A set of integers that are not negative. ``len`` counts these integers."""

    def __init__(self) -> None:
        self._blocks: dict[int, int] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, seq: int) -> bool:
        block, bit = divmod(seq, BLOCK)
        return bool(self._blocks.get(block, 0) >> bit & 1)

    def add(self, seq: int) -> None:
        """Add ``seq``."""
        block, bit = divmod(seq, BLOCK)
        before = self._blocks.get(block, 0)
        after = before | 1 << bit
        if after != before:
            self._blocks[block] = after
            self._count += 1

    def without(self, *others: Seqs) -> Iterator[int]:
        """Yield in ascending order the numbers that are in none of the sets ``others``."""
        for block, bits in sorted(self._blocks.items()):
            for other in others:
                bits &= ~other._blocks.get(block, 0)
            while bits:
                lowest = bits & -bits
                yield block * BLOCK + lowest.bit_length() - 1
                bits ^= lowest
