"""Let a visitor choose a language with ``?language=``, and store the language in Django's cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def choose_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return a middleware that runs before Django's LocaleMiddleware.

    The middleware accepts the demo's languages and ignores other values.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("language")
        if chosen not in dict(settings.LANGUAGES):
            return get_response(request)
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = chosen
        response = get_response(request)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax")
        return response

    return answer
