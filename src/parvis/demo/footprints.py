"""Footprints: rectangles in rows along the sides of blocks, none out of its block and no two on the same ground."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from parvis.demo.forms import Form, Ints, Pattern
from parvis.demo.streets import Floats

STRAIGHT = 3.0  # metres by which a side may bend and still count as one
SHARED = 0.12  # of the smaller of two footprints: more ground than this they may not share


def rows(
    rng: np.random.Generator, yards: npt.NDArray[np.object_], block: Ints, form: Form, pattern: Pattern
) -> pd.DataFrame:
    """Return the buildings that may stand in `yards`, the ground of each `block`: block, form, floors, dwellings.

    `x`, `y` are the middle of each, `width` along its street, `depth`, and `turn` (radians) the way that it faces.
    """
    found = [_along(rng, *_sides(yards, setback), pattern) for setback in pattern.setbacks]
    spots = pd.concat(found, ignore_index=True)
    floors, area = spots["floors"].to_numpy(), (spots["width"] * spots["depth"]).to_numpy()
    homes = (
        np.ones(len(spots))
        if not pattern.gross
        else np.maximum(1, area * (floors - _without_homes(form)) / pattern.gross)
    )
    return spots.assign(block=block[spots["yard"]], form=int(form), dwellings=np.round(homes).astype(int))


def _without_homes(form: Form) -> float:
    """Return the floors that shops and halls take."""
    return 0.7 if form == Form.CENTRE else 0.2


def _sides(yards: npt.NDArray[np.object_], setback: float) -> tuple[Ints, Floats, Floats]:
    """Return the yard of each straight side at this setback, and its two ends (n, 2)."""
    inner = shapely.buffer(yards, -setback, join_style="mitre")
    part, at = shapely.get_parts(inner, return_index=True)
    ring, of = shapely.get_parts(shapely.boundary(part), return_index=True)
    points, on = shapely.get_coordinates(shapely.simplify(ring, STRAIGHT), return_index=True)
    same = on[1:] == on[:-1]
    return at[of[on[1:][same]]], points[:-1][same], points[1:][same]


def _along(rng: np.random.Generator, yard: Ints, begin: Floats, end: Floats, pattern: Pattern) -> pd.DataFrame:
    """Return the buildings of each side: as many whole rows as it holds, or one shorter row."""
    length = np.hypot(*(end - begin).T)
    width, depth = rng.uniform(*pattern.width, len(yard)), rng.uniform(*pattern.depth, len(yard))
    usable = length - depth  # half a depth at each end belongs to the corner
    a_row = pattern.row * width + pattern.gap
    whole = np.floor((usable + pattern.gap) / a_row).astype(int)
    shorter = np.clip(np.floor(usable / width), 0, pattern.row).astype(int)
    in_row = np.where(whole > 0, pattern.row, shorter)
    count = np.maximum(whole, 1)
    side = np.repeat(np.arange(len(yard)), count * in_row)
    rank = counted(count * in_row)
    row, place = np.divmod(rank, np.maximum(in_row[side], 1))
    middle = (row + 0.5) / count[side] * length[side] + (place - (in_row[side] - 1) / 2) * width[side]
    ways = (end - begin) / np.maximum(length, 0.1)[:, None]
    first = np.cumsum(count) - count
    floors = rng.integers(*pattern.floors, count.sum(), endpoint=True)[first[side] + row]
    slack = (
        np.zeros((2, len(side))) if not pattern.loose else rng.uniform(-pattern.loose, pattern.loose, (2, len(side)))
    )
    across = ways[side][:, ::-1] * [-1, 1]
    xy = begin[side] + ways[side] * (middle + slack[0])[:, None] + across * slack[1][:, None]
    turn = np.arctan2(ways[side, 1], ways[side, 0]) + slack[0] * 0.05
    columns = {"yard": yard[side], "x": xy[:, 0].round(1), "y": xy[:, 1].round(1), "turn": turn, "floors": floors}
    return pd.DataFrame({**columns, "width": width[side], "depth": depth[side]})


def counted(count: Ints) -> Ints:
    """Return 0, 1, .. count-1 for each count, one after the other."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)


def rectangles(spots: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the footprint of each building, its corners on the decimetre."""
    turn = spots["turn"].to_numpy()
    ahead = np.column_stack([np.cos(turn), np.sin(turn)]) * spots["width"].to_numpy()[:, None] / 2
    aside = np.column_stack([-np.sin(turn), np.cos(turn)]) * spots["depth"].to_numpy()[:, None] / 2
    middle = spots[["x", "y"]].to_numpy()
    corners = [middle - ahead - aside, middle + ahead - aside, middle + ahead + aside, middle - ahead + aside]
    return np.asarray(shapely.polygons(np.round(np.stack(corners, axis=1), 1)))


def standing(shapes: npt.NDArray[np.object_], within: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return which footprints lie in their own ground (`within`, one for each) and share none with one before them."""
    kept = shapely.contains_properly(within, shapes)
    held = np.flatnonzero(kept)
    left, right = shapely.STRtree(shapes[held]).query(shapes[held], predicate="intersects")
    pairs = np.column_stack([held[left], held[right]])[left < right]
    shared = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    smaller = np.minimum(shapely.area(shapes[pairs[:, 0]]), shapely.area(shapes[pairs[:, 1]]))
    pairs = pairs[shared > SHARED * smaller]
    for first, second in pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].tolist():
        kept[second] &= not kept[first]
    return np.asarray(kept)
