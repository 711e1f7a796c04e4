#!/usr/bin/env python3
"""Build assets/basemap.json, the map's own background: land, borders and labels.

The source is Natural Earth 1:10m (public domain), as packaged in Debian's qgis-common. Without
--gpkg the script fetches that package with apt-get, which needs Debian or a relative of it.

Needed only to build: pip install pyogrio==0.13.0 shapely==2.2.0 numpy==2.4.6

The same input gives the same bytes. Lines and land share their vertices, because both are taken
from one simplified coverage: a border can neither leave its land nor be drawn twice.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from pyogrio.raw import read
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "qgis-common"
GPKG_IN_PACKAGE = "usr/share/qgis/resources/data/world_map.gpkg"

CHINA, DPRK = "China", "North Korea"
FOCUS = {CHINA: "china", DPRK: "dprk"}
# The source lists these apart from China; showing an international border would mislead.
PART_OF_CHINA = {"Hong Kong", "Macao"}
# The other countries drawn with all their land borders: those on the routes through China, and
# South Korea. The rest of the land is one unnamed mass: its borders are not this map's subject,
# and some are disputed.
NAMED = {"South Korea", "Mongolia", "Vietnam", "Laos", "Myanmar", "Thailand", "Cambodia"}
# Disputed, and far smaller than a pixel: left out rather than given to one side.
LEFT_OUT_PROVINCES = {"Paracel Islands"}


class Zone(NamedTuple):
    """A box (west, south, east, north) and how the map is drawn in it; all sizes in degrees."""

    box: tuple[float, float, float, float]
    tolerance: float
    decimals: int
    smallest_island: float  # square degrees


class Unit(NamedTuple):
    """One polygon of the coverage: a province of China or the DPRK, or a whole other country."""

    country: str
    province: str
    shape: BaseGeometry


# Each zone excludes those before it. The first holds the border with North Korea and keeps
# nearly all of the source's detail; the second holds Pingxiang, close to the border with Vietnam.
# The last only fills a wide screen at zoom 4.
ZONES = (
    Zone((119, 38.5, 131.5, 44.5), tolerance=0.002, decimals=3, smallest_island=0.0005),
    Zone((105, 21, 109, 24), tolerance=0.01, decimals=3, smallest_island=0.002),
    Zone((115, 35, 135, 50), tolerance=0.025, decimals=3, smallest_island=0.002),
    Zone((72, 12, 146, 54), tolerance=0.1, decimals=2, smallest_island=0.02),
    Zone((20, -20, 180, 74), tolerance=0.5, decimals=1, smallest_island=0.3),
)
FINEST = max(zone.decimals for zone in ZONES)

# kind, name, longitude, latitude, the first zoom with room for it. No towns, since the towns of
# this map are the project's own sites. No labels for disputed territories. China and North Korea
# are named at every zoom, at the first of their points that is free.
LABELS = (
    ("country", "China", 104.0, 35.5, 3),
    ("country", "China", 127.9, 43.35, 6),
    ("country", "China", 124.6, 42.6, 6),
    ("country", "China", 123.6, 43.4, 6),
    ("country", "North Korea", 126.6, 39.75, 5),
    ("country", "North Korea", 127.6, 40.6, 6),
    ("country", "North Korea", 128.6, 41.1, 6),
    ("country", "South Korea", 128.0, 36.4, 5),
    ("country", "Japan", 138.3, 36.2, 4),
    ("country", "Russia", 105.0, 56.0, 3),
    ("country", "Russia", 134.2, 45.2, 5),
    ("country", "Mongolia", 103.5, 46.8, 4),
    ("country", "Vietnam", 105.3, 20.1, 6),
    ("country", "Laos", 102.6, 19.6, 6),
    ("country", "Myanmar", 96.2, 21.6, 4),
    ("country", "Thailand", 101.0, 15.8, 4),
    ("province", "Heilongjiang", 128.6, 46.9, 5),
    ("province", "Jilin", 126.2, 43.3, 5),
    ("province", "Liaoning", 122.6, 41.2, 5),
    ("province", "Inner Mongolia", 118.4, 43.7, 5),
    ("province", "Hebei", 115.3, 38.3, 5),
    ("province", "Shandong", 118.2, 36.3, 5),
    ("province", "Yunnan", 101.3, 24.3, 5),
    ("province", "Guangxi", 108.6, 23.8, 5),
    ("province", "North Hamgyong", 129.45, 41.7, 7),
    ("province", "Ryanggang", 128.2, 41.05, 7),
    ("province", "Chagang", 126.7, 40.85, 7),
    ("province", "North Pyongan", 125.35, 40.25, 8),
    ("province", "South Hamgyong", 127.5, 40.25, 7),
    ("province", "South Pyongan", 126.1, 39.4, 7),
    ("river", "Yalu (Amnok)", 124.95, 40.75, 6),
    ("river", "Yalu (Amnok)", 127.75, 41.58, 7),
    ("river", "Tumen", 128.55, 42.12, 6),
    ("river", "Tumen", 130.42, 42.73, 9),
    ("sea", "Bohai Sea", 119.9, 38.7, 6),
    ("sea", "Yellow Sea", 123.2, 36.2, 5),
    ("sea", "East Sea (Sea of Japan)", 132.6, 39.9, 5),
)


def unpack_source(folder: Path) -> Path:
    """Fetch Debian's package into the folder, unpack it there and return the path of the data."""
    subprocess.run(["apt-get", "download", PACKAGE], cwd=folder, check=True)  # noqa: S607
    (package,) = folder.glob(f"{PACKAGE}_*.deb")
    subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)  # noqa: S607
    return folder / GPKG_IN_PACKAGE


