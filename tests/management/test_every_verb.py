"""Test that every verb can print JSON. Every verb that writes has a dry run, which stores nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command

from code_reference import commands
from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from tests.factories import (
    UUID_A,
    UUID_B,
    proctored_text,
    program_text,
    run_of,
    send_exam,
    service_attempt,
    service_exam,
)
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW

UUID_C = "6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a03"

#: The verbs whose output always has the same format, such as YAML, JSON Schema, a ledger, or JSON about a person.
WRITE_A_FORM = {"export-program", "schema", "ledger head", "ledger export", "export-person"}

ONLY_READ = WRITE_A_FORM | {
    "diff",
    "doctor",
    "explain",
    "export-candidates",
    "export-standings",
    "ledger recompute",
    "ledger verify",
    "override list",
    "plan",
    "preview",
    "validate",
}

#: All verbs, except groups of verbs.
VERBS = {name: parser for name, parser in commands.verbs() if parser.get_default("handler")}

DECIDED = ("--actor", "registrar", "--reason", "the board's decision")

#: The commands, with placeholders for a file, a credential's uuid and an override's id.
WRITING = [
    ("import-program", "FILE"),
    ("replay-parked", "--reason", "mended"),
    ("run-pending",),
    ("reconcile",),
    ("reconcile", "--since"),
    ("credential", "suspend", "UUID", *DECIDED),
    ("credential", "revoke", "UUID", *DECIDED),
    ("credential", "reissue", "UUID", *DECIDED),
    ("override", "waive", "amina", "example", "2x", *DECIDED),
    ("override", "grant", "amina", "proctored", "3x", *DECIDED),
    ("override", "discount", "amina", "example", "RUN", *DECIDED),
    ("override", "make-up", "amina", "example", "MAKE_UP", "ERRORED", *DECIDED),
    ("override", "hold", "amina", "example", *DECIDED),
    ("override", "award", "amina", "example", *DECIDED),
    ("override", "revoke", "amina", "example", *DECIDED),
    ("override", "withdraw", "ID", *DECIDED),
    ("import-exam-attempts", "ATTEMPTS"),
    ("fetch-exam-attempts",),
    ("erase-person", "AMINA"),
    ("retire-program", "example", *DECIDED),
    ("restore-program", "retired", *DECIDED),
]

READING = [
    ("validate", "FILE"),
    ("diff", "FILE"),
    ("preview", "FILE"),
    ("explain", "amina", "example"),
    ("plan", "amina", "example"),
    ("override", "list", "amina", "example"),
    ("export-standings", "--program", "example"),
    ("export-candidates", "--program", "example"),
    ("ledger", "recompute", "--program", "example"),
]

Run = Callable[..., str]


@pytest.fixture
def run(program: Program, platform: FakePlatform, tmp_path: Path) -> Run:
    """Return a function that runs a verb and returns the verb's output. The site has an override and parked work."""
    amina, _ = User.objects.create(username="amina"), User.objects.create(username="registrar")
    for number in ("1x", "2x"):
        platform.pass_run(amina.pk, run_of(number))
    api.reconcile()
    serve_an_exam(platform, amina.pk)
    api.import_program(program_text("1x", uuid=UUID_B, key="retired"), actor=OPERATOR)
    api.change_program(UUID_B, "retire", actor=Actor.operator(1), reason="an example")
    api.record_override(UUID_A, "hold", user_id=amina.pk, actor=Actor.operator(1), reason="an inquiry")
    send_exam(amina.pk, run_of("1x"), "errored", exam="midterm")
    send_exam(amina.pk, run_of("1x"), "verified", exam="again")
    Work.objects.update(parked=NOW)
    file, attempts = tmp_path / "changed.yaml", tmp_path / "attempts.csv"
    file.write_text(program_text("1x", "2x", bar="0.70").replace("2025-01-01", "2100-01-01"), "utf-8")
    attempts.write_text(
        "user_id,course_run,usage_key,status,time\n"
        f"{amina.pk},{run_of('1x')},block-v1:Ex+1x+2026+type@sequential+block@exam,verified,2026-05-01T12:00:00Z\n",
        "utf-8",
    )
    known = {
        "FILE": str(file),
        "ATTEMPTS": str(attempts),
        "UUID": str(Credential.objects.get().uuid),
        "AMINA": str(amina.pk),
        "RUN": run_of("1x"),
        "MAKE_UP": "block-v1:Ex+1x+2026+type@sequential+block@again",
        "ERRORED": "block-v1:Ex+1x+2026+type@sequential+block@midterm",
        "ID": str(Override.objects.get().pk),
    }

    def run_verb(*words: str) -> str:
        out = io.StringIO()
        call_command("micromasters", *(known.get(word, word) for word in words), stdout=out)
        return out.getvalue()

    return run_verb


def serve_an_exam(platform: FakePlatform, user_id: int) -> None:
    """Let the exam service list a verified attempt in a run of a separate program."""
    text = proctored_text("3x", uuid=UUID_C, key="proctored")
    api.import_program(text.replace("      title:", "      attempts: 2\n      title:"), actor=OPERATOR)
    platform.pass_run(user_id, run_of("3x"))
    platform.served[run_of("3x")] = [service_exam(run_of("3x"))]
    platform.listed[1] = [service_attempt(user_id)]


@pytest.mark.parametrize("name", sorted(VERBS.keys() - WRITE_A_FORM))
def test_a_verb_reports_as_json_unless_its_output_is_a_form_of_its_own(name):
    assert "as_json" in {action.dest for action in commands.arguments(VERBS[name])}


@pytest.mark.parametrize("name", sorted(VERBS.keys() - ONLY_READ))
def test_a_verb_that_writes_has_a_dry_run(name):
    assert "dry_run" in {action.dest for action in commands.arguments(VERBS[name])}


def test_every_verb_that_writes_is_tried_here():
    tried = {name for name in VERBS if any(" ".join(words).startswith(name) for words in WRITING)}
    assert tried >= VERBS.keys() - ONLY_READ


@pytest.mark.parametrize("words", WRITING, ids=lambda words: " ".join(words[:2]))
def test_a_dry_run_keeps_nothing(run: Run, words: tuple[str, ...]) -> None:
    before = _everything_kept()
    assert "dry run" in run(*words, "--dry-run") or words[0] == "import-exam-attempts"
    assert _everything_kept() == before


@pytest.mark.parametrize("words", WRITING, ids=lambda words: " ".join(words[:2]))
def test_a_dry_run_reports_as_json(run: Run, words: tuple[str, ...]) -> None:
    assert isinstance(json.loads(run(*words, "--dry-run", "--json")), dict)


@pytest.mark.parametrize("words", [*WRITING, *READING], ids=lambda words: " ".join(words[:2]))
def test_with_json_standard_output_is_one_object(run: Run, words: tuple[str, ...]) -> None:
    assert isinstance(json.loads(run(*words, "--json")), dict)


def _everything_kept() -> dict[str, list]:
    """Return every row of every table of the package."""
    models = apps.get_app_config("micromasters").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
