"""Draw a credential's seal from its identifier. The seal is a rosette of closed curves, like a rosette on a banknote.

The seal is an ornament. Equal identifiers give equal seals, but a seal proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from math import cos, pi, sin

#: The drawing's square has this many SVG user units. The points of curves are at whole units.
SIZE = 1000

_CENTRE = SIZE / 2
_STEPS = 240


def seal_paths(identifier: str) -> list[str]:
    """Return the seal as SVG path data within a square of ``SIZE``. The outermost curve comes first."""
    numbers = sha256(identifier.encode()).digest()
    paths = []
    for ring, (radius, swing) in enumerate(((410, 50), (310, 60), (200, 40))):
        petals, turns, phase = numbers[ring * 3 : ring * 3 + 3]
        lobes = 9 + petals % 9
        strands = 3 + turns % 3
        start = phase / 256 * 2 * pi
        for strand in range(strands):
            shift = start + strand / strands * 2 * pi
            paths.append(_closed_path(_rosette(radius, swing, lobes, shift)))
    return paths


def _rosette(radius: float, swing: float, lobes: int, shift: float) -> Iterator[tuple[float, float]]:
    for step in range(_STEPS):
        angle = step / _STEPS * 2 * pi
        distance = radius + swing * sin(lobes * angle + shift)
        yield _CENTRE + distance * cos(angle), _CENTRE + distance * sin(angle)


def _closed_path(points: Iterator[tuple[float, float]]) -> str:
    """Return the curve as steps from point to point. The steps are small whole numbers, which compress well."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = "".join(f"{x - from_x:+}{y - from_y:+}" for (from_x, from_y), (x, y) in pairwise(whole))
    return f"M{whole[0][0]} {whole[0][1]}l{steps}Z"
