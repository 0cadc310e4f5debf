"""Create courses in the platform's modulestore, and grade learners with the platform's own code."""

from __future__ import annotations

from datetime import UTC, datetime

from crum import set_current_request
from django.apps import apps
from lms.djangoapps.grades.api import CourseGradeFactory
from lms.djangoapps.grades.tests.utils import answer_problem
from openedx.core.djangolib.testing.utils import get_mock_request
from xmodule.modulestore.django import modulestore
from xmodule.modulestore.tests.factories import BlockFactory, CourseFactory

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import UUID_A, program_text

PASSING = 0.5
START = datetime(2026, 1, 10, tzinfo=UTC)
GRADED = {"type": "Homework", "min_count": 1, "drop_count": 0, "short_label": "HW", "weight": 1.0}
MULTIPLE_CHOICE = """
<problem><multiplechoiceresponse><choicegroup>
  <choice correct="true">right</choice><choice correct="false">wrong</choice>
</choicegroup></multiplechoiceresponse></problem>
"""


def make_course(number: str, *, passing: float = PASSING):
    """Create a run of Ex+``number`` with a graded problem and the block of program UUID_A.

    Return the course, the problem and the block.
    """
    course = CourseFactory.create(
        org="Ex",
        number=number,
        run="2026",
        start=START,
        grading_policy={"GRADER": [GRADED], "GRADE_CUTOFFS": {"Pass": passing}},
    )
    chapter = BlockFactory.create(parent=course, category="chapter", start=START)
    sequence = BlockFactory.create(parent=chapter, category="sequential", graded=True, format="Homework", start=START)
    unit = BlockFactory.create(parent=sequence, category="vertical")
    problem = BlockFactory.create(parent=unit, category="problem", data=MULTIPLE_CHOICE)
    block = BlockFactory.create(parent=unit, category="micromasters_progress", program_uuid=UUID_A)
    return course, problem, block


def make_long_course(number: str, *, weeks: int = 10, homework: int = 5, lessons: int = 2):
    """Create a run of Ex+``number`` that is as long as a real run.

    Each week has lessons and a graded homework of problems.
    """
    course = CourseFactory.create(
        org="Ex",
        number=number,
        run="2026",
        start=START,
        grading_policy={"GRADER": [GRADED | {"min_count": weeks}], "GRADE_CUTOFFS": {"Pass": PASSING}},
    )
    with modulestore().bulk_operations(course.id):
        for _ in range(weeks):
            chapter = BlockFactory.create(parent=course, category="chapter", start=START)
            for _ in range(lessons):
                lesson = BlockFactory.create(parent=chapter, category="sequential", start=START)
                unit = BlockFactory.create(parent=lesson, category="vertical")
                BlockFactory.create(parent=unit, category="html", data="<p>Text</p>")
                BlockFactory.create(parent=unit, category="problem", data=MULTIPLE_CHOICE)
            graded = BlockFactory.create(
                parent=chapter, category="sequential", graded=True, format="Homework", start=START
            )
            unit = BlockFactory.create(parent=graded, category="vertical")
            for _ in range(homework):
                BlockFactory.create(parent=unit, category="problem", data=MULTIPLE_CHOICE)
    return course


def import_program(*numbers: str, **options: str) -> None:
    """Import a definition that requires all of ``numbers``."""
    api.import_program(program_text(*numbers, **options), actor=OPERATOR)
    tracked_runs.forget()


def score(user, course, problem, earned: int, *, of: int = 100) -> None:
    """Give the learner a score in the only problem of the course, and let the platform grade the course."""
    request = get_mock_request(user)
    set_current_request(request)
    try:
        answer_problem(course, request, problem, score=earned, max_value=of)
        CourseGradeFactory().update(user, course, force_update_subsections=True)
    finally:
        set_current_request(None)


def rows() -> dict[str, int]:
    """Return how many rows each table of the package has."""
    models = apps.get_app_config("micromasters").get_models()
    return {model.__name__: model._default_manager.count() for model in models}
