"""Which leases bind, by the clock on the wall. Who holds what is in the rows of the rooms that lease them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from micromasters_plugin import app_settings


def lease_end(clock: datetime) -> datetime:
    """Return until when a lease holds that is taken at ``clock``."""
    return clock + timedelta(seconds=app_settings.lease_seconds())


def is_free(clock: datetime) -> Q:
    """Return the condition for a row with ``leased_until`` that nobody holds at ``clock``."""
    return Q(leased_until__isnull=True) | has_run_out(clock)


def has_run_out(clock: datetime) -> Q:
    """Return the condition for a row whose lease binds nobody any more at ``clock``.

    A lease that ends much later than any taken now would was taken by a clock that ran ahead and was put back. It
    binds nobody, or its holder's death would go unnoticed for as long as the clock was wrong. A whole lease's time is
    allowed for clocks that merely differ.
    """
    beyond = clock + timedelta(seconds=2 * app_settings.lease_seconds())
    return Q(leased_until__lte=clock) | Q(leased_until__gt=beyond)
