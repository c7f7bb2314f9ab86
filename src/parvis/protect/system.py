"""All that is published, as one linear system over what nobody may learn: the rows of confidential sources.

A variable is a measure of a row of a confidential source (a person, a firm, an area of a partner's table). A count or a
sum is a row of coefficients; a rate r with numerator N and denominator D says N - r D = 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from parvis.model.figure import Block, Estimates, Floats, Relations

Name = tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """What a figure says of the variables: `row` . x = `value`, if it is published.

    `name` is the figure's key and method. `counts` says whether the value counts protected units itself.
    `about` is the row whose value may not be learnt: of a rate, its numerator; of others, the row itself.
    """

    name: Name
    row: csr_array
    value: float
    about: csr_array
    about_value: float
    counts: bool


@dataclass(frozen=True)
class System:
    """The statements of one source over its variables, of which there are `width`."""

    source: str
    statements: tuple[Statement, ...]
    width: int


def systems(
    estimates: Estimates, sources: frozenset[str], counting: Mapping[str, str], unshown: frozenset[Name]
) -> Iterator[System]:
    """Return a system a confidential source, of the figures that are estimated and not among the `unshown`.

    `counting[source]` is the measure that counts its protected units, "" where each row counts as one.
    """
    values = {_name(row): row["value"] for row in estimates.frame.to_dict("records")}
    values = {name: value for name, value in values.items() if name not in unshown}
    for source in sorted(sources):
        space = _Space(source, estimates.relations)
        made = tuple(space.statements(values, counting.get(source, "")))
        if made:
            yield System(source, made, space.width)


def _name(row: Mapping[str, object]) -> Name:
    from parvis.model.figure import KEY

    return (*(str(row[k]) for k in KEY), str(row["method"]))


class _Space:
    """The variables of a source, numbered as blocks name them."""

    def __init__(self, source: str, relations: Relations) -> None:
        self.source = source
        self.relations = relations
        self.numbers: dict[tuple[str, str], int] = {}
        for block in self._blocks():
            for measure in block.column.split("+"):
                for unit in block.units:
                    self.numbers.setdefault((measure, unit), len(self.numbers))
        self.width = len(self.numbers)

    def _blocks(self) -> Iterator[Block]:
        yield from (b for b in self.relations.blocks if b.source == self.source)
        for parents in self.relations.parents:
            yield from (b for b in (parents.numerator, parents.denominator) if b.source == self.source)

    def rows(self, block: Block) -> csr_array:
        """Return the coefficients of a block's figures over all variables of the source."""
        parts = []
        for measure in block.column.split("+"):
            columns = np.array([self.numbers[(measure, unit)] for unit in block.units], dtype=int)
            local = block.coefficients.tocoo()
            shape = (block.coefficients.shape[0], self.width)
            parts.append(csr_array((local.data, (local.row, columns[local.col])), shape=shape))
        return csr_array(sum(parts[1:], parts[0]))

    def statements(self, values: Mapping[Name, float], counting: str) -> Iterator[Statement]:
        for block in self.relations.blocks:
            if block.source != self.source:
                continue
            rows, totals = self.rows(block), block.totals
            for i, name in enumerate(block.figures):
                if name in values and not np.isnan(totals[i]):
                    counts = block.column == counting
                    row = csr_array(rows[[i], :])
                    yield Statement(name, row, float(totals[i]), row, float(totals[i]), counts)
        for parents in self.relations.parents:
            if self.source not in (parents.numerator.source, parents.denominator.source):
                continue
            yield from self._ratios(parents.numerator, parents.denominator, values, counting)

    def _ratios(self, above: Block, below: Block, values: Mapping[Name, float], counting: str) -> Iterator[Statement]:
        tops, bottoms, n = above.totals, below.totals, len(above.figures)
        up = self.rows(above) if above.source == self.source else csr_array((n, self.width))
        down = self.rows(below) if below.source == self.source else csr_array((n, self.width))
        counts = above.column == counting
        for i, name in enumerate(above.figures):
            if name not in values or np.isnan(tops[i]) or not bottoms[i] > 0:
                continue
            rate = float(tops[i] / bottoms[i])
            row = csr_array(up[[i], :] - rate * down[[i], :])
            constant = 0.0 if below.source == self.source else rate * float(bottoms[i])
            about = csr_array(up[[i], :]) if above.source == self.source else csr_array(down[[i], :])
            value = float(tops[i]) if above.source == self.source else float(bottoms[i])
            yield Statement(name, row, constant, about, value, counts)


def stacked(statements: list[Statement], width: int) -> tuple[csr_array, Floats]:
    """Return the equations of statements: (n, width) coefficients and (n,) values."""
    if not statements:
        return csr_array((0, width)), np.zeros(0)
    return csr_array(vstack([s.row for s in statements])), np.array([s.value for s in statements])
