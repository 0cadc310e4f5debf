"""Find the programs and data that some tests need, and print how to install a missing program or data set.

A test whose program or data is missing is skipped. With ``MICROMASTERS_REQUIRE_ALL=1`` a test without its program or
data fails.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).parent.parent
PREFIX = "needs "
# Debian installs servers in folders that only root's PATH has.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


@dataclass(frozen=True)
class Need:
    """A program or a folder that some tests need.

    The function ``find`` returns the path or None, and ``remedy`` says how to install the program or the data.
    """

    name: str
    remedy: str
    find: Callable[[], str | None]

    def require(self) -> str:
        """Return the path.

        If there is no path, fail the test if everything is required, and otherwise skip the test.
        """
        return self.find() or self._give_up()

    def _give_up(self) -> NoReturn:
        message = f"{PREFIX}{self.name}: {self.remedy}"
        if os.environ.get("MICROMASTERS_REQUIRE_ALL") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)


def data_folder() -> Path:
    """Return the folder that ``MICROMASTERS_DATA`` names. The default is ``../shared/data`` beside the repository."""
    return Path(os.environ.get("MICROMASTERS_DATA", REPOSITORY.parent / "shared" / "data"))


def _program(*names: str) -> Callable[[], str | None]:
    return lambda: next(filter(None, (shutil.which(name, path=SEARCH_PATH) for name in names)), None)


def _postgres() -> str | None:
    """Return the newest version of PostgreSQL in Debian's folders, which are not on PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return shutil.which("postgres", path=os.pathsep.join([*map(str, reversed(folders)), SEARCH_PATH]))


def _data() -> str | None:
    folder = data_folder()
    return str(folder) if folder.is_dir() else None


CHROMIUM = Need("Chromium", "apt-get install chromium", _program("chromium", "chromium-browser", "google-chrome"))
MARIADB = Need("MariaDB", "apt-get install mariadb-server", _program("mariadbd"))
POSTGRESQL = Need("PostgreSQL", "apt-get install postgresql", _postgres)
REDIS = Need("Redis", "apt-get install redis-server", _program("redis-server"))
NODE = Need("Node.js", "apt-get install nodejs", _program("node", "nodejs"))
GETTEXT = Need("GNU gettext", "apt-get install gettext", _program("xgettext"))
DATA = Need("the recorded data", "set MICROMASTERS_DATA to the folder with events/ and oulad/", _data)
