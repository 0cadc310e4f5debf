"""Import a definition file: a new program, a new version, or nothing where nothing changed; or ask whether it could be.

What a file says is read by ``definition_file``; here is what only a site with its programs can tell.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from micromasters_plugin.data import ImportResult
from micromasters_plugin.domain import definition
from micromasters_plugin.exceptions import DefinitionError, DefinitionProblem
from micromasters_plugin.programs.definition_file import parse_definition
from micromasters_plugin.programs.definition_json import to_json
from micromasters_plugin.programs.definition_nesting import Nesting, nested_programs
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.registry import known_programs, parse_version
from micromasters_plugin.programs.tracking import tracked_runs


@transaction.atomic
def import_definition(text: str, *, name: str) -> ImportResult:
    """Store ``text`` as the program's newest version unless it equals that.

    Raises:
        DefinitionError: the text is refused, or its key belongs to another program; nothing was written.
    """
    rules = parse_definition(text, name=name)
    if nested_programs(rules):
        # Imports that could close a circle between them take turns, and read the programs after that.
        list(Program.objects.select_for_update().order_by("id"))
    _check_against_site(text, name=name, rules=rules, known=known_programs())
    program, is_new = Program.objects.get_or_create(uuid=rules.uuid, defaults={"key": rules.key, "title": rules.title})
    Program.objects.select_for_update().get(id=program.id)  # two imports at once take turns
    newest = program.versions.order_by("-number").first()
    if newest is not None and parse_version(newest).rules == rules:
        return ImportResult(program.key, str(program.uuid), created_program=False, created_version=None)
    number = newest.number + 1 if newest is not None else 1
    ProgramVersion.objects.create(
        program=program, number=number, effective_from=rules.effective_from, definition=to_json(rules), source=text
    )
    Program.objects.filter(id=program.id).update(key=rules.key, title=rules.title, runs_refreshed=None)
    transaction.on_commit(tracked_runs.forget)
    renamed_from = program.key if program.key != rules.key else ""
    return ImportResult(
        rules.key, str(program.uuid), created_program=is_new, created_version=number, renamed_from=renamed_from
    )


def validate_definitions(texts: Mapping[str, str]) -> dict[str, DefinitionError | None]:
    """Map each file's name to what an import would refuse it for; None where nothing. Writes nothing.

    Args:
        texts: name → content of files that are meant for one site: each may require the programs of the others.
    """
    verdicts: dict[str, DefinitionError | None] = dict.fromkeys(texts)
    readable: dict[str, definition.Program] = {}
    for name, text in texts.items():
        try:
            readable[name] = parse_definition(text, name=name)
        except DefinitionError as error:
            verdicts[name] = error
    known = known_programs()
    for rules in readable.values():
        known[rules.uuid] = known.get(rules.uuid, frozenset()) | nested_programs(rules)
    for name, rules in readable.items():
        try:
            _check_against_site(texts[name], name=name, rules=rules, known=known)
        except DefinitionError as error:
            verdicts[name] = error
    return verdicts


def _check_against_site(text: str, *, name: str, rules: definition.Program, known: Nesting) -> None:
    if nested_programs(rules):
        parse_definition(text, name=name, known=known)
    _refuse_taken_key(rules.uuid, rules.key)


def _refuse_taken_key(uuid: str, key: str) -> None:
    taken = Program.objects.filter(key=key).exclude(uuid=uuid).first()
    if taken is not None:
        message = f"{key!r} is the key of another program ({taken.uuid}); choose another"
        raise DefinitionError([DefinitionProblem(1, 1, "key", message)])
