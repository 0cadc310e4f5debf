"""Who asks: by a token of the platform's that is certainly signed by the platform. What they may do is the views'."""

from __future__ import annotations

from typing import Any

from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
from jwt.exceptions import PyJWTError
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from micromasters_plugin.app_settings import has_jwt_keys


class SignedJwtAuthentication(JwtAuthentication):
    """Takes no token where the site names no public key: edx-drf-extensions would take one that anybody signed.

    A set of keys that is empty or cannot be read proves no token either.
    """

    def authenticate(self, request: Request) -> Any:
        if not has_jwt_keys():
            return None
        try:
            return super().authenticate(request)
        except (PyJWTError, AttributeError, TypeError, ValueError):
            raise AuthenticationFailed from None
