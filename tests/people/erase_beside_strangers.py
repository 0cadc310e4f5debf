"""Erase a person while another connection locks every row about other people.

The erasing connection has a lock timeout of one second. In the second part, two threads erase one person at the same
time. The program prints one JSON object. The object says whether the erasure waited, and how many rows the erasure read
beside few and many other people. The object also has the errors and the results of the two threads.
"""

from __future__ import annotations

import json
import threading

import django

django.setup()

from django.db import DatabaseError, connection, transaction  # noqa: E402

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR, Actor  # noqa: E402
from micromasters_plugin.ledger import checking  # noqa: E402
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead  # noqa: E402
from micromasters_plugin.people.tables import HOLDINGS  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from tests.factories import program_text, run_of, send_grade  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402
from tests.people import crowd  # noqa: E402
from tests.services.lock_waits import A_SECOND, limit_lock_waits  # noqa: E402

RUN = run_of("1x")
FIRST, SECOND, THIRD, FOURTH = 7, 8, 9, 10


def rows_read() -> int:
    """Return how many rows the storage engine has read for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Handler\\_read%%'")
        return sum(int(value) for _, value in cursor.fetchall())


def lock_rows(but: int, is_locked: threading.Event, release: threading.Event, *, heads: bool) -> None:
    """Lock each row about everybody except ``but``, as workers would. With ``heads``, lock the heads of ledgers."""
    with transaction.atomic():
        for holding in () if heads else HOLDINGS:
            ids = list(holding.model.objects.exclude(**{holding.path: but}).values_list("id", flat=True))
            for row_id in ids:  # with a list of ids, a server may lock every row that it reads
                holding.model.objects.select_for_update().filter(id=row_id).values("id").get()
        if heads:
            list(LedgerHead.objects.select_for_update())
        is_locked.set()
        release.wait(timeout=60)
    connection.close()


def erase_beside(user_id: int, *, heads: bool = False) -> bool:
    """Erase a person while a thread locks others' rows or only the heads, and tell whether the erasure waited."""
    is_locked, release = threading.Event(), threading.Event()
    worker = threading.Thread(target=lock_rows, args=(user_id, is_locked, release), kwargs={"heads": heads})
    worker.start()
    is_locked.wait(timeout=60)
    try:
        with transaction.atomic():  # the outer transaction disables retries
            api.erase_person(user_id, actor=OPERATOR)
    except DatabaseError:
        return True
    finally:
        release.set()
        worker.join()
    return False


def rows_read_erasing(user_id: int) -> int:
    before = rows_read()
    api.erase_person(user_id, actor=OPERATOR)
    return rows_read() - before


def erase_twice_at_once(user_id: int) -> list[str]:
    together, errors = threading.Barrier(2), []

    def erase() -> None:
        together.wait()
        try:
            api.erase_person(user_id, actor=OPERATOR)
        except Exception as error:
            errors.append(repr(error))
        connection.close()

    threads = [threading.Thread(target=erase) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def main() -> dict[str, object]:
    api.import_program(program_text("1x"), actor=OPERATOR)
    program = Program.objects.get()
    for user_id in (FIRST, SECOND, THIRD, FOURTH):
        FakePlatform().pass_run(user_id, RUN)
        send_grade(user_id, RUN)
    api.run_pending()
    for user_id in (FIRST, SECOND, THIRD, FOURTH):
        api.record_override(str(program.uuid), "hold", user_id=user_id, actor=Actor.operator(1), reason="an inquiry")
    FakePlatform.users.update({user_id: f"Person Number{user_id}" for user_id in FakePlatform.users})
    crowd.add(program, range(1_000, 1_020))
    limit_lock_waits(A_SECOND)
    waited, waited_for_head = erase_beside(FIRST), erase_beside(SECOND, heads=True)
    few = rows_read_erasing(SECOND)
    crowd.add(program, range(2_000, 4_000), with_acts=False)
    many = rows_read_erasing(THIRD)
    LedgerEntry.objects.filter(seq__gte=1_000_000).exclude(reason__isnull=False).delete()
    before = LedgerEntry.objects.filter(kind="erasure").count()
    errors = erase_twice_at_once(FOURTH)
    breaks = [each for each in checking.find_breaks(program.pk) if "comes after the head" not in each]
    return {
        "waited": waited,
        "waited_for_head": waited_for_head,
        "rows_read": [few, many],
        "errors": errors,
        "erasures": LedgerEntry.objects.filter(kind="erasure").count() - before,
        "breaks": breaks,
    }


if __name__ == "__main__":
    print(json.dumps(main()))
