"""Rows that are located by their addresses: what a source declares, and what is known of them then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import Field

from parvis.model.spec import Id, OneOrMore, Spec


class AddressSpec(Spec):
    """The columns of a source that hold addresses as typed, and the address file that they are looked up in."""

    columns: OneOrMore = Field(description="Column of the whole address, or of its parts in order: number, street, ...")
    postcode: str | None = Field(None, description="Column of the postcode, where it stands apart.")
    commune: str | None = Field(
        None, description="Column of the commune, its name or INSEE code, where it stands apart."
    )
    reference: Id = Field(description="Source of the kind `ban` in which the addresses are looked up.")
    threshold: float = Field(
        0.7, ge=0, le=1, description="Score from which an address counts as found; at 0.8, never by its street alone."
    )


class Precision(StrEnum):
    """How near to its address a row is placed."""

    NUMBER = "number"
    NEAREST_NUMBER = "nearest_number"  # the street has no such number: the nearest one it has
    STREET = "street"  # the middle of the street


@dataclass(frozen=True)
class Candidate:
    """An address of the reference that a typed one may mean; `score` is between 0 and 1."""

    id: str
    label: str
    score: float

    def __str__(self) -> str:
        return f"{self.label} ({self.score:.2f})"


@dataclass(frozen=True)
class Addressed:
    """How the rows of a file were located; private.

    `columns` are those of the address, with commas between; `found` counts the rows by precision. By position of the
    row, `candidates` has those of each row that is not found, `rough` the address of each that is not at its number.
    """

    reference: str
    columns: str
    found: Mapping[Precision, int]
    candidates: Mapping[int, tuple[Candidate, ...]] = field(default_factory=dict)
    rough: Mapping[int, Candidate] = field(default_factory=dict)
