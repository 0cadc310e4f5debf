"""The block as the LMS renders it: in its iframe, for learners, for staff, and for staff who view it as a learner."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.roles import CourseBetaTesterRole
from common.djangoapps.student.tests.factories import StaffFactory, UserFactory
from django.urls import reverse
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from openedx.core.djangoapps.dark_lang.models import DarkLangConfig
from openedx.core.lib.url_utils import quote_slashes
from xmodule.modulestore import ModuleStoreEnum
from xmodule.modulestore.tests.django_utils import TEST_DATA_SPLIT_MODULESTORE, ModuleStoreTestCase

from micromasters_plugin import api
from tests.factories import UUID_A
from tests.platform.courses import import_program, make_course, rows, score

PASSWORD = "Password1234"
HANDLERS = ("refresh", "student_view_user_state")


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

    def ask(self, user, handler: str = "refresh", *, method: str = "get", noauth: bool = False):
        """Call one of the block's handlers as ``user`` (None: nobody signed in), as the page's script does."""
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

    def test_a_learner_reads_it_in_each_language_that_the_site_has_released(self):
        DarkLangConfig.objects.create(released_languages="ar,es-419,fr,zh-cn", enabled=True, changed_by=self.learner)
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        said = {"ar": "المتطلبات", "es-419": "Requisitos", "fr": "Exigences", "zh-cn": "要求"}
        for language, requirements in said.items():
            self.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
            page = self.page(self.learner)
            assert f">{requirements}</h4>" in page
            assert ("0.90" if language == "zh-cn" else "0,90") in page

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

    def test_handlers_answer_the_enrolled_with_their_own(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        other = UserFactory.create(password=PASSWORD)
        CourseEnrollment.enroll(other, self.course.id, mode="audit")
        for method in ("get", "post"):
            for handler in HANDLERS:
                assert "0.90" in self.ask(self.learner, handler, method=method).content.decode()
                response = self.ask(other, handler, method=method)
                assert response.status_code == 200
                assert "0.90" not in response.content.decode()

    def test_handlers_tell_whoever_is_not_enrolled_nothing(self):
        stranger = UserFactory.create(password=PASSWORD)
        left = UserFactory.create(password=PASSWORD)
        CourseEnrollment.enroll(left, self.course.id, mode="verified")
        CourseEnrollment.unenroll(left, self.course.id)
        for handler in HANDLERS:
            for method in ("get", "post"):
                assert self.ask(stranger, handler, method=method).status_code == 404
                assert self.ask(left, handler, method=method).status_code == 404

    def test_handlers_tell_nobody_signed_in_nothing(self):
        for handler in HANDLERS:
            assert self.ask(None, handler).status_code == 404
            assert self.ask(None, handler, noauth=True).status_code == 404
            assert self.ask(None, handler, method="post").status_code in (302, 403, 404)
            assert self.ask(None, handler, method="post", noauth=True).status_code in (403, 404)

    def test_a_learner_cannot_change_the_settings_through_the_lms(self):
        response = self.client.post(
            self.handler_url("save_settings"),
            json.dumps({"display_name": "x", "heading": "", "program_uuid": UUID_A}),
            content_type="application/json",
        )
        assert response.status_code in (302, 403)
        self.client.login(username=self.learner.username, password=PASSWORD)
        response = self.client.post(
            self.handler_url("save_settings"),
            json.dumps({"display_name": "x", "heading": "", "program_uuid": UUID_A}),
            content_type="application/json",
        )
        assert response.status_code == 403
        assert self.store.get_item(self.block.location).display_name != "x"

    def test_staff_viewing_as_anybody_see_a_specimen_not_their_own_record_and_write_nothing(self):
        staff = StaffFactory.create(course_key=self.course.id, password=PASSWORD)
        CourseEnrollment.enroll(staff, self.course.id, mode="verified")
        score(staff, self.course, self.problem, 90)
        api.run_pending()
        before = rows()
        self.view_as_learner(staff)
        page = self.client.get(reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)}))
        assert "An invented learner" in page.content.decode()
        assert "0.90" not in page.content.decode()
        for handler in HANDLERS:
            assert self.client.get(self.handler_url(handler)).status_code == 404
        assert rows() == before

    def test_a_beta_tester_sees_a_course_that_has_not_begun_and_has_no_right_of_staff(self):
        CourseBetaTesterRole(self.course.id).add_users(self.learner)
        begins = datetime.now(UTC) + timedelta(days=5)
        for location in (self.course.location, self.block.location):
            item = self.store.get_item(location)
            item.start, item.days_early_for_beta = begins, 10
            self.store.update_item(item, ModuleStoreEnum.UserID.test)
        assert "Example program" in self.page(self.learner)
        for handler in HANDLERS:
            assert self.ask(self.learner, handler).status_code == 200
        assert self.ask(self.learner, "specimen").status_code == 404

    def test_handlers_of_staff_viewing_as_a_learner_speak_of_that_learner(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        before = rows()
        self.masquerading_staff(user_name=self.learner.username)
        for handler in HANDLERS:
            assert "0.90" in self.client.get(self.handler_url(handler)).content.decode()
        assert rows() == before

    def masquerading_staff(self, **choice: str):
        return self.view_as_learner(StaffFactory.create(course_key=self.course.id, password=PASSWORD), **choice)

    def view_as_learner(self, staff, **choice: str):
        self.client.login(username=staff.username, password=PASSWORD)
        url = reverse("masquerade_update", kwargs={"course_key_string": str(self.course.id)})
        answer = self.client.post(url, {"role": "student", **choice}, content_type="application/json")
        assert answer.json() == {"success": True}
        return staff

    def test_staff_viewing_as_a_learner_see_that_learners_progress(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        self.masquerading_staff(user_name=self.learner.username)
        response = self.client.get(reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)}))
        assert "0.90" in response.content.decode()
