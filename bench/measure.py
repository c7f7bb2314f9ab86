"""One way measured in a process of its own, so that its peak memory is its own and no cache is another's.

`python -m bench.measure CASE WAY SIZES` prints {"seconds", "peak_mb", "result"} as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from bench.cases import CASES

REPEAT = 3
ENOUGH = 30.0  # seconds of work after which it is not repeated
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
UNITS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10  # of ru_maxrss


@dataclass(frozen=True)
class Measurement:
    """Median seconds of the work (without imports and conversions), peak of the whole process, one number a zone."""

    seconds: float
    peak_mb: float
    result: tuple[float, ...]


def measure(case: str, way: str, sizes: Mapping[str, int]) -> Measurement:
    """Return what a fresh process, on one thread, measured."""
    command = [sys.executable, "-m", "bench.measure", case, way, json.dumps(dict(sizes))]
    ran = subprocess.run(command, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    return Measurement(told["seconds"], told["peak_mb"], tuple(told["result"]))


def main(case: str, way: str, sizes: str) -> None:
    chosen = CASES[case]
    work = chosen.ways[way].ready(chosen.make(**json.loads(sizes)))
    seconds: list[float] = []
    while len(seconds) < REPEAT and sum(seconds) < ENOUGH:
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNITS_PER_MB
    print(json.dumps({"seconds": median(seconds), "peak_mb": peak, "result": result.tolist()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
