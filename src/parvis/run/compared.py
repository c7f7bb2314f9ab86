"""What published figures show of each other: made of nothing but them, so that it gives nobody away.

How far the errors of two figures go together is supposed from open sources only. For every other figure nothing is
supposed, and its interval is as wide as both sides allow: whoever reads the two figures can work it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from parvis.estimate import ALIKE, difference, ranks_apart, ranks_together
from parvis.model.comparison import COMPARISON_COLUMNS, Compared, Comparisons, Lasting, Ties, no_comparisons
from parvis.model.figure import KEY, NO_BREAKDOWN, OBSERVED, OVER_UNITS, TOTAL, Figures, Floats, Role, Route
from parvis.model.folder import Folder, Regime
from parvis.model.period import overlap, parted, period_order
from parvis.model.zones import Zones

NUMBERS = ["value", "lower", "upper"]
SHARED_OUT = (Route.MODELLED, Route.AREA_WEIGHTED)
"""Methods whose error is that of where people live about a border."""
FEWEST_RANKED = 4


def comparisons(
    figures: Figures,
    folder: Folder,
    zones: Mapping[str, Zones],
    ties: Sequence[Ties] = (),
    lasting: Sequence[Lasting] = (),
) -> Comparisons:
    """Return what the figures of everybody show of each other, as far as it is known how far each may be off.

    `ties` and `lasting` are those of figures that rest on open sources alone.
    """
    shown = _shown(figures.frame)
    told = shown[shown[NUMBERS].notna().all(axis=1)].copy()
    told["open"] = told["sources"].map({s: _is_open(folder, s) for s in told["sources"].unique()}).astype(bool)
    beside = told[told["indicator"].isin([id_ for id_, spec in folder.indicators.items() if spec.is_comparable])]
    parts = [
        *_changes(told, folder, _lasts(lasting)),
        *_gaps(beside, zones, ties),
        *_ranks(beside, shown, folder, ties),
    ]
    return Comparisons(pd.concat(parts, ignore_index=True)) if parts else no_comparisons()


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of everybody that have a value."""
    rows = frame["role"].eq(Role.FIGURE.value) & frame["breakdown"].eq(NO_BREAKDOWN) & frame["category"].eq(TOTAL)
    return frame[rows & frame["scenario"].eq(OBSERVED) & frame["value"].notna()]


def _is_open(folder: Folder, sources: str) -> bool:
    """Return whether all of some sources are open; one that the folder does not have is not known to be."""
    known = folder.sources
    return all(source in known and known[source].regime is Regime.OPEN for source in sources.split())


def _rows(here: pd.DataFrame, other: pd.DataFrame, compared: Compared, gap: Floats) -> pd.DataFrame:
    """Return the comparisons of figures with others, row by row."""
    columns: dict[str, object] = {name: here[name].to_numpy() for name in KEY}
    columns |= {
        "compared": compared.value,
        "other_zoning": other["zoning"].to_numpy(),
        "other_zone": other["zone"].to_numpy(),
        "other_period": other["period"].to_numpy(),
        **dict(zip(NUMBERS, gap, strict=True)),
        "level": np.minimum(here["level"].to_numpy(dtype=float), other["level"].to_numpy(dtype=float)),
        "among": np.nan,
        "unit": here["unit"].to_numpy(),
        "release": here["release"].to_numpy(),
    }
    return pd.DataFrame(columns)[list(COMPARISON_COLUMNS)].astype(dict(COMPARISON_COLUMNS))


def _numbers(rows: pd.DataFrame) -> Floats:
    return np.asarray(rows[NUMBERS].to_numpy(dtype=float).T)


# --- over time ---


Lasts = Mapping[tuple[str, ...], float]
"""How errors last, by indicator, zoning, method, the earlier and the later period, and zone."""


def _lasts(lasting: Sequence[Lasting]) -> Lasts:
    return {
        (one.indicator, one.zoning, one.method, one.earlier, one.later, str(zone)): float(together)
        for one in lasting
        for zone, together in zip(one.zones, one.together, strict=True)
    }


def _changes(told: pd.DataFrame, folder: Folder, lasts: Lasts) -> Iterator[pd.DataFrame]:
    """Yield the change of each figure since the first that was had in the same way and may be compared with it."""
    several = told.groupby(["indicator", "zoning"], sort=False)["period"].transform("nunique") > 1
    for (indicator, _), rows in told[several].groupby(["indicator", "zoning"], sort=False):
        breaks = folder.indicators[str(indicator)].breaks
        periods = sorted(rows["period"].unique(), key=period_order)
        of_period = {period: part.set_index(["zone", "method"]) for period, part in rows.groupby("period", sort=False)}
        for n, later in enumerate(periods):
            earlier = [p for p in periods[:n] if not overlap(p, later) and not parted(p, later, breaks)]
            yield from _since(of_period[later], [of_period[period] for period in earlier], lasts)


def _since(later: pd.DataFrame, earlier: list[pd.DataFrame], lasts: Lasts) -> Iterator[pd.DataFrame]:
    """Yield the changes of figures, by zone and method, since the first of earlier ones that has each."""
    left = later
    for before in earlier:
        both = left.index.intersection(before.index, sort=False)
        if len(both):
            here, there = left.loc[both].reset_index(), before.loc[both].reset_index()
            together = _alike(here, there, lasts)
            yield _rows(here, there, Compared.CHANGE, difference(_numbers(here), _numbers(there), together))
        left = left.drop(both)


