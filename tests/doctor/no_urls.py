"""URLs of a host that lacks the plugin's."""

from __future__ import annotations

urlpatterns: list = []
