"""Compare the entries that erasures list with the entries that are empty.

The code is pure, and needs one bit of memory for each entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from micromasters_plugin.ledger.seqs import Seqs

#: These fields of an erasure's payload list the erased entries, and the entries with a redacted reason.
ERASED, REDACTED = "erased", "redacted"


class Erasures:
    """A collection of the empty entries and of the entries that erasures list.

    ``differences`` compares the two sets.
    """

    def __init__(self) -> None:
        self.erased, self.redacted = Seqs(), Seqs()
        self._blank, self._unsalted, self._public = Seqs(), Seqs(), Seqs()

    def note_erasure(self, seq: int) -> None:
        """Note that entry ``seq`` is an erasure, so the entry has no person to erase."""
        self._public.add(seq)

    def note_blank(self, seq: int) -> None:
        """Note that the person of entry ``seq`` was removed."""
        self._blank.add(seq)

    def note_unsalted(self, seq: int) -> None:
        """Note that the reason of entry ``seq`` has no salt, so nobody can check the reason's text."""
        self._unsalted.add(seq)

    def read(self, at: int, payload: dict[str, Any]) -> Iterator[str]:
        """Read the lists of the erasure with number ``at``, and yield the problems of these lists."""
        erased, redacted = payload.get(ERASED), payload.get(REDACTED)
        if not isinstance(erased, list) or not isinstance(redacted, list) or not erased + redacted:
            yield f"entry {at} is an erasure, but lists no entries"
            return
        yield from self._take(at, "erases", erased, self.erased, may_come_again=False)
        yield from self._take(at, "redacts", redacted, self.redacted, may_come_again=True)

    def differences(self) -> Iterator[str]:
        """Yield the differences between erasures and entries.

        Call this method after all entries have been read with their content.
        """
        for seq in self._blank.without(self.erased):
            yield f"entry {seq} has no person, but no erasure lists the entry"
        for seq in self.erased.without(self._blank):
            yield f"an erasure lists entry {seq}, but the entry still has its person"
        for seq in self._unsalted.without(self.redacted):
            yield f"the reason of entry {seq} has no salt, but no erasure lists the reason"
        for seq in self.redacted.without(self._unsalted, self.erased):
            yield f"an erasure lists the reason of entry {seq}, but the reason is unchanged"

    def _take(self, at: int, verb: str, seqs: list[Any], into: Seqs, *, may_come_again: bool) -> Iterator[str]:
        seen = set()
        for seq in seqs:
            if type(seq) is not int or not 0 < seq < at:
                yield f"entry {at} {verb} {seq!r}, but there is no such earlier entry"
            elif seq in self._public:
                yield f"entry {at} {verb} {seq}, which is an erasure itself"
            elif seq in seen or (seq in self.erased and into is self.redacted) or (seq in into and not may_come_again):
                yield (
                    f"entry {at} {verb} {seq}, which was erased already"
                    if seq in self.erased
                    else (f"entry {at} {verb} {seq} twice")
                )
            else:
                seen.add(seq)
                into.add(seq)
