"""Draw people and sources of fictional towns again and again: how often do intervals hold? Write docs/redraws.md.

python -m bench.redraws                     forty draws of five grounds, five of forty others (some twenty minutes)
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, eye_array

from bench import categories, margins, medians
from bench.calibration import LEVELS, RATES, Trial, answer, share_trial, shares_of
from bench.found import FEW_COUNTED, Drawn, all_found, line, told
from bench.town_truths import of_town
from bench.truths import Floats
from parvis import demo, estimate
from parvis.demo import census, filosofi, funds, sources
from parvis.demo.counts import by_zone, facts
from parvis.demo.people import Family, Tenure
from parvis.estimate import Input, Units
from parvis.kinds.alterations import Alteration, noisy, rounded, sampled
from parvis.kinds.filosofi import CELLS_200M
from parvis.model.folder import Regime

PAGE = Path(__file__).parents[1] / "docs" / "redraws.md"
INHABITANTS = 20_000
GROUNDS, DRAWS = range(301, 306), 40
OTHERS, FEW = range(311, 351), 5
LASTING = {"households": 0.4, "no_diploma": 0.9}
"""How like itself a dwelling is a year later. Who lives there: one in ten moves. Whether anybody does: of dwellings of
which 7 % are free, and from which a tenth of the others move, 43 % of the free are so a year later if all who look take
any; times the nine tenths who stay (`parvis.demo.moves`)."""


def redraws(ground: int, draws: int, inhabitants: int, *, levels: Sequence[float] = LEVELS) -> list[Drawn]:
    """Return the trials of a ground: a town whose people and sources are drawn `draws` times."""
    towns = demo.cities(ground, inhabitants, draws=range(draws))
    return [lighter(one) for town in towns for one in (*_figures(town, levels), *alterations(town, levels))]


def _figures(town: demo.City, levels: Sequence[float]) -> Iterator[Drawn]:
    truths = {one.name: one for one in of_town(town)}
    shares = {name: shares_of(one) for name, one in truths.items()}
    answers = {
        (name, level): answer(one, level, shares=shares[name]) for name, one in truths.items() for level in levels
    }
    for name, one in truths.items():
        yield Drawn("total", name, {x: Trial(answers[name, x], one.truth, one.places) for x in levels})
        if one.concept in RATES:
            of = name.replace(f", {one.concept}", f", {RATES[one.concept]}")
            trials = {x: share_trial(answers[name, x], answers[of, x], one, truths[of]) for x in levels}
            yield Drawn("share", f"{name} (share)", trials)
    yield from (Drawn("margin", name, trials) for name, trials in margins.trials(truths, levels))
    yield from (Drawn("category", name, trials) for name, trials in categories.trials(town, truths, levels))
    yield from (Drawn("median", name, trials) for name, trials in medians.trials(town, truths, levels))


# --- each alteration alone: units that no border cuts ---


def alterations(town: demo.City, levels: Sequence[float] = LEVELS) -> Iterator[Drawn]:
    """Yield trials of what producers do to numbers: whole units, of which only the alteration is in doubt."""
    place = f"town {town.seed}"
    cells = filosofi.cells(town)
    rows = cells.rename(columns={"i_est_200": "imputed"})
    imputed = cells["i_est_200"].to_numpy() > 0
    capped = cells["men_pauv"].to_numpy() >= 0.8 * cells["men"].to_numpy() - 0.05
    true = of_cells(town, cells)
    groups = np.where(imputed, pd.factorize(cells["idcar_nat"])[0], -1)
    for column in ("men", "men_prop", "men_fmp", "log_soc", "men_pauv"):
        measure, values = CELLS_200M.measures[column], cells[column].to_numpy(dtype=float)
        units = _units(values, measure.bounds(rows, values), measure.doubt(rows, values), groups)
        yield _whole(f"Imputed cells, {column}", units, true[column], np.flatnonzero(imputed), place, levels)
        if column == "men_pauv":
            yield _whole(
                "Cells at the cap, men_pauv", units, true[column], np.flatnonzero(capped & ~imputed), place, levels
            )
    yield from _tables(town, place, levels)


def of_cells(town: demo.City, cells: pd.DataFrame) -> dict[str, Floats]:
    """Return the true counts of cells, (n_cells,) each."""
    taxed = town.households[town.households["taxed"]]
    xy = town.buildings.geometry.to_crs(3035).get_coordinates().to_numpy()[taxed["building"].to_numpy()]
    corner = np.floor(xy / 200).astype(np.int64) * 200
    names = [f"CRS3035RES200mN{north}E{east}" for east, north in corner]
    place = pd.Index(cells["idcar_200m"]).get_indexer(names)
    sorts = {
        "men": np.ones(len(taxed)),
        "men_prop": taxed["tenure"] == Tenure.OWNER,
        "men_fmp": taxed["family"] == Family.SINGLE_PARENT,
        "log_soc": taxed["tenure"] == Tenure.SOCIAL,
        "men_pauv": taxed["poor"],
    }
    return {name: np.bincount(place, weights=which, minlength=len(cells)) for name, which in sorts.items()}


def _tables(town: demo.City, place: str, levels: Sequence[float]) -> Iterator[Drawn]:
    """Yield trials of rounding, noise and sampling, in tables by IRIS and by zone."""
    first, last = town.years[0], town.years[-1]
    held = facts(last)
    true = by_zone(town, last, held[["recipients", "rsa_drawn"]], "iris")
    for down in (False, True):
        table = funds.benefit_fund(town, downwards=down)
        shown = table[table["ANNEE"] == last.year].set_index("CODE").loc[true.index]
        for how in ("down" if down else "nearest", "unknown"):
            for column, fact in (("ALLOC", "recipients"), ("RSA", "rsa_drawn")):
                name = (
                    f"Rounded {'down' if down else 'to the nearest 5'}{', as if unknown' if how == 'unknown' else ''}"
                )
                yield _altered(name, rounded(5, how), shown[column], true[fact], place, levels)
    table = sources.work_of_zones(town)
    shown = table[table["ANNEE"] == last.year].set_index("CODE")
    for column, fact in (("POP", "persons"), ("CHOM1564", "unemployed_15_64")):
        counted = pd.concat([by_zone(town, last, held[[fact]], zoning) for zoning in ("qpv2024", "communes")])[fact]
        yield _altered(
            "Noise bound to record keys", noisy(5, 3), shown.loc[counted.index, column], counted, place, levels
        )
    table = census.by_iris(town).set_index("IRIS")
    large = table["COM"].map(table.groupby("COM")["P19_POP"].sum()) >= census.LARGE
    for column, fact, together in (("P19_MEN", "households", 1.0), ("P19_NSCOL15P_DIPLMIN", "no_diploma", 2.0)):
        counted = by_zone(town, first, facts(first)[[fact]], "iris").loc[large[large].index, fact]
        years, lasting = census.SURVEYS, LASTING[fact]
        rule = sampled(census.SURVEYED, together, census.DWELLINGS, surveys=years, lasting=lasting)
        yield _altered(f"Sampled, {column[4:]}", rule, table.loc[large, column], counted, place, levels, table[large])


def _altered(
    name: str,
    rule: Alteration,
    shown: pd.Series,
    true: pd.Series,
    place: str,
    levels: Sequence[float],
    beside: pd.DataFrame | None = None,
) -> Drawn:
    values, rows = shown.to_numpy(dtype=float), pd.DataFrame(index=shown.index) if beside is None else beside
    units = _units(values, rule.bounds(rows, values), rule.doubt(rows, values), None)
    return _whole(name, units, true.to_numpy(dtype=float), np.arange(len(values)), place, levels)


def _units(
    values: Floats, bounds: tuple[Floats, Floats], doubt: tuple[Floats, Floats], groups: np.ndarray | None
) -> Units:
    ids, flags = tuple(str(n) for n in range(len(values))), np.zeros(len(values), dtype=bool)
    tied = None if groups is None else estimate.tied(groups, doubt[1])
    return Units("t", "t", ids, values, *bounds, flags, 1.0, shift=doubt[0], variance=doubt[1], tied=tied)


def _whole(name: str, units: Units, truth: Floats, kept: np.ndarray, place: str, levels: Sequence[float]) -> Drawn:
    given = Input("t", "2019", Regime.OPEN, np.ones(len(kept)))
    weights = csr_array(eye_array(len(units.values), format="csr")[:, kept])
    places = (place,) * len(kept)
    trials = {}
    for level in levels:
        trials[level] = Trial(estimate.carried(given, units, weights, level=level), truth[kept], places)
    return Drawn("alteration", name, trials)


# --- the page ---

HEAD = """# Fictional towns, drawn again and again

