"""Define the URLs of a host without the plugin's URLs."""

from __future__ import annotations

urlpatterns: list = []
