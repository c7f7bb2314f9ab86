"""Every truth of real places: each is an exact sum of the very file that is estimated from."""

from __future__ import annotations

from pathlib import Path

from bench.fine_truths import bondy_cells, london, paris, porto_alegre
from bench.located_truths import bondy, occitanie
from bench.truths import Truth


def all_truths(data: Path) -> list[Truth]:
    """Return every real truth that the folder of public data holds."""
    return [*bondy(data), *bondy_cells(data), *occitanie(data), *paris(data), *london(data), *porto_alegre(data)]