Written by `python -m bench.redraws --draws {draws} --others {others}`. On each ground (streets, houses and borders of a
town of {inhabitants} inhabitants) people and all sources are drawn again: {draws} times on {grounds} grounds, then
{few} times on {others} others, {all} towns in all. Sources are made by the producers' documented rules ([the
town](demo-city.md)), not by our own model; no ground of either table was looked at when the method was made, but for
two things: they showed that samples of several years lacked what changes in between, whose law has no number from them;
and that beside a surface a doubt of 0.25 about the part of *t* that is left was rather much, which is 0.2 since.

- *n eff.*: independent trials at 90, by the variance between grounds. On one ground a border errs in the same way in
  each draw of people, so that {draws} draws of {grounds} grounds are worth less than {few} of {others}: the first table
  tells what readers of one town meet, the second whether the method is at fault.
- *50 ... 95*: how often intervals of that level hold, in per cent; *may be*: the 95 % interval of the 90 % column,
  exact for n eff. trials (Clopper, Pearson), wider by Student's law for so many grounds (Korn, Graubard, *Confidence
  intervals for proportions with small expected number of positive counts*, Survey Methodology 24, 1998). Two standard
  errors between grounds stand for that interval where there are many and shares are far from 1; where all trials hold,
  their standard error is 0, and five grounds have four degrees of freedom.
