"""What is new since the last release, for the home page."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.model.figure import Role
from parvis.publish.compare import Change, difference
from parvis.publish.edition import Edition


@dataclass(frozen=True)
class News:
    """Counts of figures that are new, changed or gone since a release, and the indicators most of them belong to."""

    release: str
    added: int
    changed: int
    removed: int
    indicators: tuple[str, ...]
    more: int

    @property
    def is_none(self) -> bool:
        """Return whether nothing changed at all."""
        return not (self.added or self.changed or self.removed)


_MOST = 6


def news_of(edition: Edition) -> News | None:
    """Return what is new since the last release; None before the first."""
    last = edition.observatory.last_release
    if last is None:
        return None
    release, figures = last
    found = difference(figures, edition.observatory.figures).frame
    found = found[found["role"] == Role.FIGURE.value]
    counts = found["change"].value_counts()
    touched = [id_ for id_ in found["indicator"].value_counts().index if id_ in edition.indicators]
    changed = sum(int(counts.get(change.value, 0)) for change in (Change.STATE, Change.VALUE, Change.INTERVAL))
    added, removed = (int(counts.get(change.value, 0)) for change in (Change.ADDED, Change.REMOVED))
    return News(release, added, changed, removed, tuple(touched[:_MOST]), max(0, len(touched) - _MOST))
