"""Progress on the terminal: one line that is drawn over, and only for work that takes a second or more."""

from __future__ import annotations

import time
from typing import TextIO

from parvis.cli.language import N_, say

PATIENCE = 1.0

STEPS = {
    "read": N_("Reading sources"),
    "zones": N_("Placing zones"),
    "estimate": N_("Estimating figures"),
    "tables": N_("Writing tables"),
    "site": N_("Writing pages"),
    "report": N_("Writing the report"),
    "catalogue": N_("Writing the catalogue"),
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
        count = f" {done}/{total}" if total > 1 else ""
        self.out.write(f"\r\033[K{name}{count}")
        self.out.flush()
        self.drawn = True

    def end(self) -> None:
        """Clear the line."""
        if self.drawn:
            self.out.write("\r\033[K")
            self.out.flush()