- *oracle*: the mean width at 90 over that of one who knows how errors of this indicator and zoning are distributed
  over all grounds and draws, so that wide and safe does not pass for good. Asked: at most 1.5.
- *kept*: whether all four levels may be within 2 points of what they promise. Of {rows} rows a few fail by chance
  alone.
- *IRIS known*, *communes known*: from cells in agreement with exact totals of these (`margin` in an estimate). *Aged*:
  categories of a breakdown, which add up. Medians: of ages, from cells; of standards of living, from exact counts in
  eight classes, the last without an end.
- ¹ Small counts (ranges narrower than {few_counted:.0f} in the middle), and alterations alone: cells, IRIS and zones
  that no border cuts. Their ranges are whole numbers, rounded outward as readers see them, and keep what they promise
  where they hold as often or more.
"""
COLUMNS = """
| truth | n | n eff. | 50 | 80 | 90 | 95 | may be | oracle | kept |
|---|--:|--:|--:|--:|--:|--:|--:|--:|:-:|
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.redraws", description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS, help=f"draws of {len(GROUNDS)} grounds")
    parser.add_argument("--others", type=int, default=len(OTHERS), help=f"other grounds, drawn {FEW} times each")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    chosen = parser.parse_args()
    few, many = drawn_on(GROUNDS, chosen.draws), drawn_on(OTHERS[: chosen.others], FEW)
    chosen.out.write_text(page(few, many, draws=chosen.draws, others=chosen.others), encoding="utf-8")


def drawn_on(grounds: Iterable[int], draws: int) -> list[Drawn]:
    """Return the trials of several grounds, two at a time."""
    with ProcessPoolExecutor(2) as pool:
        each = pool.map(partial(redraws, draws=draws, inhabitants=INHABITANTS), grounds)
        return [one for those in each for one in those]


def page(few: Sequence[Drawn], many: Sequence[Drawn], *, draws: int, others: int) -> str:
    """Return the page, from so many draws of a few grounds, and from so many other grounds."""
    found = (all_found(few), all_found(many))
    head = HEAD.format(
        inhabitants=f"{INHABITANTS:,}", grounds=len(GROUNDS), draws=draws, others=others, few=FEW,
        all=len(GROUNDS) * draws + others * FEW, rows=len(found[0]), few_counted=FEW_COUNTED,
    )  # fmt: skip
    titles = (f"{len(GROUNDS)} grounds, {draws} draws of each", f"{others} grounds, {FEW} draws of each")
    tables = "".join(
        f"\n## {title}\n{COLUMNS}" + "\n".join(line(one) for one in rows) + "\n"
        for title, rows in zip(titles, found, strict=True)
    )
    places = (f"on {len(GROUNDS)} grounds", f"on {others} others")
    return f"{head}{tables}\nWhat this shows:\n\n{told(list(zip(places, found, strict=True)))}"


def lighter(one: Drawn) -> Drawn:
    """Return trials without what their answers were made from, so that many can be kept."""
    bare = {
        level: replace(held, answer=replace(held.answer, units=None, weights=None, shares=None, above=None, below=None))
        for level, held in one.trials.items()
    }
    return replace(one, trials=bare)


if __name__ == "__main__":
    main()
