"""Search the admin's lists by whole values or prefixes. Every search uses an index.

Django's own search compares ``=user_id`` as text, so the database would read every row. This search first finds the
people, and then finds the rows with these people's ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model, Q

from micromasters_plugin import api
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.programs import roles

#: A search term has at most this many characters.
LONGEST_TERM = 255

#: A user id is at most this number.
GREATEST_ID = 2**63 - 1

LEARNER = "user_id"


def matching(model: type[Model], lookups: tuple[str, ...], term: str, *, by_name: bool = True) -> Q:
    """Return the condition for rows in which one of ``lookups`` matches ``term``.

    A field that cannot store the term matches no row.

    A lookup that ends in ``user_id`` finds a learner by id and, with ``by_name``, by username and e-mail address.

    Raises:
        BadRequest: the term is longer than any searchable value.
    """
    if len(term) > LONGEST_TERM:
        raise BadRequest(f"a search term has at most {LONGEST_TERM} characters")
    condition = Q(pk__in=[])
    for lookup in lookups:
        if lookup.endswith(LEARNER):
            condition |= _of_learners(model, lookup.removesuffix(LEARNER), term, by_name)
        elif (value := _value(_field(model, lookup), term)) is not None:
            condition |= Q(**{lookup: value})
    return condition


def open_to(actor: Actor, model: type[Model], lookups: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ``lookups`` that lead only to models whose rows the person may view."""
    return tuple(
        each
        for each in lookups
        if all(roles.may_see_rows(actor, other._meta.label_lower) for other in _models_between(model, each))
    )


def _models_between(model: type[Model], lookup: str) -> Iterator[type[Model]]:
    """Yield the models that a lookup joins. A learner's id joins no model, because the list itself shows the id."""
    names = lookup.split("__")
    if names[-1] == LEARNER:
        return
    for name in names[:-1]:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
        yield model


def may_be_id(text: object) -> bool:
    """Tell whether a database can compare a row's id with a text from an address."""
    digits = str(text).strip().lstrip("+-")
    return not digits.isdecimal() or (len(digits) <= LONGEST_TERM and int(digits) <= GREATEST_ID)


def is_id(text: str) -> bool:
    """Tell whether a text is a possible row id."""
    return text.isascii() and text.isdecimal() and may_be_id(text)


def search_help(lookups: tuple[str, ...], *, by_name: bool = True) -> str:
    """Return the help text of the search. The text names the values that ``matching`` finds."""
    person = "username, e-mail address or number of the learner" if by_name else "number of the learner"
    names = [person if each.endswith(LEARNER) else each.rpartition("__")[2].replace("_", " ") for each in lookups]
    return f"Finds the whole {', or '.join(names)}." if names else ""


def _of_learners(model: type[Model], prefix: str, term: str, by_name: bool) -> Q:
    """Return the condition for learners' rows.

    If the index begins with another column, the condition lists all values of the other column.
    """
    ids = set(api.find_people(term)) if by_name else set()
    if term.isdecimal() and int(term) <= GREATEST_ID:
        ids.add(int(term))
    condition = Q(**{f"{prefix}{LEARNER}__in": ids})
    learner_model = _field(model, f"{prefix}{LEARNER}").model
    if leading := _before_the_learner(learner_model):
        owner: Any = learner_model._meta.get_field(leading).related_model
        condition &= Q(**{f"{prefix}{leading}__in": list(owner.objects.values_list("pk", flat=True))})
    return condition


def _before_the_learner(model: type[Model]) -> str | None:
    """Return the first column of the indexes that contain the learner, or None if an index begins with the learner."""
    meta = model._meta
    indexes = [tuple(one.fields) for one in (*meta.indexes, *meta.constraints) if hasattr(one, "fields")]
    if getattr(meta.get_field(LEARNER), "db_index", False) or any(one[0] == LEARNER for one in indexes):
        return None
    return next((one[0] for one in indexes if one[1:2] == (LEARNER,)), None)


def _field(model: type[Model], lookup: str) -> Any:
    """Return the field at the end of a lookup, through the lookup's foreign keys."""
    field: Any = None
    for name in lookup.split("__"):
        field = (field.related_model if field else model)._meta.get_field(name)
    return field


def _value(field: Any, term: str) -> Any:
    try:
        return field.to_python(term)
    except ValidationError:
        return None
