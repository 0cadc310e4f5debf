"""Start and stop a demo with initial data and a temporary database, on a free loopback port."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
#: The number of seconds after which a server that does not answer is stopped.
SECONDS_TO_START = 240
#: The ports below the range that Linux assigns to clients.
PORTS = range(10_000, 20_000)


@contextmanager
def running_demo() -> Iterator[str]:
    """Yield the address of a new demo with initial data. The address has no trailing slash.

    Raises:
        RuntimeError: the server did not answer in time. The message of the error is the server's output.
    """
    with TemporaryDirectory() as folder:
        url = f"http://127.0.0.1:{_free_port()}"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "host.settings",
            "DEMO_DB": f"sqlite:///{folder}/demo.sqlite3",
            "DEMO_URL": url,
        }
        for command in (["migrate", "--verbosity", "0"], ["seed"]):
            subprocess.run(
                [sys.executable, str(MANAGE), *command], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        log = Path(folder) / "server.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [sys.executable, str(MANAGE), "runserver", "--noreload", url.removeprefix("http://")],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait_for(url, server, log)
                yield url
            finally:
                server.terminate()
                server.wait(timeout=60)


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            requests.get(url, timeout=5).raise_for_status()
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"the demo did not start:\n{log.read_text()}")


def _free_port() -> int:
    """Return a free port outside the range that the system assigns to clients, so that the port stays free."""
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no port is free")
