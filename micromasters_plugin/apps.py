"""The Django app. Open edX loads the plugin's URLs, settings and receivers in the LMS and Studio."""

from __future__ import annotations

from django.apps import AppConfig

from micromasters_plugin.signals.wiring import signals_config

PROJECTS = LMS, STUDIO = ("lms.djangoapp", "cms.djangoapp")


class MicromastersConfig(AppConfig):
    """The app's configuration.

    Studio enrolls people, so Studio loads the receivers too, but Studio never evaluates learners.
    """

    name = "micromasters_plugin"
    label = "micromasters"
    verbose_name = "MicroMasters programs"
    default_auto_field = "django.db.models.BigAutoField"

    plugin_app = {
        "url_config": {
            project: {"namespace": "micromasters", "regex": "", "relative_path": "urls"} for project in PROJECTS
        },
        "settings_config": {
            LMS: {"common": {"relative_path": "settings.common"}, "production": {"relative_path": "settings.beat"}},
            STUDIO: {
                "common": {"relative_path": "settings.common"},
                "production": {"relative_path": "settings.production"},
            },
        },
        "signals_config": {project: signals_config() for project in PROJECTS},
    }

    def ready(self) -> None:
        """Register the system checks.

        If the host has the retirement signals, connect the receivers to these signals.
        """
        from micromasters_plugin import checks, failpoints  # noqa: F401  checks register themselves
        from micromasters_plugin.signals import retirement

        retirement.connect()
        failpoints.arm()
