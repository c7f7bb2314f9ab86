"""What a territory folder says, as frozen values: one class a YAML kind.

`parvis.territory` fills them from files; the JSON Schemas for editors are generated from them.
"""

from __future__ import annotations

import re
import unicodedata

from pydantic import Field

from parvis.model.access import Access
from parvis.model.address import AddressSpec
from parvis.model.agreement import AgreementSpec, ClauseSpec, PartySpec, ThresholdSpec
from parvis.model.indicator import (
    KIND_OF_STATISTIC,
    Along,
    BreakdownSpec,
    CategorySpec,
    Estimated,
    IndicatorSpec,
    Inside,
    Located,
    MarginSpec,
    Official,
    PartSpec,
    Quantity,
    Zonal,
)
from parvis.model.policy import PolicySpec, Rule, RuleValue
from parvis.model.source import AlteredSpec, Geography, MeasureSpec, ProtectedSpec, Regime, SourceSpec
from parvis.model.spec import ID_PATTERN, Id, OneOrMore, Spec
from parvis.model.territory import EMBEDDED, AccessibilitySpec, DissolveSpec, Layer, TerritorySpec, ZoningSpec

__all__ = [
    "EMBEDDED", "ID_PATTERN", "KIND_OF_STATISTIC", "Access", "AccessibilitySpec", "AddressSpec", "AgreementSpec",
    "Along", "AlteredSpec", "BreakdownSpec", "CategorySpec", "ClauseSpec", "DissolveSpec", "Estimated", "Folder",
    "Geography", "Id", "IndicatorSpec", "Inside", "Layer", "Located", "MarginSpec", "MeasureSpec", "Official",
    "OneOrMore", "PartSpec", "PartySpec", "PolicySpec", "ProtectedSpec", "Quantity", "Regime", "Rule", "RuleValue",
    "SourceSpec", "Spec", "TerritorySpec", "ThresholdSpec", "Zonal", "ZoningSpec", "slug",
]  # fmt: skip


class Folder(Spec):
    """A territory folder, read and consistent: every reference in it leads somewhere."""

    territory: TerritorySpec
    policy: PolicySpec
    sources: dict[str, SourceSpec]
    indicators: dict[str, IndicatorSpec]
    breakdowns: dict[str, BreakdownSpec]
    agreements: dict[str, AgreementSpec] = Field(default_factory=dict)

    def sources_of(self, indicator: str) -> tuple[str, ...]:
        """Return the ids of the sources that an indicator rests on, those of the parts of an index included."""
        spec = self.indicators[indicator]
        resting = (spec, *(self.indicators[part.indicator] for part in spec.parts))
        return tuple(dict.fromkeys(source for one in resting for source in one.sources()))


def slug(name: str) -> str:
    """Return an identifier made from a file name.

    >>> slug("Filosofi 2019 (200 m).gpkg")
    'filosofi_2019_200_m'
    >>> slug("Périmètres d'été")
    'perimetres_d_ete'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"(\.[A-Za-z0-9]{1,8})+$", "", plain).lower()
    words = re.sub(r"[^a-z0-9]+", "_", stem).strip("_")
    return words if words[:1].isalpha() else f"s_{words}"
