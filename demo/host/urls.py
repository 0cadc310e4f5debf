"""The addresses of the host, followed by the addresses of the plugin, as on the platform."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.staticfiles.views import serve
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from edx_django_utils.plugins import get_plugin_url_patterns

from host.settings import PROJECT_TYPE
from host.views import courseware, gradebook, home, studio, xblock

RUN = r"(?P<run_key>course-v1:[^/]+|[^/:]+/[^/]+/[^/]+)"  # the pattern also accepts run keys of the old form
USAGE = r"(?P<usage_key>block-v1:[^/]+)"

host = [
    path("", home.home, name="home"),
    path("sign-in/", home.sign_in, name="sign_in"),
    path("sign-out/", home.sign_out, name="sign_out"),
    path("courses/", courseware.courses, name="courses"),
    re_path(rf"^courses/{RUN}/$", courseware.course, name="course"),
    re_path(rf"^courses/{RUN}/enrollment/$", courseware.change_enrollment, name="enrollment"),
    path("studio/", studio.courses, name="studio"),
    re_path(rf"^studio/{RUN}/$", studio.unit, name="studio_unit"),
    re_path(rf"^studio/{RUN}/edit/$", studio.edit, name="studio_edit"),
    path("gradebook/", gradebook.gradebook, name="gradebook"),
    path("gradebook/reconcile/", gradebook.reconcile, name="reconcile"),
    re_path(rf"^xblock/{USAGE}$", xblock.frame, name="frame"),
    re_path(rf"^(?P<side>lms|studio)/xblock/{USAGE}/handler/(?P<handler>\w+)/(?P<suffix>.*)$", xblock.handle),
    re_path(rf"^(?P<side>lms|studio)/xblock/{USAGE}/handler/(?P<handler>\w+)/$", xblock.handle, name="handler"),
    re_path(r"^xblock-resource/(?P<block_type>\w+)/(?P<uri>.+)$", xblock.resource, name="block_resource"),
]

urlpatterns = [
    path("", include((host, "host"))),
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url="/static/host/icon.svg")),  # for pages that lack an icon
    # DEBUG is off and the demo has no web server, so Django serves the static files.
    re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True}),
    *get_plugin_url_patterns(PROJECT_TYPE),
]
