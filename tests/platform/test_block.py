"""Test the block in the LMS's iframe, for learners, for staff, and for staff who view as a learner."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.tests.factories import StaffFactory, UserFactory
from django.test import override_settings
from django.urls import reverse
from openedx.core.djangoapps.dark_lang.models import DarkLangConfig
from openedx.core.djangoapps.theming.tests.test_util import with_comprehensive_theme_context

from micromasters_plugin import api
from tests.factories import UUID_A
from tests.platform.courses import rows, score
from tests.platform.reading import HANDLERS, PASSWORD, ReadingTest


class BlockTest(ReadingTest):
    """Tests with a program of one course, and with a run of the course."""

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
        headings = {"ar": "المتطلبات", "es-419": "Requisitos", "fr": "Exigences", "zh-cn": "要求"}
        for language, requirements in headings.items():
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

    def test_a_sites_theme_replaces_an_element(self):
        with tempfile.TemporaryDirectory() as themes:
            template = Path(themes, "calm", "lms", "templates", "micromasters_xblock", "elements", "mark.html")
            template.parent.mkdir(parents=True)
            template.write_text("[mark {{ mark }}]", encoding="utf-8")
            theming = {"ENABLE_COMPREHENSIVE_THEMING": True, "COMPREHENSIVE_THEME_DIRS": [themes]}
            with override_settings(**theming), with_comprehensive_theme_context("calm"):
                themed = self.page(self.learner)
        assert "[mark " in themed
        assert "[mark " not in self.page(self.learner)

    def test_handlers_answer_enrolled_learners_with_their_own_data(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        other = UserFactory.create(password=PASSWORD)
        CourseEnrollment.enroll(other, self.course.id, mode="audit")
        for handler in HANDLERS:
            assert "0.90" in self.ask(self.learner, handler).content.decode()
            response = self.ask(other, handler)
            assert response.status_code == 200
            assert "0.90" not in response.content.decode()
            assert self.ask(self.learner, handler, method="post").status_code == 405

    def test_handlers_give_no_data_to_users_who_are_not_enrolled(self):
        stranger = UserFactory.create(password=PASSWORD)
        left = UserFactory.create(password=PASSWORD)
        CourseEnrollment.enroll(left, self.course.id, mode="verified")
        CourseEnrollment.unenroll(left, self.course.id)
        for handler in HANDLERS:
            for person in (stranger, left):
                assert self.ask(person, handler).status_code == 404
                assert self.ask(person, handler, method="post").status_code == 405

    def test_handlers_give_no_data_to_anonymous_users(self):
        for handler in HANDLERS:
            assert self.ask(None, handler).status_code == 404
            assert self.ask(None, handler, noauth=True).status_code == 404
            assert self.ask(None, handler, method="post").status_code in (302, 403, 405)
            assert self.ask(None, handler, method="post", noauth=True).status_code in (403, 405)

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

    def test_staff_viewing_as_any_learner_see_a_specimen_and_write_nothing(self):
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

    def test_handlers_of_staff_viewing_as_a_learner_return_that_learners_data(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        before = rows()
        self.masquerading_staff(user_name=self.learner.username)
        for handler in HANDLERS:
            assert "0.90" in self.client.get(self.handler_url(handler)).content.decode()
        assert rows() == before

    def test_staff_viewing_as_a_learner_see_that_learners_progress(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        self.masquerading_staff(user_name=self.learner.username)
        response = self.client.get(reverse("render_xblock", kwargs={"usage_key_string": str(self.block.location)}))
        assert "0.90" in response.content.decode()
