"""Run XBlocks as the LMS and Studio do, with real usage keys, signed-in users, and one stored row for each field."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import mark_safe
from opaque_keys.edx.keys import CourseKey, UsageKey
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import KeyValueStore, KvsFieldData, MemoryIdManager, Runtime

from host import people
from host.models import BlockField
from host.translations import translations_of


class UsageKeys(MemoryIdManager):
    """Use a block's usage key also as the key of the block's definition, and read the block's type from that key."""

    def get_definition_id(self, usage_id: UsageKey) -> UsageKey:
        return usage_id

    def get_block_type(self, def_id: UsageKey) -> str:
        return def_id.block_type


class FieldStore(KeyValueStore):
    """Stores fields as rows.

    If two requests save the same field at the same time, the value of the later request stays.
    """

    def get(self, key: KeyValueStore.Key) -> Any:
        stored = BlockField.objects.filter(**_row(key)).first()
        if stored is None:
            raise KeyError(key.field_name)
        return stored.value

    def set(self, key: KeyValueStore.Key, value: Any) -> None:
        BlockField.objects.update_or_create(**_row(key), defaults={"value": value})

    def set_many(self, update_dict: dict[KeyValueStore.Key, Any]) -> None:
        with transaction.atomic():
            for key, value in update_dict.items():
                self.set(key, value)

    def delete(self, key: KeyValueStore.Key) -> None:
        BlockField.objects.filter(**_row(key)).delete()

    def has(self, key: KeyValueStore.Key) -> bool:
        return BlockField.objects.filter(**_row(key)).exists()


class SessionUser(UserService):
    """The signed-in user with the attributes that the platform gives.

    In Studio, a user lacks the attribute for course staff.
    """

    def __init__(self, user: User | AnonymousUser, *, in_studio: bool):
        super().__init__()
        self._user = user
        self._is_staff = not in_studio and people.is_course_team(user)

    def get_current_user(self) -> XBlockUser:
        user = self._user
        person = XBlockUser(is_current_user=True, emails=[user.email] if user.is_authenticated else [])
        person.full_name = user.get_full_name() if user.is_authenticated else None
        person.opt_attrs = {
            "edx-platform.user_id": user.id,
            "edx-platform.username": user.username,
            "edx-platform.is_authenticated": user.is_authenticated,
            "edx-platform.anonymous_user_id": f"anonymous-{user.id}" if user.is_authenticated else None,
            "edx-platform.user_is_staff": self._is_staff,
            "edx-platform.user_is_global_staff": user.is_superuser,
            "edx-platform.user_role": "staff" if self._is_staff else "student",
            "edx-platform.user_preferences": {"pref-lang": "en"},
        }
        return person


class StudioPermissions:
    """Studio's permission service, which tells whether a person may read or write the course."""

    def __init__(self, user: User | AnonymousUser):
        self._is_author = people.is_course_team(user)

    def can_read(self, course_key: CourseKey) -> bool:
        return self._is_author

    def can_write(self, course_key: CourseKey) -> bool:
        return self._is_author


class DemoRuntime(Runtime):
    """The runtime of one request. If ``in_studio`` is set, the runtime is the runtime of Studio's preview."""

    def __init__(self, user: User | AnonymousUser, *, in_studio: bool):
        services: dict[str, Any] = {
            "user": SessionUser(user, in_studio=in_studio),
            "field-data": KvsFieldData(FieldStore()),
        }
        if in_studio:
            services["studio_user_permissions"] = StudioPermissions(user)
        ids = UsageKeys()
        super().__init__(id_reader=ids, id_generator=ids, services=services)
        self._reader_id = user.id
        self.is_author_mode = in_studio

    def service(self, block: XBlock, service_name: str) -> Any:
        """Return a service of the runtime. The i18n service is different for each block."""
        return translations_of(block) if service_name == "i18n" else super().service(block, service_name)

    @property
    def user_id(self) -> int | None:
        return self._reader_id

    def handler_url(
        self, block: XBlock, handler_name: str, suffix: str = "", query: str = "", thirdparty: bool = False
    ) -> str:
        side = "studio" if self.is_author_mode else "lms"
        url = reverse("host:handler", args=[side, str(block.scope_ids.usage_id), handler_name])
        return url + suffix + (f"?{query}" if query else "")

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        return reverse("host:block_resource", args=[block.scope_ids.block_type, uri])

    def resource_url(self, resource: str) -> str:
        raise NotImplementedError("the demo serves a block's own resources only")

    def publish(self, block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        """Ignore the event, because the demo has no tracking log and grades come from the grade book."""

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        return []

    def wrap_xblock(self, block: XBlock, view: str, frag: Fragment, context: dict[str, Any]) -> Fragment:
        """Wrap the view in an element. The platform's scripts find a block by this element."""
        usage_id = str(block.scope_ids.usage_id)
        attributes = {
            "class": f"xblock xblock-{view} xmodule_display",
            "data-usage-id": usage_id,
            "data-block-type": block.scope_ids.block_type,
            "data-handler-base": self.handler_url(block, "HANDLER"),
        }
        content = [mark_safe(frag.body_html())]  # the block renders this markup itself
        if frag.js_init_fn:
            attributes["data-init"] = frag.js_init_fn
            attributes["data-runtime-version"] = str(frag.js_init_version)
        if frag.json_init_args is not None:
            content.append(json_script(frag.json_init_args))
        wrapped = Fragment(
            format_html(
                "<div{}>{}</div>",
                format_html_join("", ' {}="{}"', attributes.items()),
                format_html_join("", "{}", ((part,) for part in content)),
            )
        )
        wrapped.add_fragment_resources(frag)
        return wrapped


def load_block(usage_key: UsageKey, user: User | AnonymousUser, *, in_studio: bool = False) -> XBlock:
    """Return the block for this user, in the LMS or in Studio's preview."""
    return DemoRuntime(user, in_studio=in_studio).get_block(usage_key)


def _row(key: KeyValueStore.Key) -> dict[str, Any]:
    return {
        "usage_key": str(key.block_scope_id or ""),
        "scope": key.scope.name or str(key.scope),
        "user_id": key.user_id or 0,
        "name": key.field_name,
    }
