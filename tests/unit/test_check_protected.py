"""A partner's table counts people once: who stands behind a figure is worked out from it."""

from __future__ import annotations

import pandas as pd
import pytest
from test_check import codes, counted, reasons, table

from parvis.errors import SourceError
from parvis.model.snapshot import Snapshot

PARTNERS = {
    "regime": "aggregated", "licence": None, "agreement": "fund", "protected": {"unit": "persons", "measure": "n"},
}  # fmt: skip


def sent(frame: pd.DataFrame) -> Snapshot:
    return counted(frame, **PARTNERS)


def test_a_row_that_stands_twice_counts_once() -> None:
    snapshot = sent(table(["a", 5], ["b", 7], ["a", 5]))
    assert snapshot.frame["measure:n"].sum() == 12
    assert (list(reasons(snapshot)), codes(snapshot)) == ([4], ["rows_repeated"])


def test_two_numbers_for_one_zone() -> None:
    with pytest.raises(SourceError, match="unit_twice"):
        sent(table(["a", 5], ["a", 6]))
    # Of two sorts they are two numbers, of which `where` chooses; and an open table is its producer's.
    assert len(sent(table(["a", 5, "x"], ["a", 6, "y"], columns="code n sort")).frame) == 2
    assert len(counted(table(["a", 5], ["a", 6])).frame) == 2


def test_fewer_than_nobody() -> None:
    snapshot = sent(table(["a", -5], ["b", 7]))
    assert (snapshot.frame["measure:n"].tolist(), codes(snapshot)) == ([7.0], ["rows_negative"])
