"""The block as the LMS renders it: in its iframe, for learners, for staff, and for staff who view it as a learner."""

from __future__ import annotations

from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.tests.factories import StaffFactory, UserFactory
from django.urls import reverse
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from xmodule.modulestore.tests.django_utils import TEST_DATA_SPLIT_MODULESTORE, ModuleStoreTestCase

from micromasters_plugin import api
from tests.factories import UUID_A
from tests.platform.courses import import_program, make_course, score

PASSWORD = "Password1234"


class BlockTest(ModuleStoreTestCase):
    """One course of a program of one."""

    MODULESTORE = TEST_DATA_SPLIT_MODULESTORE

    def setUp(self):
        super().setUp()
        import_program("1x")
        self.course, self.problem, self.block = make_course("1x")
        CourseOverviewFactory.create(id=self.course.id, lowest_passing_grade=0.5, start=self.course.start)
        self.learner = UserFactory.create(password=PASSWORD)
        CourseEnrollment.enroll(self.learner, self.course.id, mode="verified")

    def page(self, user=None, view: str = "student_view") -> str:
        """Return the page inside the iframe as ``user`` (None: nobody signed in) is sent it."""
        self.client.logout()
        if user is not None:
            self.client.login(username=user.username, password=PASSWORD)
        response = self.client.get(
            reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)}) + f"?view={view}"
        )
        assert response.status_code == 200, response
        return response.content.decode()

    def test_a_learner_sees_the_grade_against_the_bar(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        page = self.page(self.learner)
        assert "0.90" in page
        assert "1 of 1" in page

    def test_a_learner_with_the_credential_finds_its_link(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        credential = api.get_progress(UUID_A, user_id=self.learner.id).credential
        assert f"/micromasters/credentials/{credential.uuid}/" in self.page(self.learner)
        assert self.client.get(f"/micromasters/credentials/{credential.uuid}/").status_code == 200

    def test_staff_see_the_outline_and_no_learners_data(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        staff = StaffFactory.create(course_key=self.course.id, password=PASSWORD)
        page = self.page(staff)
        assert "Example program" in page
        assert "0.90" not in page

    def test_staff_viewing_as_a_learner_see_that_learners_progress(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        staff = StaffFactory.create(course_key=self.course.id, password=PASSWORD)
        self.client.login(username=staff.username, password=PASSWORD)
        url = reverse("masquerade_update", kwargs={"course_key_string": str(self.course.id)})
        body = {"role": "student", "user_name": self.learner.username}
        assert self.client.post(url, body, content_type="application/json").json() == {"success": True}
        response = self.client.get(reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)}))
        assert "0.90" in response.content.decode()
