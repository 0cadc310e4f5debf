"""Settings applied after the site's own file: the same defaults, for settings that the file removed."""

from __future__ import annotations

from micromasters_plugin.settings.common import plugin_settings

__all__ = ["plugin_settings"]
