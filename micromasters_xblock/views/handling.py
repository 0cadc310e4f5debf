"""Validate the requests to the block's handlers: the method, the query's encoding and the JSON body."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from webob import Request, Response

#: A handler that only reads accepts these methods.
READING = ("GET", "HEAD")

Handler = Callable[[Any, Request, str], Response]


def answers(*methods: str) -> Callable[[Handler], Handler]:
    """Decorate a handler that answers only these methods. Other methods get a 405 with ``Allow``.

    A query that is not UTF-8 gets a 400.
    """

    def decorate(handle: Handler) -> Handler:
        @wraps(handle)
        def answer(block: Any, request: Request, suffix: str = "") -> Response:
            if request.method not in methods:
                return Response(status=405, headers={"Allow": ", ".join(methods)})
            try:
                request.GET.items()
            except UnicodeError:
                return Response(status=400)
            return handle(block, request, suffix)

        return answer

    return decorate


def read_json(request: Request) -> Any:
    """Return the value of the request's JSON body.

    Raises:
        ValueError: the body is no JSON, or the body has more nesting or longer numbers than Python allows.
    """
    try:
        return json.loads(request.body.decode())
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def json_answer(status: int, value: Any) -> Response:
    """Return an answer in the format of ``XBlock.json_handler``, in which a refusal is the value of ``error``."""
    return Response(status=status, json_body=value if status == 200 else {"error": value})
