"""The wheel holds the two packages with all they need at run time, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path, PurePosixPath

import pytest

from tests.needs import REPOSITORY

PACKAGES = {"micromasters_plugin", "micromasters_xblock"}
SHIPPED_FOLDERS = {"templates", "static", "public", "conf"}
SECRET_SUFFIXES = {".pem", ".key", ".sqlite3", ".env"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built in a copy: setuptools leaves its build folder beside the sources."""
    source = tmp_path_factory.mktemp("source")
    tracked = _run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=REPOSITORY)
    for name in filter(None, tracked.split("\0")):
        if (REPOSITORY / name).is_file():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((REPOSITORY / name).read_bytes())
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", folder=source)
    (built,) = (source / "dist").glob("openedx_micromasters-*.whl")
    return zipfile.ZipFile(built)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def test_holds_exactly_the_two_packages(wheel):
    tops = {PurePosixPath(name).parts[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_holds_every_module_and_every_template_and_static_file(wheel):
    def is_shipped(path: Path) -> bool:
        return path.suffix == ".py" or bool(SHIPPED_FOLDERS & set(path.relative_to(REPOSITORY).parts[1:-1]))

    expected = {
        path.relative_to(REPOSITORY).as_posix()
        for package in PACKAGES
        for path in (REPOSITORY / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and is_shipped(path)
    }
    assert expected == {name for name in wheel.namelist() if PurePosixPath(name).parts[0] in PACKAGES}


@pytest.mark.parametrize(
    "prefix",
    [
        "micromasters_plugin/migrations/0001_",
        "micromasters_plugin/templates/",
        "micromasters_plugin/static/",
        "micromasters_xblock/templates/",
        "micromasters_xblock/public/",
    ],
)
def test_holds_migrations_templates_and_static_files(wheel, prefix):
    assert any(name.startswith(prefix) for name in wheel.namelist())


def test_holds_no_key_and_no_database(wheel):
    assert not [name for name in wheel.namelist() if PurePosixPath(name).suffix in SECRET_SUFFIXES]


def test_is_found_by_open_edx(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    entry_points = wheel.read(name).decode()
    for group in ("[xblock.v1]", "[lms.djangoapp]", "[cms.djangoapp]"):
        assert group in entry_points


def test_asks_for_nothing_of_the_test_suite_at_run_time(metadata):
    required = [line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line]
    assert {line.split(";")[0].split(">")[0].strip().lower() for line in required} == {
        "celery",
        "click",
        "cryptography",
        "django",
        "djangorestframework",
        "edx-django-utils",
        "edx-drf-extensions",
        "edx-opaque-keys",
        "edx-toggles",
        "openedx-events",
        "openedx-filters",
        "pyyaml",
        "web-fragments",
        "xblock",
    }


def _run(*command: str, folder: Path) -> str:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
