"""Test that Studio can export, import, copy, paste and duplicate the block."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from django.urls import reverse
from xblock.fields import Field
from xmodule.contentstore.django import contentstore
from xmodule.modulestore.tests.factories import CourseFactory
from xmodule.modulestore.xml_exporter import export_course_to_xml
from xmodule.modulestore.xml_importer import import_course_from_xml

from micromasters_xblock.fields import ProgressFieldsMixin
from tests.factories import UUID_A
from tests.platform.authoring import NOT_PART, SETTINGS, AuthoringTest
from tests.platform.courses import rows

CLIPBOARD = "/api/content-staging/v1/clipboard/"


class ExportTest(AuthoringTest):
    """Tests with the OLX folder that Studio's export packs."""

    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        export_course_to_xml(self.store, contentstore(), self.course.id, str(self.folder), "exported")

    def import_into(self, course):
        import_course_from_xml(
            self.store,
            self.user.id,
            str(self.folder),
            ["exported"],
            static_content_store=contentstore(),
            target_id=course.id,
            raise_on_failure=True,
        )
        return course.id.make_usage_key("micromasters_progress", self.block.location.block_id)

    def exported(self) -> ElementTree.Element:
        """Return the only element of the block in the whole export."""
        roots = [ElementTree.parse(path).getroot() for path in self.folder.rglob("*.xml")]
        (found,) = (element for root in roots for element in root.iter("micromasters_progress"))
        return found

    def test_an_imported_course_has_every_setting(self):
        for course in (CourseFactory.create(org="Ex", number="1x", run="2027"), self.elsewhere):
            assert self.settings_of(self.import_into(course)) == SETTINGS

    def test_the_export_has_only_the_authors_settings(self):
        attributes = self.exported().attrib
        assert attributes.pop("url_name", self.block.location.block_id) == self.block.location.block_id
        assert set(attributes) - {"xblock-family"} == set(SETTINGS)
        assert attributes["program_uuid"] == UUID_A
        assert len(self.exported()) == 0

    def test_these_settings_change_every_field_from_its_default(self):
        fields = {name: field for name, field in vars(ProgressFieldsMixin).items() if isinstance(field, Field)}
        assert set(fields) == set(SETTINGS)
        assert [name for name, field in fields.items() if field.default == SETTINGS[name]] == []

    def test_only_another_course_is_warned_that_it_is_no_part(self):
        assert self.warnings_of(self.import_into(CourseFactory.create(org="Ex", number="1x", run="2027"))) == []
        assert self.warnings_of(self.import_into(self.elsewhere)) == [NOT_PART]

    def test_a_site_without_the_program_says_that_it_is_gone(self):
        (file,) = (path for path in self.folder.rglob("*.xml") if UUID_A in path.read_text())
        file.write_text(file.read_text().replace(UUID_A, "00000000-0000-4000-8000-000000000000"))
        (warning,) = self.warnings_of(self.import_into(self.elsewhere))
        assert warning == "The chosen program is gone. Edit this component and choose another."

    def test_exporting_and_importing_write_no_rows_of_the_plugin(self):
        before = rows()
        self.import_into(self.elsewhere)
        assert rows() == before


class CopyTest(AuthoringTest):
    """Copy and paste go through the platform's clipboard, and duplication goes through Studio's blocks."""

    def copy(self, key) -> dict:
        return self.post(CLIPBOARD, {"usage_key": str(key)})

    def test_a_pasted_block_has_every_setting_in_this_course_and_in_another(self):
        self.copy(self.block.location)
        for unit in (self.unit, self.make_unit(self.elsewhere)):
            assert self.settings_of(self.put_into(unit, staged_content="clipboard")) == SETTINGS

    def test_a_pasted_unit_brings_the_block_with_every_setting(self):
        self.copy(self.unit.location)
        sequence = self.make_unit(self.elsewhere).get_parent()
        unit = self.store.get_item(self.put_into(sequence, staged_content="clipboard"))
        assert [self.settings_of(child) for child in unit.children] == [SETTINGS]

    def test_the_clipboard_has_only_the_authors_settings(self):
        olx = self.client.get(self.copy(self.block.location)["content"]["olx_url"]).content
        element = ElementTree.fromstring(olx)
        assert element.tag == "micromasters_progress"
        assert set(element.attrib) - {"xblock-family", "url_name"} == set(SETTINGS)

    def test_the_units_page_warns_if_the_program_does_not_name_the_course(self):
        self.copy(self.block.location)
        here = self.put_into(self.unit, staged_content="clipboard")
        there = self.put_into(self.make_unit(self.elsewhere), staged_content="clipboard")
        assert NOT_PART not in self.wrapped(here)
        assert NOT_PART in self.wrapped(there)

    def test_a_duplicate_has_every_setting_except_its_name(self):
        duplicate = self.settings_of(self.put_into(self.unit, duplicate_source_locator=str(self.block.location)))
        name = SETTINGS["display_name"]
        assert duplicate.pop("display_name") == f"Duplicate of '{name}'"
        assert duplicate == {field: value for field, value in SETTINGS.items() if field != "display_name"}

    def test_a_copy_is_independent(self):
        duplicate = self.put_into(self.unit, duplicate_source_locator=str(self.block.location))
        url = reverse("component_handler", args=[str(duplicate), "save_settings", ""])
        self.post(url, {**SETTINGS, "heading": "Another"})
        assert self.settings_of(duplicate)["heading"] == "Another"
        assert self.settings_of(self.block.location) == SETTINGS

    def test_copies_in_one_unit_share_no_element_id(self):
        duplicate = self.put_into(self.unit, duplicate_source_locator=str(self.block.location))
        ids = [self._ids(key) for key in (self.block.location, duplicate)]
        assert all(ids)
        assert ids[0].isdisjoint(ids[1])

    def _ids(self, key) -> set[str]:
        page = self.wrapped(key)
        return {piece.split('"')[0] for piece in page.split(' id="mm-')[1:]}
