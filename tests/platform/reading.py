"""Define the base class of the tests of the LMS's pages."""

from __future__ import annotations

from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.tests.factories import StaffFactory, UserFactory
from django.urls import reverse
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from openedx.core.lib.url_utils import quote_slashes
from xmodule.modulestore.tests.django_utils import TEST_DATA_SPLIT_MODULESTORE, ModuleStoreTestCase

from tests.platform.courses import import_program, make_course

PASSWORD = "Password1234"
HANDLERS = ("refresh", "student_view_user_state")


class ReadingTest(ModuleStoreTestCase):
    """Tests with a program of one course, a run of the course, a learner, and requests as any user."""

    MODULESTORE = TEST_DATA_SPLIT_MODULESTORE

    def setUp(self):
        super().setUp()
        import_program("1x")
        self.course, self.problem, self.block = make_course("1x")
        CourseOverviewFactory.create(id=self.course.id, lowest_passing_grade=0.5, start=self.course.start)
        self.learner = UserFactory.create(password=PASSWORD)
        CourseEnrollment.enroll(self.learner, self.course.id, mode="verified")

    def ask(self, user, handler: str = "refresh", *, method: str = "get", noauth: bool = False):
        """Call a handler of the block as ``user`` (None for an anonymous visitor), as the page's script does."""
        self.client.logout()
        if user is not None:
            self.client.login(username=user.username, password=PASSWORD)
        return getattr(self.client, method)(self.handler_url(handler, noauth=noauth))

    def handler_url(self, handler: str, *, noauth: bool = False) -> str:
        return reverse(
            "xblock_handler_noauth" if noauth else "xblock_handler",
            kwargs={
                "course_id": str(self.course.id),
                "usage_id": quote_slashes(str(self.block.location)),
                "handler": handler,
            },
        )

    def page(self, user=None, view: str = "student_view") -> str:
        """Return the page inside the iframe for ``user`` (None for an anonymous visitor)."""
        self.client.logout()
        if user is not None:
            self.client.login(username=user.username, password=PASSWORD)
        response = self.client.get(
            reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)}) + f"?view={view}"
        )
        assert response.status_code == 200, response
        return response.content.decode()

    def masquerading_staff(self, **choice: str):
        return self.view_as_learner(StaffFactory.create(course_key=self.course.id, password=PASSWORD), **choice)

    def view_as_learner(self, staff, **choice: str):
        self.client.login(username=staff.username, password=PASSWORD)
        url = reverse("masquerade_update", kwargs={"course_key_string": str(self.course.id)})
        answer = self.client.post(url, {"role": "student", **choice}, content_type="application/json")
        assert answer.json() == {"success": True}
        return staff
