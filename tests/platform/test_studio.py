"""Test the block's preview and editor in Studio, and the permission to save."""

from __future__ import annotations

import json

from cms.djangoapps.contentstore.tests.utils import AjaxEnabledTestClient, CourseTestCase
from common.djangoapps.student.tests.factories import UserFactory
from django.urls import reverse
from xmodule.modulestore.tests.factories import BlockFactory

from tests.factories import UUID_A, UUID_B
from tests.platform.courses import import_program, rows

PASSWORD = "Password1234"


class StudioTest(CourseTestCase):
    """Tests with a course of Studio's test case. A unit of the course has the block."""

    def setUp(self):
        super().setUp()
        import_program("1x")
        unit = BlockFactory.create(parent=self.course, category="vertical")
        self.block = BlockFactory.create(parent=unit, category="micromasters_progress")

    def view(self, name: str) -> str:
        url = reverse("xblock_view_handler", args=[str(self.block.location), name])
        response = self.client.get(url, HTTP_ACCEPT="application/json")
        assert response.status_code == 200, response
        return json.loads(response.content)["html"]

    def save(self, client, **settings):
        url = reverse("component_handler", args=[str(self.block.location), "save_settings", ""])
        return client.post(url, json.dumps(settings), content_type="application/json")

    def saved_uuid(self) -> str:
        return self.store.get_item(self.block.location).program_uuid

    def test_the_editor_lists_the_programs(self):
        assert "Example program" in self.view("studio_view")

    def test_an_author_saves_and_sees_the_preview(self):
        assert self.save(self.client, display_name="Progress", heading="", program_uuid=UUID_A).status_code == 200
        assert self.saved_uuid() == UUID_A
        assert "Example program" in self.view("author_view")

    def test_an_unknown_program_is_refused(self):
        assert self.save(self.client, display_name="Progress", heading="", program_uuid=UUID_B).status_code == 400
        assert self.saved_uuid() == ""

    def test_a_learner_who_reaches_studios_handler_changes_nothing(self):
        learner = UserFactory.create(password=PASSWORD)
        client = AjaxEnabledTestClient()
        client.login(username=learner.username, password=PASSWORD)
        assert self.save(client, display_name="x", heading="", program_uuid=UUID_A).status_code in (302, 403)
        assert self.saved_uuid() == ""

    def test_a_learner_who_reaches_the_blocks_handlers_in_studio_writes_nothing(self):
        learner = UserFactory.create(password=PASSWORD)
        client = AjaxEnabledTestClient()
        client.login(username=learner.username, password=PASSWORD)
        before = rows()
        for handler in ("refresh", "student_view_user_state"):
            address = reverse("component_handler", args=[str(self.block.location), handler, ""])
            assert client.get(address).status_code in (302, 403, 404)
            assert client.post(address).status_code == 405
        assert rows() == before

    def test_looking_at_the_preview_and_the_editor_writes_nothing(self):
        before = rows()
        self.view("author_view")
        self.view("studio_view")
        assert rows() == before
