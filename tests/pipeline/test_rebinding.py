"""Test that an import which changes the version or the outcome of learners needs the number of these learners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import RebindError
from micromasters_plugin.pipeline import rebound_learners
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW

#: Each learner's first enrollment.
FIRST = {
    1: datetime(2024, 6, 1, tzinfo=UTC),
    2: datetime(2025, 1, 1, tzinfo=UTC),
    3: datetime(2026, 2, 1, tzinfo=UTC),
    4: datetime(2026, 5, 1, tzinfo=UTC),
}


@pytest.fixture
def learners(program: Program, platform: FakePlatform) -> FakePlatform:
    """Store the standings of learners 1 to 4, of whom 3 and 4 passed Ex+1x with 0.65."""
    for user_id, created in FIRST.items():
        platform.enroll(user_id, run_of("1x"), created=created)
        platform.grade(user_id, run_of("1x"), 0.65 if user_id > 2 else 0.2)
    api.reconcile(now=NOW)
    return platform


def text(effective: str = "2025-01-01", rule: str = "pinned", *, bar: str = "0.70", courses: str = "1x 2x") -> str:
    made = program_text(*courses.split(), bar=bar).replace("2025-01-01", effective)
    return made.replace("kind:", f"grandfathering: {rule}\nkind:", 1)


def refused(definition: str, rebind: int | None = None) -> RebindError:
    with pytest.raises(RebindError) as raised:
        api.import_program(definition, actor=OPERATOR, rebind=rebind, now=NOW)
    return raised.value


def do_import(definition: str, rebind: int | None = None) -> int:
    result = api.import_program(definition, actor=OPERATOR, rebind=rebind, now=NOW)
    tracked_runs.forget()
    return result.rebound


def test_a_version_with_the_same_date_is_refused_with_the_number_and_a_later_date(learners: FakePlatform) -> None:
    error = refused(text())
    assert (error.learners, error.agreed) == (3, None)
    assert str(error).splitlines() == [
        "the file re-binds 3 learners",
        "with `effective_from: 2026-06-02` the file binds only learners whose first enrollment is on that day or later",
        "to import the file nevertheless, agree to this number: --rebind 3",
    ]
    assert ProgramVersion.objects.count() == 1


def test_the_advised_date_needs_no_agreement(learners: FakePlatform) -> None:
    assert do_import(text("2026-06-02")) == 0
    api.reconcile(now=NOW)
    assert set(Standing.objects.values_list("version__number", flat=True)) == {1}


def test_the_agreed_number_imports_and_re_binds_as_many(learners: FakePlatform) -> None:
    assert do_import(text(), rebind=3) == 3
    api.reconcile(now=NOW)
    assert list(Standing.objects.order_by("user_id").values_list("version__number", flat=True)) == [1, 2, 2, 2]


@pytest.mark.parametrize("agreed", [-1, 0, 2, 4])
def test_a_wrong_number_is_refused_with_both_numbers(learners: FakePlatform, agreed: int) -> None:
    assert str(refused(text(), agreed)).startswith(f"the file re-binds 3 learners, not {agreed} as agreed\n")
    assert ProgramVersion.objects.count() == 1


def test_a_learner_who_enrolls_after_the_count_makes_the_number_stale(learners: FakePlatform) -> None:
    agreed = refused(text()).learners
    learners.enroll(5, run_of("1x"), created=NOW)
    api.reconcile(now=NOW)
    assert (refused(text(), agreed).learners, do_import(text(), agreed + 1)) == (4, 4)


def test_an_agreement_to_re_bind_nobody_is_kept(learners: FakePlatform) -> None:
    assert refused(text("2026-06-02"), 3).learners == 0
    assert do_import(text("2026-06-02"), 0) == 0


def test_an_unchanged_file_and_a_first_version_need_no_number(learners: FakePlatform) -> None:
    assert do_import(program_text("1x", "2x"), rebind=99) == 0
    assert do_import(program_text("1x", uuid=UUID_B, key="new")) == 0
    assert do_import(program_text("1x", bar="0.70", uuid=UUID_B, key="new")) == 0


@pytest.mark.parametrize("effective", ["2025-01-01", "2026-06-02", "2030-01-01"])
def test_no_date_spares_anybody_from_a_latest_version(learners: FakePlatform, effective: str) -> None:
    error = refused(text(effective, "latest"))
    assert error.learners == 4
    assert "no date spares anybody" in error.advice


def test_a_most_favourable_version_re_binds_only_learners_to_whom_it_gives_no_less(learners: FakePlatform) -> None:
    error = refused(text(rule="most_favourable"))
    assert error.learners == 2  # learners 3 and 4 keep a pass under the earlier bar
    assert "only learners to whom it gives at least as much" in error.advice
    assert refused(text("2030-01-01", "most_favourable")).learners == 2
    do_import(text(rule="most_favourable"), 2)
    api.reconcile(now=NOW)
    assert list(Standing.objects.order_by("user_id").values_list("version__number", flat=True)) == [2, 2, 1, 1]


def test_a_learner_whom_no_enrollment_pins_is_re_bound_when_a_version_takes_effect(learners: FakePlatform) -> None:
    learners.add_learner(9)
    learners.grade(9, run_of("1x"), 0.9)
    Standing.objects.filter(user_id=4).update(pinned_at=None)
    error = refused(text("2030-01-01"))
    assert (error.learners, error.advice) == (1, "no later `effective_from` spares anybody")
    assert "re-binds 1 learner" in refused(text()).advice


def test_an_enrollment_in_a_course_that_a_new_version_adds_counts(learners: FakePlatform) -> None:
    do_import(text("2026-01-01"), rebind=2)
    api.reconcile(now=NOW)
    learners.enroll(3, run_of("3x"), created=FIRST[1])
    learners.enroll(8, run_of("3x"), created=FIRST[1])
    assert refused(text("2030-01-01", courses="1x 2x 3x")).learners == 1
    do_import(text("2030-01-01", courses="1x 2x 3x"), 1)
    api.reconcile(now=NOW)
    assert Standing.objects.get(user_id=3).version.number == 1


def test_only_the_standings_of_the_program_count(learners: FakePlatform) -> None:
    other = program_text("1x", uuid=UUID_B, key="other")
    do_import(other)
    api.reconcile(now=NOW)
    assert refused(text()).learners == 3


def test_a_learner_who_cannot_be_evaluated_does_not_count(learners: FakePlatform) -> None:
    learners.users.pop(1)
    assert refused(text(rule="most_favourable")).learners == 1


def test_a_dry_run_reports_the_same_refusal_and_diff_and_preview_say_it_first(learners: FakePlatform) -> None:
    diff = api.diff_definition(text(), now=NOW)
    preview = api.preview_definition(text(), now=NOW)
    assert diff.rebound == preview.rebound
    assert (diff.rebound.learners, diff.rebound.advice) == (3, refused(text()).advice)
    for unchanged in (program_text("1x", "2x"), program_text("1x", uuid=UUID_B, key="new")):
        assert api.preview_definition(unchanged, now=NOW).rebound is None
    assert str(api.diff_definition(text("2030-01-01"), now=NOW).rebound) == "re-binds nobody"


def test_the_count_takes_as_many_statements_for_many_learners_as_for_few(learners: FakePlatform) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            refused(text())
        return len(queries)

    few = statements()
    for user_id in range(10, 60):
        learners.enroll(user_id, run_of("1x"), created=NOW)
    api.reconcile(now=NOW)
    assert refused(text()).learners == 53
    assert statements() == few


def test_a_second_count_evaluates_only_learners_with_a_new_decision(
    learners: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated: list[list[int]] = []

    def note(families: object, user_ids: list[int], *, now: datetime) -> Iterator[object]:
        evaluated.append(user_ids)
        if len(evaluated) == 1:
            yield from compare(families, user_ids, now=now)
            learners.grade(4, run_of("1x"), 0.75)
            api.reconcile(now=NOW + timedelta(minutes=1))
        else:
            yield from compare(families, user_ids, now=now)

    compare = rebound_learners.compare_families
    monkeypatch.setattr(rebound_learners, "compare_families", note)
    assert refused(text(rule="most_favourable")).learners == 3
    assert evaluated == [[1, 2, 3, 4], [4]]


def test_a_release_date_that_takes_results_away_counts_whatever_binds_the_learners(learners: FakePlatform) -> None:
    release = "releases: {course-v1:Ex+1x+2026: 2027-01-01}\nkind:"
    definition = text("2026-06-02", bar="0.60").replace("kind:", release, 1)
    error = refused(definition)
    assert (error.learners, error.advice) == (2, "no later `effective_from` spares anybody")
    do_import(definition, 2)
    api.reconcile(now=NOW)
    assert list(Standing.objects.order_by("user_id").values_list("earned_requirements", flat=True)) == [0] * 4


def test_the_version_that_takes_effect_last_gives_the_release_dates_in_the_count_too(learners: FakePlatform) -> None:
    release = "releases: {course-v1:Ex+1x+2026: 2027-01-01}\nkind:"
    do_import(text("2026-06-02", bar="0.60").replace("kind:", release, 1), 2)
    assert do_import(text("2024-12-01", bar="0.60"), 1) == 1  # only learner 1 enrolled before; the dates stay
    assert refused(text("2026-06-03", bar="0.60")).learners == 2


def test_an_embargo_of_a_run_with_an_unknown_start_counts_learners_who_enrolled_under_the_version(
    learners: FakePlatform,
) -> None:
    do_import(text("2026-01-01", "latest", bar="0.60"), 4)
    learners.add_run(run_of("1x"), start=None)
    learners.enroll(3, run_of("1x"), created=datetime(2025, 7, 1, tzinfo=UTC))
    api.reconcile(now=NOW)
    between = text("2025-06-01", "latest", bar="0.60").replace(
        "      title: Course 1x\n", "      title: Course 1x\n      embargo_until: 2027-01-01\n"
    )
    assert refused(between).learners == 1
    do_import(between, 1)
    api.reconcile(now=NOW)
    assert list(Standing.objects.order_by("user_id").values_list("earned_requirements", flat=True)) == [0, 0, 0, 1]


def test_a_release_date_of_a_run_without_results_re_binds_nobody(learners: FakePlatform) -> None:
    learners.add_run("course-v1:Ex+1x+2027")
    release = "releases: {course-v1:Ex+1x+2027: 2027-08-01}\nkind:"
    assert do_import(text("2026-06-02", bar="0.60").replace("kind:", release, 1)) == 0


def test_a_learner_who_is_re_bound_and_in_a_released_run_counts_once(learners: FakePlatform) -> None:
    definition = text().replace("kind:", "releases: {course-v1:Ex+1x+2026: 2027-01-01}\nkind:", 1)
    assert refused(definition).learners == 3
