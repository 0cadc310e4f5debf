"""Define a server process for tests. The methods start, await, stop and kill the process by the process id."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO

#: The timeouts that end a test if a server hangs.
READY_SECONDS = 240.0
STOP_SECONDS = 120.0

#: The ports lie below the range that Linux assigns to clients. Each worker of the suite has a thousand ports.
PORTS = range(20_000, 30_000)
PORTS_OF_A_WORKER = 1_000


class PrivateServer(ABC):
    """A restart keeps the port and the files, so that clients find the server's data again."""

    stop_signal = signal.SIGTERM

    def __init__(self, program: str, directory: Path):
        self.program = program
        self.directory = directory
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Tell whether the server answers a client."""

    def popen(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the process, and write the whole output of the process to ``log``."""
        return subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def start(self) -> None:
        """Start the server and wait until the server answers.

        Raises:
            RuntimeError: the server ended or did not answer within ``READY_SECONDS``; the message has the server's log.
        """
        with self.log.open("ab") as log:
            self._process = self.popen(log)
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.program} does not serve:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask the server to end, and wait for the end of the process."""
        process, self._process = self._process, None
        if process:
            process.send_signal(self.stop_signal)
            process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """Kill the server immediately, like a crash."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait(STOP_SECONDS)

    @property
    def log(self) -> Path:
        """Return the path of the file with the server's output."""
        return self.directory / "server.log"


def _free_port() -> int:
    """Return a free port outside the range that the system assigns to clients, so that the port stays free."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % (len(PORTS) // PORTS_OF_A_WORKER)
    mine = PORTS[worker * PORTS_OF_A_WORKER :][:PORTS_OF_A_WORKER]
    for port in random.SystemRandom().sample(mine, len(mine)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no port is free")
