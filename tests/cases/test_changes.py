"""Test cases about changed rules, retired programs, waivers and the day on a credential."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import UnconfirmedOverrideError
from tests.cases.site import UUID, Site, definition

TEACH_OUT = "    - course: Ex+A1x\n    - exam: Ex+EXx\n"
UNDER_REVIEW = """
    2021-05-31 1 A1x+2T2021 enrolled
    2021-08-01 1 EXx+2T2021 enrolled
    2021-08-20 1 A1x+2T2021 grade 0.80
    2021-08-29 1 EXx+2T2021 exam_submitted
    2021-08-29 1 EXx+2T2021 grade 0.80
"""


def test_a_dry_run_of_a_retirement_counts_exams_under_review(site: Site) -> None:
    site.define(definition(TEACH_OUT))
    site.play(UNDER_REVIEW)
    standing = api.change_program(UUID, "retire", actor=OPERATOR, reason="taught out", now=site.now)
    assert standing.under_review == 1 and standing.held_back == 0


def test_a_retired_program_keeps_what_it_had_when_a_late_result_arrives(site: Site) -> None:
    site.define(definition(TEACH_OUT))
    site.play(UNDER_REVIEW)
    api.change_program(UUID, "retire", actor=OPERATOR, reason="taught out", now=site.now)
    site.play("2021-09-10 1 EXx+2T2021 exam_verified")
    assert site.result() == "1 of 2, 0.8000, open"


REPLACED = "    - course: Ex+A1x\n      key: A1x\n    - course: Ex+{second}\n      key: {second}\n"


def test_doctor_names_the_version_the_course_and_the_learners_who_need_a_course_without_runs(site: Site) -> None:
    site.define(definition(REPLACED.format(second="B1x")))
    site.play("2025-02-01 1 A1x+1T2025 enrolled\n2025-05-01 1 A1x+1T2025 grade 0.90")
    site.define(definition(REPLACED.format(second="C1x"), "passing_grade: 0.60\neffective_from: 2025-06-01"))
    site.run("C1x+1T2027", start=datetime(2027, 2, 1, tzinfo=UTC))
    site.play("2025-09-01 1 C1x+3T2025 enrolled\n2025-12-01 1 C1x+3T2025 grade 0.90")
    [found] = [finding for finding in api.diagnose(now=site.now).findings if finding.code == "no_run_to_come"]
    assert found.text.endswith(
        "version 1: B1x (Ex+B1x) has no run to come; the version binds 1 learner without this course: 1"
    )


@pytest.mark.parametrize(
    ("first", "then", "caution"), [("0.90", "0.70", "0.9"), ("", "0.40", "0.60")], ids=["a second one", "below the bar"]
)
def test_a_doubtful_waiver_is_said_before_it_is_saved(site: Site, first: str, then: str, caution: str) -> None:
    site.define(definition("    - course: Ex+A1x\n      key: A1x\n"))
    site.play("2025-02-01 1 A1x+1T2025 enrolled")
    if first:
        site.override("waive", requirement="A1x", ratio=Decimal(first))
    before = len(api.overrides_of(UUID, user_id=1))
    with pytest.raises(UnconfirmedOverrideError, match=caution):
        site.override("waive", requirement="A1x", ratio=Decimal(then), is_confirmed=False)
    assert len(api.overrides_of(UUID, user_id=1)) == before
    site.override("waive", requirement="A1x", ratio=Decimal(then))
    assert site.result() == f"1 of 1, {Decimal(then):.4f}, earned"


BACKFILL = "passing_grade: {bar}\nadmission: {{composite: 0.70}}"


@pytest.mark.parametrize(
    ("bar", "day"),
    [("0.50", date(2018, 12, 10)), ("0.60", None)],
)
def test_the_day_on_a_credential_of_old_courses_is_the_last_pass_where_it_is_known(
    site: Site, bar: str, day: date | None
) -> None:
    for run, month in (("A1x+1T2018", 6), ("B1x+1T2018", 12)):
        site.run(run, start=datetime(2018, 1, 1, tzinfo=UTC), end=datetime(2018, 12, 31, tzinfo=UTC))
        site.platform.enroll(1, f"course-v1:Ex+{run}", created=datetime(2018, 1, 1, tzinfo=UTC))
        passed = datetime(2018, month, 10, tzinfo=UTC)
        site.old_grade(run, 0.80, passed=passed, saved=datetime(2026, 3, 2, tzinfo=UTC))
    site.define(definition("    - course: Ex+A1x\n    - course: Ex+B1x\n", BACKFILL.format(bar=bar)))
    site.reconcile(datetime(2026, 11, 30, 12, tzinfo=UTC))
    site.sweep(datetime(2026, 11, 30, 12, tzinfo=UTC))
    record = api.get_credential(str(Credential.objects.get(user_id=1).uuid))
    days = {each.earned_on for each in record.requirements}
    assert max(days) == day if day else days == {None}
    assert (record.completed_on, record.completed_by) == (day, date(2026, 11, 30))


def test_a_reissue_changes_no_day(site: Site) -> None:
    site.define(definition("    - course: Ex+A1x\n", BACKFILL.format(bar="0.60")))
    site.run("A1x+1T2026", start=datetime(2026, 2, 1, tzinfo=UTC), passing_grade="0.6")
    site.play("2026-02-01 1 A1x+1T2026 enrolled\n2026-05-01 1 A1x+1T2026 grade 0.80")
    old = str(Credential.objects.get(user_id=1).uuid)
    site.platform.add_learner(1, "Amina Benali")
    new = api.change_credential(
        old, "reissue", actor=OPERATOR, reason="a new name", now=datetime(2026, 9, 1, tzinfo=UTC)
    )
    assert [each.earned_on for each in new.requirements] == [date(2026, 5, 1)]
    assert (new.completed_on, new.completed_by) == (date(2026, 5, 1), date(2026, 5, 1))
    assert new.name == "Amina Benali"
