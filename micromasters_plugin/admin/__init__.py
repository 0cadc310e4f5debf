"""What staff see in Django's admin. Everything is read-only: changes go through the API."""

from __future__ import annotations

from micromasters_plugin.admin import candidates, credentials, operations, programs

__all__ = ["candidates", "credentials", "operations", "programs"]
