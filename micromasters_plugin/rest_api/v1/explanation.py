"""Serve each learner's own explanation, in the learner's language.

Staff use the command ``explain`` instead.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.authentication import SessionAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from micromasters_plugin import api
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.rest_api.v1.authentication import SignedJwtAuthentication
from micromasters_plugin.rest_api.v1.permissions import MaySeeOwnExplanation
from micromasters_plugin.rest_api.v1.refusing import RefusingView


class ExplanationThrottle(UserRateThrottle):
    """A throttle that limits requests, because each answer needs a fresh evaluation."""

    scope = "micromasters_explanation"
    rate = "20/minute"


@method_decorator(never_cache, "dispatch")
class ExplanationView(RefusingView):
    """A view that answers GET with ``{"text": …}``, which explains the user's own result in the program."""

    authentication_classes = (SignedJwtAuthentication, SessionAuthentication)
    permission_classes = (MaySeeOwnExplanation,)
    throttle_classes = (ExplanationThrottle,)
    renderer_classes = (JSONRenderer,)

    def get(self, request: Request, program_uuid: UUID) -> Response:
        actor = Actor.of_account(request.user)
        text = api.explain_in_words(str(program_uuid), user_id=actor.user_id, actor=actor, for_learner=True)
        return Response({"text": text})
