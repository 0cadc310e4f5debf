"""Settings for every environment: fills in only what the site has not set."""

from __future__ import annotations

from micromasters_plugin.app_settings import DEFAULTS


def plugin_settings(settings) -> None:
    """Give each setting of the package its default unless the site set it."""
    for name, default in DEFAULTS.items():
        if not hasattr(settings, name):
            setattr(settings, name, default)
