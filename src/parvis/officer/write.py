"""Write the private audit into the private store: a page for each language of the territory, and a table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from parvis.officer.page import Told, hidden, page

NAME = "audit"


def write(told: Told, out: Path, *, languages: Sequence[str]) -> tuple[Path, ...]:
    """Write `audit.LANGUAGE.html` and `audit.csv` into `out`, for their owner only, and return where they are."""
    out.mkdir(mode=0o700, exist_ok=True)
    table = _create(out / f"{NAME}.csv")
    hidden(told).to_csv(table, index=False)
    written = [table]
    for language in languages:
        others = {other: f"{NAME}.{other}.html" for other in languages if other != language}
        target = _create(out / f"{NAME}.{language}.html")
        target.write_text(page(told, language, others=others, table=table.name), encoding="utf-8")
        written.append(target)
    return tuple(written)


def _create(path: Path) -> Path:
    """Return the path of an empty file that only its owner can read; what stood there is gone."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path
