"""Look up programs and their parsed versions. Versions are immutable, so the cache of parsed versions never expires.

An unreadable version stops only the version's program and the programs that require this program. Functions that handle
all programs skip an unreadable program.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from micromasters_plugin.domain.canonical import digest
from micromasters_plugin.domain.definition import ProgramRules, course_of_run
from micromasters_plugin.exceptions import RetiredProgramError, UnknownProgramError, UnreadableDefinitionError
from micromasters_plugin.failures import describe
from micromasters_plugin.programs.definition.json import from_json
from micromasters_plugin.programs.models import Program, ProgramVersion

log = logging.getLogger(__name__)

#: ``from_json`` raises these errors for data that does not have the format of this release.
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Version:
    """This record is a stored version with the version's rules.

    ``digest`` is the digest of the stored definition, and ``created`` is the time of the import. A version that is not
    stored has neither ``digest`` nor ``created``.
    """

    id: int
    number: int
    program_id: int
    rules: ProgramRules
    digest: str = ""
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A program's versions.

    ``nested`` maps the uuid of each required program to the program's versions, and lists the innermost program first.
    """

    program_id: int
    versions: list[Version]
    nested: dict[str, list[Version]]

    def all_versions(self) -> list[Version]:
        """Return the versions of the program and of all nested programs."""
        return [*self.versions, *(version for versions in self.nested.values() for version in versions)]


_parsed: dict[tuple[int, datetime], Version] = {}


def parse_version(row: ProgramVersion) -> Version:
    """Return a stored version with the version's rules. Each process parses a version once.

    Raises:
        UnreadableDefinitionError: this release cannot read the version.
    """
    version = _parsed.get((row.id, row.created))
    if version is None:
        version = _parsed[row.id, row.created] = parse_uncached(row)
    return version


def parse_uncached(row: ProgramVersion) -> Version:
    """Parse a stored version without the cache, to check whether somebody overwrote the definition in the database.

    Raises:
        UnreadableDefinitionError: this release cannot read the version.
    """
    try:
        rules = from_json(row.definition)
        return Version(row.id, row.number, row.program_id, rules, digest(row.definition), row.created)
    except MALFORMED as error:
        raise UnreadableDefinitionError(f"{row} cannot be read: {error!r}") from error


def read_version(version_id: int, created: datetime) -> Version:
    """Return the version with the id ``version_id``, which was stored at ``created``.

    In each process, the first call for a version sends one query.

    Raises:
        UnreadableDefinitionError: this release cannot read the version.
    """
    known = _parsed.get((version_id, created))
    return known if known is not None else parse_version(ProgramVersion.objects.get(id=version_id))


def readable(rows: Iterable[ProgramVersion]) -> Iterator[Version]:
    """Yield the readable versions.

    Log the error of each unreadable version. ``doctor`` also reports unreadable versions.
    """
    for row in rows:
        try:
            yield parse_version(row)
        except UnreadableDefinitionError as error:
            log.error("%s", describe(error))


def versions_of(program_id: int) -> list[Version]:
    """Return a program's versions sorted by ``effective_from`` and then by number, or [] if the program has no version.

    The function sends one query.

    Raises:
        UnreadableDefinitionError: a version cannot be read, so nobody knows which version binds a learner.
    """
    rows = ProgramVersion.objects.filter(program_id=program_id).order_by("effective_from", "number")
    return [parse_version(row) for row in rows]


def family_of(program_id: int) -> Family:
    """Return a program with all programs that the program requires, at any depth.

    The function sends one query, and one more query for each nested program.

    Raises:
        UnreadableDefinitionError: a version of one of these programs cannot be read.
    """
    return family_from_versions(program_id, versions_of(program_id))


def family_from_versions(program_id: int, versions: list[Version]) -> Family:
    """Return the family of a program that has these ``versions``.

    The caller passes ``versions`` in the order of ``versions_of``. The versions may be stored or not.
    """
    nested: dict[str, list[Version]] = {}
    _add_nested(versions, nested, path=())
    return Family(program_id, versions, nested)


def _add_nested(versions: Sequence[Version], nested: dict[str, list[Version]], *, path: tuple[str, ...]) -> None:
    """Add the programs that ``versions`` require.

    Leave out a program that requires itself, because nobody can earn such a program.
    """
    for uuid in dict.fromkeys(node.program for version in versions for node in version.rules.nested()):
        if uuid in nested or uuid in path:
            continue
        rows = ProgramVersion.objects.filter(program__uuid=uuid).order_by("effective_from", "number")
        inner = [parse_version(row) for row in rows]
        if inner:
            _add_nested(inner, nested, path=(*path, uuid))
            nested[uuid] = inner


