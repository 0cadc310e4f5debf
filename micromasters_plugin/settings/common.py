"""Settings for every environment: defaults for settings that the site has not set."""

from __future__ import annotations

from micromasters_plugin.app_settings import SETTINGS


def plugin_settings(settings) -> None:
    """Give each setting of the package its default unless the site set it."""
    for setting in SETTINGS:
        if not hasattr(settings, setting.name):
            setattr(settings, setting.name, setting.default)
