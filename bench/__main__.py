"""Run benchmarks beside their peers; print the table and write it to docs/bench.md.

python -m bench                                        all cases
python -m bench overlay --set cells=500000 --set polygons=1500 --rounds 3
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np

from bench.case import Case
from bench.cases import CASES
from bench.measure import Measurement, measure

PAGE = Path(__file__).parents[1] / "docs" / "bench.md"
HEAD = """# Parvis beside its peers

Written by `make bench`; `python -m bench --help` says how to choose cases and sizes. Each way runs in a process of its
own on one thread, unless it says otherwise; in each of {rounds} rounds all ways run one after the other.

- *Ratio*: the way's time divided by that of Parvis (the first line) in the same round, median over rounds. Above 1
  Parvis is faster, below 1 slower. Where Parvis alone does ever more (*once*, *64 x*), how many times as long it takes.
- *Seconds*: median, of the work alone, without imports and without bringing the input into the form the way takes.
- *Peak*: the most memory that the whole process held, libraries and inputs included.
- *Apart*: the greatest difference of a zone's result from that of Parvis, as a share of it. (exactextract and tobler
  keep shares of area in 32 bits.)

Python {python}, {system}. {versions}.
"""


def run(name: str, case: Case, sizes: Mapping[str, int], rounds: int) -> list[str]:
    """Return the lines of a case's table."""
    present = [way for way in case.ways if find_spec(case.ways[way].package)]
    measured: dict[str, list[Measurement]] = {way: [] for way in present}
    for turn in range(rounds):
        for way in present:
            print(f"{name}: round {turn + 1} of {rounds}, {way}", flush=True)
            measured[way].append(measure(name, way, sizes))
    said = ", ".join(f"{count:,} {what}" for what, count in sizes.items())
    lines = [f"## {case.title}", "", f"`{name}`: {said}.", ""]
    lines += ["| way | ratio | seconds | peak MB | apart |", "|---|--:|--:|--:|--:|"]
    ours = measured[present[0]]
    lines += [_line(way, measured[way], ours) if way in measured else _absent(case, way) for way in case.ways]
    return [*lines, ""]


def _line(way: str, those: list[Measurement], ours: list[Measurement]) -> str:
    ratio = median(that.seconds / our.seconds for that, our in zip(those, ours, strict=True))
    seconds, peak = median(that.seconds for that in those), median(that.peak_mb for that in those)
    theirs, base = np.array(those[0].result), np.array(ours[0].result)
    apart = np.max(np.abs(theirs - base) / np.maximum(np.abs(base), np.finfo(float).tiny))
    return f"| {way} | {ratio:.2f} | {seconds:.3f} | {peak:,.0f} | {apart:.0e} |"


def _absent(case: Case, way: str) -> str:
    return f"| {way} | peer not installed: {case.ways[way].package} | | | |"


def head(rounds: int) -> str:
    """Return what is said above the tables: how, and with which versions."""
    packages = sorted({way.package for case in CASES.values() for way in case.ways.values()} | {"shapely", "numpy"})
    versions = ", ".join(f"{package} {_version(package)}" for package in packages)
    return HEAD.format(rounds=rounds, python=platform.python_version(), system=platform.system(), versions=versions)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _size(text: str) -> tuple[str, int]:
    name, _, count = text.partition("=")
    return name, int(count)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; all if none is named")
    parser.add_argument("--set", dest="sizes", type=_size, action="append", default=[], metavar="NAME=COUNT")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    chosen = parser.parse_args()
    names = chosen.cases or list(CASES)
    if unknown := set(names) - set(CASES):
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    if unknown := {size for size, _ in chosen.sizes} - {size for name in names for size in CASES[name].sizes}:
        parser.error(f"no size {', '.join(sorted(unknown))} in these cases")
    lines = [*head(chosen.rounds).splitlines(), ""]
    for name in names:
        given = {size: count for size, count in chosen.sizes if size in CASES[name].sizes}
        lines += run(name, CASES[name], {**CASES[name].sizes, **given}, chosen.rounds)
    page = "\n".join(lines).rstrip() + "\n"
    print("\n" + page)
    chosen.out.write_text(page)


if __name__ == "__main__":
    main()
