"""Test that no page shows an instant in the year 1 or 9999, because other time zones may not have this instant."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from micromasters_plugin import api
from micromasters_plugin.data.truth import Enrollment, EnrollmentChange, Grade
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything, standing


@pytest.mark.parametrize("instant", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_facts_from_the_first_or_last_year_count_without_a_date(
    program: Program, platform: FakePlatform, instant: datetime
) -> None:
    pass_everything(platform)
    for number in ("1x", "2x"):
        pair = LEARNER, run_of(number)
        platform.enrolled[pair] = Enrollment("verified", True, instant, (EnrollmentChange(instant, "verified", True),))
        platform.graded[pair] = Grade(0.9, True, instant, instant)
    api.run_pending(now=NOW)
    stored_json = json.dumps([standing().verdict, standing().inputs])
    assert standing().earned
    assert "0001-" not in stored_json and "9999-" not in stored_json
