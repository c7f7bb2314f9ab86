"""Write the report into the private store: a page and a workbook for each language of the territory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from parvis.model.examination import Examination
from parvis.model.progress import Progress

NAME = "report"


def write(examined: Examination, out: Path, *, languages: Sequence[str], progress: Progress) -> tuple[Path, ...]:
    """Write `report.LANGUAGE.html` and `report.LANGUAGE.xlsx` into `out`, and return where they are.

    `out` is in the private store: what is written holds what a partner sent. Only its owner can read it.
    """
    # Both take long to import, and whoever writes no report needs neither.
    from parvis.partner.complaints import complaints
    from parvis.partner.page import page
    from parvis.partner.summary import summary
    from parvis.partner.workbook import write_workbook

    written: list[Path] = []
    for done, language in enumerate(languages):
        progress("report", done, len(languages))
        told = complaints(examined, language)
        head = summary(examined, told, language)
        book = out / f"{NAME}.{language}.xlsx"
        others = {other: f"{NAME}.{other}.html" for other in languages if other != language}
        _create(out / f"{NAME}.{language}.html").write_text(
            page(told, head, examined, workbook=book.name, others=others), encoding="utf-8"
        )
        write_workbook(_create(book), examined, told, head)
        written += [out / f"{NAME}.{language}.html", book]
    progress("report", len(languages), len(languages))
    return tuple(written)


def _create(path: Path) -> Path:
    """Return the path of an empty file that only its owner can read; what stood there is gone."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path
