"""The ground of the town: a river bend, three communes round it, roads, blocks, and the land that floods."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point, Polygon

from parvis.demo.streets import GRID, Cut, Floats, Level, Network, Warp, bend, bent, network, subdivided

CRS = "EPSG:2154"
ORIGIN = (153_373.0, 6_514_884.0)
"""In the Bay of Biscay, 200 km from any coast: nobody lives there, so no figure of ours can be taken for a real one.

The point is a corner of all squares of the European grid (EPSG:3035) up to 32 km.
"""
REFERENCE = 20_000.0  # inhabitants of the town whose lengths are written below
HALF_LENGTH, HALF_WIDTH = 2_050.0, 1_760.0  # metres
RIVER_WIDTH = 62.0
SMALLEST_FLOOD = 500.0  # m2: less is left out of the flood map
# Shares of half length and half width, upstream to downstream: a bend with the old town inside it.
RIVER = ((-1.3, 0.62), (-0.78, 0.3), (-0.5, -0.26), (0.02, -0.56), (0.5, -0.28), (0.68, 0.16), (1.3, 0.6))
TOWN = (0.02, -0.22)
CONFLUENCE = (0.06, -0.5)  # where the three communes meet, in the river
OLD_TOWN = 1  # the site in the old town; the first stands on the border of two communes
VILLAGES = ((-0.42, -0.68), (0.54, -0.6))


@dataclass(frozen=True)
class Plan:
    """What is drawn before streets, in straight local metres: everything else follows the bent network."""

    scale: float
    outline: Polygon
    river_half_width: float
    river: Polygon
    midline: LineString
    centres: Floats  # (3, 2): the town, then the two villages over the river
    roads: tuple[LineString, ...]
    communes: tuple[Polygon, ...]
    sites: (
        Floats  # (n, 2): where poverty gathers; the first on a border between two communes, the second in the old town
    )


@dataclass(frozen=True)
class Ground:
    """The ground; everything is in CRS.

    `blocks`: commune (place in order), water, and distances in metres: `middle` to the nearest centre, relative to its
    reach; `road` to an arterial; `site_distance` to the nearest `site`. `pairs` (n, 2): blocks that share a
    border. `streets`: street (number), level, bridge.
    """

    plan: Plan
    blocks: gpd.GeoDataFrame
    pairs: npt.NDArray[np.int64]
    streets: gpd.GeoDataFrame
    river: Polygon
    flood: gpd.GeoDataFrame


def smoothed(points: Floats, times: int = 4) -> Floats:
    """Return a line's points (n, 2) with its corners cut (Chaikin), its ends kept."""
    for _ in range(times):
        near, far = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        inner = np.stack([near, far], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], inner, points[-1:]])
    return points


def drawn(rng: np.random.Generator, inhabitants: int, sites: int) -> Plan:
    """Return the plan of a town of so many inhabitants with so many places where poverty gathers."""
    scale = float(np.sqrt(inhabitants / REFERENCE))
    size = np.array([HALF_LENGTH, HALF_WIDTH]) * scale
    outline = _outline(rng, size)
    wobble = np.column_stack([np.zeros(len(RIVER)), rng.normal(0, 0.02, len(RIVER))])
    midline = LineString(smoothed((np.array(RIVER) + wobble) * size))
    half_width = RIVER_WIDTH / 2 * scale**0.5
    river = midline.buffer(half_width).intersection(outline)
    centres = (np.array([TOWN, *VILLAGES]) + rng.normal(0, 0.025, (3, 2))) * size
    confluence = np.asarray(midline.interpolate(midline.project(Point(np.array(CONFLUENCE) * size))).coords[0])
    border = LineString(confluence + np.array([[0, 0], [60 * scale, -0.4 * size[1]], [-40 * scale, -2 * size[1]]]))
    roads = _roads(rng, size, centres, border)
    communes = _communes(outline, midline, border)
    return Plan(
        scale, outline, half_width, river, midline, centres, roads, communes, _sites(rng, size, centres, border, sites)
    )


def _outline(rng: np.random.Generator, size: Floats) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    radius = 1 + sum(rng.normal(0, 0.1 / k) * np.sin(k * angle + rng.uniform(0, 2 * np.pi)) for k in (2, 3, 5, 7))
    radius = np.clip(radius, 0.85, 1.15) + rng.normal(0, 0.018, len(angle))
    return Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * size * radius[:, None])


