"""Define fixtures with the platform in memory, for every folder of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import proctored_text, program_text, run_of, service_attempt, service_exam
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    """Return an empty platform."""
    FakePlatform.reset()
    tracked_runs.forget()
    yield FakePlatform()
    FakePlatform.reset()
    tracked_runs.forget()


@pytest.fixture
def program(db: None, platform: FakePlatform) -> Program:
    """Import the program ``example``.

    The program requires Ex+1x and Ex+2x at 0.60. A candidate needs a composite grade of 0.80 and the credential.
    """
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    tracked_runs.forget()
    return Program.objects.get(key="example")


@pytest.fixture
def served(db: None, platform: FakePlatform) -> FakePlatform:
    """Let learner 7 pass the proctored course Ex+1x, except for the exam of this course.

    Let the exam service list the exam as verified.
    """
    run = run_of("1x")
    api.import_program(proctored_text("1x"), actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run)
    api.reconcile(now=NOW)
    platform.served[run] = [service_exam(run)]
    platform.listed[1] = [service_attempt(LEARNER)]
    return platform
