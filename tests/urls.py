"""The test host's addresses: Django's admin, then every plugin's, as the platform appends them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from edx_django_utils.plugins import get_plugin_url_patterns

urlpatterns = [path("admin/", admin.site.urls), *get_plugin_url_patterns("lms.djangoapp")]
