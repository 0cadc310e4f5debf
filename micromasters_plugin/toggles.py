"""Switches for operators, by edx-toggles: changed while the site runs, by ``manage.py lms waffle_switch``."""

from __future__ import annotations

from edx_toggles.toggles import WaffleSwitch
from waffle import switch_is_active

# .. toggle_name: micromasters.issuing_paused
# .. toggle_implementation: WaffleSwitch
# .. toggle_default: False
# .. toggle_description: Stops issuing credentials and announcing them. Events, evaluation, the ledger,
#   revocations and candidates go on; orders to issue wait, and are carried out once it is off.
# .. toggle_use_cases: circuit_breaker
# .. toggle_creation_date: 2026-11-24
ISSUING_PAUSED = WaffleSwitch("micromasters.issuing_paused", __name__)


def is_issuing_paused() -> bool:
    """Ask for ``issuing_paused`` as it is now.

    The switch itself remembers its answer until the request ends, and in a worker or a command no request does.
    """
    return bool(switch_is_active(ISSUING_PAUSED.name))
