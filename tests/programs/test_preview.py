"""Test that a preview shows the changes that an import of a definition would cause, and writes nothing."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import DefinitionPreview
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW

#: Each learner's grades in 1x and 2x.
GRADES = {1: (0.9, 0.9), 2: (0.9, 0.65), 3: (0.65, 0.65), 4: (0.9, 0.2), 5: (0.3, 0.2), 6: (0.65, 0.2)}

STRICTER = program_text("1x", "2x", bar="0.70")


@pytest.fixture
def learners(program: Program, platform: FakePlatform) -> FakePlatform:
    for user_id, grades in GRADES.items():
        for number, grade in zip(("1x", "2x"), grades, strict=True):
            platform.pass_run(user_id, run_of(number), grade)
    api.reconcile(now=NOW)
    api.run_pending(now=NOW)
    return platform


def stricter(**fields: str) -> str:
    text = STRICTER
    for name, value in fields.items():
        text = text.replace("kind:", f"{name}: {value}\nkind:", 1)
    return text


def preview(text: str, **options: bool) -> DefinitionPreview:
    return api.preview_definition(text, now=NOW, **options)


def test_the_preview_counts_gained_lost_shifted_and_unchanged_learners(learners: FakePlatform) -> None:
    found = preview(stricter(grandfathering="latest"))
    assert (found.version, found.gained, found.lost, found.shifted, found.unchanged) == (2, 0, 2, 1, 3)
    assert (found.holders_lost, found.drop_policy) == (2, "review")
    assert (found.candidates_before, found.candidates_after) == (1, 1)
    assert [change.user_id for change in found.changes] == [2, 3]
    assert (found.changes[0].composite_before, found.changes[0].composite_after) == (
        Decimal("0.7750"),
        Decimal("0.9000"),
    )


def test_the_preview_shows_the_distribution_of_composites_before_and_after(learners: FakePlatform) -> None:
    found = preview(stricter(grandfathering="latest"))
    assert [(str(each.least), each.before, each.after) for each in found.composites] == [
        ("0.65", 2, 0),
        ("0.75", 1, 0),
        ("0.90", 2, 3),
    ]


def test_the_preview_matches_the_import(learners: FakePlatform) -> None:
    text = stricter(grandfathering="latest")
    result = preview(text)
    before = set(Standing.objects.filter(earned=True).values_list("user_id", flat=True))
    api.import_program(text, actor=OPERATOR, rebind=result.rebound.learners)
    tracked_runs.forget()
    api.reconcile(now=NOW)
    after = set(Standing.objects.filter(earned=True).values_list("user_id", flat=True))
    assert (result.gained, result.lost) == (len(after - before), len(before - after))
    assert [
        (row.user_id, row.composite) for row in Standing.objects.filter(user_id__in=[2, 3]).order_by("user_id")
    ] == [(change.user_id, change.composite_after) for change in result.changes]


def test_a_learner_pinned_to_the_old_version_is_unchanged(learners: FakePlatform) -> None:
    later = STRICTER.replace("effective_from: 2025-01-01", "effective_from: 2026-03-01")
    found = preview(later)
    assert (found.version, found.lost, found.shifted, found.unchanged) == (2, 0, 0, 6)


def test_the_preview_of_a_new_program_shows_no_gain_and_no_loss(learners: FakePlatform) -> None:
    found = preview(program_text("1x", uuid=UUID_B, key="other"))
    assert (found.version, found.gained, found.lost, found.shifted, found.unchanged) == (1, 5, 0, 0, 1)
    assert all(change.is_gain and change.composite_before is None for change in found.changes)


def test_a_file_that_changes_nothing_says_so(learners: FakePlatform) -> None:
    found = preview(program_text("1x", "2x"))
    assert (found.version, found.unchanged, found.composites) == (None, 0, ())


def test_the_preview_writes_nothing(learners: FakePlatform) -> None:
    with CaptureQueriesContext(connection) as queries:
        preview(stricter(grandfathering="latest"), with_usernames=True)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert Credential.objects.filter(state="valid").count() == 3


def test_the_number_of_queries_does_not_grow_with_the_learners(learners: FakePlatform) -> None:
    def reads() -> int:
        with CaptureQueriesContext(connection) as queries:
            preview(stricter(grandfathering="latest"))
        return len(queries)

    few = reads()
    for user_id in range(10, 60):
        learners.pass_run(user_id, run_of("1x"))
    assert reads() == few


def test_the_preview_names_at_most_a_hundred_learners_on_request(learners: FakePlatform) -> None:
    for user_id in range(10, 130):
        learners.pass_run(user_id, run_of("1x"))
    text = program_text("1x", uuid=UUID_B, key="other")
    found = preview(text)
    assert (found.gained, len(found.changes), {change.username for change in found.changes}) == (125, 100, {""})
    assert preview(text, with_usernames=True).changes[0].username == "learner1"


def test_a_learner_who_cannot_be_evaluated_is_counted_separately(learners: FakePlatform) -> None:
    learners.users.pop(4)
    found = preview(stricter(grandfathering="latest"))
    assert (found.failed, found.lost + found.shifted + found.unchanged) == (1, 5)


def test_the_command_prints_the_preview_as_text_and_as_json(learners: FakePlatform, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(stricter(grandfathering="latest"))

    def run(*options: str) -> str:
        out = io.StringIO()
        call_command("micromasters", "preview", str(file), *options, stdout=out)
        return out.getvalue()

    assert "0 learners gain it, 2 learners lose it\nof the 2 learners who lose it, 2 hold it; drop policy: " in run()
    assert "learner2: loses it, 2 earned before and 1 after, composite 0.7750 before and 0.9000 after" in run("--names")
    assert "learner 2: loses it" in run()
    assert json.loads(run("--json"))["lost"] == 2


def test_a_faulty_file_is_refused_like_on_import(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text("schema: 1\n")
    with pytest.raises(CommandError, match="would be refused"):
        call_command("micromasters", "preview", str(file))
