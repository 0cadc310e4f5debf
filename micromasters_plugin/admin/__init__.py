"""Show pages for staff in Django's admin. Every page is read-only, and actions make changes through the API."""

from __future__ import annotations

from micromasters_plugin.admin import candidates, credentials, deliveries, operations, overrides, programs

__all__ = ["candidates", "credentials", "deliveries", "operations", "overrides", "programs"]
