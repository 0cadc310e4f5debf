"""Programs: find them, import their definitions."""

from __future__ import annotations

from django.utils import timezone

from micromasters_plugin import overview
from micromasters_plugin.data import ImportResult, ProgramSummary
from micromasters_plugin.domain.definition import matches_run
from micromasters_plugin.programs.importing import import_definition
from micromasters_plugin.programs.registry import find_program, newest_versions, version_in_force_of


def list_programs(*, course_run: str = "") -> list[ProgramSummary]:
    """Return every program by title; with ``course_run``, those that name this run's course come first."""
    rules = [version.rules for version in newest_versions()]
    if course_run:
        rules.sort(key=lambda program: not any(matches_run(course, course_run) for course in program.courses()))
    return [overview.summarise(program) for program in rules]


def get_program(program_uuid: str) -> ProgramSummary:
    """Return the program as its version in force describes it.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    return overview.summarise(version_in_force_of(find_program(uuid=program_uuid).id, timezone.now()).rules)


def import_program(text: str, *, name: str = "<definition>") -> ImportResult:
    """Import a definition file's text; writes a new version where anything changed, else nothing.

    Raises:
        DefinitionError: the text is refused; its ``problems`` name line, column and field; nothing was written.
    """
    return import_definition(text, name=name)
