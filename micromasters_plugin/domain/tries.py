"""Tell which attempts are tries, and which attempts exceed the number of tries that a requirement allows."""

from __future__ import annotations

from collections.abc import Iterable

from micromasters_plugin.data import Attempt, ExamStatus
from micromasters_plugin.domain.modes import earns_credit

#: The statuses of an exam that the learner submitted.
_SUBMITTED = frozenset({ExamStatus.SUBMITTED, ExamStatus.VERIFIED, ExamStatus.REJECTED})


def is_try(attempt: Attempt, modes: tuple[str, ...], *, proctored: bool) -> bool:
    """Tell whether the attempt is a try: it is for credit, and it has a grade above 0 or a submitted exam.

    Args:
        attempt: an attempt in a run that belongs to the requirement.
        modes: the enrollment modes that count for the requirement.
        proctored: whether the requirement needs a proctored exam. If all exams of such an attempt ended by a technical
            fault or were reset, the attempt is no try, whatever the grade is.
    """
    return earns_credit(attempt, modes) and is_try_for_credit(attempt, proctored=proctored)


def is_try_for_credit(attempt: Attempt, *, proctored: bool) -> bool:
    """Tell whether an attempt that is for credit is a try. ``proctored`` is as for ``is_try``."""
    for exam in attempt.exams:
        if exam.status in _SUBMITTED:
            return True
    return not (proctored and attempt.exams) and attempt.ratio is not None and attempt.ratio > 0


def beyond_limit(tries: Iterable[tuple[str, bool]], most: int) -> frozenset[str]:
    """Return the keys of the runs that come after the first ``most`` tries.

    Args:
        tries: pairs of a run key and whether the attempt in the run is a try, ordered by run start and then by run key.
            Runs with an unknown start come first.
        most: the number of tries that count, 1 or more, with the tries that staff granted.
    """
    used = 0
    beyond = set()
    for run_key, is_a_try in tries:
        if used >= most:
            beyond.add(run_key)
        used += is_a_try
    return frozenset(beyond)
