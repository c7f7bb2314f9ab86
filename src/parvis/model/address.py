"""What is known of rows that are located by their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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


@dataclass(frozen=True)
class Addressed:
    """How the rows of a file were located; private.

    `found` counts the rows by precision; `candidates` has those of each row that is not found, by its position.
    """

    reference: str
    found: Mapping[Precision, int]
    candidates: Mapping[int, tuple[Candidate, ...]] = field(default_factory=dict)
