"""What the files of a folder declare, as far as they could be read: the ground of the checks across files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from parvis.model.finding import Where
from parvis.model.folder import AgreementSpec, BreakdownSpec, IndicatorSpec, SourceSpec, TerritorySpec, slug
from parvis.territory.document import Document, Trail

if TYPE_CHECKING:  # the kinds bring pandas with them, and a folder is read without
    from parvis.kinds.kind import Kind, Measure
    from parvis.model.folder import MeasureSpec

Section = Literal["sources", "indicators", "breakdowns", "agreements"]


@dataclass(frozen=True)
class Declared:
    """Documents that could be parsed, the valid ones as models, and the ids of all files, broken ones too.

    A reference to a broken file leads somewhere; what the file says is not known, and nothing is checked against it.
    """

    territory_document: Document | None
    policy_document: Document | None
    territory: TerritorySpec | None
    documents: dict[str, dict[str, Document]]
    sources: dict[str, SourceSpec]
    indicators: dict[str, IndicatorSpec]
    breakdowns: dict[str, BreakdownSpec]
    agreements: dict[str, AgreementSpec]
    ids: dict[str, frozenset[str]]  # by section, and `schemas`; a misnamed file's are as they ought to be, too
    kinds: Mapping[str, Kind]

    @cached_property
    def zonings(self) -> frozenset[str] | None:
        """Ids of the zonings, also as they ought to be spelt; None where territory.yml does not let them be known."""
        listed = self.territory_document.data.get("zonings") if self.territory_document else None
        return frozenset({*listed, *map(slug, listed)}) if isinstance(listed, dict) else None

    @cached_property
    def protected_units(self) -> frozenset[str]:
        """Protected units for which policy.yml sets a threshold."""
        thresholds = self.policy_document.data.get("thresholds") if self.policy_document else None
        return frozenset(thresholds) if isinstance(thresholds, dict) else frozenset()

    def where(self, section: Section, name: str, trail: Trail = ()) -> Where:
        """Return where a value of a declaration stands."""
        return self.documents[section][name].where(trail)

    def kind_of(self, source: str) -> Kind | None:
        """Return the kind of a source; None where the source or its kind is not known."""
        spec = self.sources.get(source)
        return self.kinds.get(spec.kind) if spec else None

    def measures_of(self, source: str) -> dict[str, Measure | MeasureSpec]:
        """Return the measures of a source by id: its kind's and its own."""
        kind = self.kind_of(source)
        own = self.sources[source].measures if source in self.sources else {}
        return {**(kind.measures if kind else {}), **own}
