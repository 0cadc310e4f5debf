"""Operators use these switches, which are made with edx-toggles.

``manage.py lms waffle_switch`` changes the switches while the site runs.
"""

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
    """Tell whether ``issuing_paused`` is on now.

    The switch object would cache the answer until the request ends. In a worker or a command no request ends.
    """
    return bool(switch_is_active(ISSUING_PAUSED.name))
