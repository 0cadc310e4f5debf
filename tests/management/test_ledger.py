"""Test that ``micromasters ledger`` exports a signed ledger, and verifies the ledger without the site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.programs.models import Program
from tests.fakes import FakePlatform
from tests.ledger.files import new_key_pem
from tests.management.test_command import run
from tests.pipeline.learner import LEARNER, NOW, pass_everything


@pytest.fixture
def decided(program: Program, platform: FakePlatform, settings: Any, tmp_path: Path) -> Program:
    """Import the example program, record two decisions, and give the site a key."""
    key = tmp_path / "key.pem"
    key.write_bytes(new_key_pem())
    settings.MICROMASTERS_LEDGER_KEY = str(key)
    for user_id in (LEARNER, 8):
        pass_everything(platform, user_id)
    sweep(now=NOW)
    return program


def test_an_exported_ledger_verifies_against_a_head_kept_from_earlier_without_a_query(
    decided: Program, platform: FakePlatform, tmp_path: Path
) -> None:
    run("ledger", "head", "--program", "example", "--out", str(tmp_path / "head"))
    pass_everything(platform, 9)
    sweep(now=NOW)
    run("ledger", "export", "--program", "example", "--out", str(tmp_path / "all"))
    with CaptureQueriesContext(connection) as queries:
        output = run("ledger", "verify", str(tmp_path / "all"), "--head", str(tmp_path / "head"))
    counted, not_checked = output.splitlines()
    assert (counted, len(queries)) == ("3 entries, people left out, 0 erased, 0 redacted, 0 problems", 0)
    assert not_checked.startswith("the export has no people, so two things were not checked: whether each missing")


def test_a_truncated_ledger_fails_with_status_1(decided: Program, tmp_path: Path) -> None:
    run("ledger", "head", "--program", "example", "--out", str(tmp_path / "head"))
    exported = run("ledger", "export", "--program", "example").splitlines(keepends=True)
    (tmp_path / "cut").write_text("".join(exported[:-1]), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run("ledger", "verify", str(tmp_path / "cut"), "--head", str(tmp_path / "head"))
    assert refused.value.returncode == 1


def test_an_export_names_learners_only_on_request(decided: Program) -> None:
    without = run("ledger", "export", "--program", "example")
    entry = LedgerEntry.objects.get(user_id=LEARNER)
    assert "user_id" not in without
    assert entry.salt not in without
    with_people = run("ledger", "export", "--program", "example", "--people").splitlines()
    assert {json.loads(line)["user_id"] for line in with_people[2:]} == {LEARNER, 8}


def test_an_export_without_a_key_is_refused_and_touches_no_file(
    decided: Program, settings: Any, tmp_path: Path
) -> None:
    settings.MICROMASTERS_LEDGER_KEY = ""
    with pytest.raises(CommandError, match="names no key"):
        run("ledger", "export", "--program", "example", "--out", str(tmp_path / "all"))
    assert not (tmp_path / "all").exists()


def test_recomputing_reports_in_counts(decided: Program) -> None:
    assert run("ledger", "recompute", "--program", "example") == "2 recomputed, 0 erased, 0 differences\n"
    assert json.loads(run("ledger", "recompute", "--program", "example", "--json"))["recomputed"] == 2


def test_decisions_that_recompute_differently_fail_with_status_1(decided: Program) -> None:
    entry = LedgerEntry.objects.get(user_id=8)
    LedgerEntry.objects.filter(id=entry.id).update(payload=entry.payload.replace('"earned":true', '"earned":false'))
    with pytest.raises(CommandError, match="differ from the decisions"):
        run("ledger", "recompute", "--program", "example")


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"], ids=["absent", "empty", "not text"])
def test_a_file_that_is_no_ledger_is_a_clear_error(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x").write_bytes(content)
    with pytest.raises(CommandError, match=r"cannot be read|no signed head"):
        run("ledger", "verify", str(tmp_path / "x"))


def test_the_report_distinguishes_a_head_and_a_truncated_ledger(
    decided: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ledger", "head", "--program", "example", "--out", str(tmp_path / "head"))
    with pytest.raises(CommandError, match="failed the verification"):
        call_command("micromasters", "ledger", "verify", str(tmp_path / "head"))
    assert "if `ledger head` wrote the file, use the file as --head" in capsys.readouterr().out


def test_a_file_that_a_windows_editor_saved_verifies(decided: Program, tmp_path: Path) -> None:
    for name, verb in (("head", ["head"]), ("all", ["export", "--people"])):
        run("ledger", *verb, "--program", "example", "--out", str(tmp_path / name))
        text = (tmp_path / name).read_text(encoding="utf-8")
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert "0 problems" in run("ledger", "verify", str(tmp_path / "all"), "--head", str(tmp_path / "head"))


def test_text_from_a_file_forges_no_line_and_moves_no_cursor(
    decided: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = "\x1b[2J\n9 entries, 0 erased, 0 redacted, 0 problems\u2028\x9b1A"
    run("ledger", "export", "--program", "example", "--people", "--out", str(tmp_path / "all"))
    head, *lines = (tmp_path / "all").read_text(encoding="utf-8").splitlines()
    changed = [json.loads(head) | {name: forged} for name in ("time", "program")]
    changed.append(json.loads(head) | {"definitions": {forged: "x"}})
    for each in changed:
        (tmp_path / "forged").write_text("\n".join([json.dumps(each), *lines]), encoding="utf-8")
        for file, head_file in (("all", "forged"), ("forged", "all")):
            with pytest.raises(CommandError):
                call_command(
                    "micromasters", "ledger", "verify", str(tmp_path / file), "--head", str(tmp_path / head_file)
                )
            output = capsys.readouterr().out
            assert not {"\x1b", "\x9b", "\u2028"} & set(output)
            assert "\n9 entries" not in output
