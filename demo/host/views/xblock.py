"""Serve blocks over HTTP: the page inside the iframe, the handlers, and a block's files."""

from __future__ import annotations

import mimetypes
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin
from django.views.decorators.csrf import ensure_csrf_cookie
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import UsageKey
from webob import Request
from xblock.core import XBlock
from xblock.exceptions import DisallowedFileError, NoSuchHandlerError
from xblock.plugin import PluginMissingError

from host.models import BlockField
from host.xblock_runtime import load_block

#: The views that the platform renders at the same address.
VIEWS = ("student_view", "public_view")


@xframe_options_sameorigin
@ensure_csrf_cookie
def frame(request: HttpRequest, usage_key: str) -> HttpResponse:
    """Render one block as the whole page; ``?view=`` names the view, as in requests of the Learning MFE."""
    view = request.GET.get("view", "student_view")
    if view not in VIEWS:
        raise Http404
    block = load_block(find_block(usage_key), request.user)
    return render(request, "host/frame.html", {"fragment": block.render(view, {}), "title": block.display_name})


@xframe_options_exempt
def handle(request: HttpRequest, side: str, usage_key: str, handler: str, suffix: str = "") -> HttpResponse:
    """Call a block's handler.

    As on the platform, the block itself must check enrollment and authorship. Visitors who are
    not signed in may only read, and may not use Studio.
    """
    if not request.user.is_authenticated and (request.method != "GET" or side == "studio"):
        return HttpResponseForbidden("Sign in first.")
    block = load_block(find_block(usage_key), request.user, in_studio=side == "studio")
    try:
        answer = block.runtime.handle(block, handler, _webob_request(request), suffix)
    except NoSuchHandlerError:
        raise Http404 from None
    return HttpResponse(answer.body, status=answer.status_int, headers=dict(answer.headers))


def resource(request: HttpRequest, block_type: str, uri: str) -> HttpResponse:
    """Serve a file from a block's ``public`` folder."""
    try:
        content = XBlock.load_class(block_type).open_local_resource(uri).read()
    except (PluginMissingError, DisallowedFileError, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(content, content_type=mimetypes.guess_type(uri)[0] or "application/octet-stream")


def find_block(text: str) -> UsageKey:
    """Return the key of a block that is placed in a course.

    Raises:
        Http404: no block has the given key.
    """
    try:
        key = UsageKey.from_string(text)
    except InvalidKeyError:
        raise Http404 from None
    if not BlockField.objects.filter(usage_key=text).exists():
        raise Http404
    return key


def _webob_request(request: HttpRequest) -> Request:
    """Return the request as a WebOb request, for XBlock's handlers.

    Copy the body, because Django may have read the stream.
    """
    return Request({**request.environ, "wsgi.input": BytesIO(request.body)})