def read_units(gpkg: Path) -> list[Unit]:
    """Read the coverage: the provinces of China and the DPRK, and all other countries whole."""
    _, _, shapes, (names,) = read(gpkg, layer="countries", columns=["NAME"])
    units = []
    others = []
    for name, shape in zip(names, shapely.from_wkb(shapes), strict=True):
        if name in PART_OF_CHINA:
            units.append(Unit(CHINA, name, shape))
        elif name in NAMED:
            units.append(Unit(name, "", shape))
        elif name not in FOCUS:
            others.append(shape)
    units.append(Unit("", "", shapely.coverage_union_all(others)))
    meta, _, shapes, fields = read(gpkg, layer="states_provinces", columns=["name", "admin"])
    columns = dict(zip(meta["fields"], fields, strict=True))
    units += [
        Unit(country, name, shape)
        for country, name, shape in zip(
            columns["admin"], columns["name"], shapely.from_wkb(shapes), strict=True
        )
        if country in FOCUS and name not in LEFT_OUT_PROVINCES
    ]
    return sorted(units, key=lambda unit: (unit.country, unit.province))


def polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep only the polygons: cutting also leaves points and lines where shapes just touch."""
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def drop_small_islands(units: list[Unit]) -> list[Unit]:
    """Drop islands too small to matter in their zone; enclaves on land are never dropped."""
    small = []
    for island in shapely.get_parts(shapely.union_all([unit.shape for unit in units])):
        zone = next((zone for zone in ZONES if shapely.box(*zone.box).intersects(island)), None)
        if zone is None or island.area < zone.smallest_island:
            small.append(island)
    tree = shapely.STRtree(small)
    kept = []
    for unit in units:
        parts = shapely.get_parts(unit.shape)
        dropped, _ = tree.query(shapely.point_on_surface(parts), "intersects")
        shape = shapely.MultiPolygon(list(np.delete(parts, dropped)))
        kept.append(unit._replace(shape=shape))
    return kept


def rounded_shape(shape: BaseGeometry, decimals: int) -> BaseGeometry:
    """Round every vertex by itself, so that vertices shared by neighbours stay the same."""
    return shapely.transform(shape, lambda points: points.round(decimals))


def simplified(units: list[Unit]) -> Iterator[Unit]:
    """Cut the units by zone and simplify each zone as a coverage, so that neighbours still fit.

    The sea takes part as a unit of its own. That makes every point where a coast meets the edge of
    a zone a junction, which simplification leaves alone, so the zones fit together as well.
    """
    done: BaseGeometry = shapely.Polygon()
    for zone in ZONES:
        area = shapely.box(*zone.box).difference(done)
        done = done.union(area)
        pieces = [
            unit._replace(shape=polygons(unit.shape.intersection(area)))
            for unit in units
            if unit.shape.intersects(area)
        ]
        sea = polygons(area.difference(shapely.union_all([piece.shape for piece in pieces])))
        coverage = [*(piece.shape for piece in pieces), sea]
        if not shapely.coverage_is_valid(coverage):
            raise ValueError(f"the source's polygons do not fit together in {zone.box}")
        shapes = shapely.coverage_simplify(coverage, zone.tolerance)
        for piece, shape in zip(pieces, shapes[:-1], strict=True):
            yield piece._replace(shape=rounded_shape(shape, zone.decimals))


def shared_lines(units: Iterable[Unit]) -> dict[str, BaseGeometry]:
    """Collect every stretch between two units once: `border`, other `borders`, `provinces`."""
    sides: dict[tuple[tuple[float, float], ...], set[tuple[str, str]]] = defaultdict(set)
    for unit in units:
        for polygon in shapely.get_parts(unit.shape):
            for ring in shapely.get_rings(polygon):
                points = [(x, y) for x, y in ring.coords]
                for start, end in pairwise(points):
                    if start != end:
                        sides[tuple(sorted((start, end)))].add((unit.country, unit.province))
    segments: dict[str, list[tuple[tuple[float, float], ...]]] = defaultdict(list)
    for segment, neighbours in sorted(sides.items()):
        countries = {country for country, _ in neighbours}
        if countries == {CHINA, DPRK}:
            segments["border"].append(segment)
        elif len(countries) > 1:
            segments["borders"].append(segment)
        elif len(neighbours) > 1:
            segments["provinces"].append(segment)
    return {
        name: shapely.line_merge(shapely.multilinestrings(lines))
        for name, lines in segments.items()
    }


def land(units: Iterable[Unit]) -> dict[str, BaseGeometry]:
    """Join the pieces of each country; rounding may have bent them a little, hence the grid."""
    pieces = defaultdict(list)
    for unit in units:
        pieces[unit.country].append(shapely.make_valid(unit.shape))
    grid = 10.0**-FINEST
    joined = {
        country: polygons(shapely.union_all(shapes, grid_size=grid))
        for country, shapes in sorted(pieces.items())
    }
    return {country: shape for country, shape in joined.items() if not shape.is_empty}


def rounded(value: Any) -> Any:
    """Round all numbers in nested coordinates, and write whole ones without a decimal point."""
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    number = round(float(value), FINEST)
    return int(number) if number.is_integer() else number


def geometry(shape: BaseGeometry) -> dict[str, Any]:
    """Turn a shape into a GeoJSON multi-geometry."""
    mapping = shape.__geo_interface__
    kind, coordinates = mapping["type"], mapping["coordinates"]
    if not kind.startswith("Multi"):
        kind, coordinates = f"Multi{kind}", [coordinates]
    return {"type": kind, "coordinates": rounded(coordinates)}


def feature(shape: dict[str, Any], **properties: str | int) -> dict[str, Any]:
    """Build one GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": shape}


