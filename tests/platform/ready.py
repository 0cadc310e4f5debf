"""List everything that the tests inside edx-platform need and do not find, and print how to install the missing parts.

This module is a program, and runs in the platform's environment. The argument is the path of the checkout. The exit
status is 1 if anything is missing.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import struct
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

DISTRIBUTION = "openedx-micromasters"
#: The seconds to wait for MongoDB, which usually answers within a few milliseconds.
MONGO_SECONDS = 5.0
OP_MSG = 2013
STAND_IN = "secantusd-py --standalone --storage-path :memory: --port 27117"


def main(checkout: str) -> int:
    found = list(find_missing(Path(checkout)))
    for missing_item in found:
        print(missing_item, file=sys.stderr)
    return 1 if found else 0


def find_missing(checkout: Path) -> Iterator[str]:
    """Yield a sentence for each missing requirement."""
    if not checkout.name or not (checkout / "lms" / "envs" / "test.py").is_file():
        yield f"EDX_PLATFORM_DIR={checkout if checkout.name else ''} names no checkout of edx-platform."
        return
    if not (checkout / "test_root" / "log").is_dir():
        yield f"The platform writes its logs there: mkdir -p {checkout / 'test_root' / 'log'}"
    missing = [name for name in ("django", "pytest", "pymongo", "xblock") if importlib.util.find_spec(name) is None]
    if missing:
        yield (
            f"{sys.executable} has no {', '.join(missing)}: put the environment with the platform's "
            "requirements/edx/testing.txt first on PATH."
        )
    if not any(entry.dist and entry.dist.name == DISTRIBUTION for entry in entry_points(group="lms.djangoapp")):
        yield f"{sys.executable} has no {DISTRIBUTION}: install it there with pip install --no-deps --editable."
    host = os.environ.get("EDXAPP_TEST_MONGO_HOST", "localhost")
    port = os.environ.get("EDXAPP_TEST_MONGO_PORT", "27017")
    if not port.isdecimal():
        yield f"EDXAPP_TEST_MONGO_PORT={port} is no port."
    elif not is_mongodb(host, int(port)):
        yield (
            f"No MongoDB answers at {host}:{port}: start one, or its stand-in (pip install secantusdb, then "
            f"{STAND_IN}), and let EDXAPP_TEST_MONGO_PORT name its port."
        )


def is_mongodb(host: str, port: int) -> bool:
    """Tell whether a server at this address answers a ping in MongoDB's protocol."""
    command = b"\x10ping\0" + struct.pack("<i", 1) + b"\x02$db\0" + struct.pack("<i", 6) + b"admin\0"
    document = struct.pack("<i", len(command) + 5) + command + b"\0"
    message = struct.pack("<i", 0) + b"\0" + document
    try:
        with socket.create_connection((host, port), MONGO_SECONDS) as connection:
            connection.sendall(struct.pack("<iiii", 16 + len(message), 1, 0, OP_MSG) + message)
            answer = connection.recv(16, socket.MSG_WAITALL)
    except (OSError, OverflowError):
        return False
    return len(answer) == 16 and struct.unpack("<iiii", answer)[3] == OP_MSG


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
