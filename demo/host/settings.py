"""The settings of the demo host, which uses SQLite and eager tasks. The platform's own code finds the plugin."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import gettempdir

from edx_django_utils.plugins import add_plugins, get_plugin_apps

from host.database import database_from_url

DEMO = Path(__file__).resolve().parent.parent
PROJECT_TYPE = "lms.djangoapp"

# The key need not be secret, because it signs only the sessions of a demo without passwords. Never use this key on a
# site.
SECRET_KEY = "the-demo-keeps-no-secret"

# DEBUG is off, as on a site. If DEBUG is on, openedx-events raises a receiver's exception in the sender.
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "waffle",
    "host",
    *get_plugin_apps(PROJECT_TYPE),
]

MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "host.languages.choose_language",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crum.CurrentRequestUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

ROOT_URLCONF = "host.urls"
LOGIN_URL = "host:home"
STATIC_URL = "/static/"
SESSION_COOKIE_NAME = "demo_session"

DATABASES = {"default": database_from_url(os.environ.get("DEMO_DB") or f"sqlite:///{DEMO / 'var' / 'demo.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
#: The languages of the block, with the codes that the platform uses.
LANGUAGES = [
    ("en", "English"),
    ("ar", "العربية"),
    ("es-419", "Español (Latinoamérica)"),
    ("fr", "Français"),
    ("zh-cn", "中文 (简体)"),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Log lines for sent events would hide the progress bar.
    "loggers": {"openedx_events": {"level": "WARNING"}},
}

# Disable telemetry, because otherwise edx-django-utils warns that New Relic is missing.
OPENEDX_TELEMETRY: list[str] = []

# The demo has no broker. A task runs in the process that sends the task, after the commit. If the task raises an
# exception, the sender does not see the exception.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_BROKER_URL = "memory://localhost"  # kombu needs a host in the address
CELERY_TASK_EAGER_PROPAGATES = False
SILENCED_SYSTEM_CHECKS = ["micromasters.W002"]  # W002 warns about eager tasks

# The demo writes each e-mail to a file, and sends no e-mail.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
# The files are beside the database's file, so that each demo has its own folder.
EMAIL_FILE_PATH = (
    Path(DATABASES["default"]["NAME"]).parent if "sqlite" in DATABASES["default"]["ENGINE"] else Path(gettempdir())
) / "micromasters-mail"
DEFAULT_FROM_EMAIL = "credentials@example.org"

#: The base address of the demo in credentials, without a trailing slash.
DEMO_URL = os.environ.get("DEMO_URL", "http://127.0.0.1:8000")

MICROMASTERS_PLATFORM = "host.platform.DemoPlatform"
MICROMASTERS_SPECIMEN = True
MICROMASTERS_CREDENTIAL_EMAIL = True
MICROMASTERS_TASK_DELAY_SECONDS = 0

for environment in ("common", "production"):
    add_plugins(__name__, PROJECT_TYPE, environment)
