"""Write and read the canonical JSON form of a program's immutable versions, which the database stores.

Equal programs have equal JSON, even if the programs' files differ. The JSON has every field. Decimals are texts with at
least two decimal places. The objects have the names and fields of ``domain.definition``. If a stored form lacks a
field, the field was added later and gets the field's default.
"""

from __future__ import annotations

from decimal import Decimal

from micromasters_plugin.database.codec import Codec, Json
from micromasters_plugin.domain.definition import ProgramRules

#: This number is the version of the stored format. Increase the number if the new code would read stored data
#: differently from the old code.
FORMAT = 2


def to_json(program: ProgramRules) -> Json:
    """Return ``program`` as objects, lists, texts, whole numbers, booleans and null.

    ``from_json`` reads the objects again.
    """
    return {"format": FORMAT, **_FULL.encode(program)}


def from_json(data: Json) -> ProgramRules:
    """Return the program that ``to_json`` wrote as ``data``.

    Raises:
        ValueError: ``data`` has another format than this release writes.
    """
    if data["format"] != FORMAT:
        raise ValueError(f"stored definition has format {data['format']}, expected {FORMAT}")
    return _FULL.decode(ProgramRules, data)


def decimal_text(number: Decimal) -> str:
    """Return the shortest form with at least two decimal places, such as 0.60, 0.625 or 150.00."""
    whole, _, places = format(number, "f").partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


_FULL = Codec(is_sparse=False, decimal_text=decimal_text)
