"""Store texts with characters that a connection may refuse. Tests run this module in a subprocess.

The module prints the texts that the database returns, as JSON.
"""

from __future__ import annotations

import json
from dataclasses import replace

import django

django.setup()

from django.utils import timezone  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.credentials.models import Credential  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.doctor import services  # noqa: E402
from micromasters_plugin.inbox.models import ParkedEvent  # noqa: E402
from micromasters_plugin.ledger.models import LedgerEntry  # noqa: E402
from micromasters_plugin.outbox.models import Order  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.programs.models import Program, ProgramVersion, TrackedRun  # noqa: E402
from micromasters_plugin.programs.runs import refresh_runs  # noqa: E402
from tests.factories import UUID_A, program_text  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402

ODD = "\U00020bb7\u91ce \U00010400 \U0001f600 &#x41; &amp;"
RUN = "course-v1:Ex+1x+2026\U00020bb7"
LEARNER, FAILING = 7, 8
READ = FakePlatform.enrollments


class OddPlatform(FakePlatform):
    """A platform that raises an error with an odd text when a caller reads the learner's enrollment or account."""

    def enrollments(self, user_ids, runs):
        if FAILING in user_ids:
            raise RuntimeError(ODD)
        return READ(self, user_ids, runs)

    def account(self, user_id):
        raise RuntimeError(ODD)


def main() -> None:
    platform, now = FakePlatform(), timezone.now()
    text = program_text("1x").replace("title: Example program", f"title: '{ODD}'")
    api.import_program(text, actor=OPERATOR)
    platform.add_run(RUN)
    platform.runs[RUN] = replace(platform.runs[RUN], title=ODD)
    for learner in (LEARNER, FAILING):
        platform.add_learner(learner, ODD)
        platform.pass_run(learner, RUN)
    FakePlatform.enrollments, FakePlatform.account = OddPlatform.enrollments, OddPlatform.account
    ParkedEvent.objects.create(event_type=ODD, reason=ODD, payload=f"of {ODD!r}", created=now)
    api.reconcile(now=now)
    refresh_runs(now=now)
    page = api.get_progress(UUID_A, user_id=LEARNER, course_run=RUN, now=now)
    read = {
        "title": Program.objects.filter(title=ODD).values_list("title", flat=True).get() == ODD,
        "source": ProgramVersion.objects.get().source == text,
        "run": TrackedRun.objects.get(run_key=RUN).title == ODD,
        "name": Credential.objects.get(user_id=LEARNER).name == ODD,
        "page": page.credential.name == page.requirements[0].course_run.title == ODD,
        "error of a learner": ODD in Work.objects.get(user_id=FAILING).error,
        "error of an order": any(ODD in order.error for order in Order.objects.all()),
        "event": ParkedEvent.objects.get().payload == f"of {ODD!r}",
        "ledger": RUN in LedgerEntry.objects.get(kind="decision").payload,
        "recomputed": not api.recompute_ledger("example").differences,
    }
    print(json.dumps({"lost": [name for name, kept in read.items() if not kept], "doctor": codes(now)}))


def codes(now) -> list[str]:
    return [finding.code for finding in services.check_charset(now)]


if __name__ == "__main__":
    main()
