"""Define permission classes of DRF, which call the functions in ``programs.roles``.

``authentication`` identifies the user.
"""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from micromasters_plugin import api
from micromasters_plugin.data.actors import Actor


class MayReadMetrics(BasePermission):
    """A permission to read the figures for monitoring."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return api.may_read_metrics(Actor.of_account(request.user))


class MaySeeOwnExplanation(BasePermission):
    """A permission of learners to see their own explanation."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return api.may_see_own_explanation(Actor.of_account(request.user), request.user.pk)
