"""Test that the receivers add at most three statements in a program's course, and no statement in other courses."""

from __future__ import annotations

from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.tests.factories import UserFactory
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from xmodule.modulestore.tests.django_utils import SharedModuleStoreTestCase

from micromasters_plugin.inbox.models import Hint
from tests.platform.courses import import_program, make_course
from tests.platform.overhead import statements_added


class OverheadTest(SharedModuleStoreTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inside, cls.outside = make_course("1x")[0], make_course("9x")[0]

    def setUp(self):
        super().setUp()
        import_program("1x")
        self.learner = UserFactory.create()
        for course in (self.inside, self.outside):
            CourseOverviewFactory.create(id=course.id, lowest_passing_grade=0.5)
            CourseEnrollment.enroll(self.learner, course.id, mode="verified")
            statements_added(self.learner, course)  # now the caches of the platform and the plugin are filled

    def test_a_recalculation_in_a_programs_course_takes_three_more_statements_at_most(self):
        before = Hint.objects.count()
        assert statements_added(self.learner, self.inside) <= 3
        assert Hint.objects.count() > before

    def test_a_recalculation_in_another_course_takes_no_more_statements(self):
        assert statements_added(self.learner, self.outside) == 0