def _roads(rng: np.random.Generator, size: Floats, centres: Floats, border: LineString) -> tuple[LineString, ...]:
    """Roads leave the town's centre: to the villages by two bridges, along the border by a third, and inland."""
    town = centres[0]
    away = [LineString([town, village, village + 1.6 * (village - town)]) for village in centres[1:]]
    south = LineString([town, *border.coords])
    angles = np.radians(np.array([18.0, 62.0, 112.0, 158.0]) + rng.normal(0, 6, 4))
    inland = [LineString([town, town + 3 * size.max() * np.array([np.cos(a), np.sin(a)])]) for a in angles]
    across = LineString(
        [centres[1] - [3 * size[0], 0.2 * size[1]], centres[1], centres[2], centres[2] + [3 * size[0], 0]]
    )
    return (*away, south, *inland, across)


def _communes(outline: Polygon, midline: LineString, border: LineString) -> tuple[Polygon, ...]:
    lines = shapely.union_all([outline.boundary, midline, border], grid_size=GRID)
    parts = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    parts = np.array([part for part in parts if outline.contains(part.representative_point())])
    west = shapely.get_x(shapely.centroid(parts))
    north = int(np.argmax(shapely.area(parts)))
    south = sorted((i for i in range(len(parts)) if i != north), key=lambda i: float(west[i]))
    return tuple(parts[i] for i in (north, *south))


def _sites(rng: np.random.Generator, size: Floats, centres: Floats, border: LineString, count: int) -> Floats:
    """Return places for poor neighbourhoods, 0.3 town lengths apart where there is room: estates on the outskirts."""
    astride = np.asarray(border.interpolate(0.24 * size[1] + rng.uniform(0, 60)).coords[0])
    old_town = centres[0] + np.array([0.14, -0.03]) * size
    sites = [astride, old_town][:count]
    apart = 0.6 / np.sqrt(max(count, 3))
    while len(sites) < count:
        angle, reach = rng.uniform(np.radians(5), np.radians(175)), rng.uniform(0.24, 0.38)
        candidate = centres[0] + reach * size * np.array([np.cos(angle), np.sin(angle)])
        if min(np.hypot(*((candidate - site) / size)) for site in sites) >= apart:
            sites.append(candidate)
        apart *= 0.995
    return np.array(sites)


def laid(rng: np.random.Generator, inhabitants: int, sites: int) -> Ground:
    """Return the ground of a town of so many inhabitants with so many places where poverty gathers."""
    plan = drawn(rng, inhabitants, sites)
    warp = _placed(bend(rng, 2_000.0 * plan.scale**0.5))
    cuts = _cuts(rng, plan)
    net = network(cuts, warp)
    river, *communes = _snapped(bent(np.array([plan.river, *plan.communes]), warp))
    blocks = _described(net, plan, warp, river, communes)
    return Ground(plan, blocks, neighbours(net.blocks), _streets(net, river), river, _flood(plan, warp))


def _placed(warp: Warp) -> Warp:
    return lambda points: warp(points) + np.array(ORIGIN)


def _cuts(rng: np.random.Generator, plan: Plan) -> list[Cut]:
    core = Point(plan.centres[0]).buffer(250 * plan.scale**0.5, quad_segs=4)
    roads = [shapely.intersection(road, plan.outline) for road in plan.roads]
    main = [Cut(plan.outline.exterior, Level.OUTLINE), Cut(plan.midline.intersection(plan.outline), Level.SHORE)]
    shores = plan.midline.buffer(plan.river_half_width).boundary.intersection(plan.outline)
    main += [Cut(shore, Level.SHORE) for shore in shapely.get_parts(shores)]
    main += [Cut(part, Level.ARTERIAL) for road in roads for part in shapely.get_parts(road)]
    main += [Cut(core.exterior, Level.SECONDARY)]
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.union_all([c.line for c in main], grid_size=0.1)))
    )
    dry = faces[~shapely.contains_properly(plan.river.buffer(1), shapely.point_on_surface(faces))]
    return main + [cut for face in dry for cut in subdivided(rng, face, lambda x, y: _block_area(plan, x, y))]


def _block_area(plan: Plan, x: float, y: float) -> float:
    """Blocks grow from 0.6 ha in the centres to fields of 9 ha; estates stand on 1.6 ha."""
    middle = float(relative_distance(plan, np.array([[x, y]]))[0])
    area = min(6_000 + 9_000 * middle + 75_000 * max(middle - 0.9, 0.0), 90_000.0)
    estate = np.hypot(*(plan.sites - [x, y]).T) < 260
    return 16_000.0 if estate[np.arange(len(estate)) != OLD_TOWN].any() else area


