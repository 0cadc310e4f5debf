"""Turn the text of a definition file into a program, or report every fault of the text.

``document`` parses the YAML, ``schema`` reads the fields, and ``checks`` applies rules about several fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from micromasters_plugin.domain.definition import (
    AdmissionBar,
    Course,
    Final,
    Group,
    NestedProgram,
    Pathway,
    ProgramRules,
    Split,
    Unit,
)
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.checks import check_program
from micromasters_plugin.programs.definition.document import Value, read_document
from micromasters_plugin.programs.definition.fields import Section
from micromasters_plugin.programs.definition.local_times import resolve_times
from micromasters_plugin.programs.definition.schema import COURSES, GROUPS, Composite, Requirement, read_program
from micromasters_plugin.programs.definition.site import Site, check_against_site
from micromasters_plugin.programs.definition.steps import check_steps


def parse_definition(text: str, *, name: str = "<definition>", site: Site | None = None) -> ProgramRules:
    """Return the program that ``text`` defines. The text is YAML of at most 1 MiB.

    Args:
        text: the content of the file. name: the name by which problems refer to the whole file. site: the other
            programs of the site, against which the function checks the file. If ``site`` is None, the function skips
            this check.

    Raises:
        DefinitionError: the definition is refused. ``problems`` lists the faults in the order of the file. If
            several faults have the same place and field, ``problems`` lists only the first. If the text is not valid
            YAML, ``problems`` lists only the faults before the YAML error.
    """
    root = read_document(text, name=name)
    program = read_program(root)
    resolve_times(program)
    check_program(program)
    if site is not None:
        check_against_site(program, site)
    _refuse(root)
    rules = _build_program(program)
    if site is not None:
        check_steps(rules, program, site)
        _refuse(root)
    return rules


def _refuse(root: Value) -> None:
    if root.problems:
        problems = {(each.line, each.column, each.field): each for each in reversed(root.problems)}
        raise DefinitionError([problems[place] for place in sorted(problems)])


def _build_program(section: Section) -> ProgramRules:
    """Return the program. A field has the same name in the file and in ``domain``.

    An absent field has the default from ``domain``. A course without ``passing_grade`` or ``certificate`` has the value
    of the program.
    """
    values = {name: value for name, value in section.values.items() if name != "schema"}
    values["releases"] = tuple(sorted(values.get("releases", ())))
    inherited = [name for name in ("passing_grade", "certificate") if name in values]
    defaults: dict[str, Any] = {name: values.pop(name) for name in inherited}
    admission, pathway, price = (values.pop(name, None) for name in ("admission", "pathway", "price"))
    return ProgramRules(
        root=_build_group(values.pop("requirements"), defaults),
        admission=AdmissionBar(**{"composite": None} | admission.values) if admission else None,
        pathway=Pathway(**pathway.values) if pathway else Pathway(),
        price=price.values["amount"] if price else None,
        currency=price.values["currency"] if price else "",
        units=tuple(Unit(**{"title": unit.values["key"]} | unit.values) for unit in values.pop("units", ())),
        **values,
    )


def _build_node(requirement: Requirement, defaults: Mapping[str, Any]) -> Any:
    if requirement.kind in GROUPS:
        return _build_group(requirement, defaults)
    if requirement.kind in COURSES:
        return _build_course(requirement, defaults)
    return NestedProgram(**requirement.section.values)


def _build_group(group: Requirement, defaults: Mapping[str, Any]) -> Group:
    values = {name: value for name, value in group.section.values.items() if name not in ("all_of", "of")}
    return Group(
        key=group.key,
        title=values.get("title", ""),
        children=tuple(_build_node(child, defaults) for child in group.children),
        at_least=values.get("at_least"),
        in_order=values.get("in_order", False),
        composite_of_all=values.get("composite") is Composite.ALL,
        shared_courses=values.get("shared_courses"),
    )


def _build_course(course: Requirement, defaults: Mapping[str, Any]) -> Course:
    values = {name: value for name, value in course.section.values.items() if name != course.kind}
    is_exam = course.kind == "exam"
    defaults = {"title": course.key, "proctored": is_exam, **defaults}
    if "final" in values:
        values["final"] = _build_final(values["final"])
    return Course(**defaults | values | {
        "key": course.key, "course": course.section.values[course.kind], "is_exam": is_exam
    })  # fmt: skip


def _build_final(final: Section) -> Final:
    return Final(**final.values | {"splits": tuple(Split(**split.values) for split in final.values["splits"])})
