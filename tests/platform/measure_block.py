"""Measure and record the processor time and statements of the block on a unit's page in edx-platform.

``make bench-platform`` runs this module, and ``EDX_PLATFORM_LINE`` names the version of the platform in words.
"""

from __future__ import annotations

import gc
import os
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from xmodule.modulestore.tests.factories import BlockFactory

from benchmarks.figures import Figure, record
from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import UUID_A, program_text
from tests.platform.courses import MULTIPLE_CHOICE, START, score
from tests.platform.reading import PASSWORD, ReadingTest

ROUNDS = int(os.environ.get("ROUNDS", "100"))
#: The limit of the block's processor time, in milliseconds. The limit is twice the measured time of one more HTML
#: block.
MOST_MS = 6.0
#: The block may take at most as much time as this number of HTML blocks.
MOST_HTML_BLOCKS = 2.0
#: The number of statements that the block may add: for the standing, the course runs and the credential. The LMS has
#: already read the enrollment.
MOST_QUERIES = 3
ADDED = {"another HTML block": "html", "a problem": "problem", "the block": "micromasters_progress"}
DATA = {"html": {"data": "<p>Text</p>"}, "problem": {"data": MULTIPLE_CHOICE}}


class MeasureBlock(ReadingTest):
    """Tests that compare a unit with one HTML block to the same unit with one more block, in turns."""

    def setUp(self):
        super().setUp()
        api.import_program(program_text("1x", "2x", "3x", "4x", "5x"), actor=OPERATOR)
        tracked_runs.forget()
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        chapter = BlockFactory.create(parent=self.course, category="chapter", start=START)
        sequence = BlockFactory.create(parent=chapter, category="sequential", start=START)
        self.pages = {"": self._unit(sequence)} | {name: self._unit(sequence, kind) for name, kind in ADDED.items()}
        self.client.login(username=self.learner.username, password=PASSWORD)

    def _unit(self, sequence, added: str = "") -> str:
        unit = BlockFactory.create(parent=sequence, category="vertical")
        BlockFactory.create(parent=unit, category="html", **DATA["html"])
        if added == "micromasters_progress":
            BlockFactory.create(parent=unit, category=added, program_uuid=UUID_A)
        elif added:
            BlockFactory.create(parent=unit, category=added, **DATA[added])
        return reverse("render_xblock", args=[str(unit.location)])

    def test_measure(self):
        seconds, queries = {name: [] for name in self.pages}, {}
        for name, url in self.pages.items():
            self._get(url)
            with CaptureQueriesContext(connection) as captured:
                self._get(url)
            queries[name] = len(captured)
        # The platform's heap is large, so a garbage collection would add much time to a page.
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        for _ in range(ROUNDS):
            gc.collect()
            for name, url in self.pages.items():
                seconds[name].append(self._get(url))
        # Other work on the machine only adds time, so the fastest round is the best estimate.
        alone = min(seconds[""])
        figures = [Figure("a unit with one HTML block: processor time", alone * 1000, "ms")]
        for name in ADDED:
            limit, most = (MOST_MS, MOST_QUERIES) if name == "the block" else (None, None)
            figures += [
                Figure(f"{name}: processor time added", (min(seconds[name]) - alone) * 1000, "ms", limit),
                Figure(f"{name}: queries added", queries[name] - queries[""], "", most),
            ]
        cost = {name: min(seconds[name]) - alone for name in ADDED}
        ratio = cost["the block"] / cost["another HTML block"]
        figures.append(Figure("the block: as much as so many HTML blocks", ratio, "", MOST_HTML_BLOCKS))
        print(*figures, sep="\n")
        line = os.environ.get("EDX_PLATFORM_LINE", "unnamed")
        record("platform_block", figures, edx_platform=line, rounds=ROUNDS, database=connection.vendor)
        assert all(figure.holds for figure in figures)

    def _get(self, url: str) -> float:
        began = time.process_time()
        response = self.client.get(url)
        took = time.process_time() - began
        assert response.status_code == 200
        return took
