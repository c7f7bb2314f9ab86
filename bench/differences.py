"""Hold changes, gaps and ranks against fictional towns that are drawn again and again: write docs/differences.md.

python -m bench.differences                 five grounds, three draws of each (some three minutes)
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from bench.calibration import exact_interval
from bench.truths import Floats
from parvis import demo, estimate, locate
from parvis.demo import filosofi
from parvis.estimate import Answer, Input, Leaning, Scale, Shares, Units
from parvis.kinds.filosofi import CELLS_200M
from parvis.model.folder import Regime

PAGE = Path(__file__).parents[1] / "docs" / "differences.md"
GROUNDS, DRAWS, INHABITANTS, LEVEL = range(401, 406), 3, 60_000, 0.9
COLUMNS = {"men_pauv": "poor_households_share", "men_prop": "owner_share", "men_fmp": "single_parent_share"}
INDEX = {
    "poor_households_share": Scale(0, 60, 2), "single_parent_share": Scale(0, 40), "owner_share": Scale(80, 20),
}  # fmt: skip
TOGETHER = 5.0  # households at one address, as the kind of the cells has it
FEWEST_RANKED = 4


@dataclass(frozen=True)
class Rates:
    """Figures of the zones of a zoning as (value, lower, upper), (3, n), how they lean on units, what is true, (n,)."""

    figures: Floats
    leaning: Leaning
    truth: Floats
    units: tuple[str, ...]


@dataclass
class Tally:
    """Differences that were tried, and what was said of them; `together` is the correlation that was supposed."""

    off: list[tuple[float, float]]  # errors of the two sides, in half-widths
    together: list[float]
    held: list[bool]
    said: list[bool]
    wrong: list[bool]
    said_apart: list[bool]

    def add(self, here: Floats, there: Floats, truth: tuple[float, float], together: float) -> None:
        """Add the difference of two figures, (value, lower, upper) each."""
        sides = here[:, None], there[:, None]
        _, low, high = estimate.difference(*sides, together)[:, 0]
        _, apart_low, apart_high = estimate.difference(*sides, -1.0)[:, 0]
        gap = truth[0] - truth[1]
        self.off.append(((here[0] - truth[0]) / (here[2] - here[1]), (there[0] - truth[1]) / (there[2] - there[1])))
        self.together.append(together)
        self.held.append(bool(low - 1e-6 <= gap <= high + 1e-6))
        self.said.append(bool(low > 0 or high < 0))
        self.wrong.append(bool((low > 0 and gap <= 0) or (high < 0 and gap >= 0)))
        self.said_apart.append(bool(apart_low > 0 or apart_high < 0))


def no_trials() -> Tally:
    """Return a tally of nothing."""
    return Tally([], [], [], [], [], [])


def tried(town: demo.City, tallies: dict[str, Tally], ranks: list[bool], indices: list[Floats]) -> None:
    """Add a town's changes, gaps, ranks and indices to what was tried."""
    years = [_rates(demo.as_of(town, year), town) for year in (town.years[0], town.years[-1])]
    for indicator, zonings in years[0].items():
        for zoning in ("qpv2024", "iris"):
            before, after = zonings[zoning], years[1][indicator][zoning]
            lasts = estimate.lasting(before.leaning, before.units, after.leaning, after.units)
            for n in range(len(before.truth)):
                truth = after.truth[n], before.truth[n]
                _add(tallies[f"two years, {zoning}"], after.figures[:, n], before.figures[:, n], truth, float(lasts[n]))
            _pairs(tallies, zoning, before)
            if len(before.truth) >= FEWEST_RANKED:
                ranks.extend(_ranks_held(before))
        _beside(town, tallies, zonings)
    for zoning in ("qpv2024", "iris"):
        indices.append(_index([years[0][name][zoning] for name in INDEX]))


def _index(parts: list[Rates]) -> Floats:
    """Return of indices (4, n): which hold, and their widths, with errors as they go together, and wholly so."""
    count = len(parts)
    together = np.ones((count, count))
    for p, q in itertools.combinations(range(count), 2):
        found = estimate.alike(parts[p].leaning, parts[q].leaning)
        together[p, q] = together[q, p] = np.nan if found is None else found
    figures, scales = [part.figures for part in parts], list(INDEX.values())
    truth = estimate.composite([np.stack([part.truth] * 3) for part in parts], scales)[0]
    made = []
    for known in (np.broadcast_to(together, (len(truth), count, count)), None):
        _, low, high = estimate.composite(figures, scales, together=known)
        made += [(low <= truth) & (truth <= high), high - low]
    return np.stack(made)[:, np.isfinite(truth)]


def _add(tally: Tally, here: Floats, there: Floats, truth: tuple[float, float], together: float) -> None:
    if here[2] > here[1] and there[2] > there[1] and np.isfinite(truth).all():
        tally.add(here, there, truth, together)


