"""Erase a person who leaves the site, everywhere and whole or not at all. Who leaves is the platform's to say."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.people.holdings import HOLDINGS
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.progress.models import ParkedEvent


@again_after_deadlock
@transaction.atomic
def erase_person(user_id: int) -> None:
    """Delete or empty all that is kept of a person; the ledger's chain and the addresses of credentials remain.

    A second call finds nothing to do. Whatever fails is raised and leaves everything as it was: the platform's
    retirement pipeline shows it and tries again.
    """
    _erase_parked_events(get_platform().identifiers(user_id))
    for holding in HOLDINGS:
        holding.erase(user_id)


def _erase_parked_events(identifiers: tuple[str, ...]) -> None:
    """An event that could not be read has no learner's id to go by: the names written in it are looked for."""
    named = [Q(payload__contains=repr(identifier)) for identifier in identifiers]
    if named:
        ParkedEvent.objects.filter(reduce(or_, named)).delete()
