"""Build a wheel from the source distribution, and check that the wheel contains exactly the two packages."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path, PurePosixPath

import pytest

from tests.needs import REPOSITORY

PACKAGES = {"micromasters_plugin", "micromasters_xblock"}
#: The files from which the compiled catalogues are made.
CATALOGUE_SOURCES = re.compile(r"/(locale|translations)/.*(\.po|\.yaml)$")
SECRET_SUFFIXES = {".pem", ".key", ".sqlite3", ".env"}


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Return every file that git tracks or would add."""
    names = _run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=REPOSITORY).split("\0")
    return [name for name in names if name and (REPOSITORY / name).is_file()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, tracked: list[str]) -> Path:
    """Return the folder that contains both distributions.

    Build from a copy of the repository, because setuptools leaves a build folder behind.
    """
    source = tmp_path_factory.mktemp("source")
    for name in tracked:
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((REPOSITORY / name).read_bytes())
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", folder=source)
    return source / "dist"


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    (path,) = built.glob("openedx_micromasters-*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def test_the_wheel_has_exactly_the_two_packages(wheel):
    tops = {PurePosixPath(name).parts[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_the_wheel_has_every_file_of_the_two_packages(wheel, tracked):
    """Open edX reads the compiled catalogues, so only the source distribution has their sources."""
    expected = {
        name for name in tracked if PurePosixPath(name).parts[0] in PACKAGES and not CATALOGUE_SOURCES.search(name)
    }
    assert expected == {name for name in wheel.namelist() if PurePosixPath(name).parts[0] in PACKAGES}


def test_the_source_distribution_has_every_file_to_build_and_read_it(built):
    (path,) = built.glob("openedx_micromasters-*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {"LICENSE", "README.rst", "CHANGELOG.rst", "setup.py", "pyproject.toml", "requirements/test.in"}


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
def test_the_wheel_has_migrations_templates_and_static_files(wheel, prefix):
    assert any(name.startswith(prefix) for name in wheel.namelist())


def test_the_wheel_has_no_key_and_no_database(wheel):
    assert not [name for name in wheel.namelist() if PurePosixPath(name).suffix in SECRET_SUFFIXES]


def test_the_wheel_is_as_small_as_documented(built, wheel):
    (path,) = built.glob("openedx_micromasters-*.whl")
    assert path.stat().st_size < 1_000_000
    assert sum(file.file_size for file in wheel.infolist()) < 2_000_000


def test_open_edx_finds_the_installed_wheel(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    entry_points = wheel.read(name).decode()
    for group in ("[xblock.v1]", "[lms.djangoapp]", "[cms.djangoapp]"):
        assert group in entry_points


def test_the_wheel_requires_no_package_of_the_test_suite(metadata):
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
        "tzdata",
        "web-fragments",
        "xblock",
    }


def test_a_platform_has_every_package_that_the_wheel_requires(metadata):
    pins = (REPOSITORY / "requirements" / "pins" / "teak-2025.txt").read_text("utf-8").splitlines()
    required = [line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line]
    assert required
    assert {_name(line) for line in required} <= {_name(line) for line in pins}


def _name(requirement: str) -> str:
    return re.match(r"[\w-]*", requirement)[0].lower()


def _run(*command: str, folder: Path) -> str:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