def build(gpkg: Path) -> dict[str, Any]:
    """Build the whole basemap, in the order in which it is drawn."""
    units = list(simplified(drop_small_islands(read_units(gpkg))))
    lines = shared_lines(units)
    countries = [
        feature(geometry(shape), name=country, focus=FOCUS.get(country, "other"))
        for country, shape in land(units).items()
    ]
    labels = [
        feature(
            {"type": "Point", "coordinates": rounded((x, y))}, name=name, kind=kind, minzoom=zoom
        )
        for kind, name, x, y, zoom in LABELS
    ]
    return {
        "attribution": "Natural Earth",
        "source": "Natural Earth 1:10m Admin 1 v4.1.0 (public domain), as generalised by QGIS "
        f"(Debian package {PACKAGE}); simplified further by scripts/build_basemap.py",
        "land": {"type": "FeatureCollection", "features": countries},
        "provinces": geometry(lines["provinces"]),
        "borders": geometry(lines["borders"]),
        "border": geometry(lines["border"]),
        "labels": {"type": "FeatureCollection", "features": labels},
    }


def main() -> None:
    """Parse the options, build and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gpkg", type=Path, help="world_map.gpkg, if you have it already")
    parser.add_argument("--output", type=Path, default=ROOT / "assets" / "map" / "basemap.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        basemap = build(options.gpkg or unpack_source(Path(folder)))
    text = json.dumps(basemap, ensure_ascii=False, separators=(",", ":"))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text + "\n", encoding="utf-8")
    print(f"{options.output.name}: {options.output.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
