"""Test that an import checks a definition against the site's other programs and the program's existing versions."""

from __future__ import annotations

import pytest

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.models import ProgramVersion
from tests.factories import UUID_B, program_text
from tests.fakes import FakePlatform

pytestmark = pytest.mark.django_db

UUID = "6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a0{}"


@pytest.fixture(autouse=True)
def _platform(platform: FakePlatform) -> None:
    """Provide a platform for every import in this module."""


def text_of(number: int, *required: int, key: str = "") -> str:
    """Return the definition of the program ``number``. The program requires other programs."""
    text = program_text(f"{number}x", uuid=UUID.format(number), key=key or f"p{number}")
    for other in required:
        text += f"    - {{program: {UUID.format(other)}, key: p{other}, title: Program {other}}}\n"
    return text


def refusal_of(text: str) -> tuple[int, int, str, str]:
    with pytest.raises(DefinitionError) as raised:
        api.import_program(text, actor=OPERATOR)
    [problem] = raised.value.problems
    return problem.line, problem.column, problem.field, problem.message


def test_a_program_can_require_an_imported_program():
    api.import_program(text_of(1), actor=OPERATOR)
    assert api.import_program(text_of(2, 1), actor=OPERATOR).created_version == 1


def test_an_unknown_required_program_is_refused_with_its_place():
    line, column, field, message = refusal_of(text_of(2, 1))
    assert (line, column, field) == (17, 17, "requirements.all_of[1].program")
    assert "no program with this uuid was imported: import that one first" in message
    assert not ProgramVersion.objects.exists()


def test_a_program_that_requires_itself_is_refused():
    assert "cannot require itself" in refusal_of(text_of(1, 1))[3]


def test_a_circle_through_other_programs_is_refused_and_shown():
    api.import_program(text_of(1), actor=OPERATOR)
    api.import_program(text_of(2, 1), actor=OPERATOR)
    api.import_program(text_of(3, 2), actor=OPERATOR)
    message = refusal_of(text_of(1, 3))[3]
    assert " requires ".join(UUID.format(number) for number in (1, 3, 2, 1)) in message
    assert ProgramVersion.objects.count() == 3


def test_a_circle_through_an_older_version_is_refused():
    api.import_program(text_of(1), actor=OPERATOR)
    api.import_program(text_of(2, 1), actor=OPERATOR)
    api.import_program(text_of(2), actor=OPERATOR)
    assert "a cycle" in refusal_of(text_of(1, 2))[3]


def test_two_programs_can_require_the_same_program():
    api.import_program(text_of(1), actor=OPERATOR)
    api.import_program(text_of(2, 1), actor=OPERATOR)
    assert api.import_program(text_of(3, 1, 2), actor=OPERATOR).created_version == 1


def test_a_key_of_another_program_is_refused_with_its_place():
    api.import_program(text_of(1), actor=OPERATOR)
    line, column, field, message = refusal_of(text_of(2, key="p1"))
    assert (line, column, field) == (3, 6, "key")
    assert f"the key of another program ({UUID.format(1)}): choose another" in message


@pytest.mark.parametrize(("first", "twin"), [("scm", "SCM"), ("Sc-m", "sC-M")])
def test_a_key_equal_to_another_programs_except_for_case_is_refused(first: str, twin: str):
    api.import_program(text_of(1, key=first), actor=OPERATOR)
    assert f'differs from "{first}"' in refusal_of(text_of(2, key=twin))[3]
    assert api.import_program(text_of(1, key=twin), actor=OPERATOR).renamed_from == first


@pytest.mark.parametrize("key", [UUID.format(1), UUID.format(1).upper(), UUID.format(1).replace("-", "")])
def test_a_program_key_must_not_be_a_uuid(key: str):
    assert "may not be a UUID" in refusal_of(text_of(2, key=f'"{key}"'))[3]


@pytest.mark.parametrize("twin", ["ex+1X", "EX+1x"])
def test_courses_that_differ_only_in_case_are_refused(twin: str):
    text = program_text("1x", "2x")
    for changed in (text.replace("Ex+2x", twin), text.replace("Ex+2x\n", f"Ex+2x\n      aliases: [{twin}]\n")):
        assert "only in case or accents" in refusal_of(changed)[3]


@pytest.mark.parametrize("twin", ["ex+1X", "EX+1x"])
def test_a_course_equal_to_another_programs_except_for_case_is_refused(twin: str):
    api.import_program(program_text("1x"), actor=OPERATOR)
    other = program_text("2x", "3x", uuid=UUID_B, key="other")
    changes = ("Ex+2x", twin), ("Ex+2x\n", f"Ex+2x\n      aliases: [{twin}]\n")
    for old, new in changes:
        assert 'differs from Ex+1x, a course of the program "' in refusal_of(other.replace(old, new))[3]
    assert api.import_program(other.replace("Ex+2x", "Ex+1x"), actor=OPERATOR).created_version == 1


def test_a_wrong_case_in_a_course_key_can_be_corrected():
    api.import_program(program_text("1x"), actor=OPERATOR)
    assert api.import_program(program_text("1x").replace("Ex+1x", "Ex+1X"), actor=OPERATOR).created_version == 2
    other = program_text("1x", uuid=UUID_B, key="other")
    assert "Ex+1X" in refusal_of(other)[3]
    assert api.import_program(other.replace("Ex+1x", "Ex+1X"), actor=OPERATOR).created_version == 1


@pytest.mark.parametrize("field", ["effective_from", "starts", "ends"])
@pytest.mark.parametrize("date", ["0001-01-01", "1899-12-31", "9000-01-01", "9999-12-31T23:59:59+00:00"])
def test_an_instant_outside_the_calendar_is_refused(field: str, date: str):
    text = program_text("1x")
    line = f'{field}: "{date}"\n'
    text = text.replace(
        "effective_from: 2025-01-01\n", line + ("" if field[:3] == "eff" else "effective_from: 2025-01-01\n")
    )
    assert "from 1900 to 8999" in refusal_of(text)[3]


def test_a_renamed_program_is_reported_with_its_former_key():
    assert api.import_program(text_of(1), actor=OPERATOR).renamed_from == ""
    result = api.import_program(text_of(1, key="other"), actor=OPERATOR)
    assert (result.program_key, result.renamed_from, result.created_version) == ("other", "p1", 2)


def test_a_version_stored_before_a_field_existed_equals_its_file():
    api.import_program(text_of(1), actor=OPERATOR)
    version = ProgramVersion.objects.get()
    del version.definition["letters"]
    version.save()
    assert api.import_program(text_of(1), actor=OPERATOR).created_version is None
