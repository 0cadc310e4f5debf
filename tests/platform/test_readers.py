"""Test the block for beta testers, for staff, and for visitors of a public course.

Staff may be beta testers, or may view the course as a beta tester.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest import mock

from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.roles import CourseBetaTesterRole
from common.djangoapps.student.tests.factories import StaffFactory, UserFactory
from django.conf import settings
from django.urls import reverse
from edx_toggles.toggles.testutils import override_waffle_flag
from openedx.features.course_experience import COURSE_ENABLE_UNENROLLED_ACCESS_FLAG
from xmodule.course_block import COURSE_VISIBILITY_PUBLIC
from xmodule.modulestore import ModuleStoreEnum

from micromasters_plugin import api
from tests.platform.courses import rows, score
from tests.platform.reading import HANDLERS, PASSWORD, ReadingTest


class ReaderTest(ReadingTest):
    """Tests with a learner who has earned everything, and with a method that changes the course's settings."""

    def setUp(self):
        super().setUp()
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()

    def change(self, **fields) -> None:
        """Publish the course and the block with these fields."""
        for location in (self.course.location, self.block.location):
            item = self.store.get_item(location)
            for name, value in fields.items():
                setattr(item, name, value)
            self.store.update_item(item, ModuleStoreEnum.UserID.test)

    def status(self, user, view: str) -> int:
        self.client.logout()
        if user is not None:
            self.client.login(username=user.username, password=PASSWORD)
        path = reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)})
        return self.client.get(f"{path}?view={view}").status_code


@mock.patch.dict(settings.FEATURES, {"DISABLE_START_DATES": False})  # the platform's test settings disable start dates
class BetaTest(ReaderTest):
    """The course begins in five days, but the course began for beta testers five days ago.

    The learner is a beta tester.
    """

    def setUp(self):
        super().setUp()
        CourseBetaTesterRole(self.course.id).add_users(self.learner)
        self.change(start=datetime.now(UTC) + timedelta(days=5), days_early_for_beta=10)

    def test_a_beta_tester_has_early_access_to_the_block_and_others_have_not(self):
        other = UserFactory.create(password=PASSWORD)
        CourseEnrollment.enroll(other, self.course.id, mode="verified")
        assert "0.90" in self.page(self.learner)
        assert self.status(other, "student_view") == 404

    def test_a_beta_testers_handlers_answer_and_none_of_an_authors_does(self):
        for handler in HANDLERS:
            assert "0.90" in self.ask(self.learner, handler).content.decode()
        assert self.ask(self.learner, "specimen").status_code == 404

    def test_staff_who_view_as_a_beta_tester_see_that_persons_progress_and_write_nothing(self):
        before = rows()
        self.masquerading_staff(user_name=self.learner.username)
        path = reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)})
        assert "0.90" in self.client.get(path).content.decode()
        for handler in HANDLERS:
            assert "0.90" in self.client.get(self.handler_url(handler)).content.decode()
        assert rows() == before

    def test_staff_who_are_beta_testers_too_are_still_staff(self):
        staff = StaffFactory.create(course_key=self.course.id, password=PASSWORD)
        CourseBetaTesterRole(self.course.id).add_users(staff)
        assert "/micromasters/courses/" in self.page(staff)
        assert "/micromasters/courses/" not in self.page(self.learner)


class PublicCourseTest(ReaderTest):
    """The course is public, and people who are not enrolled may visit public courses on this site."""

    def setUp(self):
        super().setUp()
        self.change(course_visibility=COURSE_VISIBILITY_PUBLIC)
        flag = override_waffle_flag(COURSE_ENABLE_UNENROLLED_ACCESS_FLAG, active=True)
        flag.__enter__()
        self.addCleanup(flag.__exit__, None, None, None)

    def test_a_visitor_sees_the_outline_and_nobodys_grades_in_either_view(self):
        for view in ("student_view", "public_view"):
            page = self.page(None, view)
            assert "Example program" in page
            assert "0.90" not in page
            assert "progress.js" not in page

    def test_a_learner_of_another_course_sees_that_nothing_is_earned(self):
        stranger = UserFactory.create(password=PASSWORD)
        page = self.page(stranger)
        assert "0 of 1" in page
        assert "0.90" not in page

    def test_a_public_course_opens_no_handler(self):
        stranger = UserFactory.create(password=PASSWORD)
        for handler in (*HANDLERS, "plan", "specimen"):
            for user in (None, stranger):
                assert self.ask(user, handler).status_code == 404
            assert self.ask(None, handler, noauth=True).status_code == 404

    def test_visitors_write_nothing(self):
        before = rows()
        self.page(None)
        self.page(UserFactory.create(password=PASSWORD))
        assert rows() == before

    def test_visitors_cannot_open_the_course_without_the_sites_flag(self):
        with override_waffle_flag(COURSE_ENABLE_UNENROLLED_ACCESS_FLAG, active=False):
            for view in ("student_view", "public_view"):
                assert self.status(None, view) == 404
