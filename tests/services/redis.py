"""Run a private Redis as the broker of a site. The server loses all data at a restart."""

from __future__ import annotations

import redis

from tests.services.server import PrivateServer


class PrivateRedis(PrivateServer):
    """The broker uses database 0."""

    @property
    def url(self) -> str:
        """The address of the broker for Celery."""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [
            self.program,
            *("--port", str(self.port)),
            *("--bind", "127.0.0.1"),
            *("--dir", str(self.directory)),
            *("--save", ""),
            *("--appendonly", "no"),
        ]

    def is_ready(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.exceptions.ConnectionError:
                return False
