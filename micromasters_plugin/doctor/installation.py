"""Check that the platform loaded the app: entry points, tables, receivers of events, and erasure on retirement.

If an app cannot be imported, the platform drops the app and only writes a line to the log. In another project, a
receiver stayed unconnected for 23 months, because the tests imported the receiver directly.
"""

from __future__ import annotations

import pkgutil
import weakref
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import entry_points
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from openedx_events.tooling import OpenEdxPublicSignal

from micromasters_plugin import migrations
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.doctor.probes import PROBES
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.platform.retirement import get_retirement
from micromasters_plugin.programs.registry import courses_of, newest_versions

#: The platform finds the app in these groups of entry points.
GROUPS = ("lms.djangoapp", "cms.djangoapp")
APP = "micromasters_plugin"
LABEL = "micromasters"
PROBE_RUN = "course-v1:{}+doctor"
UNTRACKED_COURSE = "Doctor+Probe"
#: No account has this id. Credentials of erased people have the id 0.
NOBODY = -1


def check_loading(now: datetime) -> Iterator[Finding]:
    """Load the entry points again in the platform's way, and look for the app and its URLs.

    If the platform had dropped the app in *this* process, this command would not exist.
    """
    for group in GROUPS:
        yield from _check_entry_point(group)
    if not apps.is_installed(APP):
        yield Finding(
            "app_missing",
            Severity.ERROR,
            "the platform did not load the app",
            "Search the log of the process for the import error of micromasters_plugin, repair the cause and restart.",
        )
        return
    try:
        reverse(f"{LABEL}:credential", args=["00000000-0000-4000-8000-000000000000"])
    except NoReverseMatch:
        yield Finding(
            "urls_missing",
            Severity.ERROR,
            "the pages of the app have no addresses",
            "Something in INSTALLED_APPS or in the URLs shadows the plugin; reinstall the package and restart.",
        )


def _check_entry_point(group: str) -> Iterator[Finding]:
    listed = [entry for entry in entry_points(group=group) if entry.name == APP]
    remedy = "Reinstall the package: `pip install --force-reinstall --no-deps openedx-micromasters`."
    if not listed:
        yield Finding("app_not_listed", Severity.ERROR, f"no entry point in {group} names the app", remedy)
    for entry in listed:
        try:
            entry.load()
        except Exception as error:
            text = f"the entry point in {group} does not load: {error!r}"
            yield Finding("app_does_not_load", Severity.ERROR, text, remedy)


def check_tables(now: datetime) -> Iterator[Finding]:
    """Compare the tables with the models, and compare the recorded migrations with the migrations of this release.

    The check takes three queries.

    MySQL cannot roll back CREATE TABLE, so an interrupted migration leaves some of its tables in the database.
    """
    expected = {model._meta.db_table for model in apps.get_app_config(LABEL).get_models()}
    missing = sorted(expected.difference(connection.introspection.table_names()))
    pending = sorted(_shipped() - _recorded())
    if missing and len(missing) < len(expected):
        first = f"{len(missing)} of {len(expected)} tables are missing, such as {missing[0]}"
        text = f"{first}; recorded as applied: {', '.join(sorted(_recorded())) or 'no migration'}"
        yield Finding(
            "tables_half_there",
            Severity.ERROR,
            text,
            "A migration was interrupted, or tables were lost, so `migrate` alone fails. See “When something breaks”.",
        )
    elif missing or pending:
        text = (
            f"not applied: {', '.join(pending)}" if pending else "the tables are missing, but migrations are recorded"
        )
        yield Finding(
            "tables_not_migrated", Severity.ERROR, text, "Run `migrate micromasters`, and then run `reconcile`."
        )


def _shipped() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(migrations.__path__)}


def _recorded() -> set[str]:
    return {name for app, name in MigrationRecorder(connection).applied_migrations() if app == LABEL}


def check_wiring(now: datetime) -> Iterator[Finding]:
    """Find each declared receiver by its ``dispatch_uid``, and send a probe to the receiver. Everything is rolled back.

    Only this package's receivers get the probe, because other receivers would treat the probe as a real grade.
    """
    course = next(iter(courses_of(newest_versions())), None)
    run = PROBE_RUN.format(course or UNTRACKED_COURSE)
    for path, uid in _declared():
        signal = import_string(path)
        receiver = _connected(signal, uid)
        if receiver is None:
            yield Finding(
                "receiver_unconnected",
                Severity.ERROR,
                f"no receiver of this package is connected to {signal.event_type}",
                "Restart the process. If the error stays, another package removed the receiver, or the app did "
                "not load.",
            )
        elif course is not None and not _leaves_hint(signal, receiver, run):
            yield Finding(
                "receiver_deaf",
                Severity.ERROR,
                f"the receiver of {signal.event_type} appended no hint for a probe",
                "The log has the error with the event's type. Perhaps the package does not fit the installed "
                "openedx-events.",
            )


def _declared() -> list[tuple[str, str]]:
    """Return (path of the signal, dispatch uid) for every receiver that the app asks the platform to connect."""
    config: Any = apps.get_app_config(LABEL)
    by_project = config.plugin_app["signals_config"].values()
    receivers = [receiver for project in by_project for receiver in project["receivers"]]
    return list(dict.fromkeys((receiver["signal_path"], receiver["dispatch_uid"]) for receiver in receivers))


def _connected(signal: OpenEdxPublicSignal, uid: str) -> Callable[..., None] | None:
    for key, reference, *_ in signal.receivers:
        if key[0] == uid:
            return reference() if isinstance(reference, weakref.ReferenceType) else reference
    return None


def _leaves_hint(signal: OpenEdxPublicSignal, receiver: Callable[..., None], run: str) -> bool:
    metadata = signal.generate_signal_metadata()
    [(name, kind)] = signal.init_data.items()
    with transaction.atomic():
        receiver(sender=None, signal=signal, metadata=metadata, **{name: PROBES[kind](run)})
        is_hinted = Hint.objects.filter(event_id=str(metadata.id)).exists()
        transaction.set_rollback(True)
    return is_hinted


def check_leaving(now: datetime) -> Iterator[Finding]:
    """Send a probe to our receiver of each retirement signal of the platform. Everything is rolled back.

    The law requires the erasure of retired people. Without this check, nobody would notice a failure.
    """
    for signal, receive in get_retirement().leaving_receivers().items():
        if receive is None:
            text = f"no receiver of this package is connected to {signal}, so retired people are not erased"
            remedy = (
                "Restart the process. If the error stays, the platform renamed the signal, or the app did not load."
            )
            yield Finding("retirement_unconnected", Severity.ERROR, text, remedy)
        elif fault := _erasing_fault(receive, now):
            text = f"a probe of {signal} was not erased: {fault}"
            remedy = "Repair what the error names. Until then, the platform's retirement pipeline stops at this step."
            yield Finding("retirement_broken", Severity.ERROR, text, remedy)


def _erasing_fault(receive: Callable[[int], None], now: datetime) -> str:
    """Erase a person who has one hint. Return a description of the failure, or "" after a success."""
    try:
        with transaction.atomic():
            Hint.objects.create(user_id=NOBODY, program_id=0, created=now)
            receive(NOBODY)
            is_left = Hint.objects.filter(user_id=NOBODY).exists()
            transaction.set_rollback(True)
    except Exception as error:
        return repr(error)
    return "the person's hint still exists" if is_left else ""
