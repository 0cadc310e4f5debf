"""Test which first enrollments a new version re-binds, against an evaluation before and after the import."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.domain.definition import Grandfathering, ProgramRules
from micromasters_plugin.domain.rebinding import (
    Rebinding,
    Span,
    compares_results,
    find_rebinding,
    instants_of_change,
    is_rebound,
)
from micromasters_plugin.domain.versions import evaluate_versions
from tests.domain.specimens import attempt, course, day, program

PINNED, LATEST, FAVOURABLE = Grandfathering.PINNED, Grandfathering.LATEST, Grandfathering.MOST_FAVOURABLE


def version(effective: int, rule: Grandfathering = PINNED) -> ProgramRules:
    return replace(program(course("A"), effective_from=day(effective)), grandfathering=rule)


def rebinding(before: list[ProgramRules], new: ProgramRules, *, now: int) -> Rebinding:
    return find_rebinding(before, in_order(before, new), now=day(now))


def in_order(before: list[ProgramRules], new: ProgramRules) -> list[ProgramRules]:
    return sorted([*before, new], key=lambda each: each.effective_from)


def test_a_pinned_version_with_the_same_date_re_binds_everybody_who_began_since() -> None:
    assert rebinding([version(0)], version(0), now=300) == Rebinding((Span(day(0), None),), without_enrollment=True)


def test_a_pinned_version_with_an_earlier_date_takes_those_who_began_before_the_first_one() -> None:
    assert rebinding([version(100)], version(50), now=300) == Rebinding((Span(None, day(100)),), False)


def test_a_pinned_version_re_binds_whoever_began_on_its_day_or_later() -> None:
    assert rebinding([version(0)], version(200), now=300) == Rebinding((Span(day(200), None),), without_enrollment=True)


def test_a_pinned_version_between_two_others_re_binds_the_span_between_them() -> None:
    found = rebinding([version(0), version(200)], version(100), now=300)
    assert found == Rebinding((Span(day(100), day(200)),), without_enrollment=False)


def test_a_later_pinned_version_re_binds_nobody_who_has_an_enrollment() -> None:
    found = rebinding([version(0)], version(400), now=300)
    assert found == Rebinding((Span(day(400), None),), without_enrollment=True)


@pytest.mark.parametrize("effective", [0, 200, 400])
def test_a_latest_version_re_binds_everybody_at_any_date(effective: int) -> None:
    found = rebinding([version(0, LATEST)], version(effective, LATEST), now=300)
    assert found == Rebinding((Span(None, None),), without_enrollment=True)


def test_a_version_under_a_later_one_re_binds_everybody_only_if_that_one_is_not_yet_in_force() -> None:
    before = [version(0, LATEST), version(200, LATEST)]
    assert rebinding(before, version(100, LATEST), now=300) == Rebinding((), without_enrollment=False)
    assert rebinding(before, version(100, LATEST), now=150).spans == (Span(None, None),)


def test_a_change_from_pinned_to_latest_re_binds_whom_an_earlier_version_bound() -> None:
    before = [version(0), version(100)]
    found = rebinding(before, version(100, LATEST), now=300)
    assert found.spans == (Span(None, None),)
    spared = find_rebinding(before, [before[0], replace(before[1], grandfathering=LATEST)], now=day(300))
    assert spared.spans == (Span(None, None),)


def test_an_earlier_first_enrollment_in_a_new_course_re_binds() -> None:
    before = [version(0), version(100)]
    after = in_order(before, version(400))
    assert not is_rebound(before, after, day(150), day(150), now=day(300))
    assert is_rebound(before, after, day(150), day(50), now=day(300))
    assert is_rebound(before, after, None, None, now=day(300))


def test_the_instants_of_change_are_now_and_each_later_date_once() -> None:
    versions = [version(0), version(300), version(400), version(400), version(500)]
    assert instants_of_change(versions, now=day(300)) == [day(300), day(400), day(500)]


def test_only_the_rule_of_the_version_that_takes_effect_last_decides_whether_results_are_compared() -> None:
    assert not compares_results([version(0, FAVOURABLE), version(100)], [version(0, LATEST)])
    assert compares_results([version(0)], [version(0), version(100, FAVOURABLE)])


def binding(versions: list[ProgramRules], enrolled: datetime | None, now: datetime) -> ProgramRules:
    given = attempt("A", "0.70", mode="verified" if enrolled else None)
    if enrolled:
        given = replace(given, enrollment=replace(given.enrollment, created=enrolled))
    return versions[evaluate_versions(versions, [[given]] * len(versions), now=now)[0]]


DATES = st.integers(0, 8).map(lambda step: step * 50)
VERSIONS = st.builds(version, DATES, st.sampled_from([PINNED, LATEST]))


@given(st.lists(VERSIONS, min_size=1, max_size=4), VERSIONS, st.none() | DATES, DATES)
def test_the_spans_agree_with_an_evaluation_before_and_after(
    versions: list[ProgramRules], new: ProgramRules, enrolled: int | None, now: int
) -> None:
    before = sorted(versions, key=lambda each: each.effective_from)
    after = in_order(before, new)
    instant = None if enrolled is None else day(enrolled)
    expected = any(
        binding(before, instant, each) is not binding(after, instant, each)
        for each in [day(now), *(rules.effective_from for rules in after if rules.effective_from > day(now))]
    )
    found = find_rebinding(before, after, now=day(now))
    in_span = instant is not None and any(
        (span.start is None or span.start <= instant) and (span.end is None or instant < span.end)
        for span in found.spans
    )
    assert (found.without_enrollment if instant is None else in_span) is expected
