"""Follow a chain from its genesis and note each break. The code is pure, because the caller passes links and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from micromasters_plugin.data import EntryKind
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.ledger.chain import ChainLink, Content, genesis, is_commitment, link_hash
from micromasters_plugin.ledger.erasures import Erasures
from micromasters_plugin.ledger.payload import rules_named_in
from micromasters_plugin.ledger.reading import DuplicateFieldError, read_object

#: A check lists at most this many breaks of the chain. A rewritten ledger has a break at every entry.
MOST_LISTED = 1_000

KINDS = frozenset(kind.value for kind in EntryKind)


class Walk:
    """A check of a ledger's chain. The check reads entry by entry, and collects every break in ``breaks``.

    ``seq`` and ``hash`` are the number and the hash of the last entry. ``has_people`` is None until the first entry
    about a person.
    """

    def __init__(self, program_uuid: str, definitions: Mapping[tuple[str, int], str]) -> None:
        """Start at the genesis.

        Args:
            program_uuid: the uuid of the program.
            definitions: the digest of each stored definition, by (program uuid, version number).
        """
        self.seq, self.hash = 0, genesis(program_uuid)
        self.entries = 0
        self.has_people: bool | None = None
        self.erasures = Erasures()
        self.breaks: list[str] = []
        self._untold = 0
        self._program = program_uuid
        self._definitions = definitions
        self._reported: set[tuple[str, int, str]] = set()

    def follow(self, link: ChainLink) -> None:
        """Check the next entry."""
        self.entries += 1
        expected = self.seq + 1
        if link.seq != expected:
            self.note(f"entry {expected} is missing" if link.seq > expected else f"entry {link.seq} is misplaced")
        computed = link_hash(
            previous=self.hash, seq=link.seq, kind=link.kind, time=link.time, commitment=link.commitment
        )
        if link.hash != computed:
            self.note(f"entry {link.seq} does not follow from the previous entry")
        if link.kind not in KINDS:
            self.note(f"entry {link.seq} has the unknown kind {link.kind!r}, so a newer release has to check the entry")
        elif link.kind == EntryKind.ERASURE:
            self._follow_erasure(link)
        else:
            self._follow_person(link)
        self.seq, self.hash = link.seq, link.hash

    def end(self, *, seq: int, hash: str, erased: int, redacted: int) -> None:
        """Compare the end of the chain and the counts of erasures with the head."""
        if (seq, hash) != (self.seq, self.hash):
            self.note(f"the ledger ends at entry {self.seq}, but its head says {seq}")
        found = len(self.erasures.erased), len(self.erasures.redacted)
        if (erased, redacted) != found:
            self.note(
                f"the erasures list {found[0]} erased and {found[1]} redacted entries, but the head counts "
                f"{erased} and {redacted}"
            )
        if self.has_people:
            for difference in self.erasures.differences():
                self.note(difference)
        if self._untold:
            self.breaks.append(f"and {self._untold} more problems")

    def note(self, text: str) -> None:
        """Note a break as one line, because the text may quote an untrusted file.

        After ``MOST_LISTED`` breaks, only count breaks.
        """
        if len(self.breaks) < MOST_LISTED:
            self.breaks.append(one_line(text))
        else:
            self._untold += 1

    def _follow_erasure(self, link: ChainLink) -> None:
        self.erasures.note_erasure(link.seq)
        content = link.content or Content()
        payload = self._payload(link, content)
        if payload is None:
            return
        if content != Content(payload=content.payload):
            self.note(f"entry {link.seq} is an erasure, but names a person")
        for problem in self.erasures.read(link.seq, payload):
            self.note(problem)

    def _follow_person(self, link: ChainLink) -> None:
        has_people = link.content is not None
        if self.has_people is None:
            self.has_people = has_people
        elif has_people != self.has_people:
            self.note(f"entry {link.seq} {'names' if has_people else 'omits'} the person, unlike earlier entries")
        content = link.content
        if content is None:
            return
        if content.is_blank:
            self.erasures.note_blank(link.seq)
            return
        payload = self._payload(link, content)
        if payload is None:
            return
        if type(payload.get("user_id")) is not int or payload["user_id"] != content.user_id:
            self.note(f"the payload of entry {link.seq} does not fit its commitment")
            return
        self._check_rules(link.seq, payload)
        self._check_reason(link.seq, payload.get("reason"), content)

    def _payload(self, link: ChainLink, content: Content) -> dict[str, Any] | None:
        """Return the entry's payload if the payload fits the commitment. Otherwise note a break and return None."""
        try:
            payload = read_object(content.payload)
        except DuplicateFieldError:
            self.note(f"the payload of entry {link.seq} has a field twice")
            return None
        except ValueError:
            payload = {}
        if not payload or not is_commitment(link.commitment, content.salt, content.payload):
            self.note(f"the payload of entry {link.seq} does not fit its commitment")
            return None
        if payload.get("kind") != link.kind or payload.get("program") != self._program:
            self.note(f"the payload of entry {link.seq} belongs to another kind of entry or program")
            return None
        return payload

    def _check_rules(self, seq: int, payload: dict[str, Any]) -> None:
        """Note each definition that differs from the stored definition.

        Note a definition once, with the first entry that names the definition.
        """
        try:
            named = set(rules_named_in(payload))
        except (KeyError, TypeError, ValueError, RecursionError):
            self.note(f"the payload of entry {seq} names no rules")
            return
        for program, number, digest in named - self._reported:
            if self._definitions.get((program, number)) != digest:
                self._reported.add((program, number, digest))
                of = "" if program == self._program else f" of program {program}"
                self.note(f"the definition of version {number}{of} differs from the definition that entry {seq} names")

    def _check_reason(self, seq: int, digest: object, content: Content) -> None:
        if digest is None:
            if content.reason or content.reason_salt:
                self.note(f"entry {seq} has a reason, but its payload has no digest of a reason")
        elif not content.reason:
            self.note(f"the reason of entry {seq} is missing")
        elif not content.reason_salt:
            self.erasures.note_unsalted(seq)
        elif not is_commitment(digest, content.reason_salt, content.reason):
            self.note(f"the reason of entry {seq} does not fit its digest")
