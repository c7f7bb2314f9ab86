"""A territory folder as Python sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.errors import OperatorError
from parvis.model.finding import Finding
from parvis.model.progress import Progress, silent

if TYPE_CHECKING:
    from parvis.model.figure import Figures
    from parvis.model.folder import Folder
    from parvis.run.build import Built
    from parvis.run.report import Reported


@dataclass(frozen=True)
class Territory:
    """A territory folder; `parvis.open(path)` makes one."""

    root: Path

    def declarations(self) -> Folder:
        """Return what the folder declares; raise FolderError with every mistake in it."""
        from parvis.run.inputs import read_folder

        return read_folder(self.root)

    def check(self, *, progress: Progress = silent) -> tuple[Finding, ...]:
        """Return the warnings and notes about the folder and its sources; raise ParvisError with all errors."""
        from parvis.run.build import check

        return check(self.root, progress=progress)

    def build(
        self,
        *,
        out: Path | None = None,
        verify: bool = False,
        force: bool = False,
        refresh: bool = False,
        today: dt.date | None = None,
        progress: Progress = silent,
    ) -> Built:
        """Build the observatory, by default into `build/`, and return what was done."""
        from parvis.run.build import build

        return build(self.root, out=out, verify=verify, force=force, refresh=refresh, today=today, progress=progress)

    def report(self, source: str, *, today: dt.date | None = None, progress: Progress = silent) -> Reported:
        """Write to the makers of a source's file what there is to correct, in the private store; return where."""
        from parvis.run.report import report

        return report(self.root, source, progress=progress, today=today)

    def figures(self, build: Path | None = None) -> Figures:
        """Return the figures of the last build; raise OperatorError where there is none."""
        from parvis.publish import read_figures

        table = (build or self.root / "build") / "figures.parquet"
        if not table.is_file():
            raise OperatorError.of("no_build", self.root, name=self.root.name)
        return read_figures(table)


def open_territory(path: str | Path) -> Territory:
    """Return the territory whose folder is at `path`; nothing is read yet."""
    return Territory(Path(path).resolve())