def relative_distance(plan: Plan, points: Floats) -> Floats:
    """Return the distance of local points (n, 2) from the nearest centre, as a share of how far it reaches."""
    reach = np.array([1_250.0, 620.0, 540.0]) * plan.scale
    away = np.hypot(*(points[:, None, :] - plan.centres[None]).transpose(2, 0, 1)) / reach
    return np.asarray(away.min(axis=1))


def _described(net: Network, plan: Plan, warp: Warp, river: Polygon, communes: list[Polygon]) -> gpd.GeoDataFrame:
    blocks = gpd.GeoDataFrame(geometry=net.blocks, crs=CRS)
    inside = shapely.point_on_surface(net.blocks)
    points = shapely.get_coordinates(inside)
    blocks["commune"] = np.argmax([shapely.contains_properly(commune, inside) for commune in communes], axis=0)
    blocks["water"] = shapely.contains_properly(river, inside)
    local = points - np.array(ORIGIN)
    blocks["middle"] = relative_distance(plan, local)
    roads = bent(np.array([road.intersection(plan.outline) for road in plan.roads]), warp)
    blocks["road"] = shapely.distance(shapely.union_all(roads), inside)
    sites = warp(plan.sites)
    away = np.hypot(*(points[:, None, :] - sites[None]).transpose(2, 0, 1))
    blocks["site"] = away.argmin(axis=1)
    blocks["site_distance"] = away.min(axis=1)
    return blocks


def _streets(net: Network, river: Polygon) -> gpd.GeoDataFrame:
    """Return the streets, and the roads over the river (bridges), one row an edge."""
    edges = net.edges[(net.edges["level"] > Level.SHORE) & (net.edges.length > 0)]
    streets = gpd.GeoDataFrame(
        {"street": edges["cut"].to_numpy(), "level": edges["level"].to_numpy()},
        geometry=edges.geometry.to_numpy(),
        crs=CRS,
    )
    streets["bridge"] = shapely.contains_properly(
        river, shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5)
    )
    return streets


def _flood(plan: Plan, warp: Warp) -> gpd.GeoDataFrame:
    """Return the land that floods: widest inside the bend, where the ground is low; `niveau` 'fort' or 'moyen'."""
    along = np.linspace(0, plan.midline.length, 60)
    points = shapely.line_interpolate_point(plan.midline, along)
    inner = np.exp(-(((along / plan.midline.length - 0.5) / 0.16) ** 2))
    reached = []
    for near, far in ((0.0, 0.0), (25.0, 70.0), (85.0, 290.0)):
        width = plan.river_half_width + (near + (far - near) * inner) * plan.scale**0.5
        discs = shapely.buffer(points, width, quad_segs=12)
        capsules = shapely.convex_hull(shapely.geometrycollections(np.column_stack([discs[:-1], discs[1:]])))
        reached.append(shapely.union_all(capsules).intersection(plan.outline))
    river, strong, medium = _snapped(bent(np.array(reached), warp))
    zones = [_land(strong, river), _land(medium, _surface(shapely.union(strong, river, grid_size=GRID)))]
    return gpd.GeoDataFrame({"id": ["1", "2"], "niveau": ["fort", "moyen"]}, geometry=zones, crs=CRS)


def _snapped(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return polygons valid after bending and rounding."""
    snapped = shapely.set_precision(shapely.make_valid(shapes), GRID)
    return np.asarray(shapely.transform(snapped, lambda points: np.round(points, 1)))


def _surface(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape without the lines and points that are left where others only touch."""
    if shape.geom_type != "GeometryCollection":
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _land(zone: shapely.Geometry, without: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.difference(zone, without, grid_size=GRID))
    (land,) = _snapped(np.array([shapely.multipolygons(parts[shapely.area(parts) > SMALLEST_FLOOD])]))
    return land


def neighbours(blocks: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Return the pairs (n, 2), i < j, of blocks that share a border, not merely a corner."""
    tree = shapely.STRtree(blocks)
    left, right = tree.query(blocks, predicate="intersects")
    pairs = np.column_stack([left, right])[left < right]
    shared = shapely.length(shapely.intersection(blocks[pairs[:, 0]], blocks[pairs[:, 1]]))
    pairs = pairs[shared > 5.0]
    return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], dtype=np.int64)
