"""Test cases about plans: the last day on which a step is possible, and steps that can no longer count."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from micromasters_plugin.data import PlanStep, StepKind
from tests.cases.site import Site, definition, run_key

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DEADLINES = (
    "    - {course: Ex+A1x, key: A1x, passing_grade: 0.80}\n    - {course: Ex+B1x, key: B1x, passing_grade: 0.60}\n"
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def step(site: Site, key: str) -> PlanStep:
    """Return one step of the learner's plan for the credential."""
    return next(each for each in site.plan().steps if each.key == key)


class TestUnderWay:
    """A run ends on 1 March 2027, and its upgrade deadline is 5 December 2026."""

    @pytest.fixture(autouse=True)
    def under_way(self, site: Site) -> None:
        site.define(definition(DEADLINES))
        site.run("A1x+3T2026", start=utc(2026, 9, 1), end=utc(2027, 3, 1), upgrade_deadline=utc(2026, 12, 5))

    def test_a_verified_learner_has_until_the_end_of_the_run(self, site: Site) -> None:
        site.play("2026-09-01 1 A1x+3T2026 enrolled\n2026-11-20 1 A1x+3T2026 grade 0.30", until="2026-11-30")
        found = step(site, "A1x")
        assert (found.kind, found.deadline) == (StepKind.UNDER_WAY, utc(2027, 3, 1))

    def test_an_audit_learner_has_until_the_upgrade_deadline(self, site: Site) -> None:
        site.play("2026-09-01 1 A1x+3T2026 audit\n2026-11-20 1 A1x+3T2026 grade 0.30", until="2026-11-30")
        found = step(site, "A1x")
        assert (found.kind, found.deadline) == (StepKind.UNDER_WAY, utc(2026, 12, 5))

    def test_an_audit_learner_past_the_deadline_needs_another_run(self, site: Site) -> None:
        site.run("A1x+1T2027", start=utc(2027, 4, 1), end=utc(2027, 9, 1))
        site.play("2026-09-01 1 A1x+3T2026 audit\n2026-11-20 1 A1x+3T2026 grade 0.85", until="2026-12-06")
        found = step(site, "A1x")
        assert (found.kind, found.course_run) == (StepKind.TO_TAKE, run_key("A1x+1T2027"))


def test_a_run_whose_upgrade_deadline_passed_is_not_the_next_run(site: Site) -> None:
    site.define(definition(DEADLINES))
    site.run(
        "A1x+3T2026",
        start=utc(2026, 9, 1),
        end=utc(2027, 3, 1),
        enrollment_end=utc(2026, 12, 14),
        upgrade_deadline=utc(2026, 10, 10),
    )
    site.run("A1x+1T2027", start=utc(2027, 4, 1), end=utc(2027, 9, 1))
    site.play("2026-09-01 1 B1x+3T2026 enrolled\n2026-11-20 1 B1x+3T2026 grade 0.70", until="2026-11-30")
    assert step(site, "A1x").course_run == run_key("A1x+1T2027")


def test_the_plan_takes_a_capstone_again_that_was_finished_too_early(site: Site) -> None:
    requirements = "    - {course: Ex+A1x, key: A1x}\n    - {course: Ex+CAPx, key: CAPx}\n  in_order: true\n"
    site.define(definition(requirements))
    site.run("CAPx+1T2027", start=utc(2027, 4, 1), end=utc(2027, 9, 1))
    for run in ("A1x+3T2026", "CAPx+3T2026"):
        site.run(run, start=utc(2026, 9, 1), end=utc(2026, 11, 25), passing_grade="0.6")
    site.play(
        """
        2026-09-01 1 A1x+3T2026 enrolled
        2026-09-01 1 CAPx+3T2026 enrolled
        2026-11-01 1 CAPx+3T2026 grade 0.70
        2026-11-20 1 A1x+3T2026 grade 0.80
    """,
        until="2026-11-30",
    )
    assert site.reasons("CAPx+3T2026") == ["out_of_order"]
    plan = site.plan()
    found = step(site, "CAPx")
    assert plan.is_possible and (found.kind, found.course_run) == (StepKind.TO_TAKE, run_key("CAPx+1T2027"))


def test_nothing_is_planned_after_the_last_day(site: Site) -> None:
    site.define(definition("    - course: Ex+A1x\n    - course: Ex+B1x\n", "passing_grade: 0.60\nends: 2021-08-30"))
    site.play("2021-05-31 1 A1x+2T2021 enrolled\n2021-08-29 1 A1x+2T2021 grade 0.80", until="2021-08-31")
    plan = site.plan()
    assert plan.is_possible is False and [reason.code for reason in plan.reasons] == ["after_program"]


@pytest.mark.parametrize(("zone", "possible"), [("America/Los_Angeles", True), ("Pacific/Auckland", False)])
def test_the_last_day_of_a_plan_ends_at_midnight_in_the_program_s_zone(site: Site, zone: str, possible: bool) -> None:
    top = f"passing_grade: 0.60\nends: 2021-08-30\ntimezone: {zone}"
    site.define(definition("    - course: Ex+A1x\n    - course: Ex+B1x\n", top))
    site.play("2021-05-31 1 A1x+2T2021 enrolled\n2021-08-29 1 A1x+2T2021 grade 0.80")
    site.now = utc(2021, 8, 31, 6, 59) if possible else utc(2021, 8, 30, 12)
    assert site.plan().is_possible is possible
