"""Test both forms that the codec can write. Other tests check each stored kind of data."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from micromasters_plugin.database.codec import SPARSE, Codec

FULL = Codec(is_sparse=False, decimal_text=lambda number: f"{number:.2f}")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Colour(enum.StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Leaf:
    name: str
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class Branch:
    children: tuple[Leaf | Branch, ...]


@dataclass(frozen=True)
class Everything:
    text: str
    number: int
    is_true: bool
    instant: datetime
    colour: Colour
    pairs: tuple[tuple[str, Decimal], ...]
    maybe: Decimal | None
    tree: Leaf | Branch | None
    later: tuple[str, ...] = ("verified",)
    own: Leaf = field(default_factory=lambda: Leaf("own"))


WHOLE = Everything("é", 1, True, NOW, Colour.RED, (("a", Decimal("0.50")),), None, Branch((Leaf("l"),)))
EMPTY = Everything("", 0, False, NOW, Colour.RED, (), None, None, ())


@pytest.mark.parametrize("codec", [SPARSE, FULL])
@pytest.mark.parametrize("value", [WHOLE, EMPTY])
def test_a_decoded_value_equals_the_encoded_value(codec, value) -> None:
    assert codec.decode(Everything, codec.encode(value)) == value


def test_the_sparse_form_leaves_out_what_is_empty() -> None:
    own = {"name": "own", "weight": "1"}
    assert SPARSE.encode(EMPTY) == {"instant": "2026-06-01T12:00:00+00:00", "colour": "red", "own": own}


def test_the_full_form_leaves_nothing_out() -> None:
    assert list(FULL.encode(EMPTY)) == list(Everything.__dataclass_fields__)
    assert FULL.encode(Leaf("l")) == {"name": "l", "weight": "1.00"}


def test_a_field_missing_from_a_full_form_takes_its_default() -> None:
    row = FULL.encode(EMPTY)
    del row["later"], row["own"]
    assert FULL.decode(Everything, row) == Everything("", 0, False, NOW, Colour.RED, (), None, None)


def test_instants_are_written_in_utc() -> None:
    assert SPARSE.encode(NOW.astimezone(timezone(timedelta(hours=-5)))) == "2026-06-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("codec", "changes"),
    [
        pytest.param(FULL, {"number": ...}, id="a required field of the full form lacks"),
        pytest.param(SPARSE, {"instant": ...}, id="a field without an empty value lacks"),
        pytest.param(SPARSE, {"instant": "yesterday"}, id="no instant"),
        pytest.param(SPARSE, {"maybe": "half"}, id="no decimal"),
        pytest.param(SPARSE, {"colour": "blue"}, id="no member of the enumeration"),
        pytest.param(SPARSE, {"pairs": [["a"]]}, id="too short a row"),
        pytest.param(SPARSE, {"tree": {"weight": "1", "children": []}}, id="two kinds in one"),
        pytest.param(SPARSE, {"tree": {"colour": "red"}}, id="none of the kinds"),
        pytest.param(SPARSE, {"own": "a text"}, id="no object"),
    ],
)
def test_another_form_is_refused(codec, changes) -> None:
    row = codec.encode(WHOLE) | changes
    with pytest.raises((ArithmeticError, AttributeError, KeyError, TypeError, ValueError)):
        codec.decode(Everything, {name: value for name, value in row.items() if value is not ...})
