"""Draw a credential's seal from its identifier: a rosette of closed curves, like those engraved on banknotes.

The seal is an ornament: equal identifiers give equal seals, but a seal proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from math import cos, pi, sin

#: The drawing's square, in SVG user units.
SIZE = 100

_CENTRE = SIZE / 2
_STEPS = 240


def seal_paths(identifier: str) -> list[str]:
    """Return the seal as SVG path data, outermost curve first, within a square of ``SIZE``."""
    numbers = sha256(identifier.encode()).digest()
    paths = []
    for ring, (radius, swing) in enumerate(((41.0, 5.0), (31.0, 6.0), (20.0, 4.0))):
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
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