def _pairs(tallies: dict[str, Tally], zoning: str, rates: Rates) -> None:
    """Add the gaps between zones of one zoning: neighbours that share units, and all others."""
    n = len(rates.truth)
    matrix = np.zeros((n, n))
    pairs = estimate.neighbours(rates.leaning.shares)
    matrix[pairs] = estimate.correlations(rates.leaning, rates.leaning, pairs)
    beside = np.zeros((n, n), dtype=bool)
    beside[pairs] = True
    for i, j in zip(*np.triu_indices(n, 1), strict=True):
        name = f"{'neighbours' if beside[i, j] else 'others'}, {zoning}"
        truth = rates.truth[i], rates.truth[j]
        _add(tallies[name], rates.figures[:, i], rates.figures[:, j], truth, float(matrix[i, j]))


def _beside(town: demo.City, tallies: dict[str, Tally], zonings: dict[str, Rates]) -> None:
    """Add the gaps of neighbourhoods to their commune, to what is around them, and to all of them together."""
    blocks = town.blocks
    quarter, commune = blocks["neighbourhood"].to_numpy(), blocks["commune"].to_numpy()
    own = zonings["qpv2024"]
    for n in range(len(own.truth)):
        for other, m, border in (
            ("communes", int(np.bincount(commune[quarter == n]).argmax()), 0.0),
            ("communes_rest", n, -1.0),
            ("qpv2024_all", 0, 1.0),
        ):
            there, pair = zonings[other], (np.array([n]), np.array([m]))
            within = 0.0 if other == "communes_rest" else 1.0
            r = estimate.correlations(own.leaning, there.leaning, pair, within=within, border=border)
            truth = own.truth[n], there.truth[m]
            _add(tallies[f"neighbourhood and {other}"], own.figures[:, n], there.figures[:, m], truth, float(r[0]))


def _ranks_held(rates: Rates) -> Iterator[bool]:
    pairs = estimate.neighbours(rates.leaning.shares)
    r = estimate.correlations(rates.leaning, rates.leaning, pairs)
    first, last = estimate.ranks_together(rates.figures, level=LEVEL, pairs=pairs, together=r)
    rank = 1 + (rates.truth[:, None] < rates.truth).sum(axis=1)
    yield from ((first <= rank) & (rank <= last)).tolist()


# --- what a build would make of a town ---


def _rates(town: demo.City, ground: demo.City) -> dict[str, dict[str, Rates]]:
    """Return by indicator and zoning the rates of a town, from its cells."""
    cells = filosofi.cells(town)
    grid = locate.Grid.from_inspire_ids(cells["idcar_200m"])
    known = demo.true_figures(town).query("category == 'total'").set_index(["indicator", "zoning", "zone"])["value"]
    weights = {
        "qpv2024": locate.overlay_weights(grid, ground.neighbourhoods),
        "iris": locate.overlay_weights(grid, ground.iris),
        "communes": locate.overlay_weights(grid, ground.communes),
    }
    weights |= _made(ground, weights)
    names = {
        "qpv2024": list(ground.neighbourhoods["code_qp"]), "iris": list(ground.iris["code_iris"]),
        "communes": list(ground.communes["insee_com"]), "communes_rest": list(ground.neighbourhoods["code_qp"]),
        "qpv2024_all": ["qpv2024_all"],
    }  # fmt: skip
    below = _answers(cells, weights, "men")
    made: dict[str, dict[str, Rates]] = defaultdict(dict)
    for column, indicator in COLUMNS.items():
        above = _answers(cells, weights, column)
        for zoning in weights:
            rate = estimate.ratio(above[zoning], below[zoning], scale=100.0, level=LEVEL)
            known_here = np.array([known.get((indicator, zoning, name), np.nan) for name in names[zoning]])
            known_lean = estimate.leaning(rate)
            assert known_lean is not None
            figures = np.stack([rate.value, rate.lower, rate.upper])
            made[indicator][zoning] = Rates(figures, known_lean, known_here, tuple(cells["idcar_200m"]))
    return made


def _made(town: demo.City, weights: dict[str, csr_array]) -> dict[str, csr_array]:
    """Return the weights of what is around each neighbourhood in its communes, and of all of them together."""
    quarter, commune = (town.blocks[name].to_numpy() for name in ("neighbourhood", "commune"))
    part = np.zeros((weights["communes"].shape[1], weights["qpv2024"].shape[1]))
    for n in range(part.shape[1]):
        part[np.unique(commune[quarter == n]), n] = 1.0
    around = csr_array(weights["communes"] @ csr_array(part) - weights["qpv2024"])
    around.data = np.clip(around.data, 0.0, 1.0)
    whole = csr_array(np.asarray(weights["qpv2024"].sum(axis=1)).reshape(-1, 1))
    whole.data = np.clip(whole.data, 0.0, 1.0)
    for one in (around, whole):
        one.data[one.data < 1e-9] = 0.0
        one.eliminate_zeros()
    return {"communes_rest": around, "qpv2024_all": whole}


