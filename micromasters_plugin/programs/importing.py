"""Import a definition file as a new program or version, unless nothing changed. Check whether an import is possible.

``definition/file`` reads the file. This module adds the checks against the other programs of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import transaction

from micromasters_plugin.data import Actor, ImportResult
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.exceptions import DefinitionError, RetiredProgramError
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.json import to_json
from micromasters_plugin.programs.definition.site import Site
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.registry import (
    Version,
    parse_version,
    programs_above,
    programs_in_use,
    require_in_use,
    required_by,
    rules_of_programs,
    versions_of,
)
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.programs.unstored import with_unstored


@transaction.atomic
def import_definition(
    text: str, *, name: str, actor: Actor, agree: Callable[[int, Sequence[Version], Sequence[Version]], int]
) -> ImportResult:
    """Store ``text`` as the program's newest version, unless the newest version already has the same content.

    Args:
        text: the content of the file.
        name: the file's name, which problems of the whole file show.
        actor: the person who imports the file.
        agree: a function that is called before a program gets a version. The function receives the program's id, and
            the versions before and after the import. The function returns the number of re-bound learners, or raises
            an error to refuse the import.

    Raises:
        NotAllowedError: the actor may not import definitions.
        DefinitionError: the text is not a valid definition, or the text's key belongs to another program. Nothing was
            written.
        RetiredProgramError: the program was retired, and nothing was written.
    """
    roles.require(roles.may_import_programs, actor)
    parse_definition(text, name=name)  # parse before locking, because finding faults may take a second
    # Lock out other imports: two concurrent imports could create a circle of programs or the same version twice.
    programs = list(Program.objects.select_for_update().order_by("id"))
    rules = parse_definition(text, name=name, site=_site(programs))
    program, is_new = Program.objects.get_or_create(uuid=rules.uuid, defaults={"key": rules.key, "title": rules.title})
    require_in_use(program)
    newest = program.versions.order_by("-number").first()
    if newest is not None and parse_version(newest).rules == rules:
        return ImportResult(program.key, str(program.uuid), created_program=False, created_version=None)
    before = versions_of(program.id)
    rebound = agree(program.id, before, with_unstored(before, rules, program_id=program.id))
    number = newest.number + 1 if newest is not None else 1
    ProgramVersion.objects.create(
        program=program, number=number, effective_from=rules.effective_from, definition=to_json(rules), source=text
    )
    Program.objects.filter(id=program.id).update(key=rules.key, title=rules.title, runs_refreshed=None)
    transaction.on_commit(tracked_runs.forget)
    renamed_from = program.key if program.key != rules.key else ""
    above = programs_in_use().filter(id__in=programs_above(rules.uuid)).order_by("key")
    required_by = tuple(above.values_list("key", flat=True))
    later = [version.rules.effective_from for version in before if version.rules.effective_from > rules.effective_from]
    return ImportResult(
        program_key=rules.key,
        program_uuid=str(program.uuid),
        created_program=is_new,
        created_version=number,
        renamed_from=renamed_from,
        rebound=rebound,
        required_by=required_by,
        in_force_until=min(later, default=None),
    )


def read_for_site(text: str, *, name: str) -> ProgramRules:
    """Return the program that ``text`` defines. An import on this site would read ``text`` in the same way.

    The function writes nothing.

    Raises:
        DefinitionError: the text is not a valid definition, or the text's key belongs to another program.
    """
    return parse_definition(text, name=name, site=_site(Program.objects.all()))


def validate_definitions(texts: Mapping[str, str]) -> dict[str, DefinitionError | RetiredProgramError | None]:
    """Map each file's name to the error that an import would raise, or to None if the import would succeed.

    The function writes nothing.

    Args:
        texts: a map from names to the contents of files for the same site. Each file may require the programs of the
            other files.
    """
    verdicts: dict[str, DefinitionError | RetiredProgramError | None] = dict.fromkeys(texts)
    readable: dict[str, ProgramRules] = {}
    for name, text in texts.items():
        try:
            readable[name] = parse_definition(text, name=name)
        except DefinitionError as error:
            verdicts[name] = error
    programs = {str(program.uuid): program for program in Program.objects.all()}
    site = _site(programs.values())
    keys, versions = dict(site.keys), dict(site.versions)
    for rules in readable.values():
        keys.setdefault(rules.key, rules.uuid)
        versions[rules.uuid] = [*versions.get(rules.uuid, ()), rules]
    for name, rules in readable.items():
        try:
            parse_definition(texts[name], name=name, site=Site(keys, required_by(versions), versions))
            if rules.uuid in programs:
                require_in_use(programs[rules.uuid])
        except (DefinitionError, RetiredProgramError) as error:
            verdicts[name] = error
    return verdicts


def _site(programs: Iterable[Program]) -> Site:
    versions = rules_of_programs()
    return Site({program.key: str(program.uuid) for program in programs}, required_by(versions), versions)
