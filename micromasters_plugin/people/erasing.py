"""Erase a person who leaves the site, everywhere and whole or not at all. Who leaves is the platform's to say."""

from __future__ import annotations

from django.db import transaction

from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.people.admin_log import entries_about
from micromasters_plugin.people.holdings import HOLDINGS


@again_after_deadlock
@transaction.atomic
def erase_person(user_id: int) -> None:
    """Delete or empty all that is kept of a person; the ledger's chain and the addresses of credentials remain.

    A second call finds nothing to do. Whatever fails is raised and leaves everything as it was: the platform's
    retirement pipeline shows it and tries again.
    """
    for entries in entries_about(user_id):
        entries.update(object_repr="", change_message="")
    for holding in HOLDINGS:
        holding.erase(user_id)
