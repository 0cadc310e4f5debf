"""Send e-mail to an SMTP server within a time limit, and record whether the server may have received the e-mail."""

from __future__ import annotations

import smtplib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

#: The server replies to DATA with this code. Everything that is sent after this reply is the message itself.
SEND_THE_MESSAGE = 354


@dataclass(slots=True)
class Conversation:
    """One conversation. ``has_begun_message`` is True once the server may have received the message."""

    seconds: float
    has_begun_message: bool = False
    _ends: float = field(init=False)

    def __post_init__(self) -> None:
        self._ends = time.monotonic() + self.seconds

    def seconds_left(self) -> float:
        """Return how many seconds the server may still use. The number is more than 0.

        Raises:
            TimeoutError: no time is left.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"the mail server took more than {self.seconds:g} seconds")
        return left


class _Lines:
    """Read a socket line by line within the conversation's time. The limit also covers servers that send slowly."""

    def __init__(self, sock: socket.socket, conversation: Conversation):
        self._socket, self._conversation, self._read = sock, conversation, b""

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self._read and len(self._read) < limit:
            self._socket.settimeout(self._conversation.seconds_left())
            data = self._socket.recv(1024)
            if not data:
                break
            self._read += data
        end = min(self._read.find(b"\n") + 1 or limit, limit)
        line, self._read = self._read[:end], self._read[end:]
        return line

    def close(self) -> None:
        """Do nothing, because smtplib closes the socket separately."""


def connection_of(backend: type[EmailBackend], conversation: Conversation) -> EmailBackend:
    """Return a connection of the site's mail back-end. The time of ``conversation`` limits the connection."""

    class Bounded(backend):  # type: ignore[valid-type, misc]
        @property
        def connection_class(self) -> Callable[..., smtplib.SMTP]:
            return _bounded(super().connection_class, conversation)

    connection = Bounded(fail_silently=False)
    connection.timeout = conversation.seconds_left()
    return connection


def _bounded(kind: type[smtplib.SMTP], conversation: Conversation) -> type[smtplib.SMTP]:
    class BoundedSMTP(kind):  # type: ignore[valid-type, misc]
        file: Any

        def getreply(self) -> tuple[int, bytes]:
            if self.file is None and self.sock is not None:
                self.file = _Lines(self.sock, conversation)
            code, text = super().getreply()
            conversation.has_begun_message = conversation.has_begun_message or code == SEND_THE_MESSAGE
            return code, text

    return BoundedSMTP
