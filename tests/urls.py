"""Define the test host's addresses: Django's admin, and then each plugin's addresses, in the platform's way."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from edx_django_utils.plugins import get_plugin_url_patterns

urlpatterns = [path("admin/", admin.site.urls), *get_plugin_url_patterns("lms.djangoapp")]