def _answers(cells: pd.DataFrame, weights: dict[str, csr_array], column: str) -> dict[str, Answer]:
    rows = cells.rename(columns={"i_est_200": "imputed"})
    values, measure = cells[column].to_numpy(dtype=float), CELLS_200M.measures[column]
    ids, imputed = tuple(cells["idcar_200m"]), cells["i_est_200"].to_numpy() > 0
    shift, variance = measure.doubt(rows, values)
    groups = np.where(imputed, pd.factorize(cells["idcar_nat"])[0], -1)
    units = Units(
        "cells", column, ids, values, *measure.bounds(rows, values), imputed, TOGETHER, shift=shift, variance=variance,
        tied=estimate.tied(groups, variance),
    )  # fmt: skip
    drawn = estimate.drawn(weights["qpv2024"], values, together=TOGETHER)
    shares: dict[str, Shares] = {"qpv2024": drawn}
    size = weights["qpv2024"].shape[1]
    for name, part, sign in (("communes_rest", np.eye(size), -1.0), ("qpv2024_all", np.ones((size, 1)), 1.0)):
        made_from = estimate.Made(weights["qpv2024"], drawn, csr_array(sign * part))
        shares[name] = estimate.derived(weights[name], made_from)
    made = {}
    for zoning, of_zoning in weights.items():
        given = Input("cells", "2019", Regime.OPEN, np.ones(of_zoning.shape[1]))
        made[zoning] = (
            estimate.modelled(given, units, of_zoning, shares[zoning], level=LEVEL)
            if zoning in shares
            else estimate.carried(given, units, of_zoning, level=LEVEL)
        )
    return made


# --- the page ---


def line(name: str, tally: Tally) -> str:
    """Return a row of the page's table."""
    off = np.array(tally.off)
    seen = np.corrcoef(off.T)[0, 1]
    n, said = len(tally.held), sum(tally.said)
    low, high = exact_interval(sum(tally.wrong) / said, said) if said else (0.0, 1.0)
    wrong = f"{100 * sum(tally.wrong) / said:.1f} ({100 * low:.1f}–{100 * high:.1f})" if said else "–"
    return (
        f"| {name} | {n} | {seen:.2f} | {np.mean(tally.together):.2f} | {100 * np.mean(tally.held):.0f} | "
        f"{100 * np.mean(tally.said_apart):.0f} | {100 * np.mean(tally.said):.0f} | {wrong} |"
    )


HEAD = """# Do differences hold?

Changes, gaps and ranks of three rates (poor households, owners, single parents) of fictional towns of {inhabitants:,}
people on {grounds} grounds, people and sources drawn {draws} times on each, from cells of 200 m altered by their
producer's rules; two years apart for changes. The truth is counted household by household.
`python -m bench.differences` writes this page.

*Go together*: the correlation of the two errors as they were seen, and the mean of those supposed. *Holds*: intervals
of 90 % of the difference that hold the true one, in %. *Said apart*: differences that the two ranges alone would show,
having no number in common, in %; *said*: those that the interval of the difference shows. *Wrong*: of those said, how
many have the other sign in truth, in %, with the exact binomial interval of 95 % (trials of one town are not
independent).

| difference | n | go together: seen | supposed | holds | said apart | said | wrong |
|---|---:|---:|---:|---:|---:|---:|---:|
"""


def page(grounds: Iterable[int], draws: int, inhabitants: int) -> str:
    """Return the page."""
    tallies: dict[str, Tally] = defaultdict(no_trials)
    ranks: list[bool] = []
    indices: list[Floats] = []
    count = 0
    for seed in grounds:
        count += 1
        for town in demo.cities(seed, inhabitants, draws=range(draws)):
            tried(town, tallies, ranks, indices)
    head = HEAD.format(inhabitants=inhabitants, grounds=count, draws=draws)
    lines = "\n".join(line(name, tallies[name]) for name in sorted(tallies))
    told = f"{100 * np.mean(ranks):.0f} % of {len(ranks)} hold the true one"
    return f"{head}{lines}\n\nRanks among neighbourhoods and among IRIS, at 90 %: {told}.\n\n{_told_of(indices)}\n"


def _told_of(indices: list[Floats]) -> str:
    held, width, apart, widest = np.concatenate(indices, axis=1)
    return (
        f"An index of the three (poor households, counting twice, single parents, few owners) for {len(held)} places,\n"
        f"at 90 %: {100 * held.mean():.0f} % of ranges hold the true index, and {100 * apart.mean():.0f} % of those\n"
        f"that suppose that errors go wholly together, which are {widest.sum() / width.sum():.2f} times as wide."
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--inhabitants", type=int, default=INHABITANTS)
    parser.add_argument("--grounds", type=int, default=len(GROUNDS))
    parser.add_argument("--out", type=Path, default=PAGE)
    asked = parser.parse_args()
    asked.out.write_text(page(list(GROUNDS)[: asked.grounds], asked.draws, asked.inhabitants), encoding="utf-8")
