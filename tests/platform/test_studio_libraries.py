"""Test the block in an old and a new content library, and in courses that use the libraries."""

from __future__ import annotations

from cms.djangoapps.contentstore.utils import reverse_usage_url
from common.djangoapps.student.tests.factories import UserFactory
from django.test import override_settings
from opaque_keys.edx.keys import UsageKey
from openedx.core.djangoapps.content_libraries import api as libraries
from openedx.core.djangoapps.xblock.api import load_block
from organizations.models import Organization
from rest_framework.test import APIClient
from xmodule.modulestore.tests.factories import BlockFactory, LibraryFactory

from tests.platform.authoring import NOT_PART, SETTINGS, AuthoringTest

CLIPBOARD = "/api/content-staging/v1/clipboard/"


class OldLibraryTest(AuthoringTest):
    """Tests with an old library and a ``library_content`` block that uses this library."""

    def setUp(self):
        super().setUp()
        self.library = LibraryFactory.create(org="Ex")

    def draw_from_library(self, course) -> UsageKey:
        """Add the library's blocks to the course. Return the key of the only added block."""
        source = str(self.library.location.library_key)
        drawing = BlockFactory.create(parent=course, category="library_content", source_library_id=source)
        url = reverse_usage_url("preview_handler", drawing.location, kwargs={"handler": "upgrade_and_sync"})
        assert self.client.post(url).status_code == 200
        (key,) = self.store.get_item(drawing.location).children
        return key

    def test_studio_does_not_offer_the_block_in_an_old_library(self):
        body = {"parent_locator": str(self.library.location), "category": "micromasters_progress"}
        response = self.client.ajax_post("/xblock/", body)
        assert response.status_code == 400
        assert "not supported for Libraries" in response.content.decode()

    def test_a_block_in_an_old_library_comes_into_courses_with_every_setting(self):
        BlockFactory.create(
            parent_location=self.library.location, category="micromasters_progress", publish_item=False, **SETTINGS
        )
        assert self.settings_of(self.draw_from_library(self.course)) == SETTINGS
        there = self.draw_from_library(self.elsewhere)
        assert self.settings_of(there) == SETTINGS
        assert self.warnings_of(there) == [NOT_PART]

    def test_the_library_itself_shows_no_warning_about_courses(self):
        block = BlockFactory.create(
            parent_location=self.library.location, category="micromasters_progress", publish_item=False, **SETTINGS
        )
        assert self.warnings_of(block.location) == []
        assert "Example program" in self.wrapped(block.location)


@override_settings(LIBRARY_ENABLED_BLOCKS=["micromasters_progress", "html"], CORS_ORIGIN_WHITELIST=())
class LibraryTest(AuthoringTest):
    """Tests with a new library, on a site that allows the block in new libraries."""

    def setUp(self):
        super().setUp()
        organization = Organization.objects.create(name="Example", short_name="Ex")
        self.library = libraries.create_library(org=organization, slug="lib", title="Library").key
        self.post(CLIPBOARD, {"usage_key": str(self.block.location)})
        pasted = self.post(f"/api/libraries/v2/{self.library}/paste_clipboard/", {})
        self.library_block = UsageKey.from_string(pasted["id"])
        libraries.publish_changes(self.library)

    def view(self, name: str) -> str:
        """Return the page that the authoring MFE shows in an iframe."""
        response = self.client.get(f"/xblocks/v2/{self.library_block}/embed/{name}/")
        assert response.status_code == 200, response.content
        return response.content.decode()

    def kept_settings(self) -> dict:
        block = load_block(self.library_block, self.user)
        return {name: getattr(block, name) for name in SETTINGS}

    def save(self, user, heading: str) -> int:
        """Save as the editor does, with the handler URL from the library's API. Return the HTTP status."""
        client = APIClient()
        client.force_authenticate(user)
        address = client.get(f"/api/xblock/v2/xblocks/{self.library_block}/handler_url/save_settings/").json()[
            "handler_url"
        ]
        return APIClient().post(address, {**SETTINGS, "heading": heading}, format="json").status_code

    def test_a_block_pasted_into_a_library_keeps_every_setting(self):
        assert self.kept_settings() == SETTINGS

    def test_a_block_used_from_the_library_has_every_setting_and_warns_elsewhere(self):
        for course, warnings in ((self.course, []), (self.elsewhere, [NOT_PART])):
            key = self.put_into(
                self.make_unit(course), category="micromasters_progress", library_content_key=str(self.library_block)
            )
            assert self.settings_of(key) == SETTINGS
            assert self.warnings_of(key) == warnings

    def test_the_library_shows_the_preview_and_the_editor(self):
        for view, script in (("author_view", "Preview"), ("studio_view", "Editor")):
            page = self.view(view)
            assert "Example program" in page
            assert f"data-init='MicromastersProgress{script}'" in page

    def test_the_sites_staff_save_in_a_library_and_a_learner_with_its_address_does_not(self):
        assert self.save(self.user, "Of staff") == 200
        assert self.kept_settings()["heading"] == "Of staff"
        assert self.save(UserFactory.create(), "Of a learner") in (403, 404)
        assert self.kept_settings()["heading"] == "Of staff"
