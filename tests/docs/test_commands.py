"""Check that every documented command runs in the demo, and that every documented make target and verb exists."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.command_lines import (
    EXTERNAL,
    Line,
    commands,
    commands_in_help,
    commands_of_pages,
    targets,
    verbs_in_sentences,
)
from tests.needs import REPOSITORY

SOURCES = commands_of_pages() | commands_in_help()
LINES = [
    (source, number) for source, lines in SOURCES.items() for number, line in enumerate(lines) if not line.is_external
]

#: The commands whose exit status in the demo is not 0. The demo's doctor finds programs without course runs. In the
#: demo no requirement limits its attempts, and no exam errored.
STATUS = {
    "doctor": 1,
    "doctor --json": 1,
    "override grant amina scm CFx --count 1 --actor registrar --reason illness": 1,
    "override make-up amina scm MAKE_UP ERRORED --actor registrar --reason the network failed": 1,
}

EXAM_ATTEMPTS = REPOSITORY / "docs" / "how-to" / "bring-in-exam-results.rst"
DEFINITION = REPOSITORY / "docs" / "reference" / "definition.rst"
SUPPLY_CHAIN = REPOSITORY / "demo" / "programs" / "scm-micromasters.yaml"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, str]]]:
    """Run every command of every page, and return the exit status and the end of the output."""
    folder = tmp_path_factory.mktemp("site")
    _lay_out_files(folder / "files")
    demo = str(REPOSITORY / "demo")
    environment = {
        **os.environ,
        "DEMO_DB": f"sqlite:///{folder}/demo.sqlite3",
        "DJANGO_SETTINGS_MODULE": "host.settings",
        "PYTHONPATH": os.pathsep.join((str(REPOSITORY), demo)),
    }
    requests = {source: [() if line.is_external else line.words for line in lines] for source, lines in SOURCES.items()}
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("run_commands.py"))],
        input=json.dumps(requests),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    return json.loads(result.stdout)


@pytest.mark.parametrize(("source", "number"), LINES, ids=[str(SOURCES[source][number]) for source, number in LINES])
def test_a_documented_command_ends_with_the_documented_status(results, source, number):
    status, words = results[source][number]
    assert status == _expected(SOURCES[source][number]), words


def test_the_pages_that_teach_commands_have_some():
    assert SOURCES.keys() >= {"README", "demo", "operators", "bring-in-exam-results", "ledger --help", "doctor --help"}


def test_commands_of_the_platform_exist_in_the_packages_that_bring_them():
    others = [line for lines in SOURCES.values() for line in lines if line.is_external]
    assert others and all(importlib.util.find_spec(EXTERNAL[line.words[0]]) for line in others)


def test_every_target_of_make_that_a_page_names_exists():
    declared = set(re.findall(r"^([a-z_-]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert targets() and targets() <= declared


def test_every_verb_that_a_sentence_names_exists():
    assert verbs_in_sentences() and verbs_in_sentences() <= {name.split()[0] for name, _ in commands.verbs()}


def test_the_readme_names_every_verb():
    readme = (REPOSITORY / "README.rst").read_text("utf-8")
    verbs = {name.split()[0] for name, _ in commands.verbs()}
    assert [verb for verb in sorted(verbs) if f"``{verb}``" not in readme] == []


def _expected(line: Line) -> int:
    return STATUS.get(" ".join(line.words).removeprefix("micromasters "), 0)


def _lay_out_files(folder: Path) -> None:
    """Write the files that the pages' commands read. Copy these files from the pages."""
    (folder / "heads").mkdir(parents=True)
    (folder / "demo").symlink_to(REPOSITORY / "demo")
    program = _example(DEFINITION, "schema: 1")
    (folder / "scm.yaml").write_text(program, "utf-8")
    (folder / "logistics.yaml").write_text(program, "utf-8")
    (folder / "my-program.yaml").write_text(program.replace("key: logistics", "key: my-program"), "utf-8")
    (folder / "supply-chain.yaml").write_bytes(SUPPLY_CHAIN.read_bytes())
    (folder / "attempts.csv").write_text(_example(EXAM_ATTEMPTS, "user_id,"), "utf-8")


def _example(page: Path, first_words: str) -> str:
    """Return the page's block that begins with ``first_words``, without indentation."""
    match = re.search(rf"^( +){re.escape(first_words)}.*\n((?:\1.*\n|\n)*)", page.read_text("utf-8"), re.MULTILINE)
    assert match, f"{page.name} has no block that begins with {first_words!r}"
    return re.sub(rf"^{match[1]}", "", match[0], flags=re.MULTILINE)
