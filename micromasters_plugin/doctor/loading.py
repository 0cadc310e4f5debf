"""Check that the platform took the app in: it drops one that does not import with no more than a line in its log.

Where that happened in *this* process there is no command to say so; what can be seen is the same code loaded again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import entry_points

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from micromasters_plugin.data import Finding, Severity

GROUPS = ("lms.djangoapp", "cms.djangoapp")
APP = "micromasters_plugin"
LABEL = "micromasters"


def check(now: datetime) -> Iterator[Finding]:
    """Load the entry points as the platform does; ask for the app and for its URLs."""
    for group in GROUPS:
        yield from _check_entry_point(group)
    if not apps.is_installed(APP):
        yield Finding(
            "app_missing",
            Severity.ERROR,
            "the platform did not take the app in",
            "Search the log of the process for the import error of micromasters_plugin, mend it and restart.",
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
    remedy = "Reinstall here: `pip install --force-reinstall --no-deps openedx-micromasters`."
    if not listed:
        yield Finding("app_not_listed", Severity.ERROR, f"no entry point in {group} names the app", remedy)
    for entry in listed:
        try:
            entry.load()
        except Exception as error:
            text = f"the entry point in {group} does not load: {error!r}"
            yield Finding("app_does_not_load", Severity.ERROR, text, remedy)
