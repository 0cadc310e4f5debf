"""Serve a page in two pieces, so that the browser paints the first piece before the second piece arrives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAUSE = 0.15


@contextmanager
def served_in_two(page: str, cut: int) -> Iterator[str]:
    """Yield the address of a page.

    The first ``cut`` characters arrive immediately, and the remaining text arrives after a pause.
    """

    class Pieces(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            if self.path != "/":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page[:cut].encode())
            time.sleep(PAUSE)
            self.wfile.write(page[cut:].encode())

    with ThreadingHTTPServer(("127.0.0.1", 0), Pieces) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
