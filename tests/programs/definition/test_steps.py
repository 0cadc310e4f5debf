"""Test that an import checks the limit of steps for a definition with all versions and required programs."""

from __future__ import annotations

import pytest

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.importing import validate_definitions
from tests.factories import UUID_A, UUID_B

pytestmark = pytest.mark.django_db


def definition(
    *,
    uuid: str = UUID_A,
    key: str = "outer",
    year: int = 2020,
    shared: int = 14,
    policy: str = "pinned",
    inner: str = "",
) -> str:
    """Return a program in which ``shared`` groups share ``shared`` courses, and which also requires ``inner``."""
    numbers = range(max(shared, 2))
    listed = ["".join(f"{{course: Ex+{n}, key: c{n}g{g}}}, " for n in range(shared)) for g in numbers]
    groups = "".join(
        f"    - {{key: g{g}, at_least: 1, of: [{each}{{course: Ex+o{g}}}]}}\n" for g, each in enumerate(listed)
    )
    return (
        f"schema: 1\nuuid: {uuid}\nkey: {key}\nkind: micromasters\ntitle: T\ninstitution: I\n"
        f"effective_from: {year}-01-01\npassing_grade: 0.60\ngrandfathering: {policy}\n"
        f"requirements:\n  all_of:\n{groups}    - {{course: Ex+last{year}}}\n{inner}"
    )


def imported(text: str) -> None:
    api.import_program(text, actor=OPERATOR, name="file.yaml")


def test_the_steps_of_all_versions_add_up_under_the_most_favourable_policy():
    for year in range(2020, 2022):
        imported(definition(year=year, policy="most_favourable"))
    with pytest.raises(DefinitionError, match=r"shared by g0 \(line \d+\), .* and 4 more take too many steps"):
        imported(definition(year=2022, policy="most_favourable"))


def test_only_the_binding_version_counts_under_the_other_policies():
    for year in range(2020, 2026):
        imported(definition(year=year))


def test_a_change_of_policy_counts_earlier_versions():
    for year in range(2020, 2023):
        imported(definition(year=year))
    with pytest.raises(DefinitionError, match="all versions and programs concerned"):
        imported(definition(year=2024, policy="most_favourable"))


def test_a_definition_imported_twice_counts_once():
    text = definition(shared=17)
    imported(text)
    assert api.import_program(text, actor=OPERATOR, name="again.yaml").created_version is None
    assert validate_definitions({"file.yaml": text}) == {"file.yaml": None}


def test_a_program_counts_the_steps_of_required_programs():
    imported(definition(uuid=UUID_B, key="inner", shared=17))
    nested = f"    - {{program: {UUID_B}, key: inner, title: Inner}}\n"
    with pytest.raises(DefinitionError, match=r"outer, all versions .* \(outer \d+, inner \d+\), at most 1000000"):
        imported(definition(shared=17, inner=nested))
    imported(definition(shared=2, inner=nested))


def test_a_required_program_is_refused_if_programs_above_exceed_the_limit():
    imported(definition(uuid=UUID_B, key="inner", shared=2))
    imported(definition(shared=17, inner=f"    - {{program: {UUID_B}, key: inner, title: Inner}}\n"))
    with pytest.raises(DefinitionError, match="to judge one learner of outer"):
        imported(definition(uuid=UUID_B, key="inner", shared=17, year=2021))


def test_versions_without_shared_courses_count_nothing():
    for year in range(2020, 2040):
        imported(
            definition(year=year, shared=0, policy="most_favourable").replace("at_least: 1, of: []", "course: Ex+a")
        )
