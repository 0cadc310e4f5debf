"""Test that the doctor names learners with a certificate but without a grade."""

from __future__ import annotations

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import CourseCertificate
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.doctor import examination
from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW


def texts() -> list[str]:
    return [finding.text for finding in examination.CHECKS["certificates"](NOW)]


@pytest.fixture
def certified(program: Program, platform: FakePlatform) -> FakePlatform:
    for user_id in (LEARNER, 9):
        platform.enroll(user_id, run_of("1x"))
    platform.certified[LEARNER, run_of("1x")] = CourseCertificate("downloadable", "verified", is_invalidated=False)
    api.reconcile(now=NOW)
    return platform


def test_a_certificate_without_a_grade_is_named_with_its_run_and_learner(certified: FakePlatform) -> None:
    assert texts() == [
        "example: the platform keeps no grade in course-v1:Ex+1x+2026, although a certificate exists for 1 learner "
        "without this course: 7"
    ]


def test_a_certificate_with_a_grade_is_sound(certified: FakePlatform) -> None:
    certified.grade(LEARNER, run_of("1x"), 0.9)
    api.reconcile(now=NOW)
    assert texts() == []


def test_a_waived_requirement_needs_no_grade(certified: FakePlatform) -> None:
    waived = {"user_id": LEARNER, "requirement": "1x", "reason": "a certificate"}
    api.record_override(UUID_A, "waive", **waived, actor=OPERATOR, now=NOW)
    api.run_pending(now=NOW)
    assert texts() == []
