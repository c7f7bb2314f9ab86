"""How each source is protected: what says too much is hidden, or everything is told, a little altered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from parvis.errors import DisclosureError
from parvis.model.figure import Figures, State
from parvis.protect.perturbed import Noises, resting
from parvis.protect.rounded import Roundings
from parvis.protect.thresholds import Thresholds

ROUNDED = "rounded"


@dataclass(frozen=True)
class Mechanisms:
    """How the figures of sources that are not open are protected, by source; `thresholds` knows all of these.

    Counts and rates of sources in `noises` are shown with noise, those of sources in `roundings` as multiples of a base
    that add up. Of all others what is about too few is hidden.
    """

    thresholds: Thresholds
    noises: Noises = field(default_factory=dict)
    roundings: Roundings = field(default_factory=dict)

    def of(self, sources: Collection[str]) -> Mechanisms:
        """Return how some sources are protected."""
        return Mechanisms(
            {source: held for source, held in self.thresholds.items() if source in sources},
            {source: how for source, how in self.noises.items() if source in sources},
            {source: how for source, how in self.roundings.items() if source in sources},
        )

    @property
    def hiding(self) -> Thresholds:
        """Return the thresholds of sources of which something is hidden."""
        altered = self.noises.keys() | self.roundings.keys()
        return {source: held for source, held in self.thresholds.items() if source not in altered}

    @property
    def rounding(self) -> Thresholds:
        """Return the thresholds of sources whose numbers are rounded."""
        return {source: self.thresholds[source] for source in self.roundings}

    def require_consistent(self, known: Mapping[str, Figures]) -> None:
        """Raise DisclosureError where people are protected in two ways, by two sources or by two releases.

        A past release that protected a source otherwise counts, by `known` figures: true and altered counts tell the
        noise.
        """
        self._require_one()
        for release, figures in known.items():
            shown = figures.frame[figures.frame["value"].notna()]
            for source in sorted(self.thresholds):
                rests = shown[resting(shown, frozenset({source}))]
                if set(zip(rests["state"], rests["reason"].fillna(""), strict=True)) - {self._marks(source)}:
                    raise DisclosureError.of("mechanism_changed", source=source, release=release)

    def _require_one(self) -> None:
        first: dict[str, str] = {}
        for source, threshold in sorted(self.thresholds.items()):
            other = first.setdefault(threshold.people or source, source)
            if self._marks(other) != self._marks(source):
                raise DisclosureError.of("mechanism_mixed", source=source, other=other)

    def _marks(self, source: str) -> tuple[str, str]:
        """Return the state and the reason of the figures of a source that are shown."""
        if source in self.roundings:
            return State.PERTURBED.value, ROUNDED
        return (State.PERTURBED if source in self.noises else State.PUBLISHED).value, ""
