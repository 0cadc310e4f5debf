"""Define the base class of the tests of Studio."""

from __future__ import annotations

import json

from cms.djangoapps.contentstore.tests.utils import CourseTestCase
from django.urls import reverse
from opaque_keys.edx.keys import UsageKey
from xmodule.modulestore.tests.factories import BlockFactory, CourseFactory

from tests.factories import UUID_A
from tests.platform.courses import import_program

#: Every field of the block with a value that is not the default.
SETTINGS = {
    "display_name": "Where you stand – “so far” & on",
    "program_uuid": UUID_A,
    "heading": "Toward the <credential>",
    "show_grades": False,
    "show_plan": False,
    "show_units": False,
    "show_pathway": False,
    "show_certificate": False,
    "layout": "compact",
}
NOT_PART = "This course is not part of the chosen program."


class AuthoringTest(CourseTestCase):
    """The program names Ex+1x and not Ex+9x.

    A unit of the course Ex+1x has the block. One author may edit both courses, Ex+1x and Ex+9x.
    """

    def setUp(self):
        super().setUp()
        import_program("1x")
        self.course = CourseFactory.create(org="Ex", number="1x", run="2026")
        self.unit = self.make_unit(self.course)
        self.block = BlockFactory.create(parent=self.unit, category="micromasters_progress", **SETTINGS)
        self.elsewhere = CourseFactory.create(org="Ex", number="9x", run="2026")

    def make_unit(self, course):
        chapter = BlockFactory.create(parent=course, category="chapter")
        sequence = BlockFactory.create(parent=chapter, category="sequential")
        return BlockFactory.create(parent=sequence, category="vertical")

    def post(self, url: str, body: dict) -> dict:
        response = self.client.ajax_post(url, body)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def put_into(self, unit, **fields: str) -> UsageKey:
        """Ask Studio for a new child of the unit, as Studio's pages do. Return the key of the child."""
        return UsageKey.from_string(self.post("/xblock/", {"parent_locator": str(unit.location), **fields})["locator"])

    def settings_of(self, key: UsageKey) -> dict:
        block = self.store.get_item(key)
        return {name: getattr(block, name) for name in SETTINGS}

    def warnings_of(self, key: UsageKey) -> list[str]:
        return [message.text for message in self.store.get_item(key).validate().messages]

    def wrapped(self, key: UsageKey) -> str:
        """Return the block as the unit's page shows the block, with warnings and buttons."""
        url = reverse("xblock_view_handler", args=[str(key), "reorderable_container_child_preview"])
        response = self.client.get(url, HTTP_ACCEPT="application/json")
        assert response.status_code == 200, response.content
        return json.loads(response.content)["html"]
