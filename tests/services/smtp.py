"""Run a mail server on loopback that misbehaves at a stage of the conversation. The test chooses the stage."""

from __future__ import annotations

import socketserver
import threading
import time
from types import TracebackType

#: The reply of a correct server at each stage. The stage ``END`` is the end of the message.
STAGES = {
    "GREETING": b"220 ready",
    "EHLO": b"250 hello",
    "MAIL": b"250 ok",
    "RCPT": b"250 ok",
    "DATA": b"354 go on",
    "END": b"250 taken",
    "QUIT": b"221 bye",
}

#: The kinds of misbehaviour at a stage, besides a reply with another code.
SILENCE, DROP, DRIBBLE, NOISE = "silence", "drop", "dribble", "noise"


class MailServer:
    """A server that accepts messages and keeps each message in ``messages``, but does ``misbehaviour`` at ``stage``."""

    def __init__(self, stage: str = "", misbehaviour: str = ""):
        self.stage, self.misbehaviour = stage, misbehaviour
        self.messages: list[str] = []
        self.connections = 0
        self.is_over = threading.Event()
        server = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server.connections += 1
                try:
                    server.talk(self)
                except (ConnectionError, TimeoutError):
                    """The client went away: that is its way to end."""

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> MailServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.is_over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def talk(self, client: socketserver.StreamRequestHandler) -> None:
        """Answer the client until the client leaves or the chosen stage ends the connection."""
        if not self._answer(client, "GREETING"):
            return
        while line := client.rfile.readline():
            command = line[:4].decode().upper().strip().replace("HELO", "EHLO")
            if not self._answer(client, command):
                return
            if command == "DATA" and self.stage != "DATA":
                message = b""
                while not message.endswith(b"\r\n.\r\n") and (line := client.rfile.readline()):
                    message += line
                if not self._answer(client, "END"):
                    return
                if self.stage != "END" or self.misbehaviour == DROP:
                    self.messages.append(message.decode())

    def _answer(self, client: socketserver.StreamRequestHandler, stage: str) -> bool:
        reply = STAGES.get(stage, b"250 ok")
        if stage != self.stage:
            client.wfile.write(reply + b"\r\n")
            return True
        if self.misbehaviour == DROP:
            return False
        if self.misbehaviour == SILENCE:
            self.is_over.wait(30)
            return False
        if self.misbehaviour == DRIBBLE:
            return self._dribble(client)
        text = "!" if self.misbehaviour == NOISE else f"{self.misbehaviour} <learner7@example.org> is unwelcome"
        client.wfile.write(f"{text}\r\n".encode())
        return True

    def _dribble(self, client: socketserver.StreamRequestHandler) -> bool:
        """Send some bytes repeatedly, but never the end of the line."""
        ends = time.monotonic() + 30
        while time.monotonic() < ends and not self.is_over.wait(0.02):
            client.wfile.write(b"2")
        return False
