"""Declare the name, default, range and meaning of every setting of the package.

A call of a setting reads ``django.conf.settings``, because plugin modules are imported before settings exist.
``checks`` reports values that make no sense. A script makes the documentation's reference of settings from this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings

T = TypeVar("T", str, int, float, bool)

#: The message about a value of the wrong type names the right type with these words.
KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "True or False"}


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting.

    A call of a setting returns the setting's value. ``least`` and ``most`` are the inclusive ends of the range, and
    None means that the range has no such end.
    """

    name: str
    default: T
    meaning: str
    least: float | None = None
    most: float | None = None

    def __call__(self) -> T:
        """Convert the site's value to the default's type, limit the value to the range, and return the value.

        If the conversion fails, return the default.
        """
        try:
            value: Any = type(self.default)(self._value_set)
        except (TypeError, ValueError):
            value = self.default
        if self.least is not None:
            value = max(value, type(self.default)(self.least))
        if self.most is not None:
            value = min(value, type(self.default)(self.most))
        return value

    @property
    def fault(self) -> str | None:
        """Return what is wrong with the site's value, in words that follow the setting's name.

        Return None if nothing is wrong.
        """
        value_set, kind = self._value_set, type(self.default)
        # bool is a subclass of int, so this line rejects bool values.
        is_of_kind = type(value_set) is kind or (kind is float and type(value_set) is int)
        if not is_of_kind:
            return f"is {value_set!r}, not {KINDS[kind]}"
        if self.least is not None and value_set < self.least:
            return f"is {value_set!r}, less than {self.least:g}"
        if self.most is not None and value_set > self.most:
            return f"is {value_set!r}, more than {self.most:g}"
        return None

    @property
    def _value_set(self) -> Any:
        return getattr(settings, self.name, self.default)


platform = Setting(
    "MICROMASTERS_PLATFORM",
    "micromasters_plugin.platform.edxapp.EdxappPlatform",
    "Dotted path of the class through which everything about learners and courses is read.",
)
celery_queue = Setting(
    "MICROMASTERS_CELERY_QUEUE",
    "edx.lms.core.default",
    "The queue of the evaluation task. Studio's default queue would be wrong, so it is always named.",
)
task_delay_seconds = Setting(
    "MICROMASTERS_TASK_DELAY_SECONDS",
    2.0,
    "Seconds between a hint and its evaluation task; hints of one process within that time share one task. 0: one task "
    "at once for each hint. Below 0: none, and ``micromasters run-pending`` does everything.",
)
beat_seconds = Setting(
    "MICROMASTERS_BEAT_SECONDS",
    60.0,
    "Seconds between the rounds that Celery beat starts, on a site where beat runs. 0 or below: none; cron or "
    "``micromasters run-pending --every`` sweeps.",
)
tracked_runs_seconds = Setting(
    "MICROMASTERS_TRACKED_RUNS_SECONDS",
    60.0,
    "Seconds for which a process may not know of a newly imported program.",
    least=0,
    most=60,
)
batch_size = Setting("MICROMASTERS_BATCH_SIZE", 500, "Learners evaluated together.", least=1)
lease_seconds = Setting(
    "MICROMASTERS_LEASE_SECONDS",
    300,
    "Seconds for which a worker holds a learner or an order; where it was killed, another takes over after them.",
    least=1,
)
max_tries = Setting(
    "MICROMASTERS_MAX_TRIES",
    5,
    "Failed tries after which a learner or an order is parked; orders to issue and to announce have more of their own, "
    "and e-mails are tried for three days.",
    least=1,
)
reconcile_overlap_seconds = Setting(
    "MICROMASTERS_RECONCILE_OVERLAP_SECONDS",
    900.0,
    "Seconds by which each ``micromasters reconcile --since`` begins before the end of the last one. Longer than any "
    "transaction that saves a grade, whose row has the date of its saving and is seen at the commit, and than the "
    "clocks of the site's machines differ.",
    least=0,
)
changes_overdue_seconds = Setting(
    "MICROMASTERS_CHANGES_OVERDUE_SECONDS",
    3600.0,
    "Seconds after which ``micromasters doctor`` misses a ``reconcile --since``.",
    least=0,
)
reconcile_overdue_seconds = Setting(
    "MICROMASTERS_RECONCILE_OVERDUE_SECONDS",
    172800.0,
    "Seconds since the last whole ``micromasters reconcile`` began after which ``micromasters doctor`` misses one.",
    least=0,
)
is_specimen = Setting("MICROMASTERS_SPECIMEN", False, "Marks every credential *specimen*: for demo and staging sites.")
credential_email = Setting(
    "MICROMASTERS_CREDENTIAL_EMAIL",
    False,
    "Sends an e-mail to the learner for every credential that is issued from now on, those of a back-fill included.",
)
mail_seconds = Setting(
    "MICROMASTERS_MAIL_SECONDS",
    30.0,
    "Seconds that handing one e-mail to the mail server may take in all; Django's ``EMAIL_TIMEOUT`` stays as it is.",
    least=0.1,
    most=300,
)
task_seconds = Setting(
    "MICROMASTERS_TASK_SECONDS",
    240.0,
    "Seconds after which the evaluation task begins nothing more, and another takes over: shorter than any limit that "
    "the site's workers set.",
    least=1,
)
credential_requests_per_minute = Setting(
    "MICROMASTERS_CREDENTIAL_REQUESTS_PER_MINUTE",
    60,
    "Requests for public pages of credentials that are answered to one client in a minute: one IPv4 address, or one "
    "network of 64 bits of IPv6. More are answered 429. All workers count together, in Django's default cache.",
    least=1,
)
ledger_key = Setting(
    "MICROMASTERS_LEDGER_KEY",
    "",
    "The Ed25519 key that signs heads of ledgers: a PEM file's path, or ``env:NAME`` for an environment variable that "
    "holds the PEM. Empty: no head can be signed.",
)

#: This tuple has all settings, in the order of the documentation.
SETTINGS: tuple[Setting, ...] = tuple(value for value in list(globals().values()) if type(value) is Setting)


def has_jwt_keys() -> bool:
    """Tell whether the site sets the public keys that verify the platform's tokens."""
    return bool(getattr(settings, "JWT_AUTH", {}).get("JWT_PUBLIC_SIGNING_JWK_SET"))