def find_in_force(uuid: str, now: datetime) -> tuple[Version, datetime | None]:
    """Return a program's version in force at ``now``, and the date of the program's retirement.

    The date is None if the program is in use. Before the first version takes effect, return the earliest version. The
    function sends one query.

    Raises:
        UnknownProgramError: no program has the given uuid, or the uuid is not valid.
    """
    # The module loads the whole evaluator, which receivers do not need at the start of a process. The import is
    # therefore local.
    from micromasters_plugin.domain.in_force import version_in_force

    try:
        found = ProgramVersion.objects.filter(program__uuid=UUID(uuid)).select_related("program")
    except ValueError:
        raise UnknownProgramError(f"no program {uuid!r}") from None
    rows = list(found.order_by("effective_from", "number"))
    if not rows:
        raise UnknownProgramError(f"no program {uuid!r}")
    versions = [parse_version(row) for row in rows]
    return versions[version_in_force([version.rules for version in versions], now)], rows[0].program.retired


def newest_versions() -> list[Version]:
    """Return the newest version of every program in use, sorted by title.

    Skip a program whose newest version is unreadable. The function sends one query.
    """
    rows = ProgramVersion.objects.filter(program__retired__isnull=True).select_related("program")
    rows = rows.order_by("program_id", "number")
    newest = {row.program_id: row for row in rows}
    return sorted(readable(newest.values()), key=lambda version: (version.rules.title, version.program_id))


def rules_of_programs() -> dict[str, list[ProgramRules]]:
    """Map each program's uuid to the program's readable versions, in the order of import.

    The function sends one query.
    """
    rows = ProgramVersion.objects.select_related("program").order_by("program_id", "number")
    rules: dict[str, list[ProgramRules]] = {}
    for version in readable(rows):
        rules.setdefault(version.rules.uuid, []).append(version.rules)
    return rules


def required_programs() -> dict[str, frozenset[str]]:
    """Map each program's uuid to the uuids of the programs that any version of the program requires.

    The function sends one query.
    """
    return required_by(rules_of_programs())


def required_by(rules: Mapping[str, Iterable[ProgramRules]]) -> dict[str, frozenset[str]]:
    """Map each program's uuid in ``rules`` to the uuids of the programs that any version of the program requires."""
    return {
        uuid: frozenset(node.program for version in versions for node in version.nested())
        for uuid, versions in rules.items()
    }


def programs_in_use() -> QuerySet[Program]:
    """Return the programs that are not retired. The plugin evaluates learners only in these programs."""
    return Program.objects.filter(retired__isnull=True)


def program_ids_in_use(key: str = "") -> list[int]:
    """Return the id of the program with the given key.

    If ``key`` is empty, return the ascending ids of all programs in use.

    Raises:
        UnknownProgramError: no program has the given key.
        RetiredProgramError: the program was retired.
    """
    if key:
        return [find_program_in_use(key).id]
    return list(programs_in_use().order_by("id").values_list("id", flat=True))


def find_program_in_use(key: str) -> Program:
    """Return the program with the given key.

    Raises:
        UnknownProgramError: no program has the given key.
        RetiredProgramError: the program was retired.
    """
    program = find_program(key=key)
    require_in_use(program)
    return program


def require_in_use(program: Program) -> None:
    """Raise an error if the program is retired.

    Raises:
        RetiredProgramError: the program was retired.
    """
    if program.retired is not None:
        raise RetiredProgramError(
            f"{program.key} was retired on {program.retired:%Y-%m-%d}; use `micromasters restore-program` first"
        )


def find_program(*, uuid: str = "", key: str = "") -> Program:
    """Return the program with the given uuid or key.

    Raises:
        UnknownProgramError: no program has the given uuid or key, or the uuid is not valid.
    """
    try:
        lookup = {"uuid": UUID(uuid)} if uuid else {"key": key}
        return Program.objects.get(**lookup)
    except (ValueError, Program.DoesNotExist):
        raise UnknownProgramError(f"no program {uuid or key!r}") from None


def programs_above(uuid: str) -> set[int]:
    """Return the ids of the programs that require the program with the given uuid at any depth. Every version counts.

    The function sends two queries.
    """
    required = required_programs()
    found: set[str] = set()
    wanted = {uuid}
    while wanted:
        wanted = {outer for outer, inner in required.items() if outer not in found and inner & wanted}
        found |= wanted
    return set(Program.objects.filter(uuid__in=found).values_list("id", flat=True))


def courses_of(versions: Sequence[Version]) -> dict[str, None]:
    """Return in order every ``ORG+NUMBER`` that a version names as a course, as an alias or in a listed run."""
    names: dict[str, None] = {}
    for version in versions:
        for course in version.rules.courses():
            names.update(dict.fromkeys((course.course, *course.aliases)))
            names.update(dict.fromkeys(_courses_of_runs(course.runs)))
            if (final := course.final) is not None:
                names.update(dict.fromkeys((final.course, *final.aliases)))
                names.update(dict.fromkeys(_courses_of_runs(final.runs)))
    return names


def _courses_of_runs(runs: Sequence[str]) -> Iterator[str]:
    """Yield the courses of ``runs``. Skip keys that cannot be parsed, because formats of keys change over the years."""
    for run in runs:
        with suppress(ValueError):
            yield course_of_run(run)


def find_program_by_id(program_id: int) -> Program:
    """Return the program with the given row id. The id comes from a row of this package, so the program exists."""
    return Program.objects.get(id=program_id)
