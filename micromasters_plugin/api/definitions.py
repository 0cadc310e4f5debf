"""Validate, compare, preview and export definition files. Return the JSON Schema of definition files for editors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from micromasters_plugin.data import DefinitionDiff, DefinitionPreview
from micromasters_plugin.doctor.runs_to_come import courses_without_run
from micromasters_plugin.exceptions import DefinitionError, RetiredProgramError
from micromasters_plugin.pipeline import rebinding
from micromasters_plugin.programs import exporting, importing
from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.json_schema import json_schema
from micromasters_plugin.programs.definition.questions import questions
from micromasters_plugin.programs.models import Program
from micromasters_plugin.showing import previews


def validate_definitions(texts: Mapping[str, str]) -> dict[str, DefinitionError | RetiredProgramError | None]:
    """Map each file's name to the error that an import would raise, or to None if an import would succeed.

    The function writes nothing.

    Args:
        texts: the names of files for this site, mapped to the files' contents. One file may require the program of
            another file.
    """
    return importing.validate_definitions(texts)


def ask_about_definition(text: str, *, name: str = "<definition>", now: datetime | None = None) -> list[str]:
    """Return questions about a valid definition: values that are probably not meant, and courses without a run to come.

    The function names a course without a run to come if a version of the program still binds learners without this
    course. The function writes nothing.

    Args:
        text: the content of the file.
        name: the file's name, which problems of the whole file show.
        now: the time at which a run to come is still open for enrollment and upgrades. By default, ``now`` is the
            present.

    Raises:
        DefinitionError: the text is not a valid definition.
    """
    rules = parse_definition(text, name=name)
    program = Program.objects.filter(uuid=rules.uuid, retired__isnull=True).first()
    findings = courses_without_run(program, now=now or timezone.now()) if program is not None else ()
    return [*map(str, questions(text, name=name)), *(finding.text for finding in findings)]


def diff_definition(
    text: str,
    *,
    name: str = "<definition>",
    against_text: str = "",
    against_key: str = "",
    now: datetime | None = None,
) -> DefinitionDiff:
    """Compare a definition file with another file, or with the newest version of a program.

    The function writes nothing.

    By default, the function compares the file with the newest version of the program that has the file's uuid. The
    result also has the number of learners that an import of the file at ``now`` would re-bind.

    Raises:
        DefinitionError: a text is invalid.
        UnknownProgramError: no program has the given key or uuid.
    """
    foresee = partial(rebinding.foresee_rebound, now=now or timezone.now())
    return exporting.compare_definition(
        text, name=name, against_text=against_text, against_key=against_key, foresee=foresee
    )


def preview_definition(
    text: str,
    *,
    name: str = "<definition>",
    with_usernames: bool = False,
    now: datetime | None = None,
    report_progress: Callable[[int], None] = lambda learners: None,
) -> DefinitionPreview:
    """Return the changes for learners that an import would cause.

    The function evaluates all learners twice, and writes nothing. The function does not evaluate programs that require
    this program. The evaluation of a thousand learners takes a few seconds.

    Args:
        text: the content of the file.
        name: the file's name, which problems of the whole file show.
        with_usernames: tells whether the caller may see usernames.
        now: the time of the evaluation. By default, ``now`` is the present.
        report_progress: a function that is called with the number of learners compared since the last call.

    Raises:
        DefinitionError: an import would refuse the file.
        RetiredProgramError: the program was retired.
    """
    return previews.preview(
        text, name=name, with_usernames=with_usernames, now=now or timezone.now(), report_progress=report_progress
    )


def export_program(key: str, *, version: int | None = None) -> str:
    """Return the text of a definition file for a version of a program.

    Versions are numbered from 1, and the default is the newest version.

    Raises:
        UnknownProgramError: no program has the given key, or no version of the program has the given number.
    """
    return exporting.export_definition(key, number=version)


def definition_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of definition files."""
    return json_schema()
