"""Pages for staff in Django's admin. Everything is read-only; actions make their changes through the API."""

from __future__ import annotations

from micromasters_plugin.admin import candidates, credentials, deliveries, operations, overrides, programs

__all__ = ["candidates", "credentials", "deliveries", "operations", "overrides", "programs"]
