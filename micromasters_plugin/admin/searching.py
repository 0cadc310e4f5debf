"""A search of the admin that an index answers, however many rows there are: whole values, or the beginning of one.

Django's own search turns ``=user_id`` into a comparison of text, for which a database reads every row.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Model, Q

#: The greatest number that a learner's id can be.
GREATEST_ID = 2**63 - 1


def matching(model: type[Model], lookups: tuple[str, ...], term: str) -> Q:
    """Return the condition that any of ``lookups`` finds ``term``; what a field cannot hold finds nothing in it."""
    condition = Q(pk__in=[])
    for lookup in lookups:
        if lookup == "user_id":
            condition |= _of_learners(model, term)
        elif (value := _value(model._meta.get_field(lookup.partition("__")[0]), term)) is not None:
            condition |= Q(**{lookup: value})
    return condition


def _of_learners(model: type[Model], term: str) -> Q:
    """By id or username. Where the index of learners begins with another key, all values of that key are named."""
    ids = set(get_user_model().objects.filter(username=term).values_list("pk", flat=True))
    if term.isdecimal() and int(term) <= GREATEST_ID:
        ids.add(int(term))
    condition = Q(user_id__in=ids)
    if leading := _before_the_learner(model):
        owner: Any = model._meta.get_field(leading).related_model
        condition &= Q(**{f"{leading}__in": list(owner.objects.values_list("pk", flat=True))})
    return condition


def _before_the_learner(model: type[Model]) -> str | None:
    """Return the key with which every index of learners begins, or None where there is one of learners alone."""
    meta = model._meta
    indexes = [tuple(one.fields) for one in (*meta.indexes, *meta.constraints) if hasattr(one, "fields")]
    if getattr(meta.get_field("user_id"), "db_index", False) or any(one[0] == "user_id" for one in indexes):
        return None
    return next((one[0] for one in indexes if one[1:2] == ("user_id",)), None)


def _value(field: Any, term: str) -> Any:
    try:
        return field.to_python(term)
    except ValidationError:
        return None
