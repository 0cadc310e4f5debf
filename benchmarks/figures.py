"""Check, print and record the figures that a benchmark returns."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

#: The driver that ``DEMO_DB`` uses. If mysqlclient is installed, mysqlclient is this driver.
DATABASE_DRIVER = "mysqlclient" if find_spec("MySQLdb") else "PyMySQL"

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number.

    A figure fails if its value is above ``limit``, below ``least`` or different from ``exactly``.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    exactly: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        within = (self.limit is None or self.value <= self.limit) and (self.least is None or self.value >= self.least)
        return within and (self.exactly is None or self.value == self.exactly)

    def __str__(self) -> str:
        bound = f"at most {self.limit:g}" if self.limit is not None else ""
        bound = f"at least {self.least:g}" if self.least is not None else bound
        bound = f"exactly {self.exactly:g}" if self.exactly is not None else bound
        verdict = "" if not bound else "ok" if self.holds else "MISSED"
        return f"{self.name:64} {self.value:>12,.4g} {self.unit:10} {bound:16} {verdict}"


def record(topic: str, figures: list[Figure], **host: str) -> None:
    """Write a topic's figures with the machine and versions. The argument ``host`` adds details about the machine."""
    RESULTS.mkdir(exist_ok=True)
    content = {
        **host,
        "machine": {"system": platform.system(), "architecture": platform.machine()},
        "versions": {"Python": platform.python_version()}
        | {name: version(name) for name in ("Django", "XBlock", "openedx-events", DATABASE_DRIVER)},
        "figures": [asdict(figure) for figure in figures],
    }
    (RESULTS / f"{topic}.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