def _alike(here: pd.DataFrame, there: pd.DataFrame, lasts: Lasts) -> Floats:
    """Return the correlation of the errors of figures and of their own past, (n,).

    What their units tell of it; `ALIKE` where these tell nothing and the error is that of where people live.
    """
    known = (here["open"] & there["open"]).to_numpy()
    names = zip(
        here["indicator"], here["zoning"], here["method"], there["period"], here["period"], here["zone"], strict=True
    )
    usual = np.where(here["method"].isin(SHARED_OUT), ALIKE, 0.0)
    found = np.array([lasts.get(name, one) for name, one in zip(names, usual, strict=True)])
    return np.where(known, found, -1.0)


# --- beside other places ---


def _gaps(told: pd.DataFrame, zones: Mapping[str, Zones], ties: Sequence[Ties]) -> Iterator[pd.DataFrame]:
    """Yield the gaps of figures to those of the places that theirs is set beside, of the same period."""
    by_zoning = dict(tuple(told.groupby("zoning", sort=False)))
    for zoning, of_zoning in zones.items():
        for other, members in of_zoning.members.items():
            if zoning not in by_zoning or other not in by_zoning:
                continue
            pairs = pd.DataFrame(
                [(zone, there) for zone, inside in members.items() for there in inside], columns=["zone", "there"]
            )
            here = by_zoning[zoning].merge(pairs, on="zone")
            both = here.merge(
                by_zoning[other], left_on=["indicator", "period", "there"], right_on=["indicator", "period", "zone"],
                suffixes=("", "_other"),
            )  # fmt: skip
            if len(both):
                beside = both[[f"{name}_other" if name not in ("indicator", "period") else name for name in told]]
                beside = beside.rename(columns=lambda name: name.removesuffix("_other"))
                together = _together(both, [one for one in ties if (one.zoning, one.other) == (zoning, other)])
                yield _rows(both, beside, Compared.GAP, difference(_numbers(both), _numbers(beside), together))


def _together(both: pd.DataFrame, ties: Sequence[Ties]) -> Floats:
    """Return the correlations of the errors of figures and of those beside them, (n,).

    Where both are open and one is no estimate over units, no error of the one follows from the other's.
    """
    key = ["indicator", "period", "zone", "there", "method", "method_other"]
    known = [
        pd.DataFrame({
            "indicator": one.indicator, "period": one.period, "zone": one.here, "there": one.there,
            "method": one.method, "method_other": one.other_method, "together": one.together,
        })
        for one in ties
    ]  # fmt: skip
    none = pd.DataFrame({**{name: pd.Series(dtype=object) for name in key}, "together": pd.Series(dtype=float)})
    found = both[key].merge(pd.concat([none, *known], ignore_index=True), on=key, how="left")["together"].to_numpy()
    apart = ~(both["method"].isin(OVER_UNITS) & both["method_other"].isin(OVER_UNITS)).to_numpy()
    open_ = (both["open"] & both["open_other"]).to_numpy()
    return np.where(open_ & apart, 0.0, np.where(open_ & ~np.isnan(found), found, -1.0))


# --- among all places of a zoning ---


def _ranks(told: pd.DataFrame, shown: pd.DataFrame, folder: Folder, ties: Sequence[Ties]) -> Iterator[pd.DataFrame]:
    """Yield the ranks of figures among those of their zoning and period, where it is known how far each may be off."""
    series = ["indicator", "zoning", "period"]
    numbers = shown.groupby(series, sort=False).size()
    tied = {(one.indicator, one.zoning, one.period): one for one in ties if one.zoning == one.other}
    for key, rows in told.groupby(series, sort=False):
        spec = folder.territory.zonings[key[1]]
        if len(rows) < max(FEWEST_RANKED, numbers[key]) or spec.union_of or spec.complement_of:
            continue
        ranks = _ranked(rows, tied.get(key))
        place = 1.0 + len(rows) - np.searchsorted(np.sort(rows["value"]), rows["value"], side="right")
        level = rows["level"].min()
        made = _rows(
            rows, rows, Compared.RANK, np.stack([place, np.minimum(ranks[0], place), np.maximum(ranks[1], place)])
        )
        yield made.assign(other_zone="", among=float(len(rows)), unit="rank", level=level)


def _ranked(rows: pd.DataFrame, tied: Ties | None) -> Floats:
    """Return the first and last ranks, (2, n): jointly where all rests on open sources, else as intervals lie apart."""
    figures = _numbers(rows)
    over_units = rows["method"].isin(OVER_UNITS)
    if not rows["open"].all() or (
        over_units.any() and (tied is None or set(rows["method"][over_units]) != {tied.method})
    ):
        return ranks_apart(figures)
    nowhere = np.zeros(0, dtype=int)
    pairs, together = (nowhere, nowhere), np.zeros(0)
    if tied is not None:
        places = pd.Index(rows["zone"])
        here, there = places.get_indexer(pd.Index(tied.here)), places.get_indexer(pd.Index(tied.there))
        kept = (here >= 0) & (there >= 0)
        pairs, together = (here[kept], there[kept]), tied.together[kept]
    exact = rows["level"].eq(1.0)
    level = float(rows["level"].min()) if not exact.all() else 0.9
    return ranks_together(figures, level=level, pairs=pairs, together=together)
