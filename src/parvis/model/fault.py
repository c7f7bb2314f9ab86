"""What is wrong in a file that somebody sent: which rule, in which column, on which rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]

HARMLESS = ("column_extra", "column_case")
"""Rules whose breach is told and refuses nothing."""


@dataclass(frozen=True)
class Rule:
    """One rule that a column must keep: `name` says which, `asks` what it asks for, such as {"maximum": "1"}.

    `field` is the column's name in the schema, `column` its name in the file ("" where it is absent). `example` is an
    entry that keeps the rule, as the schema gives it; `described` is what the schema says of the column.
    """

    field: str
    name: str
    column: str = ""
    asks: Mapping[str, str] = made(default_factory=dict)
    example: str = ""
    described: str = ""


@dataclass(frozen=True)
class Faults:
    """Every rule that a file breaks; `rows[i]` has the positions from 0, ascending, of the rows that break `rules[i]`.

    A rule about columns has no rows.
    """

    rules: tuple[Rule, ...] = ()
    rows: tuple[Labels, ...] = ()

    def __iter__(self) -> Iterator[tuple[Rule, Labels]]:
        return zip(self.rules, self.rows, strict=True)

    def __add__(self, other: Faults) -> Faults:
        return Faults(self.rules + other.rules, self.rows + other.rows)

    def faulty(self) -> Labels:
        """Return the positions of all rows that break some rule, ascending."""
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *self.rows]))

    @property
    def valid(self) -> bool:
        """Return whether the file keeps every rule, but for those whose breach is harmless."""
        return all(rule.name in HARMLESS for rule in self.rules)
