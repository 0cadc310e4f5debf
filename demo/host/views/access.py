"""Restrict the host's pages. A page tells a visitor without access which person has access."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def only(test: Callable[[Any], bool], who: str) -> Callable[[View], View]:
    """Admit people whom ``test`` accepts.

    Send other visitors to the front page, which asks them to sign in as ``who``.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not test(request.user):
                messages.info(request, f"That page is for the {who}. Sign in as one below.")
                return redirect("host:home")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
