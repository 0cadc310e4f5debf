"""Define the settings of a minimal test host, which finds the plugin with the platform's plugin mechanism.

``MICROMASTERS_TEST_DB`` names a database that replaces SQLite. The service tests set this variable for subprocesses.
"""

from __future__ import annotations

import os

from edx_django_utils.plugins import add_plugins, get_plugin_apps

from tests.databases import database_from_url

PROJECT = "lms.djangoapp"

SECRET_KEY = "specimen-key-of-the-test-suite"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
#: The platform's language codes. Django's list lacks es-419 and zh-cn.
LANGUAGES = [(code, code) for code in ("en", "ar", "de", "es-419", "fr", "zh-cn")]
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "waffle",
    *get_plugin_apps(PROJECT),
    "tests.apps.HostConfig",
]

MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
            ],
        },
    }
]

DATABASES = {"default": database_from_url(os.environ.get("MICROMASTERS_TEST_DB", "sqlite://"))}

MICROMASTERS_PLATFORM = "tests.fakes.FakePlatform"
# The LMS's setting. Each test sets the public keys of the signers of tokens.
JWT_AUTH = {
    "JWT_AUTH_HEADER_PREFIX": "JWT",
    "JWT_DECODE_HANDLER": "edx_rest_framework_extensions.auth.jwt.decoder.jwt_decode_handler",
    "JWT_PAYLOAD_GET_USERNAME_HANDLER": lambda payload: payload.get("preferred_username"),
    "JWT_ISSUERS": [
        {"ISSUER": "https://courses.example.org/oauth2", "AUDIENCE": "specimen", "SECRET_KEY": "specimen key " * 3}
    ],
    "JWT_PUBLIC_SIGNING_JWK_SET": '{"keys": []}',
}
# Send no tasks by default, because a test runs a sweep to do the work.
MICROMASTERS_TASK_DELAY_SECONDS = -1

add_plugins(__name__, PROJECT, "common")
add_plugins(__name__, PROJECT, "production")
