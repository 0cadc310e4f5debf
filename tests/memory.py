"""Measure the peak memory of this process."""

from __future__ import annotations

from pathlib import Path


def largest_resident_set() -> float:
    """Return the largest resident set of this process in MiB, from Linux's ``VmHWM``.

    Do not use ``getrusage``: a new process inherits the maximum of its parent process.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kibibytes) / 1024
