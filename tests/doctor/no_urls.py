"""URLs of a host in which the plugin's were lost."""

from __future__ import annotations

urlpatterns: list = []
