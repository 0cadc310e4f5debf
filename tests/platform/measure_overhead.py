"""Measure and record the cost of the receivers in a recalculation of a grade in edx-platform.

``make bench-platform`` runs this module, and ``EDX_PLATFORM_LINE`` names the version of the platform in words.
"""

from __future__ import annotations

import os

from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.tests.factories import UserFactory
from django.db import connection
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from xmodule.modulestore.tests.django_utils import SharedModuleStoreTestCase

from benchmarks.figures import Figure, record
from tests.platform.courses import import_program, make_course, make_long_course
from tests.platform.overhead import statements_added, times

ROUNDS = 400


class MeasureOverhead(SharedModuleStoreTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.smallest, cls.outside, cls.usual = make_course("1x")[0], make_course("9x")[0], make_long_course("2x")

    def test_measure(self):
        import_program("1x", "2x")
        learner = UserFactory.create()
        figures = []
        # This figure has no limit, because three statements are a large share of the short time for a course of one
        # problem.
        for name, course, statements, share in (
            ("in a program's course of ten weeks", self.usual, 3, 3),
            ("in a program's course of one problem", self.smallest, 3, None),
            ("in another course of one problem", self.outside, 0, 3),
        ):
            CourseOverviewFactory.create(id=course.id, lowest_passing_grade=0.5)
            CourseEnrollment.enroll(learner, course.id, mode="verified")
            statements_added(learner, course)  # fills the caches
            alone, together = times(learner, course, rounds=ROUNDS)
            figures += [
                Figure(
                    f"{name}: statements added to a recalculation", statements_added(learner, course), "", statements
                ),
                Figure(f"{name}: recalculation without receivers", alone * 1000, "ms"),
                Figure(f"{name}: with receivers", together * 1000, "ms"),
                Figure(f"{name}: added", max(together / alone - 1, 0) * 100, "%", share),
            ]
        print(*figures, sep="\n")
        record(
            "platform",
            figures,
            edx_platform=os.environ.get("EDX_PLATFORM_LINE", "unnamed"),
            database=f"{connection.vendor}, in memory" if connection.vendor == "sqlite" else connection.vendor,
        )
        assert all(figure.holds for figure in figures)
