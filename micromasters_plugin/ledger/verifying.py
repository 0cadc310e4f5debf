"""Check an exported ledger against its own head, and against an earlier signed head if there is one.

The check needs neither a database nor a private key.

The export's own head shows edits by people without the site's key. An earlier head also shows edits by people who have
the key, for every entry up to that head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from micromasters_plugin.data import LedgerReport, SignedHead
from micromasters_plugin.domain.canonical import digest
from micromasters_plugin.exceptions import LedgerFileError
from micromasters_plugin.ledger.chain import FORMAT, ChainLink, Content
from micromasters_plugin.ledger.reading import read_object
from micromasters_plugin.ledger.signing import is_signed
from micromasters_plugin.ledger.walking import Walk

HEAD_FIELDS = dict.fromkeys(SignedHead.__dataclass_fields__, str) | {
    "seq": int,
    "erased": int,
    "redacted": int,
    "definitions": dict,
}
DEFINITION_FIELDS = {"program": str, "number": int, "definition": dict}
LINK_FIELDS = {"seq": int, "kind": str, "time": str, "commitment": str, "hash": str}
CONTENT_FIELDS = {"user_id": (int, type(None)), "salt": str, "payload": str, "reason_salt": str, "reason": str}


def parse_head(line: str) -> SignedHead:
    """Read a signed head from ``line``, which is the first line of an export or the output of ``ledger head``.

    Raises:
        LedgerFileError: the line is no head, or the head has the format of another release.
    """
    fields = _fields(line)
    form = fields.get("format") if fields is not None else None
    if isinstance(form, str) and form != FORMAT and form.startswith(FORMAT.partition("/")[0]):
        raise LedgerFileError(
            f"the head has the format {form[:40]!r} of another release, but this release reads {FORMAT}"
        )
    if fields is None or form != FORMAT or not _has_exactly(fields, HEAD_FIELDS):
        raise LedgerFileError(f"the first line is no signed head in the format {FORMAT}")
    if not all(isinstance(each, str) and _can_be_written(each) for each in fields["definitions"].values()):
        raise LedgerFileError("a digest in the head is not a text")
    return SignedHead(**fields)


def verify(lines: Iterable[str], *, held: SignedHead | None = None) -> LedgerReport:
    """Check an export line by line. A long export takes no more memory than a short export.

    Args:
        lines: the lines of the export, of which the first line is the signed head.
        held: an earlier head of the same ledger. The check trusts the public key of this head.

    Raises:
        LedgerFileError: the first line is no signed head.
    """
    lines = iter(lines)
    head = parse_head(next(lines, ""))
    definitions: dict[tuple[str, int], str] = {}
    walk = Walk(head.program, definitions)
    has_met_held = held is None or held.program != head.program or _is_at(walk, held)
    for problem in _check_heads(head, held):
        walk.note(problem)
    for number, line in enumerate(lines, start=2):
        fields = _fields(line)
        if fields is not None and not walk.entries and _has_exactly(fields, DEFINITION_FIELDS):
            definitions[fields["program"], fields["number"]] = _digest(fields["definition"])
            continue
        link = _link(fields)
        if link is None:
            walk.note(f"line {number} is not an entry of a ledger")
            continue
        walk.follow(link)
        has_met_held = has_met_held or (held is not None and _is_at(walk, held))
    for problem in _check_definitions(head, definitions):
        walk.note(problem)
    if held is not None and not has_met_held:
        walk.note(f"the ledger differs at entry {held.seq} from the head of {held.time}")
    walk.end(seq=head.seq, hash=head.hash, erased=head.erased, redacted=head.redacted)
    return LedgerReport(
        head.program,
        entries=walk.entries,
        erased=len(walk.erasures.erased),
        problems=tuple(walk.breaks),
        redacted=len(walk.erasures.redacted),
        has_people=walk.has_people is not False,
    )


def _is_at(walk: Walk, held: SignedHead) -> bool:
    found = len(walk.erasures.erased), len(walk.erasures.redacted)
    return (walk.seq, walk.hash, *found) == (held.seq, held.hash, held.erased, held.redacted)


def _check_heads(head: SignedHead, held: SignedHead | None) -> Iterator[str]:
    if not is_signed(head):
        yield "the signature of the export's head is wrong"
    if held is None:
        return
    if not is_signed(held):
        yield "the signature of the earlier head is wrong"
    if held.public_key != head.public_key:
        yield "the export's head and the earlier head have different keys"
    if held.program != head.program:
        yield f"the earlier head belongs to program {held.program}, but this ledger belongs to program {head.program}"
        return
    for number, digest_then in held.definitions.items():
        if head.definitions.get(number) != digest_then:
            yield f"the definition of version {number} differs from the definition that the head of {held.time} names"


def _check_definitions(head: SignedHead, definitions: dict[tuple[str, int], str]) -> Iterator[str]:
    found = {str(number): each for (program, number), each in definitions.items() if program == head.program}
    for number in sorted(head.definitions.keys() | found.keys()):
        if head.definitions.get(number) != found.get(number):
            yield f"the definition of version {number} differs from the definition that the export's head names"


def _digest(definition: dict) -> str:
    """Return the definition's digest.

    Return "" if the definition cannot be hashed, because no entry can name such a definition.
    """
    try:
        return digest(definition)
    except (UnicodeEncodeError, RecursionError):
        return ""


def _link(fields: dict | None) -> ChainLink | None:
    if fields is None:
        return None
    if _has_exactly(fields, LINK_FIELDS):
        return ChainLink(**fields)
    if not _has_exactly(fields, LINK_FIELDS | CONTENT_FIELDS):
        return None
    content = Content(**{name: fields.pop(name) for name in CONTENT_FIELDS})
    return ChainLink(**fields, content=content)


def _fields(line: str) -> dict | None:
    try:
        return read_object(line)
    except ValueError:
        return None


def _has_exactly(fields: dict, types: dict) -> bool:
    return fields.keys() == types.keys() and all(
        isinstance(fields[name], kind) and not isinstance(fields[name], bool) and _can_be_written(fields[name])
        for name, kind in types.items()
    )


def _can_be_written(value: object) -> bool:
    """Tell whether UTF-8 can encode the value.

    JSON can escape half a surrogate pair, but UTF-8 cannot encode the half.
    """
    if not isinstance(value, str) or value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
