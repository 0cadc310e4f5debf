"""Reconcile a small and a large program on MariaDB while no learner is due. A test runs this module as a subprocess.

The arguments are the numbers of learners in the two programs. The module prints JSON for each program: the compared
learners, the writing statements, and the peak memory in MiB.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.pipeline.sweep import process_batch  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.factories import UUID_B, program_text, run_of  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.memory import largest_resident_set  # noqa: E402

GRADE = 0.4


class Writes:
    """A counter of the statements that write, except statements that store the progress of a reconciliation."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += sql.startswith(("INSERT", "UPDATE", "DELETE")) and "micromasters_checkpoint" not in sql
        return execute(sql, params, many, context)


def settle(key: str, learners: range) -> None:
    """Evaluate one learner, and store the same standing for all learners, because all learners have equal grades."""
    program = Program.objects.get(key=key)
    process_batch(program.id, {learners[0]: []}, now=timezone.now())
    row = Standing.objects.get(program=program)
    rows = []
    for user_id in learners[1:]:
        copy = Standing(**{field.attname: getattr(row, field.attname) for field in Standing._meta.concrete_fields})
        copy.id, copy.user_id = None, user_id
        rows.append(copy)
    Standing.objects.bulk_create(rows, batch_size=1_000)


def main(few: int, many: int) -> dict[str, object]:
    # The course and the learners of each program, by the key of the program.
    programs = {"small": ("1x", range(1, few + 1)), "large": ("2x", range(1, many + 1))}
    api.import_program(program_text("1x", key="small"), actor=OPERATOR)
    api.import_program(program_text("2x", key="large", uuid=UUID_B), actor=OPERATOR)
    for key, (number, learners) in programs.items():
        for user_id in learners:
            FakePlatform().pass_run(user_id, run_of(number), GRADE)
        settle(key, learners)
    api.run_pending()
    found: dict[str, object] = {}
    for key in programs:
        writes = Writes()
        with connection.execute_wrapper(writes):
            result = api.reconcile(program_key=key)
        peak = largest_resident_set()
        found[key] = {"compared": result.evaluations, "written": writes.count, "peak_mib": peak}
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
