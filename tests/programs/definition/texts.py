"""Define a small valid definition that the tests vary, and changes that make it faulty."""

from __future__ import annotations

from typing import NamedTuple

from micromasters_plugin.exceptions import DefinitionError, DefinitionProblem
from micromasters_plugin.programs.definition.file import parse_definition

BASE = """\
schema: 1
uuid: 55e2caad-f7c7-4f45-a6a1-ef0c92d41c72
key: scm
kind: micromasters
title: Supply Chain Management
institution: MITx
effective_from: 2016-02-10
passing_grade: 0.60
requirements:
  all_of:
    - course: MITx+CTL.SC0x
    - course: MITx+CTL.SC1x
      weight: 2
    - exam: MITx+CTL.CFx
      opens_after: [SC0x, SC1x]
"""

#: The lines and values of the definition that tests often replace.
LAST = "      opens_after: [SC0x, SC1x]\n"
WEIGHT = "      weight: 2\n"
RUN = "course-v1:MITx+CTL.SC1x+1T2016"
TREE = "requirements.all_of"
COURSE = f"{TREE}[1]"
FINAL = f"{TREE}[1].final"
#: The beginning of the usage keys of exams in a run of the second course.
EXAM = "block-v1:MITx+CTL.SC1x+1T2016+type@sequential+block@"


class Refusal(NamedTuple):
    """A fault: the base definition with ``new`` instead of ``old`` has one problem, with this position and text."""

    old: str
    new: str
    line: int
    column: int
    field: str
    says: str


def edited(*changes: tuple[str, str]) -> str:
    """Replace each text in the base definition, and return the definition.

    The definition must contain each text once.
    """
    text = BASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def top(lines: str) -> tuple[str, str]:
    """Return the change that adds ``lines`` to the program. The first one is line 4."""
    return "kind: ", f"{lines}\nkind: "


def course(lines: str) -> tuple[str, str]:
    """Return the change that adds ``lines`` to the second course. The first one is line 13."""
    return WEIGHT, "".join(f"      {line}\n" for line in lines.splitlines())


def final(lines: str = "", *, splits: str = "[{coursework: 0.40, final: 0.60}]") -> tuple[str, str]:
    """Return the change that adds a final exam to the second course. The first of ``lines`` is line 15."""
    inner = ["course: MITx+SC1F", *lines.splitlines(), f"splits: {splits}"]
    return course("\n".join(["final:", *(f"  {line}" for line in inner)]))


class Fault(NamedTuple):
    """A fault: the change of the base definition, the place of the only problem, and the remedy in its message."""

    change: tuple[str, str]
    line: int
    column: int
    field: str
    remedy: str


def problems_of(*changes: tuple[str, str]) -> list[DefinitionProblem]:
    """Return the problems of the changed base definition.

    Raises:
        AssertionError: the definition is accepted.
    """
    try:
        parse_definition(edited(*changes))
    except DefinitionError as error:
        return list(error.problems)
    raise AssertionError("the definition is accepted")


def check_fault(fault: Fault) -> None:
    """Check that the fault is the only problem, and that the problem has the fault's place and remedy."""
    [problem] = problems_of(fault.change)
    assert (problem.line, problem.column, problem.field) == (fault.line, fault.column, fault.field)
    assert fault.remedy in problem.message
