"""Progress on the terminal: one line that is drawn over, and only for work that takes a second or more."""

from __future__ import annotations

import time
from typing import TextIO

from parvis.cli.language import N_, say

PATIENCE = 1.0

STEPS = {
    "fetch": N_("Fetching files"),
    "read": N_("Reading sources"),
    "zones": N_("Placing zones"),
    "estimate": N_("Estimating figures"),
    "tables": N_("Writing tables"),
    "site": N_("Writing pages"),
    "sheets": N_("Writing sheets"),
    "report": N_("Writing the report"),
    "catalogue": N_("Writing the catalogue"),
    "protect": N_("Looking for the cheapest way"),
    "reach": N_("Working out travel times"),
}


class Line:
    """Draws progress on a terminal; on anything else it says each step once, so that logs stay short."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.started = time.monotonic()
        self.drawn = False
        self.last = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of a step are done."""
        if time.monotonic() - self.started < PATIENCE:
            return
        name = say(STEPS.get(step, step))
        if not self.out.isatty():
            if step != self.last:
                self.out.write(f"{name} …\n")
                self.last = step
            return
        self.out.write(f"\r\033[K{name}{_count(step, done, total)}")
        self.out.flush()
        self.drawn = True

    def end(self) -> None:
        """Clear the line."""
        if self.drawn:
            self.out.write("\r\033[K")
            self.out.flush()


def _count(step: str, done: int, total: int) -> str:
    """Return how far a step is; bytes in megabytes, and of how many only where that is known.

    >>> _count("fetch", 3_400_000, 12_000_000), _count("fetch", 3_400_000, 0), _count("read", 1, 3)
    (' 3/12 MB', ' 3 MB', ' 1/3')
    """
    if step == "fetch":
        return f" {done / 1e6:.0f}/{total / 1e6:.0f} MB" if total else f" {done / 1e6:.0f} MB"
    return f" {done}/{total}" if total > 1 else ""
