"""Apply the defaults again after the site's own file, for settings that the file removed."""

from __future__ import annotations

from micromasters_plugin.settings.common import plugin_settings

__all__ = ["plugin_settings"]
