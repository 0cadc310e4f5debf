"""Test the verbs for definition files as an operator runs them."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program, ProgramVersion
from tests.factories import UUID_A, UUID_B, program_text
from tests.fakes import FakePlatform

pytestmark = pytest.mark.django_db
UUID_C = UUID_B[:-1] + "3"
COMMENTED = "# Agreed by the committee.\n" + program_text("1x", "2x")


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("micromasters", *args, stdout=out)
    return out.getvalue()


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def file(tmp_path: Path, platform: FakePlatform) -> str:
    """Return the path of a definition that was imported once."""
    api.import_program(COMMENTED, actor=OPERATOR)
    return write(tmp_path / "program.yaml", COMMENTED)


def test_a_valid_file_is_reported_and_not_imported(tmp_path: Path) -> None:
    file = write(tmp_path / "new.yaml", COMMENTED)
    assert run("validate", file) == f"{file}: valid\n"
    assert not ProgramVersion.objects.exists()


def test_every_file_is_validated_and_one_refusal_fails_the_command(tmp_path: Path) -> None:
    good = write(tmp_path / "good.yaml", COMMENTED)
    bad = write(tmp_path / "bad.yaml", program_text("1x", uuid=UUID_B, key="other", bar="60"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 2 refused"):
        call_command("micromasters", "validate", good, bad, stdout=out)
    assert f"{good}: valid" in out.getvalue()
    assert "line 15, column 22: requirements.all_of[0].passing_grade" in out.getvalue()


def test_files_that_are_validated_together_may_require_each_other_but_not_in_a_circle(tmp_path: Path) -> None:
    nested = "    - {{program: {}, key: other, title: Other}}\n"
    inner = program_text("1x", uuid=UUID_A, key="inner")
    outer = program_text("2x", uuid=UUID_B, key="outer") + nested.format(UUID_A)
    files = [write(tmp_path / "inner.yaml", inner), write(tmp_path / "outer.yaml", outer)]
    assert run("validate", *files).count(": valid") == 2
    with pytest.raises(CommandError, match="1 of 1 refused"):
        run("validate", files[1])
    write(tmp_path / "inner.yaml", inner + nested.format(UUID_B))
    with pytest.raises(CommandError, match="2 of 2 refused"):
        run("validate", *files)


def test_a_key_that_another_program_has_is_found_before_the_import(file: str, tmp_path: Path) -> None:
    taken = write(tmp_path / "taken.yaml", program_text("3x", uuid=UUID_B))
    with pytest.raises(CommandError, match="1 of 1 refused"):
        run("validate", taken)


def test_two_files_with_one_key_are_not_valid_together(tmp_path: Path) -> None:
    one = write(tmp_path / "one.yaml", program_text("1x", uuid=UUID_A))
    two = write(tmp_path / "two.yaml", program_text("2x", uuid=UUID_B))
    with pytest.raises(CommandError, match="1 of 2 refused"):
        run("validate", one, two)


def test_a_file_is_compared_with_the_program_of_its_uuid(file: str, tmp_path: Path) -> None:
    newer = write(tmp_path / "newer.yaml", program_text("1x", "2x", bar="0.70", key="renamed"))
    output = run("diff", newer)
    assert "renamed: concerns learners whose first enrollment is on 2025-01-01 or later" in output
    assert "- Course 1x (1x): passing grade: 0.60 → 0.70: raised" in output
    assert "-passing_grade: 0.60\n+passing_grade: 0.70\n" in output
    assert ProgramVersion.objects.count() == 1


def test_a_file_is_compared_with_a_program_by_key_or_with_another_file(file: str, tmp_path: Path) -> None:
    newer = write(tmp_path / "newer.yaml", program_text("1x", "2x", "3x", uuid=UUID_B, key="other"))
    for against in ("example", file):
        assert "- Course 3x (3x) is new: one more to earn in group." in run("diff", newer, "--against", against)


def test_an_equal_file_changes_nothing(file: str) -> None:
    assert run("diff", file) == "example: nothing changes\n"


def test_a_file_of_an_unknown_program_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no program"):
        run("diff", write(tmp_path / "new.yaml", COMMENTED))


def test_an_export_is_the_imported_file_with_its_comments_and_imports_as_the_same(file: str) -> None:
    exported = run("export-program", "example")
    assert exported == COMMENTED
    assert api.import_program(exported, actor=OPERATOR).created_version is None


def test_an_earlier_version_is_exported_by_its_number(file: str) -> None:
    api.import_program(program_text("1x"), actor=OPERATOR)
    assert run("export-program", "example", "--version", "1") == COMMENTED
    assert run("export-program", "example") == program_text("1x")
    for number in ("0", "3"):
        with pytest.raises(CommandError, match=f"has no version {number}"):
            run("export-program", "example", "--version", number)


@pytest.mark.parametrize("source", ["schema: 0\n", program_text("1x")], ids=["refused now", "read otherwise now"])
def test_a_stored_file_that_differs_from_its_version_is_not_exported(file: str, source: str) -> None:
    ProgramVersion.objects.update(source=source)
    exported = run("export-program", "example")
    assert exported not in (source, COMMENTED)
    assert api.import_program(exported, actor=OPERATOR).created_version is None


def test_an_import_names_the_programs_that_require_the_program_so_that_their_learners_are_evaluated_too(
    file: str, tmp_path: Path
) -> None:
    for uuid, key, required in ((UUID_B, "outer", UUID_A), (UUID_C, "outermost", UUID_B)):
        nested = f"    - {{program: {required}, key: inner, title: Inner}}\n"
        api.import_program(program_text("9x", uuid=uuid, key=key) + nested, actor=OPERATOR)
    output = run("import-program", write(tmp_path / "changed.yaml", program_text("1x", "2x", bar="0.70")))
    assert output.splitlines()[1:] == [
        "To evaluate learners who are enrolled already: micromasters reconcile --program example",
        "outer requires example. To evaluate the learners of outer: micromasters reconcile --program outer",
        "outermost requires example. To evaluate the learners of outermost: micromasters reconcile --program outermost",
    ]


def test_a_retired_program_is_refused_before_the_import(file: str, tmp_path: Path) -> None:
    Program.objects.update(retired=datetime(2026, 6, 1, tzinfo=UTC))
    changed = write(tmp_path / "changed.yaml", program_text("1x", "2x", bar="0.70"))
    for verb in ("preview", "import-program"):
        with pytest.raises(CommandError, match="was retired on 2026-06-01; use `micromasters restore-program` first"):
            run(verb, changed)
    assert "an import" not in run("diff", changed)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 refused"):
        call_command("micromasters", "validate", changed, stdout=out)
    assert "was retired on 2026-06-01" in out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "instant"),
    [
        ("kind:", "timezone: Asia/Tokyo\nkind:", "2025-01-01 00:00"),
        ("2025-01-01", "2024-06-01", "2025-01-01 00:00"),
    ],
    ids=["midnight of a zone further east", "an earlier date"],
)
def test_an_import_says_that_an_older_version_takes_effect_later(
    file: str, tmp_path: Path, old: str, new: str, instant: str
) -> None:
    output = run("import-program", write(tmp_path / "changed.yaml", COMMENTED.replace(old, new, 1)))
    assert output.splitlines()[1:3] == [
        f"From {instant} UTC on an older version is in force, since its effective_from is later",
        "The version with the latest effective_from decides about grandfathering and releases",
    ]


def test_an_import_that_takes_effect_last_speaks_of_no_older_version(file: str, tmp_path: Path) -> None:
    zone = write(tmp_path / "changed.yaml", COMMENTED.replace("kind:", "timezone: America/New_York\nkind:", 1))
    assert "older version" not in run("import-program", zone)


def test_a_first_version_re_binds_nobody_whatever_the_agreement_says(tmp_path: Path) -> None:
    new = write(tmp_path / "new.yaml", COMMENTED)
    with pytest.raises(CommandError, match="re-binds 0 learners, not 14 as agreed"):
        run("import-program", new, "--rebind", "14")
    assert not ProgramVersion.objects.exists()
    assert "version 1 imported" in run("import-program", new, "--rebind", "0")


def test_the_schema_is_printed_as_json(platform: FakePlatform) -> None:
    assert json.loads(run("schema")) == api.definition_schema()


def test_a_huge_file_is_read_only_up_to_the_limit(tmp_path: Path) -> None:
    huge = write(tmp_path / "huge.yaml", "#" * (10 << 20))
    with pytest.raises(CommandError, match="larger than 1 MiB"):
        run("import-program", huge)
