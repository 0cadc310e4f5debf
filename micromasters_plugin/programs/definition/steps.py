"""Limit the steps to evaluate one learner under all versions that may apply and all nested programs.

``sharing`` limits the steps of one version. The module counts no steps for a version without shared courses, because
the evaluation of such a version takes few steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from micromasters_plugin.domain.definition import Grandfathering, ProgramRules
from micromasters_plugin.domain.step_limits import max_steps, shares_courses
from micromasters_plugin.programs.definition.fields import Section
from micromasters_plugin.programs.definition.sharing import MAX_EVALUATION_STEPS, name_sharing_groups
from micromasters_plugin.programs.definition.site import Site


def check_steps(rules: ProgramRules, section: Section, site: Site) -> None:
    """Note a problem if an evaluation takes too long with ``rules`` as the newest version on ``site``.

    If the most favourable version binds learners, add the steps of all versions. Otherwise use the version with the
    most steps. Add the steps of required programs, at any depth. Also check the programs that require this program.
    """
    versions = {**site.versions, rules.uuid: _with(rules, site.versions.get(rules.uuid, ()))}
    concerned = [rules.uuid, *sorted(uuid for uuid in versions if rules.uuid in _below(uuid, versions))]
    for uuid in concerned:
        parts = {each: _steps_of(versions[each]) for each in (uuid, *sorted(_below(uuid, versions)))}
        total = sum(parts.values())
        if total > MAX_EVALUATION_STEPS and parts[rules.uuid]:
            groups = name_sharing_groups(section.values["requirements"]) or "groups of an earlier version"
            counted = [f"{versions[each][-1].key} {count}" for each, count in parts.items() if count]
            section.places["requirements"].refuse(
                f"the courses shared by {groups} take too many steps to judge one learner of {versions[uuid][-1].key}, "
                f"all versions and programs concerned together: {total} ({', '.join(counted[:10])}), at most "
                f'{MAX_EVALUATION_STEPS} may be: share fewer, or write "shared_courses: each"'
            )
            return


def _with(rules: ProgramRules, stored: Sequence[ProgramRules]) -> Sequence[ProgramRules]:
    return stored if stored and stored[-1] == rules else [*stored, rules]


def _steps_of(versions: Sequence[ProgramRules]) -> int:
    newest = sorted(versions, key=lambda version: version.effective_from)[-1]
    each = [max_steps(version) for version in versions if shares_courses(version)]
    return sum(each) if newest.grandfathering is Grandfathering.MOST_FAVOURABLE else max(each, default=0)


def _below(uuid: str, versions: Mapping[str, Sequence[ProgramRules]]) -> set[str]:
    """Return the other programs that any version requires, at any depth."""
    found: set[str] = set()
    waiting = [uuid]
    while waiting:
        for version in versions[waiting.pop()]:
            inner = {node.program for node in version.nested()} & versions.keys() - found - {uuid}
            found |= inner
            waiting += inner
    return found
