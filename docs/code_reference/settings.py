"""Read the settings from ``app_settings``."""

from __future__ import annotations

from code_reference.tables import table
from micromasters_plugin.app_settings import KINDS, SETTINGS, Setting


def render() -> str:
    """Return a table with the name, type, range, default and meaning of each setting."""
    rows = ((f"``{setting.name}``", _type(setting), _default(setting), setting.meaning) for setting in SETTINGS)
    return table(("Setting", "Type", "Default", "Meaning"), rows)


def _type(setting: Setting) -> str:
    limits = [f"at least {setting.least:g}"] if setting.least is not None else []
    limits += [f"at most {setting.most:g}"] if setting.most is not None else []
    return ", ".join((KINDS[type(setting.default)], *limits))


def _default(setting: Setting) -> str:
    return "empty" if setting.default == "" else f"``{setting.default}``"
