"""Fork processes that may be killed, so that hundreds of processes share one start of Django."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable

from django.db import connections


def in_child(function: Callable[[], object]) -> int:
    """Call ``function`` in a forked process and wait for the process.

    Return 0, 1 for an error, or -N if signal N ended the process.

    Close the connections before the fork, so that child and parent each open new connections.
    """
    connections.close_all()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    try:
        function()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
