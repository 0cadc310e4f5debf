"""A program's canonical JSON form, in which its immutable versions are stored.

Equal programs have equal forms, however their files were written: decimals are texts with two places or as many more
as they need, instants are ISO 8601 in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from micromasters_plugin.domain.definition import (
    AdmissionBar,
    Course,
    DropPolicy,
    Grandfathering,
    Group,
    Node,
    Pathway,
    Program,
)

#: The version of this form; rises when a stored version would be read otherwise than it was written.
FORMAT = 1


def to_json(program: Program) -> dict[str, Any]:
    """Return ``program`` as objects, lists, texts, whole numbers, booleans and null; ``from_json`` is its inverse."""
    return {
        "format": FORMAT,
        "uuid": program.uuid,
        "key": program.key,
        "kind": program.kind,
        "title": program.title,
        "institution": program.institution,
        "effective_from": _instant_text(program.effective_from),
        "credit_modes": list(program.credit_modes),
        "grandfathering": program.grandfathering.value,
        "drop_policy": program.drop_policy.value,
        "admission": program.admission
        and {"composite": _decimal_text(program.admission.composite), "credential": program.admission.credential},
        "pathway": {"title": program.pathway.title, "worth": program.pathway.worth, "url": program.pathway.url},
        "accent": program.accent,
        "succeeds": program.succeeds,
        "price": None if program.price is None else _decimal_text(program.price),
        "currency": program.currency,
        "effort": program.effort,
        "root": _node_to_json(program.root),
    }


def from_json(data: dict[str, Any]) -> Program:
    """Return the program that ``to_json`` wrote.

    Raises:
        ValueError: ``data`` has another format than this release writes.
    """
    if data["format"] != FORMAT:
        raise ValueError(f"stored definition has format {data['format']}, expected {FORMAT}")
    admission = data["admission"]
    return Program(
        uuid=data["uuid"],
        key=data["key"],
        kind=data["kind"],
        title=data["title"],
        institution=data["institution"],
        effective_from=datetime.fromisoformat(data["effective_from"]),
        credit_modes=tuple(data["credit_modes"]),
        grandfathering=Grandfathering(data["grandfathering"]),
        drop_policy=DropPolicy(data["drop_policy"]),
        admission=admission and AdmissionBar(Decimal(admission["composite"]), admission["credential"]),
        pathway=Pathway(**data["pathway"]),
        accent=data["accent"],
        succeeds=data["succeeds"],
        price=None if data["price"] is None else Decimal(data["price"]),
        currency=data["currency"],
        effort=data["effort"],
        root=_group_from_json(data["root"]),
    )


def _node_to_json(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return {
            "key": node.key,
            "title": node.title,
            "at_least": node.at_least,
            "in_order": node.in_order,
            "children": [_node_to_json(child) for child in node.children],
        }
    return {
        "key": node.key,
        "title": node.title,
        "course": node.course,
        "passing_grade": _decimal_text(node.passing_grade),
        "weight": _decimal_text(node.weight),
        "aliases": list(node.aliases),
        "runs": list(node.runs),
        "is_exam": node.is_exam,
        "proctored": node.proctored,
        "embargo_until": None if node.embargo_until is None else _instant_text(node.embargo_until),
        "opens_after": list(node.opens_after),
    }


def _group_from_json(data: dict[str, Any]) -> Group:
    children = tuple(
        _group_from_json(each) if "children" in each else _course_from_json(each) for each in data["children"]
    )
    return Group(data["key"], data["title"], children, data["at_least"], data["in_order"])


def _course_from_json(data: dict[str, Any]) -> Course:
    embargo = data["embargo_until"]
    return Course(
        key=data["key"],
        title=data["title"],
        course=data["course"],
        passing_grade=Decimal(data["passing_grade"]),
        weight=Decimal(data["weight"]),
        aliases=tuple(data["aliases"]),
        runs=tuple(data["runs"]),
        is_exam=data["is_exam"],
        proctored=data["proctored"],
        embargo_until=None if embargo is None else datetime.fromisoformat(embargo),
        opens_after=tuple(data["opens_after"]),
    )


def _decimal_text(number: Decimal) -> str:
    whole, _, places = format(number, "f").partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


def _instant_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
